from __future__ import annotations

import pytest

from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.keys import AssetKey
from graphmat.storage.views import views

T = 1_800_000_000.5
STORED = {"digest": "ab" * 32, "size_bytes": 120, "serializer": "pickle"}


@pytest.fixture
def told(log):
    """A log with a short story: one asset read another, in a run that was run again."""
    log.create_run(
        RunRecord(
            run_id="again",
            started_at=T,
            job_name="nightly",
            target="definitions.py",
            asset_selection=["a/b"],
            partition_key="p",
            tags={"team": "x"},
            parent_run_id="run",
            root_run_id="run",
        )
    )
    upstream = {"key": "raw", "partition": None, "data_version": "v1", "materialization_id": 1}
    events = [
        (kinds.STEP_START, "g.op", None, None, "", {"attempt": 1}),
        (
            kinds.ASSET_MATERIALIZATION,
            "g.op",
            AssetKey(["a", "b"]),
            "p",
            "",
            {
                "output_name": "result",
                "metadata": {"rows": {"type": "int", "value": 3}},
                "code_version": "2",
                "data_version": "v2",
                "upstream": [upstream],
                "expected": False,
                "stored": STORED,
                "io_manager_key": "io_manager",
            },
        ),
        (
            kinds.ASSET_CHECK_EVALUATION,
            "g.op",
            AssetKey(["a", "b"]),
            "p",
            "",
            {"check_name": "rows", "passed": True, "severity": "WARN", "blocking": False},
        ),
        (kinds.STEP_SUCCESS, "g.op", None, None, "done", {"duration_s": 0.25}),
        (kinds.RUN_SUCCESS, None, None, None, "", {}),
    ]
    made = Event(kinds.ASSET_MATERIALIZATION, "run", T, "s", AssetKey("raw"), sequence=1)
    made.data = {"data_version": "v1"}
    log.append([made])
    log.append(
        [
            Event(kind, "again", T + place, step_key, key, partition, message, data, place)
            for place, (kind, step_key, key, partition, message, data) in enumerate(events, 1)
        ]
    )
    return log


def rows(log, view):
    """All rows of a view as mappings."""
    answer = log.query(f"SELECT * FROM {view}")
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def test_v_runs(told):
    """One row for each run, in words: keys, times in UTC, what is absent as NULL."""
    first, second = rows(told, "v_runs")

    assert first == {
        "run_id": "run",
        "status": "started",
        "job_name": "__ASSET_JOB",
        "target": None,
        "asset_selection": None,
        "partition_key": None,
        "tags": None,
        "run_config": None,
        "parent_run_id": None,
        "root_run_id": "run",
        "started_at": "2027-01-15T08:00:00.500Z",
        "ended_at": None,
        "duration_s": None,
        "error": None,
    }
    assert second == {
        **first,
        "run_id": "again",
        "status": "success",
        "job_name": "nightly",
        "target": "definitions.py",
        "asset_selection": '["a/b"]',
        "partition_key": "p",
        "tags": '{"team":"x"}',
        "parent_run_id": "run",
        "ended_at": "2027-01-15T08:00:05.500Z",
        "duration_s": 5.0,
    }


def test_v_materializations(told):
    """One row for each materialization, with whether it is the latest of its asset."""
    raw, made = rows(told, "v_materializations")

    assert (raw["asset_key"], raw["partition_key"], raw["is_latest"]) == ("raw", None, 1)
    assert made == {
        "materialization_id": 2,
        "asset_key": "a/b",
        "partition_key": "p",
        "run_id": "again",
        "step_key": "g.op",
        "output_name": "result",
        "time": "2027-01-15T08:00:02.500Z",
        "code_version": "2",
        "data_version": "v2",
        "is_expected": 0,
        "is_latest": 1,
        "metadata": '{"rows":{"type":"int","value":3}}',
        "tags": None,
        "digest": "ab" * 32,
        "size_bytes": 120,
        "serializer": "pickle",
        "io_manager_key": "io_manager",
    }

    again = Event(kinds.ASSET_MATERIALIZATION, "run", T, "s", AssetKey("raw"), sequence=2)
    told.append([again])
    assert [row["is_latest"] for row in rows(told, "v_materializations")] == [0, 1, 1]


def test_v_lineage(told):
    """One row for each asset that a materialization was made from; none for a source."""
    assert rows(told, "v_lineage") == [
        {
            "materialization_id": 2,
            "asset_key": "a/b",
            "partition_key": "p",
            "data_version": "v2",
            "run_id": "again",
            "upstream_asset_key": "raw",
            "upstream_partition_key": None,
            "upstream_data_version": "v1",
            "upstream_materialization_id": 1,
        }
    ]


def test_v_op_attempts(told):
    """One row for each attempt at a step."""
    assert rows(told, "v_op_attempts") == [
        {
            "run_id": "again",
            "step_key": "g.op",
            "attempt": 1,
            "status": "success",
            "started_at": "2027-01-15T08:00:01.500Z",
            "ended_at": "2027-01-15T08:00:04.500Z",
            "duration_s": 0.25,
            "error": None,
        }
    ]


def test_v_checks(told):
    """One row for each evaluation of a check."""
    assert rows(told, "v_checks") == [
        {
            "asset_key": "a/b",
            "partition_key": "p",
            "check_name": "rows",
            "passed": 1,
            "severity": "WARN",
            "blocking": 0,
            "description": None,
            "metadata": None,
            "run_id": "again",
            "step_key": "g.op",
            "time": "2027-01-15T08:00:03.500Z",
        }
    ]


def test_v_events(told):
    """One row for each event, its data as a JSON document."""
    found = rows(told, "v_events")

    assert [(row["run_id"], row["sequence"], row["kind"]) for row in found] == [
        ("run", 1, kinds.ASSET_MATERIALIZATION),
        ("again", 1, kinds.STEP_START),
        ("again", 2, kinds.ASSET_MATERIALIZATION),
        ("again", 3, kinds.ASSET_CHECK_EVALUATION),
        ("again", 4, kinds.STEP_SUCCESS),
        ("again", 5, kinds.RUN_SUCCESS),
    ]
    assert found[4] == {
        "run_id": "again",
        "sequence": 4,
        "kind": kinds.STEP_SUCCESS,
        "time": "2027-01-15T08:00:04.500Z",
        "step_key": "g.op",
        "asset_key": None,
        "partition_key": None,
        "message": "done",
        "data": '{"duration_s":0.25}',
    }


def test_documents_in_views_can_be_asked_into(told):
    """Columns with documents are JSON or NULL, so that SQLite's functions work on all rows."""
    answer = told.query(
        "SELECT sum(json_extract(metadata, '$.rows.value')),"
        " count(json_extract(tags, '$.team')) FROM v_materializations"
    )

    assert answer.rows == ((3, 0),)


def test_every_view_is_in_the_log(told):
    """The names that are promised are the names that are there."""
    answer = told.query("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")

    assert [name for (name,) in answer.rows] == sorted(views())
