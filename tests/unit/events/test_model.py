"""``Event``: one fact of a run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.keys import AssetKey


def test_the_time_of_an_event():
    """An event knows when it happened, in UTC."""
    event = Event(kinds.RUN_START, "r", 1_700_000_000.5)

    assert event.at == datetime(2023, 11, 14, 22, 13, 20, 500_000, UTC)


def test_events_are_equal_by_their_facts():
    """Two events with the same facts are equal, each other fact makes a difference."""
    facts = ("STEP_START", "r", 1.0, "s", AssetKey("a"), "p", "m", {"x": 1}, 3)
    event = Event(*facts)

    assert event == Event(*facts)
    for place in range(len(facts)):
        changed = list(facts)
        changed[place] = {"y": 1} if place == 7 else "other"
        assert event != Event(*changed)


def test_events_without_data_do_not_share_what_they_get_later():
    """An event without data has an empty mapping, also in another process."""
    assert dict(Event("k", "r", 0.0).data) == {}


def test_an_event_cannot_be_a_key():
    """An event holds a mapping, so it has no hash."""
    with pytest.raises(TypeError):
        hash(Event("k", "r", 0.0))


def test_an_event_is_shown_by_what_it_is_about():
    """In a debugger an event shows its kind, its step or asset, and its message."""
    assert repr(Event("STEP_START", "r", 0.0, "g.s", message="hm")) == "Event(STEP_START g.s 'hm')"
    assert "a/b" in repr(Event("X", "r", 0.0, asset_key=AssetKey(["a", "b"])))
