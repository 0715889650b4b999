"""Runs killed at chosen points and at random ones: nothing is lost, torn, or shown as running."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from real_commands import WAIT_S, Project

from graphmat.storage.opening import open_event_log

SAMPLES = Path(__file__).parents[2] / "sample_projects"
KILLS = int(os.environ.get("GRAPHMAT_RANDOM_KILLS", "4"))
"""How often the random test kills; 200 before a release."""

THREE = """
@dg.op
def two(x):
    return x + 1

@dg.graph_asset
def made():
    return two(two(one()))
"""


@pytest.mark.parametrize("sample", ["two_assets", "shop", "weather", "corpus"])
def test_sample_survives(project: Project, sample: str) -> None:
    """A sample project that is killed at a few points comes to the same end."""
    folder = shutil.copytree(SAMPLES / sample, project.folder / sample)

    done = project.run(
        "chaos", "-C", str(folder), "--points", "1", "--seed", "3", "--json", wait_s=90
    )

    assert done.returncode == 0, done.stdout + done.stderr
    verdicts = json.loads(done.stdout)["verdicts"]
    assert len(verdicts) == 1
    assert all(each["is_reached"] and each["fault"] is None for each in verdicts)


def test_table_of_verdicts(project: Project) -> None:
    """Each point has its line; the home of the project is left alone."""
    project.define(THREE)

    done = project.run("chaos", "--points", "2", wait_s=90)

    assert done.returncode == 0
    assert done.stdout.count("  ok ") == 2
    assert "2 of 2 points passed" in done.stdout
    assert not (project.folder / ".graphmat").exists()


def test_fault_is_found(project: Project) -> None:
    """An op that gives another value after a kill is found out, with exit code 1."""
    project.define("""
@dg.asset
def unsteady(context):
    mark = HERE / "starts"
    with mark.open("a") as file:
        file.write("x")
    return len(mark.read_text()) > 2
""")

    done = project.run("chaos", "--points", "1", "--json", wait_s=90)

    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert document["failed"] > 0
    assert "is another one" in document["verdicts"][-1]["fault"]


def test_run_that_fails_anyway(project: Project) -> None:
    """A run that fails undisturbed is told as it is: there is nothing to compare with."""
    project.define("""
@dg.asset
def bad():
    raise ValueError("broken")
""")

    done = project.run("chaos")

    assert done.returncode == 1
    assert "does not succeed undisturbed" in done.stderr
    assert "ValueError: broken" in done.stderr


def test_points_must_be_some(project: Project) -> None:
    """No points, or points and all of them, are refused."""
    project.define(THREE)

    assert project.run("chaos", "--points", "0").returncode == 2
    assert project.run("chaos", "--points", "2", "--all").returncode == 2


# ------------------------------------------------------------------ random kills

CHAIN = """
@dg.op
def add(x):
    return x + 1

@dg.graph_asset
def chain():
    value = one()
    for number in range(28):
        value = add.alias(f"add_{number:02}")(value)
    return value

@dg.asset
def end(chain):
    return chain * 2
"""


def test_random_kills(project: Project) -> None:
    """Killed at any moment, a run of 30 ops loses and tears nothing, and is resumed to its end."""
    project.define(CHAIN)
    home = project.folder / "home"
    dice = random.Random(os.environ.get("GRAPHMAT_RANDOM_SEED", "7"))
    began = time.monotonic()
    assert project.run("materialize", "--home", str(home)).returncode == 0
    took_s = time.monotonic() - began

    for number in range(KILLS):
        shutil.rmtree(home)
        process = project.start("materialize", "--home", str(home))
        try:
            process.wait(dice.uniform(0.05, took_s))
        except subprocess.TimeoutExpired:
            whom = process.pid if number % 3 else child_of(process.pid)
            os.kill(whom, signal.SIGKILL)
        process.communicate(timeout=WAIT_S)
        judge(project, home)


def child_of(pid: int) -> int:
    """The process that runs the ops; the other one where there is none yet."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else pid


def judge(project: Project, home: Path) -> None:
    """Settle, look, resume to the end, look again."""
    listed = project.run("runs", "list", "--json", "--home", str(home))
    assert listed.returncode == 0, listed.stderr
    runs = json.loads(listed.stdout)["runs"]
    assert all(run["status"] != "started" for run in runs)
    assert_whole(home)
    for _ in range(3):
        if runs and runs[0]["status"] == "success":
            break
        verb = "resume" if runs else "materialize"
        done = project.run(verb, "--home", str(home))
        assert done.returncode == 0, done.stdout + done.stderr
        runs = json.loads(project.run("runs", "list", "--json", "--home", str(home)).stdout)["runs"]
    assert runs[0]["status"] == "success"
    assert_whole(home)
    with closing(open_event_log(home)) as log:
        ended = Counter(
            attempt.step_key
            for run in log.runs()
            for attempt in log.step_attempts(run.run_id)
            if attempt.status == "success"
        )
    assert len(ended) == 30
    assert set(ended.values()) == {1}
    shown = project.run("show", "end", "--value", "--home", str(home))
    assert shown.stdout.strip() == "58"


def assert_whole(home: Path) -> None:
    """Each object that the log names is there, byte for byte."""
    with closing(open_event_log(home)) as log:
        named = [each.stored for run in log.runs() for each in log.outputs(run.run_id)]
        named += [each.stored for each in log.all_latest_materializations()]
    for stored in filter(None, named):
        data = (home / "objects" / stored.digest[:2] / stored.digest[2:]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == stored.digest


# ------------------------------------------------------------------ several at once


def test_first_uses_at_once(project: Project) -> None:
    """Eight commands that use a new home for the first time all succeed."""
    project.define("\n".join(f"@dg.asset\ndef a{n}(): return {n}\n" for n in range(8)))

    processes = [project.start("materialize", "-s", f"a{number}") for number in range(8)]
    lists = [project.start("runs", "list") for _ in range(2)]
    told = [process.communicate(timeout=60)[1] for process in [*processes, *lists]]

    assert [process.returncode for process in [*processes, *lists]] == [0] * 10, told
    assert not any("locked" in err for err in told)
    assert len(project.json("runs", "list")["runs"]) == 8
