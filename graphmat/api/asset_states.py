"""The state of each asset and op of a picture: made, stale, missing, failed, being made.

Read from the event log: what was made last, of what, and what the newest runs that wanted it did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.api.states import RECENT_RUNS
from graphmat.events import kinds
from graphmat.events.records import STARTED, SUCCESS
from graphmat.keys import AssetAddress, AssetKey

if TYPE_CHECKING:
    from graphmat.graphs.asset_graph import AssetGraph

MATERIALIZED: Final = "materialized"
STALE: Final = "stale"
MISSING: Final = "missing"
FAILED: Final = "failed"
RUNNING: Final = "running"
EXTERNAL: Final = "external"
DONE: Final = "done"
SKIPPED: Final = "skipped"
NOT_RUN: Final = "not run"

State = tuple[str, str | None]
"""A state, and why where that is not plain."""

_STEP_STATES: Final = {
    "success": DONE,
    "skipped": SKIPPED,
    "started": RUNNING,
    "failure": FAILED,
    "retried": RUNNING,
    "interrupted": FAILED,
}
_GRAVITY: Final = (FAILED, RUNNING, SKIPPED, DONE)


def states_of(
    graph: AssetGraph, log: Any, latest: Mapping[AssetKey, Any], keys: Collection[AssetKey]
) -> dict[AssetKey, State]:
    """The state of each asset.

    Args:
        graph: All assets.
        log: The event log.
        latest: The newest materialization of each of the assets that has one.
        keys: The assets.
    """
    attempted = _attempts(log, {key for key in keys if key in graph.definition_by_key})
    current = log.latest_materializations(_read_by(latest.values()))
    found: dict[AssetKey, State] = {}
    for key in keys:
        record = latest.get(key)
        if key not in graph.definition_by_key:
            found[key] = EXTERNAL, None
        elif key in attempted:
            found[key] = attempted[key]
        elif record is None:
            found[key] = MISSING, None
        else:
            why = _why_stale(graph, key, record, current)
            found[key] = (STALE, why) if why else (MATERIALIZED, None)
    return found


def _attempts(log: Any, keys: set[AssetKey]) -> dict[AssetKey, State]:
    """Assets whose newest attempt goes on, or did not end in a materialization."""
    found: dict[AssetKey, State] = {}
    unsettled = set(keys)
    for run in log.runs(limit=RECENT_RUNS):
        if not unsettled:
            break
        planned = {
            event.asset_key
            for event in log.events(run.run_id, kinds=(kinds.ASSET_MATERIALIZATION_PLANNED,))
        }
        made = {record.asset_key for record in log.run_materializations(run.run_id)}
        if run.status != SUCCESS:
            state = RUNNING if run.status == STARTED else FAILED
            why = f"run {run.run_id[:8]} {'is making it' if state == RUNNING else 'failed to'}"
            for key in (planned - made) & unsettled:
                found[key] = state, why
        unsettled -= planned | made
    return found


def _read_by(records: Iterable[Any]) -> set[AssetAddress]:
    return {
        AssetAddress(AssetKey.from_user_string(each["key"]), each.get("partition"))
        for record in records
        for each in record.upstream
    }


def _why_stale(
    graph: AssetGraph, key: AssetKey, record: Any, current: Mapping[AssetAddress, Any]
) -> str | None:
    """What has changed since an asset was made: its code's version, or what it was made from."""
    declared = graph.spec(key).code_version
    if declared is not None and record.code_version not in {None, declared}:
        return f"its code version is '{declared}', was '{record.code_version}'"
    for read in record.upstream:
        parent = AssetKey.from_user_string(read["key"])
        newest = current.get(AssetAddress(parent, read.get("partition")))
        if newest is None or newest.id == read.get("materialization_id"):
            continue
        if newest.data_version is None or newest.data_version != read.get("data_version"):
            return f"'{parent}' has changed since"
    return None


def step_states(log: Any, step_keys: Collection[str]) -> dict[str, str]:
    """What became of each step in the newest run that had it; others are left out.

    Items of a fan-out count together: the gravest is told.
    """
    found: dict[str, str] = {}
    unseen = set(step_keys)
    for run in log.runs(limit=RECENT_RUNS) if unseen else ():
        of_run = run_step_states(log, run.run_id)
        found.update((key, of_run[key]) for key in unseen & of_run.keys())
        unseen -= of_run.keys()
        if not unseen:
            break
    return found


def run_step_states(log: Any, run_id: str) -> dict[str, str]:
    """What became of each step of a run; a later attempt counts, of a fan-out the gravest item."""
    items: dict[str, str] = {
        attempt.step_key: _STEP_STATES.get(attempt.status, DONE)
        for attempt in log.step_attempts(run_id)
    }
    found: dict[str, str] = {}
    for step_key, state in items.items():
        plain = step_key.partition("[")[0]
        known = found.get(plain)
        if known is None or _GRAVITY.index(state) < _GRAVITY.index(known):
            found[plain] = state
    return found
