"""The state of each asset and op of a picture: made, stale, missing, failed, being made.

Read from the event log: what was made last, of what, and what the newest runs that wanted it did.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

from graphmat.api.freshness import EXTERNAL, FAILED, FRESH, MISSING, STALE, judge
from graphmat.api.states import RECENT_RUNS, LogStates
from graphmat.events import kinds
from graphmat.events.records import STARTED

if TYPE_CHECKING:
    from graphmat.graphs.asset_graph import AssetGraph
    from graphmat.keys import AssetKey

__all__ = ["EXTERNAL", "FAILED", "MISSING", "STALE", "run_step_states", "states_of", "step_states"]

MATERIALIZED: Final = "materialized"
RUNNING: Final = "running"
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


def states_of(graph: AssetGraph, log: Any) -> dict[AssetKey, State]:
    """The state of every asset.

    Args:
        graph: All assets.
        log: The event log.
    """
    found: dict[AssetKey, State] = {}
    running = _being_made(log)
    for key, each in judge(graph, log, LogStates(log).failed()).items():
        if key in running:
            found[key] = RUNNING, f"by run {running[key][:8]}"
        elif each.state == STALE:
            found[key] = STALE, each.why[0]
        else:
            found[key] = MATERIALIZED if each.state == FRESH else each.state, None
    return found


def _being_made(log: Any) -> dict[AssetKey, str]:
    """Assets that a run that goes on has still to make, and the run."""
    found: dict[AssetKey, str] = {}
    for run in log.runs(statuses=(STARTED,), limit=RECENT_RUNS):
        made = {record.asset_key for record in log.run_materializations(run.run_id)}
        for event in log.events(run.run_id, kinds=(kinds.ASSET_MATERIALIZATION_PLANNED,)):
            if event.asset_key not in made:
                found[event.asset_key] = run.run_id
    return found


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
