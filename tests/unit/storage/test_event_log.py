from __future__ import annotations

from contextlib import closing

import pytest

from graphmat.errors import StorageError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.storage.opening import open_event_log


def statements_of(log, act):
    """The statements that an act makes the database run, by their first words."""
    seen = []
    raw = log._database._connection
    raw.set_trace_callback(lambda sql: seen.append(" ".join(sql.split()[:3])))
    act()
    raw.set_trace_callback(None)
    return seen


def test_op_costs_one_transaction_and_no_questions(log, op_events):
    """Recording an op of a known asset is inserts alone, in one transaction."""
    log.append(op_events(0))
    again = op_events(1)
    for event in again:
        event.asset_key = event.asset_key and op_events(0)[3].asset_key

    seen = statements_of(log, lambda: log.append(again))

    assert seen == [
        "BEGIN IMMEDIATE",
        *["INSERT INTO events"] * 5,
        "INSERT INTO step_attempts",
        "INSERT INTO outputs",
        "INSERT INTO materializations",
        "INSERT INTO latest_materializations",
        "COMMIT",
    ]


def test_another_process_can_take_a_run_over(home, log, op_events):
    """Who opens the log later knows which attempts are open."""
    start, *_, end = op_events(0)
    log.append([start])

    with closing(open_event_log(home)) as other:
        other.append([end])

    (attempt,) = log.step_attempts("run")
    assert (attempt.status, attempt.started_at, attempt.ended_at) == (
        "success",
        start.time,
        end.time,
    )


def test_undone_batch_leaves_no_trace_in_memory(log, op_events):
    """After a refused batch the next one is derived as if it had never been."""
    start, *rest = op_events(0)
    log.append([start])
    with pytest.raises(StorageError):
        log.append([rest[-1], start])

    log.append(rest)

    assert [each.status for each in log.step_attempts("run")] == ["success"]
    assert len(log.run_materializations("run")) == 1


def test_reader_sees_a_batch_whole_or_not_at_all(home, log, op_events):
    """While a transaction is open another connection sees the state before it."""
    log.append(op_events(0))
    with closing(open_event_log(home)) as reader, log._database.transaction():
        log._database.executemany("end_run", [("success", 1.0, "", 1)])
        assert reader.run("run").status == "started"
    assert log.run("run").status == "success"


def test_large_values_and_many_events_are_one_batch(log):
    """Neither a long message nor thousands of events at once are too much."""
    events = [
        Event(kinds.LOG_MESSAGE, "run", 1.0, "s", message="x" * 2_000_000, sequence=1),
        *(Event(kinds.LOG_MESSAGE, "run", 1.0, "s", sequence=n) for n in range(2, 5000)),
    ]

    log.append(events)

    assert log.events("run") == events
