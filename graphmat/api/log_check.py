"""``db check``: whether the tables of the event log say what its events say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphmat.events.records import INTERRUPTED, STARTED
from graphmat.storage.derivation import Derivation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SCHEMA: Final = "graphmat/db-check/1"
_AT_MOST: Final = 100


def check_log(log: Any) -> list[str]:
    """Derive the tables anew from the events, and compare.

    Args:
        log: The event log.

    Returns:
        One text for each difference, at most a hundred.
    """
    faults: list[str] = []
    upkeep = log.upkeep()
    newest: dict[tuple[int, str], int] = {}
    made = upkeep.materialization_rows()
    for run in upkeep.runs():
        if len(faults) >= _AT_MOST:
            break
        faults += _faults_of_run(log, upkeep, run, made.pop(run.number, {}))
    faults += [f"materializations of run number {number}: there is no such run" for number in made]
    for number, asset_id, partition in upkeep.materialization_ids():
        newest[asset_id, partition] = max(number, newest.get((asset_id, partition), 0))
    if newest != upkeep.latest_ids():
        faults.append("latest_materializations does not name the newest of each asset")
    return faults[:_AT_MOST]


def _faults_of_run(
    log: Any, upkeep: Any, run: Any, made: Mapping[tuple[Any, ...], int]
) -> Iterator[str]:
    name = f"run {run.run_id[:8]}"
    events = log.events(run.run_id)
    for expected, event in enumerate(events, 1):
        if event.sequence != expected:
            yield f"{name}: event {expected} is missing"
            break
    keys = {event.asset_key for event in events if event.asset_key is not None}
    derivation = Derivation(run.number, upkeep.asset_numbers(keys), {})
    derivation.read(events)
    status = derivation.run_end[0] if derivation.run_end is not None else None
    if status is None and run.status not in {STARTED, INTERRUPTED}:
        yield f"{name}: is called {run.status}, and no event says so"
    elif status is not None and run.status != status:
        yield f"{name}: is called {run.status}, its events say {status}"
    rows = {row[0]: tuple(row[:5]) for row in upkeep.attempt_rows(run.number)}
    yield from _compared(f"{name}: step attempt", _attempts(derivation), rows, run.status)
    yield from _compared(
        f"{name}: output",
        {row[0]: tuple(row) for row in derivation.outputs},
        {row[0]: tuple(row) for row in upkeep.output_rows(run.number)},
    )
    derived = {_materialization(row) for row in derivation.materializations}
    for row in made.keys() - derived:
        yield f"{name}: no event tells of the materialization of asset number {row[0]}"
    # those that were wiped are in the events alone
    checks = sorted(tuple(row[:7]) for row in derivation.asset_checks)
    if checks != sorted(upkeep.check_rows(run.number)):
        yield f"{name}: its asset checks are not those that its events tell of"


def _attempts(derivation: Derivation) -> dict[int, tuple[Any, ...]]:
    ends = {row[4]: row[0] for row in derivation.attempt_ends}
    return {row[0]: (*row[:4], ends.get(row[0], row[4])) for row in map(tuple, derivation.attempts)}


def _compared(
    what: str,
    derived: Mapping[int, tuple[Any, ...]],
    rows: Mapping[int, tuple[Any, ...]],
    run_status: str = "",
) -> Iterator[str]:
    for number in sorted(derived.keys() | rows.keys()):
        expected, found = derived.get(number), rows.get(number)
        if expected == found:
            continue
        if expected is None:
            yield f"{what} {found} is in no event"
        elif found is None:
            yield f"{what} {expected} is in the events, and not in its table"
        elif not _was_interrupted(expected, found, run_status):
            yield f"{what} {found} differs from its event: {expected}"


def _was_interrupted(expected: tuple[Any, ...], found: tuple[Any, ...], run_status: str) -> bool:
    """Whether an attempt was settled together with its run, for which there is no event."""
    return (
        expected[:4] == found[:4]
        and (expected[4], found[4]) == (STARTED, INTERRUPTED)
        and run_status != "success"
    )


def _materialization(row: Iterable[Any]) -> tuple[Any, ...]:
    """What tells a materialization from another: asset, partition, step, output, time, digest."""
    facts = tuple(row)
    return (facts[0], facts[1], facts[3], facts[4], facts[5], facts[12])
