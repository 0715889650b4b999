"""``status``: how the newest values of assets stand, as a document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from graphmat.api.freshness import STATES, judge
from graphmat.api.listing import latest_document
from graphmat.api.states import LogStates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmat.definitions.definitions import Definitions
    from graphmat.keys import AssetKey

SCHEMA = "graphmat/status/1"


def status_document(
    definitions: Definitions, log: Any, keys: Iterable[AssetKey], *, target: str = ""
) -> dict[str, Any]:
    """How assets stand.

    Args:
        definitions: The definitions.
        log: The event log.
        keys: The assets that are asked for.
        target: How the definitions were found.

    Returns:
        ``assets`` has one entry for each, by key: ``state`` (fresh, stale, missing, failed or
        external), ``why`` (reasons), ``partitions_made`` (None where it has no partitions), and
        ``latest``; ``counts`` has the number of assets in each state; ``is_done`` is true where
        everything is fresh or external.
    """
    graph = definitions.asset_graph
    found = judge(graph, log, LogStates(log).failed())
    assets = [
        {
            "asset": str(key),
            "state": found[key].state,
            "why": list(found[key].why),
            "partitions_made": found[key].made,
            "latest": latest_document(found[key].latest),
        }
        for key in sorted(keys)
    ]
    counts = Counter(asset["state"] for asset in assets)
    return {
        "schema": SCHEMA,
        "target": target,
        "assets": assets,
        "counts": {state: counts[state] for state in STATES if counts[state]},
        "is_done": not any(counts[state] for state in STATES[1:4]),
    }
