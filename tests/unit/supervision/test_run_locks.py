from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmat.errors import StorageError
from graphmat.events.records import INTERRUPTED, STARTED, RunRecord
from graphmat.storage.opening import open_event_log
from graphmat.supervision.run_locks import (
    RunLocks,
    is_alive,
    process_facts,
    settle_dead_runs,
)


@pytest.fixture
def locks(tmp_path: Path) -> Iterator[RunLocks]:
    """The locks of a home; the run `r` is let go of at the end."""
    made = RunLocks(tmp_path)
    yield made
    made.release("r")


def test_held_run_is_alive(locks: RunLocks) -> None:
    """A run that this process holds is alive, and looking at it does not let go of it."""
    locks.hold("r")

    assert not locks.is_dead("r", {})
    assert not locks.is_dead("r", {})


def test_run_of_a_living_process(tmp_path: Path) -> None:
    """A run is alive as long as the process that holds it, and dead when that is gone."""
    ready, go = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        RunLocks(tmp_path).hold("r")
        os.write(ready[1], b"x")
        os.read(go[0], 1)
        os._exit(0)
    os.read(ready[0], 1)
    locks = RunLocks(tmp_path)

    assert not locks.is_dead("r", {})
    with pytest.raises(StorageError, match="held by another process"):
        locks.hold("r")

    os.write(go[1], b"x")
    os.waitpid(pid, 0)
    assert locks.is_dead("r", {})
    for descriptor in (*ready, *go):
        os.close(descriptor)


def test_released_run_leaves_nothing(locks: RunLocks, tmp_path: Path) -> None:
    """Letting go of a run takes its file away; doing so twice is harmless."""
    locks.hold("r")
    locks.release("r")
    locks.release("r")

    assert [path.name for path in (tmp_path / "locks").iterdir()] == [".claims"]


def test_run_without_a_lock(locks: RunLocks) -> None:
    """A run that no lock was made for is judged by its process, and kept where that is unknown."""
    assert not locks.is_dead("r", {})
    assert not locks.is_dead("r", process_facts())
    assert locks.is_dead("r", {**process_facts(), "born": "1"})
    assert locks.is_dead("r", {**process_facts(), "boot": "another"})


def test_process_of_another_machine() -> None:
    """Of another machine's process nothing is known, so it counts as alive."""
    assert is_alive({**process_facts(), "host": "elsewhere", "boot": "x", "born": "1"})


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A lock that cannot be made is an error in words."""
    (tmp_path / "locks").write_text("a file in its place")

    with pytest.raises(StorageError, match="cannot be locked"):
        RunLocks(tmp_path).hold("r")


def test_dead_runs_are_settled(tmp_path: Path, locks: RunLocks) -> None:
    """Of the started runs only those whose process is gone become interrupted."""
    log = open_event_log(tmp_path)
    now = time.time()
    dead = {**process_facts(), "born": "1"}
    log.create_run(RunRecord(run_id="dead", started_at=now, process=dead))
    log.create_run(RunRecord(run_id="r", started_at=now))
    locks.hold("r")

    assert settle_dead_runs(log, RunLocks(tmp_path)) == ["dead"]
    assert settle_dead_runs(log, RunLocks(tmp_path)) == []

    assert log.run("dead").status == INTERRUPTED
    assert log.run("r").status == STARTED
    log.close()
