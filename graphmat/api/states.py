"""What the event log knows of assets, for the selection words ``state:`` and ``run:``."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from graphmat.events import kinds

if TYPE_CHECKING:
    from graphmat.graphs.asset_graph import AssetGraph
    from graphmat.keys import AssetKey

RECENT_RUNS = 200
"""How many runs back a failure is looked for."""


class LogStates:
    """States of assets, read from the log when a selection asks for them.

    Args:
        log: The event log.
        graph: The assets, for the words that compare them with the log.
    """

    words: tuple[str, ...] = ("failed", "materialized", "unexpected")

    def __init__(self, log: Any, graph: AssetGraph | None = None) -> None:
        self._log = log
        self._graph = graph
        if graph is not None:
            self.words = (*self.words, "fresh", "stale")

    def in_state(self, word: str) -> Collection[AssetKey]:
        """The assets in a state; "missing" is derived from "materialized" by the selection."""
        if word == "failed":
            return self.failed()
        if word in {"fresh", "stale"} and self._graph is not None:
            from graphmat.api.freshness import judge

            found = judge(self._graph, self._log, self.failed())
            return {key for key, each in found.items() if each.state == word}
        latest = self._log.all_latest_materializations()
        if word == "unexpected":
            return {record.asset_key for record in latest if not record.is_expected}
        return {record.asset_key for record in latest}

    def failed(self) -> set[AssetKey]:
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
