"""What the event log knows of assets, for the selection words ``state:`` and ``run:``."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from graphmat.events import kinds

if TYPE_CHECKING:
    from graphmat.keys import AssetKey

RECENT_RUNS = 200
"""How many runs back a failure is looked for."""


class LogStates:
    """States of assets, read from the log when a selection asks for them.

    Args:
        log: The event log.
    """

    words = ("failed", "materialized", "unexpected")

    def __init__(self, log: Any) -> None:
        self._log = log

    def in_state(self, word: str) -> Collection[AssetKey]:
        """The assets in a state; "missing" is derived from "materialized" by the selection."""
        if word == "failed":
            return self._failed()
        latest = self._log.all_latest_materializations()
        if word == "unexpected":
            return {record.asset_key for record in latest if not record.is_expected}
        return {record.asset_key for record in latest}

    def _failed(self) -> set[AssetKey]:
        """Assets whose newest attempt did not end in a materialization."""
        found: set[AssetKey] = set()
        settled: set[AssetKey] = set()
        for run in self._log.runs(limit=RECENT_RUNS):
            planned = {
                event.asset_key
                for event in self._log.events(
                    run.run_id, kinds=(kinds.ASSET_MATERIALIZATION_PLANNED,)
                )
            }
            made = {record.asset_key for record in self._log.run_materializations(run.run_id)}
            if run.status not in {"success", "started"}:
                found |= planned - made - settled
            settled |= planned | made
        return found

    def of_run(self, which: str) -> Collection[AssetKey] | None:
        """The assets that a run planned: the last, the last that failed, or one by its id."""
        if which == "last":
            runs = self._log.runs(limit=1)
        elif which == "failed":
            runs = self._log.runs(statuses=("failure",), limit=1)
        else:
            runs = [run for run in self._log.runs() if run.run_id.startswith(which)][:1]
        if not runs:
            return None
        return {
            event.asset_key
            for event in self._log.events(
                runs[0].run_id, kinds=(kinds.ASSET_MATERIALIZATION_PLANNED,)
            )
            if event.asset_key is not None
        }
