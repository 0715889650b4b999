"""What a step leaves behind."""

from __future__ import annotations

import pickle

from graphmat.events.records import OutputRecord, StoredObject
from graphmat.execution.outcome import NOT_HELD, StoredOutput
from graphmat.keys import AssetKey


def test_a_value_does_not_cross_to_another_process():
    """Where an output is crosses; the value itself is read from the store over there."""
    record = OutputRecord(
        run_id="r",
        step_key="s",
        output_name="o",
        stored=StoredObject(digest="ab", size_bytes=1),
    )
    output = StoredOutput(
        record, asset_key=AssetKey("a"), data_version="v", value=[1], lineage={("k", None): {}}
    )

    twin = pickle.loads(pickle.dumps(output))

    assert twin.record == record
    assert (twin.asset_key, twin.data_version, twin.lineage) == (
        AssetKey("a"),
        "v",
        {("k", None): {}},
    )
    assert twin.value is not output.value
    assert type(twin.value) is type(NOT_HELD)
