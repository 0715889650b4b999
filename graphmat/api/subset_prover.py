"""Every legal selection of each graph, checked before anybody runs one.

For each selection: the ops, the outputs that are wanted of them, and whether something that was not
selected would be made all the same. Nothing is executed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from graphmat.keys import AssetKey, key_strings
from graphmat.loading.yields import given_unconditionally
from graphmat.planning.build import build_plan
from graphmat.selection.subset import subset_ops

if TYPE_CHECKING:
    from graphmat.definitions.assets import AssetsDefinition
    from graphmat.graphs.asset_graph import AssetGraph

MOST_SELECTIONS: Final = 64
ALL_SELECTIONS_UP_TO: Final = 6
"""Up to so many assets all selections are tried; above it: one, two, all but one, and all."""


def prove_subsets(graph: AssetGraph) -> dict[str, Any]:
    """Try the selections of every definition with several assets.

    Args:
        graph: All assets.

    Returns:
        A document: for each definition its selections with ops, wanted outputs and verdict, and
        the findings, each with a code, a sentence and a place.
    """
    definitions = []
    findings: list[dict[str, Any]] = []
    for definition in graph.definitions:
        if len(definition.specs_by_key) < 2:  # noqa: PLR2004  # one asset has no subsets
            continue
        name = graph.name_of(definition)
        if not definition.can_subset:
            definitions.append(
                {"name": name, "can_subset": False, "selections": [], "assets": _keys(definition)}
            )
            continue
        definitions.append(
            {
                "name": name,
                "can_subset": True,
                "assets": _keys(definition),
                "selections": [_try(graph, keys) for keys in selections(definition)],
            }
        )
        findings.extend(_findings(graph, definition))
    return {"definitions": definitions, "findings": findings}


def prove_some_subsets(graph: AssetGraph, keys: Collection[AssetKey]) -> list[dict[str, Any]]:
    """The legal selections of the definitions of some assets, for a table of them.

    Args:
        graph: All assets.
        keys: The assets.

    Returns:
        For each definition with several assets: its outputs in order, its selections as
        ``prove_subsets`` tries them (the first 64), and how many were left out.
    """
    chosen = {
        id(graph.definition_by_key[key]): key for key in sorted(keys) if key in graph.asset_keys
    }
    found = []
    for key in chosen.values():
        definition = graph.definition_by_key[key]
        if len(definition.specs_by_key) < 2:  # noqa: PLR2004  # one asset has no subsets
            continue
        whole = tuple(sorted(definition.specs_by_key))
        tries = list(selections(definition)) if definition.can_subset else [whole]
        flat = graph.flat(definition)
        found.append(
            {
                "name": graph.name_of(definition),
                "can_subset": definition.can_subset,
                "outputs": [
                    {
                        "step_key": flat_op.step_key,
                        "output": name,
                        "assets": key_strings(flat.asset_keys.get((flat_op.index, name), ())),
                    }
                    for flat_op in flat.ops
                    for name in flat_op.op.outs
                ],
                "selections": [_try(graph, each) for each in tries[:MOST_SELECTIONS]],
                "left_out": max(0, len(tries) - MOST_SELECTIONS),
            }
        )
    return found


def _keys(definition: AssetsDefinition) -> list[str]:
    return key_strings(definition.specs_by_key)


def selections(definition: AssetsDefinition) -> Iterator[tuple[AssetKey, ...]]:
    """The selections to try: all of them, or, of many assets, those that tell most."""
    keys = sorted(definition.specs_by_key)
    count = len(keys)
    tries_all = count <= ALL_SELECTIONS_UP_TO
    for size in range(1, count + 1) if tries_all else (1, 2, count - 1, count):
        yield from combinations(keys, size)


def _try(graph: AssetGraph, keys: tuple[AssetKey, ...]) -> dict[str, Any]:
    subset = subset_ops(graph, keys)
    plan = build_plan(subset, run_id="proof", job_name="proof", graph=graph)
    unexpected = sorted(
        str(key)
        for _step, output in plan.foreseen_unexpected()
        for key in output.asset_keys
        if key not in plan.asset_keys
    )
    eager = sorted(
        {
            str(key)
            for step in plan.steps
            for given in given_unconditionally(step.op) or ()
            for key in step.output(given.output_name).asset_keys
            if key not in plan.asset_keys
        }
        - set(unexpected)
    )
    return {
        "selected": key_strings(keys),
        "steps": {step.step_key: sorted(step.selected_output_names) for step in plan.steps},
        "unexpected": unexpected + eager,
        "verdict": "ok" if not unexpected and not eager else "makes what was not selected",
    }


def _findings(graph: AssetGraph, definition: AssetsDefinition) -> Iterator[dict[str, Any]]:
    flat = graph.flat(definition)
    seen: set[tuple[int, str]] = set()
    for flat_op in flat.ops:
        given = {each.output_name: each for each in given_unconditionally(flat_op.op) or ()}
        for name, out in flat_op.op.outs.items():
            keys = flat.asset_keys.get((flat_op.index, name))
            if not keys or (id(flat_op.op), name) in seen:
                continue
            if len(flat_op.op.outs) == 1:
                continue  # it runs only where its output is wanted
            seen.add((id(flat_op.op), name))
            if name in given:
                place = given[name].location
                yield _finding(
                    "GM301",
                    f"'{flat_op.op.name}' gives '{name}' unconditionally, although "
                    f"'{keys[0]}' can be deselected",
                    place,
                    f'if "{name}" in context.selected_output_names: yield Output(…, "{name}")',
                )
            elif out.is_required:
                yield _finding(
                    "GM302",
                    f"output '{name}' of '{flat_op.op.name}' is required, although "
                    f"'{keys[0]}' can be deselected",
                    flat_op.op.location,
                    f"declare it: out={{'{name}': Out(is_required=False)}}",
                )


def _finding(code: str, message: str, place: Any, hint: str) -> dict[str, Any]:
    return {
        "code": code,
        "message": message,
        "file": place.file if place is not None else None,
        "line": place.line if place is not None else None,
        "hint": hint,
    }
