from __future__ import annotations

import pytest

from graphmat.errors import StorageError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.keys import AssetKey
from graphmat.storage.derivation import Derivation
from graphmat.storage.rows import event_id

KEY = AssetKey("a")


def derived(*events, open_attempts=None):
    """What follows from events of run 3, numbered in order."""
    derivation = Derivation(3, {KEY: 7}, open_attempts or {})
    numbered = []
    for sequence, (kind, facts) in enumerate(events, start=1):
        data = facts.pop("data", {})
        numbered.append(Event(kind, "run", 10.0 + sequence, data=data, sequence=sequence, **facts))
    derivation.read(numbered)
    return derivation


def test_step_that_begins_and_ends_together_is_one_row():
    """Nothing is written twice for the usual op."""
    found = derived(
        (kinds.STEP_START, {"step_key": "s", "data": {"attempt": 1}}),
        (kinds.STEP_SUCCESS, {"step_key": "s", "data": {"duration_s": 0.5}}),
    )

    assert found.attempts == [[event_id(3, 1), 3, "s", 1, "success", 11.0, 12.0, 0.5, ""]]
    assert (found.attempt_ends, found.begun_steps) == ([], {})


def test_step_that_began_earlier_is_ended_where_it_stands():
    """The row of an attempt that an earlier batch began is changed, not doubled."""
    found = derived(
        (kinds.STEP_FAILURE, {"step_key": "s", "message": "no luck"}),
        open_attempts={"s": (99, 1, 8.5)},
    )

    assert found.attempts == []
    assert found.attempt_ends == [("failure", 11.0, 2.5, "no luck", 99)]
    assert list(found.ended_steps) == ["s"]


def test_step_that_goes_on_is_remembered():
    """An attempt without an end is handed to the next batch."""
    found = derived((kinds.STEP_START, {"step_key": "s", "data": {"attempt": 2}}))

    assert found.begun_steps == {"s": (event_id(3, 1), 2, 11.0)}


def test_clock_set_back_gives_no_negative_duration():
    """A duration that was not measured is at least zero."""
    found = derived((kinds.STEP_SUCCESS, {"step_key": "s"}), open_attempts={"s": (99, 1, 5000.0)})

    assert found.attempt_ends[0][2] == 0.0


def test_assets_are_known_by_their_numbers():
    """Events of an asset carry its number, others none."""
    found = derived((kinds.ASSET_OBSERVATION, {"asset_key": KEY}), (kinds.ENGINE_EVENT, {}))

    assert [row[6] for row in found.events] == [7, 0]


def test_kinds_nobody_knows_are_only_stored():
    """An event of a later version's kind is kept and means nothing yet."""
    found = derived(("SOMETHING_NEW", {"step_key": "s", "data": {"x": 1}}))

    assert len(found.events) == 1
    assert (found.attempts, found.outputs, found.materializations) == ([], [], [])


@pytest.mark.parametrize("sequence", [0, -1, 1 << 32])
def test_number_out_of_range_is_refused(sequence):
    """A number that would reach into another run is not stored."""
    with pytest.raises(StorageError, match="no number"):
        Derivation(3, {}, {}).read([Event(kinds.RUN_START, "run", 1.0, sequence=sequence)])
