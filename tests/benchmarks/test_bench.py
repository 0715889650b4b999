"""The benchmark runs: its figures are for people to read, and no test asserts a time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parent / "bench.py"


def test_every_workload_runs(tmp_path: Path) -> None:
    """`make bench` at its smallest runs all workloads on graphmat and on the floor."""
    results = tmp_path / "results.json"

    done = subprocess.run(
        [sys.executable, BENCH, "--quick", "--folder", tmp_path, "--json", results],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(results.read_text())
    assert all("graphmat" in result for result in found["results"])
    for group in ("materialize", "run, values", "define and plan", "graph assets", "two workers"):
        assert any(group in result["workload"] for result in found["results"])
        assert group in done.stdout
    assert {fit["side"] for fit in found["growth"]} == {"graphmat", "floor"}


def test_the_simulation_carries_out_every_op() -> None:
    """At its smallest, with the real event log, it tells its throughput and where it saturates."""
    words = [sys.executable, BENCH.with_name("simulation.py"), "--quick", "--json"]

    done = subprocess.run([*words, "--log", "sqlite"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["ops"] == 2000
    assert 0 < found["slots_used"] <= 1
    assert found["ops_per_cpu_s"] * found["saturates_below_op_s"] > 0
    assert found["virtual_s"] * found["slots"] > found["ops"] * found["mean_op_s"] * 0.99


def test_a_side_that_fails_is_told(tmp_path: Path) -> None:
    """A workload that one side cannot run is named, and the command fails."""
    done = subprocess.run(
        [
            *(sys.executable, BENCH, "--folder", tmp_path, "--repeats", "1"),
            *("--only", "import 0", "--peer", "/bin/false"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "peer failed" in done.stderr
    assert "cold start: import" in done.stdout
