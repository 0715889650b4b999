"""Let the modules of this folder share code, and run the same files under both libraries."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

RANDOM_MODULES = 40
# Read here: the tests themselves see no variable of ours.
PEER = os.environ.get("GRAPHMAT_PEER_PYTHON")


def runs_of(file: Path) -> list[dict]:
    """The runs that a module asks for, read without importing it."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RUNS":
            return ast.literal_eval(node.value)
    raise AssertionError(f"{file.name} has no RUNS")


def answers(python: str, library: str, cases: list[dict]) -> list[list[dict]]:
    """What a library makes of all the cases, in a process of its own."""
    done = subprocess.run(
        [python, str(HERE / "run_module.py"), library],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DAGSTER_DISABLE_TELEMETRY": "1"},
    )
    assert done.returncode == 0, f"{library} under {python}:\n{done.stderr[-4000:]}"
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def both(tmp_path_factory):
    """Each run of each module: its name, what it asks for, graphmat's answer, the peer's answer."""
    if not PEER:
        pytest.skip("GRAPHMAT_PEER_PYTHON names no Python that has dagster; `make peer` sets it")
    from random_modules import Module

    cases = [
        {"file": str(file), "runs": runs_of(file)} for file in sorted(HERE.glob("modules/*.py"))
    ]
    folder = tmp_path_factory.mktemp("random_modules")
    for seed in range(RANDOM_MODULES):
        module = Module(seed)
        file = folder / f"random_{seed}.py"
        file.write_text(module.source(), encoding="utf-8")
        cases.append({"file": str(file), "runs": module.runs(2)})
    ours = answers(sys.executable, "graphmat", cases)
    peers = answers(PEER, "dagster", cases)
    return [
        (Path(case["file"]).stem, case["runs"], our, peer)
        for case, our, peer in zip(cases, ours, peers, strict=True)
    ]
