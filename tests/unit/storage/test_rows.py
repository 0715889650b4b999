from __future__ import annotations

from graphmat.events.records import MaterializationRecord, StoredObject
from graphmat.keys import AssetKey
from graphmat.storage.rows import (
    MAX_SEQUENCE,
    event_id,
    event_ids,
    list_text,
    materialization_from_row,
)


def test_events_of_a_run_lie_together():
    """Ids of a run's events are between its bounds, and no other run's are."""
    after, before = event_ids(7)

    assert after < event_id(7, 1) < event_id(7, 2) < event_id(7, MAX_SEQUENCE) < before
    assert event_id(6, MAX_SEQUENCE) < after
    assert before < event_id(8, 1)


def test_empty_list_is_not_none():
    """An empty selection is kept apart from everything."""
    assert (list_text(None), list_text([]), list_text(("ä",))) == ("", "[]", '["ä"]')


def test_record_filled_by_hand_is_the_record():
    """Rows give the same record as the constructor, with every fact in place."""
    key = AssetKey("a")
    facts = ("s", "result", 1.5, '{"m":{}}', '{"t":"x"}', "c", "d", '[{"key":"u"}]', 0)
    row = (5, 1, "p", 2, *facts, "ff", 9, "pickle", "io")
    expected = MaterializationRecord(
        id=5,
        asset_key=key,
        partition_key="p",
        run_id="run",
        step_key="s",
        output_name="result",
        time=1.5,
        metadata={"m": {}},
        tags={"t": "x"},
        code_version="c",
        data_version="d",
        upstream=[{"key": "u"}],
        is_expected=False,
        stored=StoredObject(digest="ff", size_bytes=9, serializer="pickle"),
        io_manager_key="io",
    )
    bare = (5, 1, "", 2, "", "", 1.5, "", "", "", "", "", 1, "", None, "", "")

    assert materialization_from_row(row, key, "run") == expected
    assert materialization_from_row(bare, key, "run") == MaterializationRecord(
        id=5, asset_key=key, run_id="run", time=1.5
    )
