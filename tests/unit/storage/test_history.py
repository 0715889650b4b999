from __future__ import annotations

from itertools import islice

from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.events.records import RunRecord
from graphmat.storage.history import run_stream, usual_durations


class Counted:
    """A database that counts the rows it gave."""

    def __init__(self, database):
        self.database = database
        self.count = 0

    def execute(self, statement, parameters=()):
        """Pass the question on."""
        rows = self.database.execute(statement, parameters)
        self.count += len(rows)
        return rows


def fill(log, count):
    """Some runs with one step that took as many seconds as the run's number."""
    for number in range(count):
        run_id = f"run-{number}"
        log.create_run(RunRecord(run_id=run_id, started_at=1.0))
        data = {"duration_s": float(number)}
        log.append([Event(kinds.STEP_SUCCESS, run_id, 2.0, "s", data=data, sequence=1)])


def test_newest_runs_are_read_without_the_rest(log):
    """Who wants ten runs of thousands makes the log read a page, not all."""
    fill(log, 300)
    counted = Counted(log._database)

    newest = list(islice(run_stream(counted), 10))

    assert [run.run_id for run in newest] == [f"run-{n}" for n in range(299, 289, -1)]
    assert counted.count <= 32
    assert len(list(run_stream(counted))) == 301


def test_history_goes_back_only_as_far_as_needed(log):
    """Estimates stop at enough samples, and at the depth."""
    fill(log, 100)
    counted = Counted(log._database)

    assert usual_durations(counted, ["s"], samples=4, depth=50) == {"s": 97.5}
    assert counted.count < 50
    assert usual_durations(counted, ["s", "never"], samples=3, depth=10) == {"s": 98.0}
