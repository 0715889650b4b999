"""``build_plan``: an ``OpSubset`` becomes ordered steps with addresses, one pass per question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.graphs.flat import (
    AssetSource,
    ConfigSource,
    FlatInput,
    FlatSource,
    GraphInputSource,
    OpSource,
)
from graphmat.keys import AssetKey
from graphmat.planning.order import in_levels, priority_of
from graphmat.planning.place import Place
from graphmat.planning.plan import (
    DROPPED,
    NEEDED,
    SELECTED,
    UNEXPECTED,
    ExecutionPlan,
    Step,
    StepInput,
    StepOutput,
)
from graphmat.planning.refusals import refuse_unexpected
from graphmat.planning.sources import (
    FromAsset,
    FromConfig,
    FromGraphInput,
    FromStep,
    InputSource,
    only,
)
from graphmat.selection.subset import OpSubset, PartSubset

if TYPE_CHECKING:
    from graphmat.graphs.asset_graph import AssetGraph

LoadOf = Callable[[AssetKey, PartSubset, str | None], FromAsset]
"""How an asset that the plan does not make is loaded by a part of it."""


def build_plan(
    subset: OpSubset,
    *,
    run_id: str,
    job_name: str,
    graph: AssetGraph | None,
    load_of: LoadOf | None = None,
    partition_keys: tuple[str, ...] = (),
    on_unselected: str = "materialize",
    selects_all: bool = False,
    resource_defs: Mapping[str, Any] | None = None,
) -> ExecutionPlan:
    """Order the ops of a subset and give each input and output its address.

    Args:
        subset: What must run.
        run_id: The run that it will be.
        job_name: The asset job.
        graph: All assets; None for a job of ops.
        load_of: How an asset that the plan does not make is loaded.
        partition_keys: The partitions of the run.
        on_unselected: What becomes of an unselected asset that is made all the same.
        selects_all: Whether no part of the module was selected by name.
        resource_defs: Resource key → resource, of the definitions.

    Returns:
        The plan; steps in topological levels, by priority and step key within a level.

    Raises:
        InvalidDefinitionError: The ops wait for each other in a circle.
        InvalidSelectionError: ``on_unselected`` is ``error`` and an unselected asset would be made.
    """
    builder = _Builder(subset, graph, load_of, partition_keys, on_unselected)
    steps = builder.steps()
    plan = ExecutionPlan(
        run_id=run_id,
        job_name=job_name,
        steps=steps,
        asset_keys=subset.keys,
        check_keys=subset.checks,
        graph=graph,
        partition_key=only(partition_keys),
        partition_keys=partition_keys,
        on_unselected=on_unselected,
        notes=builder.notes,
        selects_all=selects_all,
        resource_defs=resource_defs,
    )
    if on_unselected == "error":
        refuse_unexpected(plan)
    return plan


class _Builder:
    """Holds the indices that the passes share."""

    def __init__(
        self,
        subset: OpSubset,
        graph: AssetGraph | None,
        load_of: LoadOf | None,
        partition_keys: tuple[str, ...],
        on_unselected: str,
    ) -> None:
        self.subset = subset
        self.graph = graph
        self.load_of = load_of
        self.partition_keys = partition_keys
        self.on_unselected = on_unselected
        self.notes: list[str] = []
        self.places: list[Place] = []
        self.made: dict[AssetKey, tuple[int, str]] = {}
        self.blocking: dict[AssetKey, list[int]] = {}
        for part in subset.parts:
            places: dict[int, Place] = {}
            ops = part.flat.ops
            for index in sorted(part.needs):
                place = places[index] = Place(part, ops[index], len(self.places), places)
                self.places.append(place)
            self._note_made(part, places)

    def _note_made(self, part: PartSubset, places: dict[int, Place]) -> None:
        for key, output in part.flat.assets.items():
            if part.is_wanted(output):
                self.made[key] = (places[output[0]].number, output[1])
        for check in part.checks:
            spec = next(
                spec
                for spec in part.definition.check_specs_by_output_name.values()  # type: ignore[union-attr]  # checks have one
                if spec.key == check
            )
            if spec.blocking:
                number = places[part.flat.checks[check][0]].number
                self.blocking.setdefault(check.asset_key, []).append(number)

    # ---------------------------------------------------------------- order

    def steps(self) -> list[Step]:
        """The steps in order."""
        upstream = [self._upstream(number) for number in range(len(self.places))]
        order = self._order(upstream)
        for position, number in enumerate(order):
            self.places[number].position = position
        return [self._step(number, upstream[number]) for number in order]

    def _upstream(self, number: int) -> list[int]:
        """The places that a place waits for: values, order, and blocking checks."""
        place = self.places[number]
        part, flat_op = place.part, place.flat_op
        found: dict[int, None] = {}
        has_inner = False
        needs, siblings = part.needs, place.siblings
        for flat_input in flat_op.inputs:
            for source in flat_input.sources:
                if type(source) is OpSource:
                    need = needs.get(source.op_index)
                    if need is not None and source.output_name in need.outputs:
                        found[siblings[source.op_index].number] = None
                        has_inner = True
                elif isinstance(source, AssetSource):
                    self._wait_for(source.asset_key, found, part)
        if not has_inner and part.definition is not None:
            for spec in part.definition.specs_by_key.values():
                for dep in spec.deps:
                    self._wait_for(dep.asset_key, found, part)
            for check in part.definition.check_specs_by_output_name.values():
                if part.definition.specs_by_key:
                    break
                self._wait_for(check.asset_key, found, part)
                for dep in check.additional_deps:
                    self._wait_for(dep.asset_key, found, part)
        found.pop(number, None)
        return list(found)

    def _wait_for(self, key: AssetKey, found: dict[int, None], part: PartSubset) -> None:
        made = self.made.get(key)
        if made is not None and self.places[made[0]].part is not part:
            found[made[0]] = None

    def _blockers(self, number: int) -> list[int]:
        place = self.places[number]
        found: dict[int, None] = {}
        for key in self._outside_keys(place):
            for blocker in self.blocking.get(key, ()):
                if self.places[blocker].part is not place.part:
                    found[blocker] = None
        return list(found)

    def _outside_keys(self, place: Place) -> list[AssetKey]:
        keys = [
            source.asset_key
            for flat_input in place.flat_op.inputs
            for source in flat_input.sources
            if isinstance(source, AssetSource)
        ]
        definition = place.part.definition
        if definition is not None:
            if not definition.specs_by_key:
                return []
            for spec in definition.specs_by_key.values():
                keys.extend(dep.asset_key for dep in spec.deps)
        return keys

    def _order(self, upstream: list[list[int]]) -> list[int]:
        if self.blocking:
            for number in range(len(upstream)):
                known = set(upstream[number])
                upstream[number] += [b for b in self._blockers(number) if b not in known]
        flat_ops = [place.flat_op for place in self.places]
        return in_levels(
            upstream,
            [flat_op.step_key for flat_op in flat_ops],
            [priority_of(flat_op.tags) for flat_op in flat_ops],
        )

    # ---------------------------------------------------------------- one step

    def _step(self, number: int, upstream: list[int]) -> Step:
        place = self.places[number]
        part, flat_op = place.part, place.flat_op
        definition = part.definition
        op, siblings, places = flat_op.op, place.siblings, self.places
        after = [places[other].position for other in upstream]
        if len(after) > 1:
            after.sort()
        blockers = self._blockers(number) if self.blocking else []
        partition_keys = self._partitions_of(part)
        return Step(
            index=place.position,
            step_key=flat_op.step_key,
            path=flat_op.path,
            op=op,
            definition=definition,
            inputs=tuple([self._input(place, flat_input) for flat_input in flat_op.inputs]),
            outputs=tuple([self._output(place, name) for name in op.outs]),
            reason=part.needs[flat_op.index].reason,
            partition_key=only(partition_keys),
            partition_keys=partition_keys,
            upstream=tuple(after),
            scope=tuple([(siblings[op_index].position, name) for op_index, name in flat_op.scope])
            if flat_op.scope
            else (),
            blocked_by=tuple([places[other].position for other in blockers]),
            retry_policy=flat_op.retry_policy,
            hooks=flat_op.hooks,
            tags=flat_op.tags,
            pool=op.pool or (definition.options.get("pool") if definition is not None else None),
            location=flat_op.location,
        )

    def _partitions_of(self, part: PartSubset) -> tuple[str, ...]:
        if part.definition is None or not self.partition_keys:
            return self.partition_keys
        return self.partition_keys if part.definition.partitions_def is not None else ()

    def _input(self, place: Place, flat_input: FlatInput) -> StepInput:
        definition = place.flat_op.op.ins[flat_input.name]
        is_nothing = definition.is_nothing
        given = flat_input.sources
        if len(given) == 1 and type(given[0]) is OpSource:  # most inputs
            only = self._source(place, given[0], is_nothing)
            return StepInput(
                flat_input.name,
                (only,) if only is not None else (),
                flat_input.is_list,
                is_nothing,
                definition.input_manager_key,
            )
        sources = []
        for source in flat_input.sources:
            found = self._source(place, source, is_nothing)
            if found is not None:
                sources.append(found)
        if not sources and not flat_input.sources and definition.asset_key is not None:
            key = AssetKey.from_coercible(definition.asset_key)
            found = self._source(place, AssetSource(key, None), is_nothing)
            sources = [found] if found is not None else []
        return StepInput(
            flat_input.name,
            tuple(sources),
            flat_input.is_list,
            is_nothing,
            definition.input_manager_key or self._input_manager(place, flat_input),
        )

    @staticmethod
    def _input_manager(place: Place, flat_input: FlatInput) -> str | None:
        """What loads an input of a whole graph asset, as its ``AssetIn`` says."""
        if place.part.definition is None:
            return None
        managers = place.part.definition.options.get("input_manager_keys")
        if not managers:
            return None
        for source in flat_input.sources:
            if isinstance(source, AssetSource) and source.input_name in managers:
                return str(managers[source.input_name])
        return None

    def _source(self, place: Place, source: FlatSource, is_nothing: bool) -> InputSource | None:
        part = place.part
        if type(source) is OpSource:
            op_index, name = source.op_index, source.output_name
            keys = part.flat.asset_keys.get((op_index, name), ())
            need = part.needs.get(op_index)
            if need is not None and name in need.outputs:
                return FromStep(
                    place.siblings[op_index].position,
                    name,
                    is_collected=source.is_collected,
                    depth=source.depth,
                    asset_key=keys[0] if keys else None,
                )
            if is_nothing or not keys:
                return None
            key = part.loaded.get(source.output, keys[0])
            self._note_mixture(place, source, key)
            return self._load(key, part, None)
        if isinstance(source, AssetSource):
            made = self.made.get(source.asset_key)
            if made is not None and self.places[made[0]].part is not part:
                return self._made_here(source, part, made)
            if is_nothing:
                return None
            if source.is_partitioned and self.load_of is None and self.partition_keys:
                return FromAsset(source.asset_key, partition_keys=self.partition_keys)
            return self._load(source.asset_key, part, source.input_name)
        if isinstance(source, ConfigSource):
            return FromConfig(source.graph_path, source.field_path)
        assert isinstance(source, GraphInputSource)  # noqa: S101  # the last kind there is
        return FromGraphInput(source.input_name)

    def _made_here(
        self, source: AssetSource, part: PartSubset, made: tuple[int, str]
    ) -> InputSource:
        """An asset of another definition that this plan makes too.

        With partitions, more or other partitions may be wanted than the plan makes: then it is
        loaded from the store, after the step that makes this one.
        """
        other = self.places[made[0]].part
        if (
            self.load_of is not None
            and other.definition is not None
            and other.definition.partitions_def is not None
        ):
            load = self.load_of(source.asset_key, part, source.input_name)
            is_same = load.partition_keys == self.partition_keys
            if not is_same or load.as_mapping != (len(self.partition_keys) > 1):
                return load
        return FromStep(self.places[made[0]].position, made[1], asset_key=source.asset_key)

    def _load(self, key: AssetKey, part: PartSubset, input_name: str | None) -> FromAsset:
        if self.load_of is not None:
            return self.load_of(key, part, input_name)
        return FromAsset(key)

    def _note_mixture(self, place: Place, source: OpSource, key: AssetKey) -> None:
        if source.op_index in place.part.needs:
            maker = place.part.flat.ops[source.op_index].step_key
            note = (
                f"'{place.flat_op.step_key}' takes the stored value of '{key}' beside what "
                f"'{maker}', which makes that asset, computes anew in this run"
            )
            if note not in self.notes:
                self.notes.append(note)

    def _output(self, place: Place, name: str) -> StepOutput:
        part, flat_op = place.part, place.flat_op
        declared = flat_op.op.outs[name]
        flat, output = part.flat, (flat_op.index, name)
        wanted = part.needs[flat_op.index].outputs.get(name)
        is_required = declared.is_required
        manager = declared.io_manager_key
        hint = NO_VALUE
        if wanted is not None and output not in flat.asset_keys and output not in flat.check_keys:
            return StepOutput(
                name,
                NEEDED,
                wanted,
                io_manager_key=manager or "io_manager",
                is_required=is_required,
                is_dynamic=declared.is_dynamic,
                is_nothing=declared.is_nothing,
                dagster_type=hint,
            )
        keys = tuple(flat.asset_keys.get(output, ()))
        check_key = flat.check_keys.get(output)
        definition = part.definition
        if keys and definition is not None:
            spec = definition.specs_by_key[keys[0]]
            manager = spec.io_manager_key or manager
            out_name = definition.output_name_for_asset_key(keys[0])
            hint = definition.options.get("output_types", {}).get(out_name, NO_VALUE)
            if out_name in definition.options.get("optional_outputs", ()):
                is_required = False
        if output in part.selected:
            selected = ", ".join(key.to_user_string() for key in keys if key in part.keys) or (
                check_key.to_user_string() if check_key else name
            )
            disposition, why = SELECTED, f"makes {selected}" if keys else f"checks {selected}"
        elif wanted is not None:
            disposition, why = NEEDED, wanted
        else:
            disposition, why = self._unwanted(keys, is_required)
        return StepOutput(
            name,
            disposition,
            why,
            asset_keys=keys,
            check_key=check_key,
            io_manager_key=manager or "io_manager",
            is_required=is_required,
            is_dynamic=declared.is_dynamic,
            is_nothing=declared.is_nothing,
            dagster_type=hint,
        )

    def _unwanted(self, keys: tuple[AssetKey, ...], is_required: bool) -> tuple[str, str]:
        if not keys:
            return DROPPED, "nothing in this plan needs it"
        name = keys[0].to_user_string()
        if not is_required:
            return DROPPED, f"{name} is not selected"
        if self.on_unselected == "drop":
            return DROPPED, f"{name} is not selected; made all the same, and dropped"
        return UNEXPECTED, f"{name} is not selected, but the op must produce it"
