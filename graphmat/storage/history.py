"""Questions about runs of the past that go from the newest backwards."""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING, Any

from graphmat.storage.database import EVERYTHING
from graphmat.storage.rows import event_ids, run_from_row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from graphmat.events.records import RunRecord
    from graphmat.storage.database import Database, Row


def run_stream(
    database: Database,
    *,
    statuses: Sequence[str] = (),
    tags: Mapping[str, str] | None = None,
    job_name: str | None = None,
) -> Iterator[RunRecord]:
    """Runs, newest first, read as far as they are asked for.

    One index leads the way, the one that should leave the least to look at; the rest is compared.
    """
    wanted = dict(tags or {})
    for row in _leading(database, sorted(set(statuses)), wanted, job_name):
        run = run_from_row(row)
        if (
            (not statuses or run.status in statuses)
            and (job_name is None or run.job_name == job_name)
            and wanted.items() <= run.tags.items()
        ):
            yield run


def _leading(
    database: Database, statuses: Sequence[str], tags: Mapping[str, str], job_name: str | None
) -> Iterable[Row]:
    if tags:
        key, value = next(iter(tags.items()))
        return _pages(database, "runs_of_tag", lambda before: (key, value, before))
    if statuses:
        from heapq import merge  # noqa: PLC0415  # no run asks this

        of_each = (_of_status(database, status) for status in statuses)
        return merge(*of_each, key=lambda row: row[0], reverse=True)
    if job_name is not None:
        return _pages(database, "runs_of_job", lambda before: (before, job_name))
    return _pages(database, "runs", lambda before: (before,))


def _of_status(database: Database, status: str) -> Iterator[Row]:
    return _pages(database, "runs_of_status", lambda before: (before, status))


def _pages(
    database: Database, statement: str, values: Callable[[int], tuple[Any, ...]]
) -> Iterator[Row]:
    before = EVERYTHING
    for turn in count():
        size = min(32 << turn, 1024)
        rows = database.execute(statement, (*values(before), size))
        yield from rows
        if len(rows) < size:
            return
        before = rows[-1][0]


def usual_durations(
    database: Database, step_keys: Collection[str], *, samples: int, depth: int
) -> dict[str, float]:
    """Step key → median duration in seconds of the newest successes.

    Goes back run by run until there is enough of each step, so that it costs nothing to keep.
    """
    found: dict[str, list[float]] = {step_key: [] for step_key in step_keys}
    missing = set(found)
    newest_runs = _pages(database, "runs", lambda before: (before,))
    for number in islice((row[0] for row in newest_runs), depth):
        if not missing:
            break
        rows = database.execute("step_durations", event_ids(number))
        for step_key, duration in rows:
            if step_key in missing and duration is not None:
                found[step_key].append(duration)
                if len(found[step_key]) >= samples:
                    missing.discard(step_key)
    return {step_key: _median(times) for step_key, times in found.items() if times}


def _median(times: Sequence[float]) -> float:
    ordered = sorted(times)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
