"""Records: what the event log answers with."""

from __future__ import annotations

import pickle

import pytest

from graphmat.events.records import (
    MaterializationRecord,
    OutputRecord,
    RunRecord,
    StepAttempt,
    StoredObject,
    utc,
)
from graphmat.keys import AssetKey

STORED = StoredObject(digest="ab", size_bytes=2)
RECORDS = [
    STORED,
    RunRecord(run_id="r", started_at=1.0, tags={"a": "b"}, asset_selection=["a"]),
    MaterializationRecord(id=1, asset_key=AssetKey("a"), run_id="r", time=1.0, stored=STORED),
    OutputRecord(run_id="r", step_key="s", output_name="o", stored=STORED),
    StepAttempt(run_id="r", step_key="s", attempt=1, status="success", started_at=1.0),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_records_are_compared_by_their_facts(record):
    """A copy is equal and has the same hash; another run, step or digest is another record."""
    twin = pickle.loads(pickle.dumps(record))
    assert twin == record
    assert hash(twin) == hash(record)

    first = type(record).__slots__[0]
    setattr(twin, first, "another")
    assert twin != record


def test_records_of_different_kinds_are_never_equal():
    """Two kinds with the same facts are still two things."""
    assert len({repr(record) for record in RECORDS}) == len(RECORDS)
    assert STORED != ("ab", "pickle", 2)


def test_a_run_is_the_root_of_itself():
    """A run that re-executes none is the first of its chain."""
    assert RunRecord(run_id="r", started_at=1.0).root_run_id == "r"
    assert RunRecord(run_id="r", started_at=1.0, root_run_id="q").root_run_id == "q"


def test_selecting_everything_is_not_selecting_nothing():
    """A run of everything has no selection; a selection is kept in order."""
    assert RunRecord(run_id="r", started_at=1.0).asset_selection is None
    record = RunRecord(run_id="r", started_at=1.0, asset_selection=["b", "a"])
    assert record.asset_selection == ("b", "a")


def test_records_do_not_share_what_they_were_given():
    """Changing the mapping that a record was made from does not change the record."""
    tags = {"a": "b"}
    record = RunRecord(run_id="r", started_at=1.0, tags=tags)
    tags["c"] = "d"

    assert record.tags == {"a": "b"}


def test_times_are_aware():
    """Seconds become a datetime that knows it is UTC; no time stays none."""
    assert utc(0.0).isoformat() == "1970-01-01T00:00:00+00:00"
    assert utc(None) is None
