from __future__ import annotations

import signal
from pathlib import Path

import pytest

from graphmat.errors import StorageError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.keys import AssetAddress, AssetKey
from graphmat.storage.opening import open_event_log
from graphmat.supervision.documents import pack, pack_event, unpack
from graphmat.supervision.log_keeper import LogKeeper
from graphmat.supervision.run_locks import RunLocks


class Home:
    """A home with a log that is made when something is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = None
        self.shown: list[Event] = []
        self.keeper = LogKeeper(self.open, RunLocks(folder))

    def open(self, create: bool):
        """The log, if there is one or it is to be made."""
        if self.log is None and create:
            self.log = open_event_log(self.folder)
        return self.log

    def begin(self, *steps: str) -> None:
        """Begin a run, and steps of it."""
        run = RunRecord(run_id="r", started_at=1.0)
        assert self.keeper.answer("create_run", [pack(run)], {}) == ["ok", None]
        if steps:
            self.happen(*(Event(kinds.STEP_START, "r", 2.0, step) for step in steps))

    def happen(self, *events: Event) -> list:
        """Have the child append events; the reply."""
        last = len(self.log.events("r"))
        for number, event in enumerate(events, last + 1):
            event.sequence = number
        reply, shown = self.keeper.append([pack_event(event) for event in events], durable=False)
        self.shown.extend(shown)
        return reply


@pytest.fixture
def home(tmp_path: Path):
    """A home, let go of at the end."""
    made = Home(tmp_path)
    yield made
    RunLocks(tmp_path).release("r")
    if made.log is not None:
        made.log.close()


def test_questions_before_anything_was_recorded(home: Home) -> None:
    """Questions are answered as by an empty log, and make none."""
    address = pack([AssetAddress(AssetKey("a"), None)])

    assert unpack(home.keeper.answer("latest_materializations", [address], {})[1]) == {}
    assert home.keeper.answer("run", ["r"], {}) == ["ok", None]
    assert home.keeper.answer("runs", [], {"limit": 1}) == ["ok", []]
    assert home.log is None


def test_events_are_stored_before_they_are_shown(home: Home) -> None:
    """Appended events are in the log when the reply is given, and are given out to be shown."""
    home.begin("one")

    assert [event.kind for event in home.log.events("r")] == [kinds.STEP_START]
    assert home.shown == home.log.events("r")
    assert home.keeper.running_steps == ["one"]


def test_end_of_a_run(home: Home) -> None:
    """A run that ends is let go of."""
    home.begin("one")
    home.happen(Event(kinds.STEP_SUCCESS, "r", 3.0, "one"), Event(kinds.RUN_SUCCESS, "r", 3.0))

    assert home.keeper.open_runs == {}
    assert home.keeper.last_end.kind == kinds.RUN_SUCCESS
    assert [path.name for path in (home.folder / "locks").iterdir()] == [".claims"]


def test_failure_of_the_log_is_the_childs(home: Home) -> None:
    """What the log refuses is an error for the child, and nothing is shown."""
    home.begin()
    event = Event(kinds.STEP_START, "unknown", 1.0, "s", sequence=1)
    reply, shown = home.keeper.append([pack_event(event)], durable=False)

    assert reply[0] == "error"
    assert reply[1]["class"] == StorageError.__name__
    assert shown == []


def test_failure_in_the_childs_stead(home: Home) -> None:
    """A run whose child died fails, with the steps that were running; numbers go on."""
    home.begin("one", "two")
    home.happen(Event(kinds.STEP_SUCCESS, "r", 3.0, "one"))
    shown: list[Event] = []

    ended = home.keeper.end_open_runs(kinds.RUN_FAILURE, "killed", shown.extend, error="killed")

    assert ended == "r"
    assert [(event.kind, event.step_key) for event in shown] == [
        (kinds.STEP_FAILURE, "two"),
        (kinds.RUN_FAILURE, None),
    ]
    assert [event.sequence for event in home.log.events("r")] == [1, 2, 3, 4, 5]
    assert home.log.run("r").status == "failure"
    assert home.log.run("r").error == "killed"
    statuses = {each.step_key: each.status for each in home.log.step_attempts("r")}
    assert statuses == {"one": "success", "two": "failure"}
    assert home.keeper.end_open_runs(kinds.RUN_FAILURE, "again", shown.extend) is None


def test_cancellation_in_the_childs_stead(home: Home) -> None:
    """A run that is canceled leaves its steps interrupted, not failed."""
    home.begin("one")

    home.keeper.end_open_runs(kinds.RUN_CANCELED, "stopped", home.shown.extend, signal="SIGTERM")

    assert home.log.run("r").status == "canceled"
    assert [each.status for each in home.log.step_attempts("r")] == ["interrupted"]


def test_the_signal_that_stopped_a_run(home: Home) -> None:
    """A canceled run is recorded with the signal that its supervisor was sent."""
    home.begin()
    home.keeper.stopping_signal = signal.SIGTERM
    home.happen(Event(kinds.RUN_CANCELED, "r", 2.0, data={"signal": "SIGINT"}))

    assert home.log.events("r")[-1].data["signal"] == "SIGTERM"


def test_run_that_another_process_holds(home: Home, tmp_path: Path) -> None:
    """A run that cannot be locked is not recorded."""
    (tmp_path / "locks").write_text("in the way")
    run = RunRecord(run_id="r", started_at=1.0)

    assert home.keeper.answer("create_run", [pack(run)], {})[0] == "error"
    assert home.log.run("r") is None
    assert home.keeper.open_runs == {}
