"""Which ops must run for a selection, which of their outputs are wanted, and why.

The walk goes back from each selected asset's output, over op *outputs*, and stops where a value can
be loaded: at assets of other definitions, and at assets of the same graph that are not selected and
are not known to be missing. What it finds is minimal by construction: nothing is added that is not
on a path to something selected.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidSelectionError
from graphmat.graphs.flat import AssetSource, FlatDefinition, FlatOp, OpSource, OutputId
from graphmat.keys import AssetCheckKey, AssetKey, key_strings

if TYPE_CHECKING:
    from graphmat.definitions.assets import AssetsDefinition
    from graphmat.graphs.asset_graph import AssetGraph

IsMissing = Callable[[AssetKey], bool]
"""Whether the store is known not to hold an asset's value."""


class OpNeed:
    """Why an op runs, and which of its outputs are wanted.

    Args:
        reason: Why it runs, in words.
    """

    __slots__ = ("outputs", "reason")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.outputs: dict[str, str] = {}


class PartSubset:
    """The part of one definition that runs.

    Args:
        definition: The definition; None for the graph of a job.
        flat: Its ops.
        keys: The selected assets of the definition.
        checks: The selected checks of the definition.
    """

    __slots__ = ("checks", "definition", "flat", "keys", "loaded", "needs", "selected")

    def __init__(
        self,
        definition: AssetsDefinition | None,
        flat: FlatDefinition,
        keys: frozenset[AssetKey],
        checks: frozenset[AssetCheckKey],
    ) -> None:
        self.definition = definition
        self.flat = flat
        self.keys = keys
        self.checks = checks
        self.needs: dict[int, OpNeed] = {}
        self.selected: set[OutputId] = set()
        self.loaded: dict[OutputId, AssetKey] = {}

    def is_wanted(self, output: OutputId) -> bool:
        """Whether an output is selected, or needed by an op that runs."""
        need = self.needs.get(output[0])
        return need is not None and output[1] in need.outputs


class OpSubset:
    """The ops that a selection needs: one part for each definition that takes part.

    Args:
        keys: The selected assets.
        checks: The selected checks.
    """

    __slots__ = ("checks", "keys", "parts")

    def __init__(self, keys: frozenset[AssetKey], checks: frozenset[AssetCheckKey]) -> None:
        self.keys = keys
        self.checks = checks
        self.parts: list[PartSubset] = []

    def step_keys(self) -> list[str]:
        """The steps, in order."""
        return [
            part.flat.ops[index].step_key for part in self.parts for index in sorted(part.needs)
        ]


def subset_ops(
    graph: AssetGraph,
    keys: Collection[AssetKey],
    checks: Collection[AssetCheckKey] | None = None,
    is_missing: IsMissing | None = None,
) -> OpSubset:
    """Resolve a selection into the minimal set of ops and the outputs wanted of each.

    Args:
        graph: All assets.
        keys: The selected assets; all must be made here.
        checks: The selected checks; None: those of the selected assets.
        is_missing: Whether the store is known not to hold a sibling asset; None: never known.

    Returns:
        The subset; parts in the order of the first selected key of each.

    Raises:
        InvalidSelectionError: A definition that cannot be subset is selected in part.
    """
    chosen = frozenset(keys)
    if checks is None:
        chosen_checks = frozenset(check for key in chosen for check in graph.checks_of(key))
    else:
        chosen_checks = frozenset(checks)
    subset = OpSubset(chosen, chosen_checks)
    definitions: dict[int, AssetsDefinition] = {}
    for key in sorted(chosen):
        definition = graph.definition_by_key[key]
        definitions.setdefault(id(definition), definition)
    for check in sorted(chosen_checks):
        definition = graph.definition_by_check[check]
        definitions.setdefault(id(definition), definition)
    faults: list[str] = []
    hints: list[str] = []
    for definition in definitions.values():
        part = _part(graph, definition, chosen, chosen_checks)
        _check_can_subset(graph, part, faults, hints)
        subset.parts.append(part)
    if faults:
        raise InvalidSelectionError("\n".join(faults), hint="\n".join(hints) or None)
    for part in subset.parts:
        _walk(part, is_missing or _never)
    return subset


def _never(_key: AssetKey) -> bool:
    return False


def _part(
    graph: AssetGraph,
    definition: AssetsDefinition,
    chosen: frozenset[AssetKey],
    checks: frozenset[AssetCheckKey],
) -> PartSubset:
    own_checks = frozenset(
        spec.key for spec in definition.check_specs_by_output_name.values() if spec.key in checks
    )
    own = frozenset(key for key in definition.specs_by_key if key in chosen)
    return PartSubset(definition, graph.flat(definition), own, own_checks)


def _check_can_subset(
    graph: AssetGraph, part: PartSubset, faults: list[str], hints: list[str]
) -> None:
    definition = part.definition
    if definition is None or definition.can_subset:
        return
    if len(part.keys) == len(definition.keys):
        left_out = definition.check_keys - part.checks
        if part.keys and left_out:
            names = ", ".join(f"'{key.to_user_string()}'" for key in sorted(left_out))
            faults.append(
                f"'{graph.name_of(definition)}' makes its assets together with the checks {names}, "
                "which are not selected"
            )
            hints.append("select the checks too, or give the definition can_subset=True")
        return
    if not part.keys:
        # only checks of its assets are asked for: their ops run, the assets are loaded
        if definition.keys and definition.node_def.is_graph is False:
            faults.append(
                f"the checks of '{graph.name_of(definition)}' cannot run without its assets"
            )
            hints.append("select the assets too, or give the definition can_subset=True")
        return
    missing = key_strings(definition.keys - part.keys)
    quoted = ", ".join(f"'{key}'" for key in missing)
    faults.append(
        f"'{graph.name_of(definition)}' makes {len(definition.keys)} assets together, but only "
        f"{', '.join(repr(key) for key in key_strings(part.keys))} of them "
        f"{'is' if len(part.keys) == 1 else 'are'} selected; missing: {quoted}; it does not say "
        "can_subset=True"
    )
    hints.append(
        f"select {quoted} too, or give the definition can_subset=True"
        + (
            " (each op that must run makes no other asset: it would be safe)"
            if is_safe_subset(part)
            else " and let its ops yield outputs as context.selected_output_names asks"
        )
    )


def is_safe_subset(part: PartSubset) -> bool:
    """Whether a part can run without making an asset that was not selected.

    True where no op that must run has a required output that is another asset of the definition.
    """
    probe = PartSubset(part.definition, part.flat, part.keys, part.checks)
    _walk(probe, _never)
    for index in probe.needs:
        op = part.flat.ops[index].op
        for name, out in op.outs.items():
            keys = part.flat.asset_keys.get((index, name), ())
            if out.is_required and any(key not in part.keys for key in keys):
                return False
    return True


def _walk(part: PartSubset, is_missing: IsMissing) -> None:
    flat = part.flat
    pending: list[FlatOp] = []
    for key in sorted(part.keys):
        output = flat.assets[key]
        part.selected.add(output)
        _want(part, output, f"makes {key.to_user_string()}", "selected", pending)
    for check in sorted(part.checks):
        output = flat.checks[check]
        part.selected.add(output)
        _want(part, output, f"checks {check.to_user_string()}", "selected", pending)
    needs, ops, asset_keys = part.needs, flat.ops, flat.asset_keys
    while pending:
        flat_op = pending.pop()
        why = None
        for flat_input in flat_op.inputs:
            for source in flat_input.sources:
                if type(source) is not OpSource:
                    continue
                output = source.op_index, source.output_name
                if output in asset_keys:
                    only_order = flat_op.op.ins[flat_input.name].is_nothing
                    _want_sibling(part, flat_op, output, only_order, is_missing, pending)
                    continue
                if why is None:
                    why = f"needed by {flat_op.step_key}"
                need = needs.get(source.op_index)
                if need is None:
                    need = needs[source.op_index] = OpNeed(why)
                    pending.append(ops[source.op_index])
                need.outputs.setdefault(source.output_name, why)


def _want_sibling(
    part: PartSubset,
    flat_op: FlatOp,
    output: OutputId,
    only_order: bool,
    is_missing: IsMissing,
    pending: list[FlatOp],
) -> None:
    """Want an output that is an asset of the same definition: loaded, where it can be."""
    why = f"needed by {flat_op.step_key}"
    if output not in part.selected:
        if only_order:
            return
        siblings = part.flat.asset_keys[output]
        stored = next((key for key in siblings if not is_missing(key)), None)
        if stored is not None:
            part.loaded[output] = stored
            return
        why = f"{why}: {siblings[0].to_user_string()} is not stored"
    _want(part, output, why, why, pending)


def _want(part: PartSubset, output: OutputId, reason: str, why: str, pending: list[FlatOp]) -> None:
    need = part.needs.get(output[0])
    if need is None:
        need = part.needs[output[0]] = OpNeed(reason)
        pending.append(part.flat.ops[output[0]])
    need.outputs.setdefault(output[1], why)


def whole_graph(flat: FlatDefinition) -> OpSubset:
    """The subset of a job of ops: all of them, every output wanted."""
    subset = OpSubset(frozenset(), frozenset())
    part = PartSubset(None, flat, frozenset(), frozenset())
    for flat_op in flat.ops:
        need = part.needs[flat_op.index] = OpNeed("part of the job")
        need.outputs = dict.fromkeys(flat_op.op.outs, "part of the job")
    subset.parts.append(part)
    return subset


def sibling_keys(graph: AssetGraph, keys: Iterable[AssetKey]) -> set[AssetKey]:
    """Assets of the same definitions that are not selected: what the store is asked about."""
    chosen = set(keys)
    found: set[AssetKey] = set()
    for key in chosen:
        definition: Any = graph.definition_by_key.get(key)
        if definition is not None and len(definition.specs_by_key) > 1:
            found.update(definition.specs_by_key)
    return found - chosen


def asset_sources(part: PartSubset) -> dict[AssetKey, list[str]]:
    """Assets that the part's ops take from outside or load from siblings → the steps that do."""
    found: dict[AssetKey, list[str]] = {}
    for index in sorted(part.needs):
        flat_op = part.flat.ops[index]
        for flat_input in flat_op.inputs:
            if flat_op.op.ins[flat_input.name].is_nothing:
                continue
            for source in flat_input.sources:
                if isinstance(source, AssetSource):
                    found.setdefault(source.asset_key, []).append(flat_op.step_key)
                elif isinstance(source, OpSource) and not part.is_wanted(source.output):
                    keys = part.flat.asset_keys.get(source.output, ())
                    if keys:
                        key = part.loaded.get(source.output, keys[0])
                        found.setdefault(key, []).append(flat_op.step_key)
    return found
