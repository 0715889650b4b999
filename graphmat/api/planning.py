"""From a selection to a plan, with what the store holds: shared by ``plan`` and ``materialize``."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graphmat.api.chosen_partitions import chosen_partitions, partitions_for
from graphmat.collector import with_collector_at_rest
from graphmat.errors import (
    GraphmatError,
    InvalidDefinitionError,
    InvalidDefinitionsError,
    InvalidSelectionError,
    MissingValueError,
    did_you_mean,
)
from graphmat.execution.missing_values import missing_asset
from graphmat.keys import AssetAddress, AssetCheckKey, AssetKey
from graphmat.planning.build import build_plan
from graphmat.planning.sources import FromAsset
from graphmat.selection.subset import PartSubset, asset_sources, sibling_keys, subset_ops

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.graphs.asset_graph import AssetGraph
    from graphmat.planning.plan import ExecutionPlan


def near(name: str, known: Iterable[str]) -> str:
    """The nearest names as the end of a sentence, for errors that are read in Python."""
    hint = did_you_mean(name, known)
    return f"; {hint}" if hint else ""


def new_run_id() -> str:
    """A new run id: a UUID as text."""
    return str(uuid.uuid4())


class Holdings:
    """What the log and the store hold, asked for in batches.

    Args:
        log: The event log.
        store: The project's own store.
    """

    def __init__(self, log: Any, store: Any) -> None:
        self._log = log
        self._store = store
        self._records: dict[AssetAddress, Any] = {}

    def fetch(self, addresses: Iterable[AssetAddress]) -> None:
        """Ask the log about addresses, once each."""
        wanted = [address for address in addresses if address not in self._records]
        if not wanted:
            return
        found = self._log.latest_materializations(wanted)
        for address in wanted:
            self._records[address] = found.get(address)

    def record(self, asset_key: AssetKey, partition_key: str | None) -> Any:
        """The newest materialization of an address, or None."""
        address = AssetAddress(asset_key, partition_key)
        self.fetch([address])
        return self._records[address]

    def is_missing(self, asset_key: AssetKey, partition_key: str | None) -> bool:
        """Whether an asset's value is known not to be there."""
        record = self.record(asset_key, partition_key)
        if record is None:
            return True
        return record.stored is not None and not self._store.holds(record.stored)


class DynamicStore:
    """Dynamic partitions, as the partitions room asks for them."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def get_dynamic_partitions(self, name: str) -> list[str]:
        """Keys of a dynamic partitions definition."""
        return list(self._log.dynamic_partitions(name))


@with_collector_at_rest
def plan_definitions(
    definitions: Definitions,
    instance: Any,
    *,
    keys: Collection[AssetKey],
    checks: Collection[AssetCheckKey] | None = None,
    job_name: str = "__ASSET_JOB",
    partition_key: str | None = None,
    partition_range: Sequence[str] | None = None,
    on_unselected: str = "materialize",
    run_id: str | None = None,
    selects_all: bool = False,
    must_hold: bool = True,
    resources: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> ExecutionPlan:
    """Plan the making of assets.

    Args:
        definitions: The definitions.
        instance: Where the run will be recorded; asked what is stored.
        keys: The selected assets.
        checks: The selected checks; None: those of the selected assets.
        job_name: The asset job.
        partition_key: The partition.
        partition_range: First and last of several partitions, instead of one.
        on_unselected: What becomes of an unselected asset that is made all the same.
        run_id: Default: a new one.
        selects_all: Whether no part of the module was selected by name.
        must_hold: Whether a missing upstream value is a fault now, and not only of its step.
        resources: Resources that replace those of the definitions.
        now: The time, for partitions; default: now.

    Raises:
        InvalidSelectionError: The selection is empty or cannot be made.
        InvalidDefinitionError: A resource is missing.
        MissingValueError: An upstream asset has no stored value.
    """
    graph = definitions.asset_graph
    _check_selected(graph, keys, checks)
    log = instance.event_log
    moment = now or datetime.now(UTC)
    store = DynamicStore(log)
    partitions = chosen_partitions(graph, keys, partition_key, partition_range, store, moment)
    holdings = Holdings(log, instance.store_manager.store)
    siblings = sibling_keys(graph, keys)
    if siblings:
        holdings.fetch(
            AssetAddress(key, partition)
            for key in siblings
            for partition in partitions_for(graph, key, partitions)
        )
    subset = subset_ops(
        graph,
        keys,
        checks,
        lambda key: any(
            holdings.is_missing(key, partition)
            for partition in partitions_for(graph, key, partitions)
        ),
    )
    loads = _Loads(graph, holdings, partitions, store, moment)
    loads.prefetch(subset.parts)
    plan = build_plan(
        subset,
        run_id=run_id or new_run_id(),
        job_name=job_name,
        graph=graph,
        load_of=loads.load_of,
        partition_keys=partitions,
        on_unselected=on_unselected,
        selects_all=selects_all,
        resource_defs={
            **definitions.resource_defs_for(part.definition for part in subset.parts),
            **(resources or {}),
        },
    )
    check_resources(plan)
    if must_hold:
        check_loads(plan)
    return plan


def _check_selected(
    graph: AssetGraph, keys: Collection[AssetKey], checks: Collection[AssetCheckKey] | None
) -> None:
    elsewhere = sorted(key for key in keys if key not in graph.definition_by_key)
    if elsewhere:
        names = ", ".join(f"'{key}'" for key in elsewhere)
        raise InvalidSelectionError(f"{names} cannot be made: external, nothing here makes it")
    if not keys and not checks:
        raise InvalidSelectionError(
            "nothing is selected", hint="graphmat list shows the assets there are"
        )


class _Loads:
    """How assets that the plan does not make are loaded."""

    def __init__(
        self,
        graph: AssetGraph,
        holdings: Holdings,
        partition_keys: tuple[str, ...],
        store: Any,
        now: datetime,
    ) -> None:
        self.graph = graph
        self.holdings = holdings
        self.partition_keys = partition_keys
        self.store = store
        self.now = now

    def prefetch(self, parts: Iterable[PartSubset]) -> None:
        """Ask the log about everything that may be loaded, at once."""
        wanted = {key for part in parts for key in asset_sources(part)}
        self.holdings.fetch(
            AssetAddress(key, partition)
            for key in wanted
            if self.graph.has(key)
            for partition in partitions_for(self.graph, key, self.partition_keys)
        )

    def load_of(self, key: AssetKey, part: PartSubset, input_name: str | None) -> FromAsset:
        """How a part of the plan loads an asset."""
        graph = self.graph
        spec = graph.spec(key) if graph.has(key) else None
        owner = graph.definition_by_key.get(key)
        upstream = (
            owner.partitions_def
            if owner is not None
            else (spec.partitions_def if spec is not None else None)
        )
        options = part.definition.options if part.definition is not None else {}
        partitions, as_mapping, serves = self._partitions(key, part, upstream, options, input_name)
        records = {
            partition: record
            for partition in (partitions if partitions is not None else (None,))
            if (record := self.holdings.record(key, partition)) is not None
        }
        return FromAsset(
            key,
            partition_keys=partitions,
            as_mapping=as_mapping,
            io_manager_key=self._manager_key(key, spec, records),
            records=records,
            metadata=options.get("input_metadata", {}).get(input_name),
            definition_metadata=spec.metadata if spec is not None else None,
            serves=serves,
        )

    def _manager_key(self, key: AssetKey, spec: Any, records: Mapping[Any, Any]) -> str:
        for record in records.values():
            if record.io_manager_key:
                return str(record.io_manager_key)
        if spec is not None and spec.io_manager_key:
            return str(spec.io_manager_key)
        owner = self.graph.definition_by_key.get(key)
        if owner is not None:
            flat = self.graph.flat(owner)
            index, name = flat.assets[key]
            manager = flat.ops[index].op.outs[name].io_manager_key
            if manager:
                return manager
        return "io_manager"

    def _partitions(
        self,
        key: AssetKey,
        part: PartSubset,
        upstream: Any,
        options: Mapping[str, Any],
        input_name: str | None,
    ) -> tuple[tuple[str, ...] | None, bool, Mapping[str, Sequence[str]] | None]:
        """The partitions of an upstream asset that are loaded, whether as a dictionary, for what.

        The last is told in a run of several partitions only: upstream partition → those of the run.
        """
        if upstream is None:
            return None, False, None
        downstream = part.definition.partitions_def if part.definition is not None else None
        by_input = options.get("input_mappings", {})
        mapping = (
            by_input[input_name]
            if input_name in by_input
            else options.get("partition_mappings", {}).get(key)
        )
        own = part.definition is not None and key in part.definition.specs_by_key
        run_keys = self.partition_keys if downstream is not None else ()
        many = len(run_keys) > 1
        if (mapping is None and downstream == upstream) or (own and mapping is None):
            serves = {partition: (partition,) for partition in run_keys} if many else None
            return self.partition_keys, many, serves
        from graphmat.partitions.mappings import default_mapping, upstream_keys

        is_given = mapping is not None
        if mapping is None:
            mapping = default_mapping(upstream, downstream)
        found: dict[str, list[str]] = {}
        for run_key in run_keys or (None,):
            for partition in upstream_keys(
                mapping, downstream, run_key, upstream, self.store, self.now
            ):
                found.setdefault(partition, []).append(str(run_key))
        as_mapping = len(found) != 1 or (downstream is None and not is_given)
        return tuple(found), as_mapping, found if many else None


def check_loads(plan: ExecutionPlan) -> None:
    """Find upstream assets without a stored value, before anything runs.

    Only the project's own store is asked: of another I/O manager it cannot be told.

    Raises:
        MissingValueError: One or more have none; all are named.
    """
    faults: dict[str, MissingValueError] = {}
    made: set[tuple[AssetKey, str | None]] | None = None
    for step, step_input, source in plan.loads():
        own = source.io_manager_key == "io_manager" and "io_manager" not in plan.resource_defs
        if not own or step_input.input_manager_key is not None:
            continue
        if made is None:
            made = {
                (key, partition)
                for other in plan.steps
                for output in other.outputs
                for key in output.asset_keys
                for partition in other.partition_keys or (None,)
            }
        for partition in source.partition_keys if source.partition_keys is not None else (None,):
            record = source.records.get(partition)
            if (record is not None and record.stored is not None) or (
                source.asset_key,
                partition,
            ) in made:
                continue
            fault = missing_asset(source.asset_key, partition, step.step_key, record, plan.graph)
            faults.setdefault(fault.message, fault)
    raise_all(list(faults.values()))


def raise_all(faults: list[Any]) -> None:
    """Raise one fault as it is, several together."""
    if not faults:
        return
    first = faults[0]
    if len(faults) > 1 and isinstance(first, MissingValueError):
        shown = faults[:5]
        more = f"\nand {len(faults) - 5} more" if len(faults) > 5 else ""  # noqa: PLR2004  # five are shown
        raise MissingValueError(
            "\n".join(fault.message for fault in shown) + more,
            hint=first.hint,
            location=first.location,
        )
    if len(faults) == 1:
        raise first
    raise InvalidDefinitionsError(faults)


def check_resources(plan: ExecutionPlan) -> None:
    """Find resources that the plan's ops ask for and nobody provides.

    Raises:
        InvalidDefinitionError: One or more are missing; all are named.
    """
    known = plan.resource_defs
    faults: list[GraphmatError] = []
    seen: set[tuple[str, str]] = set()
    for step in plan.steps:
        required = step.op.required_resource_keys
        if step.hooks:
            required = required.union(*(hook.required_resource_keys for hook in step.hooks))
        for key in sorted(required) if required else ():
            if key not in known and (step.step_key, key) not in seen:
                seen.add((step.step_key, key))
                names = ", ".join(sorted(known)) or "none"
                faults.append(
                    InvalidDefinitionError(
                        f"'{step.step_key}' asks for the resource '{key}', which is not provided; "
                        f"resources: {names}",
                        hint=did_you_mean(key, known),
                        location=step.location,
                        code="GM204",
                    )
                )
        _check_managers(step, known, faults)
    raise_all(faults)


def _check_managers(step: Any, known: Mapping[str, Any], faults: list[GraphmatError]) -> None:
    unknown = [
        output.io_manager_key
        for output in step.outputs
        if output.io_manager_key != "io_manager"
        and output.io_manager_key not in known
        and not output.is_nothing
    ]
    for step_input in step.inputs:
        override = step_input.input_manager_key
        if override is not None and override not in known:
            unknown.append(override)
    if unknown:
        from graphmat.execution.run_context import unknown_manager

        faults.extend(unknown_manager(key, known, step) for key in unknown)
