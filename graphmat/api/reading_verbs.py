"""The verbs that only look: assets, lineage, one asset, partitions, faults; see ``verbs``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.selecting import choose, look_at
from graphmat.errors import InvalidSelectionError

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions


def list_assets(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    with_ops: bool = False,
    target: str = "",
) -> dict[str, Any]:
    """The assets of a module; see ``api.listing``."""
    from graphmat.api import listing

    keys = look_at(definitions, instance.event_log, select, exclude)
    return listing.list_assets(
        definitions, instance.event_log, keys, with_ops=with_ops, target=target
    )


def status(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    target: str = "",
) -> dict[str, Any]:
    """How the newest values stand; see ``api.status``."""
    from graphmat.api.status import status_document

    keys = look_at(definitions, instance.event_log, select, exclude)
    return status_document(definitions, instance.event_log, keys, target=target)


def check_plans(
    definitions: Definitions,
    instance: Any,
    *,
    assertions: Sequence[Mapping[str, Any]],
    target: str = "",
) -> dict[str, Any]:
    """Whether assertions about plans hold; see ``api.plan_assertions``."""
    del instance  # plans are made as if nothing were stored
    from graphmat.api.plan_assertions import check_assertions

    return check_assertions(definitions, assertions, target=target)


def lineage(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    up: bool = True,
    down: bool = True,
    depth: int | None = None,
    with_ops: bool = False,
    target: str = "",
) -> dict[str, Any]:
    """What is made from what; see ``api.lineage``."""
    from graphmat.api.lineage import asset_lineage

    keys = look_at(definitions, instance.event_log, select, exclude)
    return asset_lineage(
        definitions,
        instance.event_log,
        keys,
        selects_all=not select and not exclude,
        up=up,
        down=down,
        depth=depth,
        with_ops=with_ops,
        target=target,
    )


def report_definitions(
    definitions: Definitions, instance: Any, *, run_id: str, target: str = ""
) -> dict[str, Any]:
    """What the definitions add to the report of a run; see ``api.report``."""
    from graphmat.api import report

    return report.report_definitions(definitions, instance, run_id=run_id, target=target)


def show_asset(
    definitions: Definitions,
    instance: Any,
    *,
    asset: str,
    partition: str | None = None,
    history: int = 5,
    target: str = "",
) -> dict[str, Any]:
    """One asset in full; see ``api.showing``."""
    from graphmat.api import showing

    return showing.show_asset(
        definitions, instance, asset, partition=partition, history=history, target=target
    )


def asset_path(
    definitions: Definitions, instance: Any, *, asset: str, partition: str | None = None
) -> dict[str, Any]:
    """Where the newest value of an asset is; see ``api.showing``."""
    from graphmat.api import showing

    return showing.asset_path(definitions, instance, asset, partition=partition)


def asset_value(
    definitions: Definitions, instance: Any, *, asset: str, partition: str | None = None
) -> dict[str, Any]:
    """The newest value of an asset; see ``api.showing``."""
    from graphmat.api import showing

    return showing.asset_value(definitions, instance, asset, partition=partition)


def partition_keys(
    definitions: Definitions,
    instance: Any,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    job: str | None = None,
    partitions: str | None = None,
    only_missing: bool = False,
) -> dict[str, Any]:
    """The partitions that a text such as ``A..B`` names, for the selected assets.

    They are told one by one and as ``batches``: those that the assets' backfill policies put into
    one run.

    Raises:
        InvalidSelectionError: No selected asset is partitioned, or they have different partitions.
        UnknownPartitionError: A key does not exist.
    """
    from datetime import UTC, datetime

    from graphmat.api.planning import DynamicStore
    from graphmat.partitions.ranges import parse_partition_keys

    choice = choose(definitions, instance.event_log, select=select, exclude=exclude, job=job)
    graph = definitions.asset_graph
    partitioned = sorted(
        key for key in choice.keys if graph.definition_by_key[key].partitions_def is not None
    )
    found = {graph.definition_by_key[key].partitions_def for key in partitioned}
    if len(found) != 1:
        names = ", ".join(f"'{key}'" for key in partitioned) or "none of the selected assets"
        raise InvalidSelectionError(
            f"{names} {'have different partitions' if found else 'is partitioned'}",
            hint="select assets with the same partitions",
        )
    store = DynamicStore(instance.event_log)
    definition, now = found.pop(), datetime.now(UTC)
    if partitions is None or partitions == "all":
        keys = tuple(
            definition.get_partition_keys(current_time=now, dynamic_partitions_store=store)
        )
    else:
        keys = parse_partition_keys(partitions, definition, now=now, store=store)
    if only_missing:
        made = [instance.event_log.materialized_partitions(key) for key in partitioned]
        keys = tuple(key for key in keys if not all(str(key) in each for each in made))
    policies = [graph.definition_by_key[key].options.get("backfill_policy") for key in partitioned]
    batches = _batches(
        keys,
        definition.get_partition_keys(current_time=now, dynamic_partitions_store=store),
        _largest_batch(policies),
    )
    return {"partitions": [str(key) for key in keys], "batches": batches}


def _largest_batch(policies: Sequence[Any]) -> int | None:
    """How many partitions one run may make; None: any number."""
    sizes = [1 if each is None else each.max_partitions_per_run for each in policies]
    return min((size for size in sizes if size is not None), default=None)


def _batches(keys: Sequence[str], known: Sequence[str], largest: int | None) -> list[list[str]]:
    """Runs of neighbouring partitions, none larger than allowed."""
    place = {str(key): number for number, key in enumerate(known)}
    found: list[list[str]] = []
    for key in map(str, keys):
        last = found[-1] if found else None
        if (
            last is not None
            and place[key] == place[last[-1]] + 1
            and (largest is None or len(last) < largest)
        ):
            last.append(key)
        else:
            found.append([key])
    return found


def validate(
    definitions: Definitions, instance: Any, *, with_subsets: bool = False, target: str = ""
) -> dict[str, Any]:
    """What is wrong with the definitions beyond what loading them finds: resources, subsets."""
    del instance
    from graphmat.loading.validation import validate_definitions

    validate_definitions(definitions, with_resources=True)
    graph = definitions.asset_graph
    proof: dict[str, Any] = {"definitions": [], "findings": []}
    if with_subsets:
        from graphmat.api.subset_prover import prove_subsets

        proof = prove_subsets(graph)
    return {
        "schema": "graphmat/validate/1",
        "target": target,
        "faults": [],
        "summary": {
            "assets": len(graph.asset_keys),
            "ops": sum(len(graph.flat(each).ops) for each in graph.definitions),
            "checks": len(graph.check_keys),
            "jobs": len(definitions.jobs),
        },
        **proof,
    }
