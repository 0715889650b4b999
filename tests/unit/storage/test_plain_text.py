from __future__ import annotations

from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.storage.plain_text import plain, plain_event, plain_run


def test_only_what_cannot_be_stored_is_changed():
    """Other text, numbers and nesting stay as they are."""
    value = {"a\udc80": ["ü☃\0", ("x\ud800", 1, None, True, 2.5)], "b": {}}

    assert plain(value) == {"a\\udc80": ["ü☃\0", ["x\\ud800", 1, None, True, 2.5]], "b": {}}


def test_plain_records_are_equal_where_nothing_is_wrong():
    """Runs and events without such text come out as they went in."""
    run = RunRecord(run_id="r", started_at=1.0, tags={"a": "b"}, asset_selection=["x"])
    event = Event("KIND", "r", 1.0, "s", None, "p", "message", {"a": [1]}, 3)

    assert plain_run(run) == run
    assert plain_event(event) == event
