"""A home, an open log in it, and events to fill it with, for the tests of this room."""

from __future__ import annotations

import subprocess
import sys

import pytest

from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.keys import AssetKey
from graphmat.storage.opening import LOG_FILE_NAME, open_event_log

T = 1_800_000_000.5
STORED = {"digest": "ab" * 32, "size_bytes": 120, "serializer": "pickle"}


@pytest.fixture
def home(tmp_path):
    """Where a log may be made."""
    return tmp_path / "home"


@pytest.fixture
def log_file(home):
    """The file of the log of that home."""
    return home / LOG_FILE_NAME


@pytest.fixture
def log(home):
    """An open log, empty but for the run ``run``."""
    opened = open_event_log(home)
    opened.create_run(RunRecord(run_id="run", started_at=T))
    yield opened
    opened.close()


@pytest.fixture
def op_events():
    """Makes the events of one op of a run that makes one asset."""
    return _op_events


def _op_events(turn, run_id="run", **facts):
    step_key, asset = f"graph.op_{turn}", AssetKey(["made", f"asset_{turn}"])
    told = [
        (kinds.STEP_START, None, {"attempt": 1}),
        (kinds.STEP_OUTPUT, None, {"output_name": "result", "disposition": "selected"}),
        (kinds.HANDLED_OUTPUT, None, {"output_name": "result", "stored": STORED}),
        (kinds.ASSET_MATERIALIZATION, asset, {"output_name": "result", **facts}),
        (kinds.STEP_SUCCESS, None, {"duration_s": 0.5}),
    ]
    return [
        Event(kind, run_id, T + turn, step_key, key, None, "", data, turn * len(told) + place)
        for place, (kind, key, data) in enumerate(told, start=1)
    ]


@pytest.fixture
def python(home):
    """Starts a Python script of one string, with the home as its argument."""
    started = []

    def start(script):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def run_all():
    """Waits for scripts to end; none may have failed."""

    def wait(processes):
        ends = [(*process.communicate(timeout=60), process.returncode) for process in processes]
        assert [(err, code) for _, err, code in ends] == [("", 0)] * len(ends)
        return [out for out, _, _ in ends]

    return wait
