"""Runs on a Dask cluster from the command line: workers and clients that are lost, refusals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MODULE = """
import os
import time
from pathlib import Path

import graphmat as dg
from beside import FACTOR

MARKS = Path(__file__).parent / "marks"


@dg.op
def first():
    return 2


@dg.op
def slow(context, n):
    context.log.info("slow began")
    (MARKS / f"slow-{os.getpid()}").touch()
    if not (MARKS / "go").exists():
        time.sleep(60)
    return n * FACTOR


@dg.op
def last(n):
    (MARKS / "result").write_text(str(n + 1))
    return n + 1


@dg.graph_asset
def total():
    return last(slow(first()))


@dg.graph_asset
def quick():
    return last.alias("on_quick")(first.alias("of_quick")())


@dg.op(tags={"dask/resources": {"GPU": 1}})
def on_gpu():
    return 1


@dg.graph_asset
def trained():
    return on_gpu()
"""


class Project:
    """A project whose settings name the cluster of the tests."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.marks = folder / "marks"
        self.marks.mkdir()
        (folder / "definitions.py").write_text(MODULE)
        (folder / "beside.py").write_text("FACTOR = 10\n")
        (folder / "graphmat.yaml").write_text(
            f"executor: dask\ndask: {{address: '{address}', timeout: 5}}\n"
        )

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Begin a command."""
        return subprocess.Popen(
            [sys.executable, "-m", "graphmat", *words],
            cwd=self.folder,
            env={**os.environ, **environment},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self.start(*words, **environment)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def slow_worker(self) -> int:
        """Wait for the slow op to begin; the process that runs it."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for mark in self.marks.glob("slow-*"):
                mark.unlink()
                return int(mark.name.removeprefix("slow-"))
            time.sleep(0.02)
        raise AssertionError("the slow op did not begin")


@pytest.fixture
def project(tmp_path, dask_cluster):
    """A project for the cluster of the tests."""
    return Project(tmp_path, dask_cluster.scheduler_address)


def test_a_worker_that_is_killed_is_named_and_its_step_runs_again(project):
    """Dask runs the step elsewhere; the record tells which worker was lost."""
    process = project.start("materialize", "-s", "total")
    worker = project.slow_worker()
    (project.marks / "go").touch()
    os.kill(worker, signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "was lost while it ran 'total.slow'" in err
    assert "the Dask worker tcp://127.0.0.1:" in err


def test_a_client_that_is_killed_leaves_a_run_that_can_be_resumed(project):
    """What was finished is kept; the rest runs again."""
    process = project.start("materialize", "-s", "total")
    worker = project.slow_worker()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    (project.marks / "go").touch()
    os.kill(worker, signal.SIGKILL)  # it would sleep on
    resumed = project.run("resume")
    assert resumed.returncode == 0, resumed.stderr
    assert "total.first" not in resumed.stderr.replace("kept", "")
    assert "total.last" in resumed.stderr


def test_an_interrupt_takes_the_step_back(project):
    """Ctrl-C ends the run within seconds though its op would sleep for a minute."""
    process = project.start("materialize", "-s", "total")
    worker = project.slow_worker()
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    os.kill(worker, signal.SIGKILL)


def test_two_runs_on_one_cluster_see_the_code_of_their_time(project):
    """A module that was changed is loaded anew by workers that had loaded it before."""
    (project.marks / "go").touch()
    assert project.run("materialize", "-s", "total").returncode == 0
    (project.folder / "beside.py").write_text("FACTOR = 100\n")
    assert project.run("materialize", "-s", "total").returncode == 0
    assert (project.marks / "result").read_text() == "201"


def test_what_no_worker_offers_is_told_before_it_would_wait(project):
    """A resource that no worker has ends the run at once, with the op and a way out."""
    ended = project.run("materialize", "-s", "trained")
    assert ended.returncode == 1
    assert "no Dask worker offers what 'trained.on_gpu' asks for: GPU=1" in ended.stderr


def test_a_scheduler_that_does_not_answer_is_named(project):
    """The address stands in the error, and no traceback of ours."""
    settings = "executor: dask\ndask: {address: 'tcp://127.0.0.1:9', timeout: 1}\n"
    (project.folder / "graphmat.yaml").write_text(settings)
    ended = project.run("materialize", "-s", "quick")
    assert ended.returncode == 1
    assert "no Dask scheduler answers at 'tcp://127.0.0.1:9'" in ended.stderr
    assert "Traceback" not in ended.stderr
