"""Faults of definitions that only show when all of them are seen together.

One pass over the definitions; ops are looked at through what each graph takes and gives, and are
flattened only where definitions wait for each other in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from graphmat.definitions.composition import BrokenUseError
from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.errors import (
    GraphmatError,
    InvalidDefinitionError,
    InvalidDefinitionsError,
    InvalidSelectionError,
    SourceLocation,
    did_you_mean,
)
from graphmat.late import enter
from graphmat.loading.agreement import OWN_STORE, Giver, Reading, Readings, disagreements
from graphmat.loading.cycles import cycle_faults

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from graphmat.definitions.assets import AssetsDefinition
    from graphmat.definitions.definitions import Definitions
    from graphmat.definitions.jobs import JobDefinition
    from graphmat.keys import AssetKey

_MOST_HINTS = 20
"""So many unknown names are compared with all known ones, which takes time."""


def validate_definitions(definitions: Definitions, *, with_resources: bool = False) -> None:
    """Find the faults of definitions.

    Args:
        definitions: The definitions.
        with_resources: Whether each op's resources and I/O managers must be provided, too: a run
            asks only for those of its own ops, and may bring some along.

    Raises:
        InvalidDefinitionError: The fault; several of them as ``InvalidDefinitionsError``.
    """
    raise_faults(find_faults(definitions, with_resources=with_resources))


def raise_faults(faults: Iterable[GraphmatError]) -> None:
    """Raise faults in the order of their places: one alone as itself, several together.

    A fault that only follows from another one is left out.

    Raises:
        GraphmatError: There is at least one.
    """
    found = {(fault.message, fault.location): fault for fault in faults}
    told = [fault for fault in found.values() if not isinstance(fault, BrokenUseError)]
    ordered = sorted(told or found.values(), key=_place)
    if len(ordered) == 1:
        raise ordered[0]
    if ordered:
        raise InvalidDefinitionsError(ordered)


def _place(fault: GraphmatError) -> tuple[bool, str, int]:
    location = fault.location
    return (True, "", 0) if location is None else (False, location.file, location.line)


def find_faults(
    definitions: Definitions,
    broken_names: Collection[str] = (),
    *,
    with_resources: bool = False,
) -> list[GraphmatError]:
    """The faults of definitions, in no order.

    Args:
        definitions: The definitions.
        broken_names: Names of definitions that could not be made: that they are missing is no
            fault of those that use them.
        with_resources: Whether each op's resources and I/O managers must be provided.
    """
    faults: list[GraphmatError] = []
    graph = _asset_graph(definitions, faults)
    check = _Check(definitions, graph, broken_names)
    faults.extend(check.assets())
    faults.extend(cycle_faults(graph, check.dependencies))
    faults.extend(check.partition_mappings())
    faults.extend(check.asset_checks())
    faults.extend(check.jobs())
    if with_resources:
        from graphmat.loading.provisions import resource_faults  # noqa: PLC0415  # seldom asked
        from graphmat.loading.unfed import unfed_inputs  # noqa: PLC0415  # the same

        faults.extend(resource_faults(definitions, graph))
        faults.extend(unfed_inputs(definitions, graph, check.readings))
    return faults


def _asset_graph(definitions: Definitions, faults: list[GraphmatError]) -> Any:
    """The asset graph; where a key is made twice, the one of the first that makes it."""
    try:
        return definitions.asset_graph
    except InvalidDefinitionError as fault:
        faults.extend(getattr(fault, "faults", (fault,)))
    made: set[Any] = set()
    kept = []
    for item in (*definitions.assets, *definitions.asset_checks):
        keys = {*getattr(item, "specs_by_key", ()), *getattr(item, "check_keys", ())}
        if made.isdisjoint(keys):
            kept.append(item)
            made.update(keys)
    return enter("asset_graph")(kept)


class _Check:
    """The checks of one set of definitions.

    Args:
        definitions: The definitions.
        graph: Their asset graph.
        broken_names: Names of definitions that could not be made.
    """

    def __init__(self, definitions: Definitions, graph: Any, broken_names: Collection[str]) -> None:
        self.definitions = definitions
        self.graph = graph
        self.readings = Readings()
        self.dependencies: dict[int, list[AssetKey]] = {}
        self._broken = frozenset(broken_names)
        self._has_own_store = "io_manager" not in definitions.resources
        self._hints_left = _MOST_HINTS

    # ---------------------------------------------------------------- inputs

    def assets(self) -> Iterator[GraphmatError]:
        """Inputs that are no known asset, and hints that cannot agree."""
        for index, definition in enumerate(self.graph.definitions):
            keys = list(definition.keys_by_input_name.values())
            for input_name, key in definition.keys_by_input_name.items():
                yield from self._input(definition, input_name, key)
            node = definition.node_def
            if node.is_graph:
                yield from self._graph(definition, self.readings.of(node), keys)
            for spec in definition.specs_by_key.values():
                if spec.deps:
                    keys.extend(dep.asset_key for dep in spec.deps)
            if keys:
                self.dependencies[index] = keys

    def _graph(
        self, definition: AssetsDefinition, whole: Reading, keys: list[AssetKey]
    ) -> Iterator[GraphmatError]:
        """The faults within a graph; the assets that its ops take are added to the keys."""
        keeps_types: bool | None = None
        for reading in whole.within() if whole.inner else (whole,):
            for key, taker, place in reading.assets:
                keys.append(key)
                if not self.graph.has(key) and not taker.declaration.is_nothing:
                    yield from self._unknown(key, taker.name, place or definition.location)
            if reading.faults:
                if keeps_types is None:
                    keeps_types = self._keeps_types(definition)
                yield from reading.faults if keeps_types else ()

    def _input(
        self, definition: AssetsDefinition, input_name: str, key: AssetKey
    ) -> Iterator[GraphmatError]:
        maker = self.graph.definition_by_key.get(key)
        node: Any = definition.node_def
        if maker is None and not self.graph.has(key):
            takers = self.readings.takers(node, input_name)
            if not takers or any(not taker.declaration.is_nothing for taker in takers):
                what = f"'{input_name}' of '{definition.node_name}'"
                yield from self._unknown(key, what, definition.location)
        elif maker is not None and (
            node.is_graph or node.ins[input_name].dagster_type is not NO_VALUE
        ):
            takers = self.readings.takers(node, input_name)
            giver = self._giver(definition, maker, key)
            if giver is not None:
                yield from disagreements(giver, takers, definition.location, "asset")

    def _unknown(
        self, key: AssetKey, what: str, location: SourceLocation | None
    ) -> Iterator[GraphmatError]:
        if key.parts[-1] in self._broken:
            return
        hint = self._near(key.to_user_string(), self.graph.all_keys)
        yield InvalidDefinitionError(
            f"input {what} is the asset '{key}', but no asset has that key",
            hint=hint
            or f"define it; where it is made elsewhere, add AssetSpec('{key}') to the definitions; "
            "to wait for it without its value, use deps=[…]",
            location=location,
            code="GM205",
        )

    def _near(self, name: str, known: Any) -> str | None:
        if not self._hints_left:
            return None
        self._hints_left -= 1
        return did_you_mean(name, [str(key) for key in known()])

    def _giver(
        self, definition: AssetsDefinition, maker: AssetsDefinition, key: AssetKey
    ) -> Giver | None:
        """What an asset gives to another definition; None where its type may change on the way."""
        if not self._keeps_types(definition, maker) or (
            maker.specs_by_key[key].io_manager_key not in OWN_STORE
        ):
            return None
        if maker.partitions_def is not None and (
            maker.partitions_def != definition.partitions_def
            or key in definition.options.get("partition_mappings", {})
        ):
            return None
        name = maker.output_name_for_asset_key(key)
        found = self.readings.giver(maker.node_def, name or "")
        hint = maker.options.get("output_types", {}).get(name, NO_VALUE)
        if hint is NO_VALUE and found is not None:
            hint = found.hint
        if hint is NO_VALUE:
            return None
        is_list = found is not None and found.is_list
        return Giver(hint, f"'{key}'", is_list, found.io_manager_key if found else None)

    def _keeps_types(self, *definitions: AssetsDefinition) -> bool:
        return self._has_own_store and not any(
            "io_manager" in definition.resource_defs for definition in definitions
        )

    # ---------------------------------------------------------------- partitions

    def partition_mappings(self) -> Iterator[GraphmatError]:
        """Mappings that cannot lead from one partitions definition to the other."""
        for definition in self.graph.definitions:
            mappings = definition.options.get("partition_mappings")
            for key, mapping in (mappings or {}).items():
                if self.graph.has(key):
                    yield from self._mapping(definition, key, mapping)

    def _mapping(
        self, definition: AssetsDefinition, key: AssetKey, mapping: Any
    ) -> Iterator[GraphmatError]:
        from graphmat.partitions.mappings import check_mapping  # noqa: PLC0415  # only with mappings

        maker = self.graph.definition_by_key.get(key)
        upstream = maker.partitions_def if maker is not None else None
        if upstream is None:
            upstream = self.graph.spec(key).partitions_def
        try:
            check_mapping(mapping, upstream, definition.partitions_def)
        except InvalidDefinitionError as fault:
            yield InvalidDefinitionError(
                f"the partition mapping from '{key}' to '{definition.node_name}': {fault.message}",
                hint=fault.hint,
                location=definition.location,
                code="GM210",
            )

    # ---------------------------------------------------------------- checks

    def asset_checks(self) -> Iterator[GraphmatError]:
        """Checks of assets that are not there."""
        for definition in self.graph.definitions:
            for spec in definition.check_specs_by_output_name.values():
                if not self.graph.has(spec.asset_key) and (
                    spec.asset_key.parts[-1] not in self._broken
                ):
                    yield InvalidDefinitionError(
                        f"check '{spec.name}' is for asset '{spec.asset_key}', but no asset has "
                        "that key",
                        hint=self._near(spec.asset_key.to_user_string(), self.graph.all_keys),
                        location=definition.location,
                        code="GM209",
                    )

    # ---------------------------------------------------------------- jobs

    def jobs(self) -> Iterator[GraphmatError]:
        """Jobs of one name, selections that name nothing, and hints within graphs of ops."""
        by_name: dict[str, list[JobDefinition]] = defaultdict(list)
        for job in self.definitions.jobs:
            if not any(job is known for known in by_name[job.name]):
                by_name[job.name].append(job)
        for name, jobs in by_name.items():
            for twin in jobs[1:]:
                yield InvalidDefinitionError(
                    f"job '{name}' is defined twice: at {jobs[0].location} and at {twin.location}",
                    location=twin.location,
                    code="GM207",
                )
            for job in jobs:
                if job.graph is not None:
                    if self._has_own_store and "io_manager" not in job.resource_defs:
                        for reading in self.readings.of(job.graph).within():
                            yield from reading.faults
                elif job.selection is not None:
                    yield from self._selection(job)

    def _selection(self, job: JobDefinition) -> Iterator[GraphmatError]:
        if isinstance(job.selection, set | frozenset):
            return
        try:
            enter("selection").from_coercible(job.selection).resolve(self.graph)
        except InvalidSelectionError as error:
            # what only the event log can tell is asked when the job runs
            if set(error.names) & {"state", "run"}:
                return
            if {name.rpartition("/")[2] for name in error.names} & self._broken:
                return
            fault = InvalidDefinitionError(
                f"the selection of job '{job.name}': {error.message}",
                hint=error.hint,
                location=job.location,
                code="GM208",
            )
            fault.__cause__ = error
            yield fault
        except InvalidDefinitionError as error:
            error.location = error.location or job.location
            yield error
