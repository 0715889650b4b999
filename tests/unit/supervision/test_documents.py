from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.events.model import Event
from graphmat.events.records import (
    MaterializationRecord,
    OutputRecord,
    RunRecord,
    StepAttempt,
    StoredObject,
)
from graphmat.keys import AssetAddress, AssetKey
from graphmat.supervision.documents import pack, pack_event, unpack, unpack_event

KEY = AssetKey(["a", "b"])
STORED = StoredObject(digest="ab" * 32, size_bytes=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def sent(value):
    """A value as it comes out at the other end."""
    return unpack(json.loads(json.dumps(pack(value))))


@given(
    st.builds(
        Event,
        st.sampled_from(["STEP_START", "ASSET_MATERIALIZATION"]),
        st.text(),
        st.floats(allow_nan=False),
        st.none() | st.text(),
        st.none() | st.builds(AssetKey, st.lists(st.text(min_size=1), min_size=1)),
        st.none() | st.text(),
        st.text(),
        st.dictionaries(st.text(), JSON),
        st.integers(min_value=0),
    )
)
def test_events_come_out_as_they_went_in(event: Event) -> None:
    """Packing an event and unpacking it gives an equal one."""
    assert unpack_event(json.loads(json.dumps(pack_event(event)))) == event


@pytest.mark.parametrize(
    "record",
    [
        RunRecord(run_id="r", started_at=1.5),
        RunRecord(
            run_id="r",
            started_at=1.5,
            asset_selection=["a"],
            tags={"x": "y"},
            run_config={"ops": {"o": [1]}},
            process={"pid": 1},
            step_keys_to_execute=["s"],
        ),
        MaterializationRecord(
            id=1,
            asset_key=KEY,
            run_id="r",
            time=2.0,
            stored=STORED,
            metadata={"rows": {"type": "int", "value": 3}},
            upstream=[{"key": "u", "data_version": "v"}],
        ),
        MaterializationRecord(id=1, asset_key=KEY, run_id="r", time=2.0),
        OutputRecord(run_id="r", step_key="s", output_name="o", stored=STORED),
        StepAttempt(run_id="r", step_key="s", attempt=1, status="started", started_at=None),
    ],
)
def test_records_come_out_as_they_went_in(record) -> None:
    """Packing a record and unpacking it gives an equal one."""
    assert sent(record) == record


def test_arguments_and_answers() -> None:
    """Keys, addresses, mappings and sets keep their kinds; sequences become lists."""
    address = AssetAddress(KEY, "p")

    assert sent({address: None, AssetAddress(KEY, None): 1}) == {
        address: None,
        AssetAddress(KEY, None): 1,
    }
    assert sent(frozenset({"a", "b"})) == frozenset({"a", "b"})
    assert sent((KEY, "x", (1, None))) == [KEY, "x", [1, None]]
    assert sent({}) == {}
