"""`graphmat runs logs`: what ops logged, also while they run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

MODULE = """
import time
from pathlib import Path

import graphmat as dg


@dg.asset
def first(context):
    context.log.debug("a detail")
    context.log.warning("careful\\nsecond line")
    while not Path("go").exists():
        time.sleep(0.02)
    context.log.info("at last")


@dg.asset
def second(context, first):
    context.log.info("from the second")
    raise ValueError("no")
"""


@pytest.fixture
def logging(folder):
    """Two assets that log; the first waits until it is let go on."""
    return folder.write(MODULE)


def start(project, *arguments):
    """Start a command and go on."""
    return subprocess.Popen(
        [sys.executable, "-m", "graphmat", *arguments],
        cwd=project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_run(project):
    """Wait until a run is recorded."""
    for _ in range(300):
        if '"run_id"' in project.run("runs", "list", "--json").out:
            return
        time.sleep(0.1)
    raise AssertionError("no run has begun")


def test_logs_by_step_and_level(logging):
    """All that was logged and how ops failed; of one op; from a level on."""
    (logging.folder / "go").touch()
    logging.run("materialize")

    text = logging.run("runs", "logs").out
    assert [
        word for word in ("a detail", "careful", "at last", "ValueError: no") if word not in text
    ] == []
    assert "first: WARNING: careful" in text
    assert "from the second" not in logging.run("runs", "logs", "--step", "first").out
    entries = json.loads(logging.run("runs", "logs", "last", "--level", "warning", "--json").out)[
        "entries"
    ]
    assert [(each["step_key"], each["level_name"]) for each in entries] == [
        ("first", "warning"),
        ("second", "error"),
    ]


def test_wrong_words(logging):
    """An unknown level, op or run is refused with what there is."""
    (logging.folder / "go").touch()
    logging.run("materialize")

    assert logging.run("runs", "logs", "--level", "loud").code == 2
    assert "no step 'frist'" in logging.run("runs", "logs", "--step", "frist").err
    assert "there is no run 'last-1'" in logging.run("runs", "logs", "last-1").err


def test_following_a_run(logging):
    """What is logged comes while the op runs; the command ends when the run does."""
    run = start(logging, "materialize")
    wait_for_run(logging)
    follow = start(logging, "runs", "logs", "--follow")
    seen = ""
    while "careful" not in seen:
        line = follow.stdout.readline()
        assert line, follow.stderr.read()
        seen += line
    assert "at last" not in seen
    (logging.folder / "go").touch()
    rest, said = follow.communicate(timeout=60)
    run.communicate(timeout=60)

    assert "at last" in rest
    assert "has ended: failed" in said
    assert follow.returncode == 0


def test_following_a_run_whose_process_dies(logging):
    """When the run's process is killed, following it ends and says so."""
    run = start(logging, "materialize")
    wait_for_run(logging)
    follow = start(logging, "runs", "logs", "--follow", "--json")
    assert json.loads(follow.stdout.readline())["message"] == "a detail"
    os.kill(run.pid, signal.SIGKILL)
    _, said = follow.communicate(timeout=60)
    run.communicate(timeout=60)

    assert "has ended: interrupted" in said
    assert follow.returncode == 0
