"""Events as documents."""

from __future__ import annotations

import json

import pytest

from graphmat.events import codec, kinds
from graphmat.events.model import Event
from graphmat.keys import AssetKey


def test_the_document_of_an_event():
    """The names in a document are an interface: they are what ``--json`` prints."""
    event = Event(
        kinds.ASSET_MATERIALIZATION,
        "r",
        1.5,
        "g.s",
        AssetKey(["a", "b/c"]),
        "p",
        "m",
        {"x": [1]},
        7,
    )

    assert codec.event_document(event) == {
        "kind": "ASSET_MATERIALIZATION",
        "run_id": "r",
        "sequence": 7,
        "time": 1.5,
        "step_key": "g.s",
        "asset_key": ["a", "b/c"],
        "partition_key": "p",
        "message": "m",
        "data": {"x": [1]},
    }


def test_absent_facts_are_left_out():
    """An event of a run has no keys for steps and assets."""
    document = codec.event_document(Event(kinds.RUN_START, "r", 1.0, sequence=1))

    assert set(document) == {"kind", "run_id", "sequence", "time"}


def test_an_empty_step_key_is_kept():
    """What is empty is not what is absent."""
    event = Event("k", "r", 0.0, "", partition_key="")

    assert codec.event_from_document(codec.event_document(event)) == event


def test_documents_are_not_escaped_beyond_need():
    """Text in any script stays readable in the log."""
    assert codec.encode_data({"ключ": "é"}) == '{"ключ":"é"}'


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x"], ids=lambda value: type(value).__name__)
def test_what_json_has_not_is_refused_at_the_source(value):
    """A value that cannot be stored fails where the event is made, not where it is read."""
    with pytest.raises(TypeError):
        codec.encode_data({"x": value})


def test_numbers_that_are_none_survive():
    """Infinities, which JSON has not, survive the way into the log and back."""
    assert codec.decode_data(codec.encode_data({"x": float("inf")})) == {"x": float("inf")}


def test_no_data_is_no_text():
    """Most events have no data: that costs nothing in the log."""
    assert codec.encode_data({}) == ""
    assert codec.decode_data("") == {}
    assert json.loads(codec.encode_data({"a": None})) == {"a": None}
