"""``db check`` finds what the events contradict, and nothing in what graphmat writes."""

from __future__ import annotations

import sqlite3

import pytest

from graphmat.api.log_check import check_log
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.keys import AssetKey
from graphmat.storage.opening import LOG_FILE_NAME, open_event_log

STORED = {"digest": "ab" * 32, "size_bytes": 12, "serializer": "pickle"}


def events(run_id, *told):
    """Events in order, numbered."""
    return [
        Event(kind, run_id, 1000.0 + number, step, key, None, "", data, number)
        for number, (kind, step, key, data) in enumerate(told, 1)
    ]


@pytest.fixture
def log(tmp_path):
    """A log with a run that ended well, one that failed and one that died."""
    log = open_event_log(tmp_path)
    for run_id in ("good", "bad", "dead"):
        log.create_run(RunRecord(run_id=run_id, started_at=1000.0))
    made = {"output_name": "result", "stored": STORED}
    log.append(
        events(
            "good",
            (kinds.STEP_START, "s", None, {"attempt": 1}),
            (kinds.STEP_UP_FOR_RETRY, "s", None, {}),
            (kinds.STEP_RESTARTED, "s", None, {"attempt": 2}),
            (kinds.STEP_START, "s", None, {"attempt": 2}),
            (kinds.HANDLED_OUTPUT, "s", None, made),
            (kinds.ASSET_MATERIALIZATION, "s", AssetKey("a"), made),
            (kinds.ASSET_CHECK_EVALUATION, "s", AssetKey("a"), {"check_name": "c"}),
            (kinds.STEP_SUCCESS, "s", None, {}),
            (kinds.STEP_SKIPPED, "t", None, {}),
            (kinds.RUN_SUCCESS, None, None, {}),
        )
    )
    for run_id, end in (("bad", [(kinds.RUN_FAILURE, None, None, {})]), ("dead", [])):
        log.append(events(run_id, (kinds.STEP_START, "s", None, {"attempt": 1}), *end))
    log.mark_interrupted(["dead"])
    yield log
    log.close()


def test_what_graphmat_writes_has_no_fault(log):
    """Retries, skips, failures, dead runs and wiped assets are all as their events say."""
    assert check_log(log) == []

    log.wipe([AssetKey("a")])
    assert check_log(log) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE runs SET status = 'failure' WHERE run_id = 'good'", "its events say success"),
        ("UPDATE runs SET status = 'success' WHERE run_id = 'dead'", "no event says so"),
        ("UPDATE materializations SET digest = 'x'", "no event tells of the materialization"),
        ("UPDATE latest_materializations SET materialization_id = 7", "latest_materializations"),
        ("DELETE FROM latest_materializations", "latest_materializations"),
        ("UPDATE outputs SET digest = 'x'", "differs from its event"),
        ("DELETE FROM outputs", "not in its table"),
        ("DELETE FROM events WHERE sequence = 3", "event 3 is missing"),
        ("UPDATE asset_checks SET passed = 1", "its asset checks"),
        ("UPDATE step_attempts SET status = 'success' WHERE step_key = 't'", "differs"),
    ],
)
def test_each_contradiction_is_told(log, tmp_path, change, told):
    """A table that somebody changed by hand is found, with the run it is about."""
    with sqlite3.connect(tmp_path / LOG_FILE_NAME) as connection:
        assert connection.execute(change).rowcount > 0
    connection.close()

    assert any(told in fault for fault in check_log(log))
