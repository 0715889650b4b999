"""How the newest value of each asset stands: fresh, stale, missing, failed; and why.

A value is stale where what it was made from, or by, is no longer what it would be made from, or
by: its recorded code version differs from the definition's, an upstream asset has another data
version than the one that was read, or an upstream asset is stale itself. Nothing is computed anew
to find out, so an op whose code changed without its code version is not noticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from collections.abc import Collection

    from graphmat.events.records import MaterializationRecord
    from graphmat.graphs.asset_graph import AssetGraph

FRESH: Final = "fresh"
STALE: Final = "stale"
MISSING: Final = "missing"
FAILED: Final = "failed"
EXTERNAL: Final = "external"
STATES: Final = (FRESH, STALE, MISSING, FAILED, EXTERNAL)


class Freshness:
    """How one asset stands.

    Args:
        state: One of ``STATES``.
        why: The reasons, the first cause first; empty where it is fresh.
        made: How many of its partitions are made; None where it has none.
        latest: Its newest materialization, of whatever partition.
    """

    __slots__ = ("latest", "made", "state", "why")

    def __init__(
        self,
        state: str,
        why: tuple[str, ...] = (),
        made: int | None = None,
        latest: MaterializationRecord | None = None,
    ) -> None:
        self.state = state
        self.why = why
        self.made = made
        self.latest = latest


Records = Mapping[AssetKey, Mapping[str | None, "MaterializationRecord"]]


def judge(graph: AssetGraph, log: Any, failed: Collection[AssetKey]) -> dict[AssetKey, Freshness]:
    """How every asset stands.

    Args:
        graph: The assets.
        log: The event log.
        failed: Assets whose newest attempt did not end in a materialization.
    """
    records: dict[AssetKey, dict[str | None, MaterializationRecord]] = {}
    for record in log.all_latest_materializations():
        records.setdefault(record.asset_key, {})[record.partition_key] = record
    found: dict[AssetKey, Freshness] = {}
    for key in _in_order(graph):
        found[key] = _judge(graph, key, records, found, is_failed=key in failed)
    return found


def _in_order(graph: AssetGraph) -> Iterator[AssetKey]:
    """All assets, each behind what it is made from."""
    done: set[AssetKey] = set()
    for first in sorted(graph.all_keys()):
        pending = [first]
        while pending:
            key = pending[-1]
            if key in done:
                pending.pop()
                continue
            before = [parent for parent in graph.parents(key) if parent not in done]
            if before and key not in before:
                pending += before
                continue
            pending.pop()
            done.add(key)
            yield key


def _judge(
    graph: AssetGraph,
    key: AssetKey,
    records: Records,
    found: Mapping[AssetKey, Freshness],
    *,
    is_failed: bool,
) -> Freshness:
    own = records.get(key, {})
    latest = max(own.values(), key=lambda each: each.id) if own else None
    definition = graph.definition_by_key.get(key)
    if definition is None:
        return Freshness(EXTERNAL, latest=latest)
    made = len(own) if definition.partitions_def is not None else None
    if is_failed:
        why = "its newest attempt failed" + ("" if latest is None else "; an older value is there")
        return Freshness(FAILED, (why,), made, latest)
    if latest is None:
        return Freshness(MISSING, ("it was never made",), made)
    version = _code_version(graph, key)
    reasons: list[str] = []
    for partition, record in own.items():
        which = f"partition '{partition}': " if partition is not None else ""
        reasons += [which + why for why in _reasons(graph, key, record, version, records)]
    reasons += [
        f"upstream '{parent}' is stale"
        for parent in sorted(graph.parents(key))
        if parent in found and found[parent].state == STALE
    ]
    return Freshness(STALE if reasons else FRESH, tuple(reasons), made, latest)


def _reasons(
    graph: AssetGraph,
    key: AssetKey,
    record: MaterializationRecord,
    version: str | None,
    records: Records,
) -> Iterator[str]:
    """Why one materialization is stale."""
    if record.code_version != version:
        yield f"its code version is '{version}', and was '{record.code_version}'"
    read: set[AssetKey] = set()
    for document in record.upstream:
        upstream = AssetKey.from_user_string(str(document["key"]))
        read.add(upstream)
        newest = records.get(upstream, {}).get(document.get("partition"))
        was = document.get("data_version")
        if newest is not None and was is not None and newest.data_version != was:
            yield f"upstream '{upstream}' has another value since"
    for parent in graph.parents(key):
        # what an asset only waits for is not read, so that its version is not recorded
        newest = records.get(parent, {}).get(None)
        if parent not in read and newest is not None and newest.id > record.id:
            yield f"upstream '{parent}' was made since"


def _code_version(graph: AssetGraph, key: AssetKey) -> str | None:
    """The code version that a materialization would record now."""
    own = graph.spec(key).code_version
    if own is not None:
        return own
    flat = graph.flat(graph.definition_by_key[key])
    index, name = flat.assets[key]
    op = flat.ops[index].op
    return op.outs[name].code_version or op.code_version
