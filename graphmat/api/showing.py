"""``show``: everything about one asset; its stored value and where that is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graphmat.api.listing import asset_document, latest_of, op_document, ops_behind
from graphmat.api.runs import check_document, materialization_document
from graphmat.errors import (
    GraphmatError,
    InvalidSelectionError,
    MissingValueError,
    did_you_mean,
)
from graphmat.events.kinds import ASSET_CHECK_EVALUATION
from graphmat.keys import AssetKey, key_strings

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.graphs.asset_graph import AssetGraph

SCHEMA = "graphmat/asset/1"
VALUE_SCHEMA = "graphmat/value/1"
_VALUE_WIDTH = 100
_RUNS_BACK = 100


def find_asset(graph: AssetGraph, text: str) -> AssetKey:
    """An asset by its key as people write it, or by the last component where that is unique.

    Raises:
        InvalidSelectionError: None is called so, or several are.
    """
    key = AssetKey.from_user_string(text)
    if graph.has(key):
        return key
    known = graph.all_keys()
    tails = [candidate for candidate in known if candidate.parts[-1] == text]
    if len(tails) == 1:
        return tails[0]
    if tails:
        names = ", ".join(f"'{each}'" for each in key_strings(tails)[:5])
        raise InvalidSelectionError(
            f"'{text}' could be several assets: {names}", names=(text,), hint="write the whole key"
        )
    raise InvalidSelectionError(
        f"no asset is called '{text}'",
        names=(text,),
        hint=did_you_mean(text, key_strings(known)) or "graphmat list shows the assets there are",
    )


def show_asset(
    definitions: Definitions,
    instance: Any,
    asset: str,
    *,
    partition: str | None = None,
    history: int = 5,
    target: str = "",
) -> dict[str, Any]:
    """One asset in full.

    Args:
        definitions: The definitions.
        instance: Where its materializations are recorded.
        asset: Its key.
        partition: Only this partition's materializations.
        history: How many of its materializations, newest first.
        target: How the definitions were found.

    Raises:
        InvalidSelectionError: No asset is called so.
    """
    graph = definitions.asset_graph
    log = instance.event_log
    key = find_asset(graph, asset)
    spec = graph.spec(key)
    definition = graph.definition_by_key.get(key)
    latest = latest_of(graph, log, [key]).get(key)
    records = log.materializations(key, partition_key=partition, limit=max(history, 1))
    return {
        "schema": SCHEMA,
        "target": target,
        **asset_document(graph, key, latest),
        "metadata": _metadata(spec.metadata),
        "downstream": key_strings(graph.children(key)),
        "siblings": key_strings(set(definition.specs_by_key) - {key}) if definition else [],
        "can_subset": definition.can_subset if definition is not None else False,
        "is_graph": definition is not None and definition.node_def.is_graph,
        "partitions": _partitions(definition, spec, log, key),
        "graph": _ops(graph, key),
        "check_results": _checks(graph, log, key),
        "object": _stored_at(instance, records[0]) if records else None,
        "history": [materialization_document(record) for record in records[:history]],
    }


def _ops(graph: AssetGraph, key: AssetKey) -> list[dict[str, Any]]:
    definition = graph.definition_by_key.get(key)
    if definition is None:
        return []
    flat = graph.flat(definition)
    name = graph.name_of(definition)
    return [op_document(each, flat, name) for each in ops_behind(flat, flat.assets[key])]


def _partitions(definition: Any, spec: Any, log: Any, key: AssetKey) -> dict[str, Any] | None:
    partitions = definition.partitions_def if definition is not None else spec.partitions_def
    if partitions is None:
        return None
    made = log.materialized_partitions(key)
    try:
        keys = partitions.get_partition_keys(
            current_time=datetime.now(UTC), dynamic_partitions_store=_DynamicStore(log)
        )
    except GraphmatError:
        keys = sorted(made)
    return {
        "kind": type(partitions).__name__,
        "count": len(keys),
        "materialized_count": sum(1 for each in keys if each in made),
        "first": keys[0] if keys else None,
        "last": keys[-1] if keys else None,
    }


class _DynamicStore:
    """Dynamic partitions, as the partitions room asks for them."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def get_dynamic_partitions(self, name: str) -> list[str]:
        """Keys of a dynamic partitions definition."""
        return list(self._log.dynamic_partitions(name))


def _metadata(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    """Metadata of a definition; what JSON has not is shown as its text."""
    from graphmat.definitions.metadata import metadata_document

    found: dict[str, Any] = {}
    for name, value in (metadata or {}).items():
        try:
            found.update(metadata_document({str(name): value}))
        except GraphmatError:
            found[str(name)] = {"type": "text", "value": repr(value)}
    return found


def _checks(graph: AssetGraph, log: Any, key: AssetKey) -> list[dict[str, Any]]:
    """The newest evaluation of each check of an asset, where a recent run has one."""
    missing = {check.name for check in graph.checks_of(key)}
    newest: dict[str, dict[str, Any]] = {}
    for run in log.runs(limit=_RUNS_BACK) if missing else ():
        for event in log.events(run.run_id, kinds=[ASSET_CHECK_EVALUATION]):
            name = event.data.get("check_name")
            if event.asset_key == key and name in missing:
                newest[name] = check_document(event)
        missing -= newest.keys()
        if not missing:
            break
    return [newest[name] for name in sorted(newest)]


# -------------------------------------------------------------------- the value


def _stored_at(instance: Any, record: Any) -> dict[str, Any]:
    """Where the value of a materialization is."""
    stored = record.stored
    store = instance.store_manager.store
    path = (
        store.address(stored.digest) if stored is not None and hasattr(store, "address") else None
    )
    return {
        "io_manager": record.io_manager_key,
        "path": path,
        "digest": stored.digest if stored is not None else None,
        "size_bytes": stored.size_bytes if stored is not None else None,
        "is_there": store.holds(stored) if stored is not None else None,
    }


def find_value(
    definitions: Definitions, instance: Any, asset: str, *, partition: str | None = None
) -> tuple[AssetKey, Any]:
    """The newest materialization of an asset.

    Raises:
        MissingValueError: It has none.
        InvalidSelectionError: No asset is called so.
    """
    key = find_asset(definitions.asset_graph, asset)
    log = instance.event_log
    records = log.materializations(key, partition_key=partition, limit=1)
    if not records:
        which = f"partition '{partition}' of '{key}'" if partition is not None else f"'{key}'"
        made_here = key in definitions.asset_graph.definition_by_key
        option = f" --partition {partition}" if partition is not None else ""
        raise MissingValueError(
            f"{which} has not been materialized: it has no value",
            hint=f"graphmat materialize -s {key}{option}" if made_here else None,
        )
    return key, records[0]


def asset_path(
    definitions: Definitions, instance: Any, asset: str, *, partition: str | None = None
) -> dict[str, Any]:
    """Where the newest value of an asset is.

    Raises:
        MissingValueError: It has none, or another I/O manager holds it.
    """
    key, record = find_value(definitions, instance, asset, partition=partition)
    place = _stored_at(instance, record)
    if place["path"] is None:
        raise MissingValueError(
            f"'{key}' is not in the project's own store: its I/O manager "
            f"'{record.io_manager_key or 'io_manager'}' knows where it is",
            hint=f"graphmat show {key} --value loads it",
        )
    return {"schema": "graphmat/object/1", "asset": str(key), **place}


def asset_value(
    definitions: Definitions, instance: Any, asset: str, *, partition: str | None = None
) -> dict[str, Any]:
    """The newest value of an asset, as text and, where JSON has it, as JSON.

    Raises:
        MissingValueError: It has none.
    """
    key, record = find_value(definitions, instance, asset, partition=partition)
    value = definitions.load_asset_value(key, instance=instance, partition_key=record.partition_key)
    plain, is_json = _as_json(value)
    return {
        "schema": VALUE_SCHEMA,
        "asset": str(key),
        "partition": record.partition_key,
        "run_id": record.run_id,
        "type": type(value).__name__,
        "is_json": is_json,
        "value": plain,
        "text": _as_text(value),
    }


def _as_json(value: Any) -> tuple[Any, bool]:
    import json

    try:
        plain = json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return None, False
    return plain, bool(plain == value)


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    from pprint import pformat

    try:
        return pformat(value, width=_VALUE_WIDTH, sort_dicts=False)
    except Exception as error:  # noqa: BLE001  # a user's __repr__ may raise anything
        return f"<a {type(value).__name__} whose repr raises {type(error).__name__}>"
