"""The recorder: events are numbered, stored together, and shown after they are stored."""

from __future__ import annotations

import pytest

from graphmat.errors import StorageError
from graphmat.events import kinds
from graphmat.execution.recorder import Recorder
from graphmat.keys import AssetKey


class Log:
    """Remembers what is stored, in batches; fails where it is told to."""

    def __init__(self):
        self.batches = []
        self.durable = []
        self.broken = False

    def append(self, events, *, durable=False):
        """Store a batch."""
        if self.broken:
            raise StorageError("disk full")
        self.batches.append([event.message for event in events])
        self.durable.append(durable)


class Clock:
    """Seconds, moved by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def log():
    """A log that remembers."""
    return Log()


@pytest.fixture
def clock():
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def recorder(log, clock):
    """A recorder of run ``r``."""
    return Recorder(log, "r", clock)


def test_events_wait_until_they_are_flushed_together(recorder, log):
    """What happens around one op is one transaction."""
    recorder.add(kinds.STEP_INPUT, message="a")
    recorder.add(kinds.STEP_OUTPUT, message="b")
    assert log.batches == []

    recorder.flush()
    recorder.flush()

    assert log.batches == [["a", "b"]]


def test_events_are_numbered_and_dated(recorder, clock):
    """Events of a run are counted from one, and know when they happened."""
    first = recorder.add(kinds.RUN_START)
    clock.now = 105.0
    second = recorder.add(kinds.STEP_START, "s", AssetKey("a"), "p", data={"x": 1})

    assert [(event.sequence, event.time) for event in (first, second)] == [(1, 100.0), (2, 105.0)]
    assert (second.run_id, second.step_key, second.partition_key) == ("r", "s", "p")


def test_what_is_shown_was_stored_first(recorder, log):
    """A display never sees an event that is not in the log."""
    shown = []
    recorder.sinks.append(lambda events: shown.append((len(log.batches), len(events))))
    recorder.add(kinds.RUN_START)
    recorder.flush()

    assert shown == [(1, 1)]


def test_what_cannot_be_stored_is_not_shown(recorder, log):
    """Where the log fails, the run hears of it, and the display does not."""
    shown = []
    recorder.sinks.append(shown.extend)
    log.broken = True
    recorder.add(kinds.RUN_START)

    with pytest.raises(StorageError, match="disk full"):
        recorder.flush()

    assert shown == []


def test_materializations_survive_a_power_cut(recorder, log):
    """A transaction with a materialization is durable, the next one without is not."""
    recorder.add(kinds.ASSET_MATERIALIZATION)
    recorder.flush()
    recorder.add(kinds.STEP_SUCCESS)
    recorder.flush()

    assert log.durable == [True, False]


def test_log_lines_are_stored_as_they_come(recorder, log):
    """What an op logs is stored at once; where it logs very much, many lines go together."""
    recorder.add(kinds.LOG_MESSAGE, message="first")
    recorder.add(kinds.LOG_MESSAGE, message="second")

    assert log.batches == [["first"], ["second"]]


def test_a_flood_of_log_lines_is_stored_together(recorder, log, clock):
    """Of a flood only the first lines are stored one by one; the rest waits a moment."""
    for number in range(100):
        recorder.add(kinds.LOG_MESSAGE, message=str(number))
    assert len(log.batches) == 20

    clock.now += 0.6
    recorder.add(kinds.LOG_MESSAGE, message="late")

    assert log.batches[-1] == [*map(str, range(20, 100)), "late"]
