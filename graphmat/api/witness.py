"""``why`` and ``why_not``: a witness that an op runs for a selection, or why it does not.

Both look at the very subset that a plan is built from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.outputs_of_ops import Outputs, Place
from graphmat.api.selecting import choose
from graphmat.errors import InvalidSelectionError
from graphmat.keys import AssetAddress, AssetKey, key_strings
from graphmat.selection.subset import OpSubset, sibling_keys, subset_ops

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions

WHY_SCHEMA = "graphmat/why/1"
WHY_NOT_SCHEMA = "graphmat/why-not/1"
_CANDIDATES = 20
"""Of so many assets at most it is tried whether selecting them would do."""


class _Selected:
    """A selection, and what it makes run.

    Attributes:
        keys: The selected assets.
        outputs: All outputs of the module.
        wanted: The outputs that the selection needs, each with the reason.
        starts: Those of them that are themselves selected → the asset or check that they are.
    """

    def __init__(self, definitions: Definitions, instance: Any, given: Mapping[str, Any]) -> None:
        self.graph = definitions.asset_graph
        choice = choose(
            definitions,
            instance.event_log,
            select=given["select"],
            exclude=given["exclude"],
            job=given["job"],
        )
        if choice.is_graph_job:
            raise InvalidSelectionError(
                f"job '{given['job']}' has no assets to select: all of its ops run"
            )
        self.keys = frozenset(choice.keys)
        self.checks = choice.checks
        self.selects_all = choice.selects_all
        self._instance = instance
        self._partition = given["partition"]
        self.outputs = Outputs(self.graph)
        subset = self.subset(self.keys)
        self.wanted: dict[Place, str] = {}
        self.starts: dict[Place, str] = {}
        for part in subset.parts:
            number = self.outputs.number(part.definition)
            for index, need in part.needs.items():
                for name, reason in need.outputs.items():
                    self.wanted[number, index, name] = reason
            for output in part.selected:
                keys = [key for key in part.flat.asset_keys.get(output, ()) if key in part.keys]
                check = part.flat.check_keys.get(output)
                name = str(keys[0]) if keys else check.to_user_string() if check else ""
                self.starts[(number, *output)] = name
        self.parts = {self.outputs.number(part.definition) for part in subset.parts}
        self.steps = {place[:2] for place in self.wanted}

    def subset(self, keys: frozenset[AssetKey]) -> OpSubset:
        """What some assets make run; the store is asked as for a plan."""
        siblings = sibling_keys(self.graph, keys)
        addresses = {key: AssetAddress(key, self._partition_of(key)) for key in siblings}
        known = self._instance.event_log.latest_materializations(list(addresses.values()))
        checks = self.checks if keys == self.keys else None
        return subset_ops(self.graph, keys, checks, lambda key: addresses.get(key) not in known)

    def _partition_of(self, key: AssetKey) -> str | None:
        definition = self.graph.definition_by_key[key]
        return self._partition if definition.partitions_def is not None else None

    def has(self, places: Sequence[Place], *, any_output: bool) -> bool:
        """Whether an op of these outputs runs, or an output of them is wanted."""
        if any_output:
            return any(place[:2] in self.steps for place in places)
        return any(place in self.wanted for place in places)

    def document(self, schema: str, word: str) -> dict[str, Any]:
        """What every answer tells."""
        return {
            "schema": schema,
            "asked": word,
            "selects_all": self.selects_all,
            "selection": key_strings(self.keys),
        }


def why(
    definitions: Definitions,
    instance: Any,
    *,
    asked: str,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    job: str | None = None,
    partition: str | None = None,
) -> dict[str, Any]:
    """Why an op runs for a selection, or why an output of it is wanted.

    Returns:
        ``path``: from something selected back to what was asked for, the shortest there is; each
        member has ``step_key``, ``output``, ``asset``, and ``input``, which of its predecessor's op
        takes it.

    Raises:
        StepNotFoundError: Nothing has that name.
        InvalidSelectionError: It does not run, or is not wanted.
    """
    chosen = _Selected(
        definitions,
        instance,
        {"select": select, "exclude": exclude, "job": job, "partition": partition},
    )
    targets = chosen.outputs.named(asked, chosen.parts)
    whole_op = _is_op(chosen.outputs, targets, asked)
    path = _witness(chosen, set(targets))
    if path is None:
        does = "run" if whole_op else "belong to what the selection needs"
        raise InvalidSelectionError(
            f"'{asked}' does not {does}",
            hint=_command("why-not", asked, select),
        )
    return {
        **chosen.document(WHY_SCHEMA, asked),
        "step_key": chosen.outputs.op(path[-1][0]).step_key,
        "is_output": not whole_op,
        "selected": chosen.starts[path[0][0]],
        "path": [_member(chosen, place, taken) for place, taken in path],
    }


def _command(verb: str, asked: str, select: Sequence[str]) -> str:
    from shlex import join

    return join(["graphmat", verb, asked, *(word for text in select for word in ("-s", text))])


def _is_op(outputs: Outputs, targets: Sequence[Place], asked: str) -> bool:
    """Whether a word names an op, and not one output of it or the asset that this is."""
    step_key = outputs.op(targets[0]).step_key
    return step_key == asked or step_key.endswith(f".{asked}")


def _member(chosen: _Selected, place: Place, taken_as: str | None) -> dict[str, Any]:
    keys = chosen.outputs.assets(place)
    return {
        "step_key": chosen.outputs.op(place).step_key,
        "output": place[2],
        "asset": str(keys[0]) if keys else None,
        "input": taken_as,
        "why": chosen.wanted.get(place),
    }


def _witness(chosen: _Selected, targets: set[Place]) -> list[tuple[Place, str | None]] | None:
    """The shortest way from something selected to one of the targets, over wanted outputs."""
    came: dict[Place, tuple[Place | None, str | None]] = dict.fromkeys(
        sorted(chosen.starts), (None, None)
    )
    front = list(came)
    while front:
        for place in front:
            if place in targets:
                return _way(came, place)
        after = []
        for place in front:
            for name, taken, _key in chosen.outputs.taken_by(place):
                if taken is not None and taken in chosen.wanted and taken not in came:
                    came[taken] = (place, name)
                    after.append(taken)
        front = after
    return None


def _way(
    came: Mapping[Place, tuple[Place | None, str | None]], place: Place
) -> list[tuple[Place, str | None]]:
    way: list[tuple[Place, str | None]] = []
    here: Place | None = place
    while here is not None:
        before, name = came[here]
        way.append((here, name))
        here = before
    return way[::-1]


# -------------------------------------------------------------------- why not


def why_not(
    definitions: Definitions,
    instance: Any,
    *,
    asked: str,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    job: str | None = None,
    partition: str | None = None,
) -> dict[str, Any]:
    """Why an op does not run for a selection, or why an output of it is not wanted.

    Returns:
        ``cut``: the assets at which the way from the selection back to it ends, each with the step
        that loads it instead of having it made; empty where nothing selected is made from it.
        ``pulled_in_by``: assets that would make it run if they were selected too, the one first
        that brings the fewest other ops.

    Raises:
        StepNotFoundError: Nothing has that name.
        InvalidSelectionError: It does run.
    """
    chosen = _Selected(
        definitions,
        instance,
        {"select": select, "exclude": exclude, "job": job, "partition": partition},
    )
    outputs = chosen.outputs
    targets = outputs.named(asked, chosen.parts)
    whole_op = _is_op(outputs, targets, asked)
    if chosen.has(targets, any_output=whole_op):
        raise InvalidSelectionError(
            f"'{asked}' does {'run' if whole_op else 'belong to what the selection needs'}",
            hint=_command("why", asked, select),
        )
    runs = targets[0][:2] in chosen.steps
    cut = [] if runs else _cut(chosen, {place[:2] for place in targets})
    return {
        **chosen.document(WHY_NOT_SCHEMA, asked),
        "step_key": outputs.op(targets[0]).step_key,
        "output": None if whole_op else targets[0][2],
        "asset": _asset(outputs, targets),
        "op_runs": runs,
        "wanted_outputs": sorted(
            place[2] for place in chosen.wanted if place[:2] == targets[0][:2]
        ),
        "cut": cut,
        "pulled_in_by": _pulling(chosen, targets, whole_op=whole_op),
    }


def _asset(outputs: Outputs, targets: Sequence[Place]) -> str | None:
    keys = [key for place in targets for key in outputs.assets(place)]
    return str(keys[0]) if len(keys) == 1 else None


def _cut(chosen: _Selected, steps: set[tuple[int, int]]) -> list[dict[str, Any]]:
    """Where the ways from the selection back to an op end: assets that are loaded instead."""
    found: dict[tuple[str, AssetKey], dict[str, Any]] = {}
    for place in sorted(chosen.wanted):
        step_key = chosen.outputs.op(place).step_key
        for name, taken, key in chosen.outputs.taken_by(place):
            if key is None or taken is None or taken in chosen.wanted:
                continue
            if (step_key, key) not in found and _comes_from(chosen.outputs, taken, steps):
                found[step_key, key] = {"asset": str(key), "step_key": step_key, "input": name}
    return list(found.values())


def _comes_from(outputs: Outputs, place: Place, steps: set[tuple[int, int]]) -> bool:
    """Whether an output is made, however indirectly, by one of some steps."""
    seen = {place}
    front = [place]
    while front:
        here = front.pop()
        if here[:2] in steps:
            return True
        for _name, taken, _key in outputs.taken_by(here):
            if taken is not None and taken not in seen:
                seen.add(taken)
                front.append(taken)
    return False


def _pulling(chosen: _Selected, targets: Sequence[Place], *, whole_op: bool) -> list[str]:
    """Assets that would pull an op or output in, the one with the fewest steps first."""
    tried = []
    for key in chosen.outputs.fed_assets(targets)[:_CANDIDATES]:
        if key in chosen.keys:
            continue
        try:
            subset = chosen.subset(chosen.keys | {key})
        except InvalidSelectionError:
            continue  # it cannot be selected without others
        number = targets[0][0]
        parts = [part for part in subset.parts if chosen.outputs.number(part.definition) == number]
        needs = [part.needs.get(targets[0][1]) for part in parts]
        if any(need is not None and (whole_op or targets[0][2] in need.outputs) for need in needs):
            tried.append((len(subset.step_keys()), str(key)))
    return [name for _, name in sorted(tried)]
