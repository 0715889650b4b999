"""Every legal selection of each graph, checked before anybody runs one.

For each selection: the ops, the outputs that are wanted of them, and whether something that was not
selected would be made all the same. Nothing is executed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from pathlib import Path
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
"""Up to so many assets all selections are tried; above it, enough to see every pair together,
apart, and left out."""


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
        found = list(_findings(graph, definition))
        reasons = _reasons(found)
        definitions.append(
            {
                "name": name,
                "can_subset": True,
                "assets": _keys(definition),
                "selections": [_try(graph, keys, reasons) for keys in selections(definition)],
            }
        )
        findings.extend(found)
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
        reasons = _reasons(list(_findings(graph, definition)))
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
                "selections": [_try(graph, each, reasons) for each in tries[:MOST_SELECTIONS]],
                "left_out": max(0, len(tries) - MOST_SELECTIONS),
            }
        )
    return found


def _keys(definition: AssetsDefinition) -> list[str]:
    return key_strings(definition.specs_by_key)


def selections(definition: AssetsDefinition) -> Iterator[tuple[AssetKey, ...]]:
    """The selections to try: all of them; of many assets, in how far any two depend on each other.

    One alone, all but one, and all would already show each pair in each of its four states; halves
    by each binary digit of the place are added, since they leave out many at a time.
    """
    keys = sorted(definition.specs_by_key)
    count = len(keys)
    if count <= ALL_SELECTIONS_UP_TO:
        for size in range(1, count + 1):
            yield from combinations(keys, size)
        return
    yield from combinations(keys, 1)
    for digit in range((count - 1).bit_length()):
        for side in (1, 0):
            yield tuple(key for place, key in enumerate(keys) if place >> digit & 1 == side)
    yield from combinations(keys, count - 1)
    yield tuple(keys)


def _try(
    graph: AssetGraph, keys: tuple[AssetKey, ...], reasons: Mapping[str, str]
) -> dict[str, Any]:
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
    why = [reasons.get(key, f"{key} is made too") for key in unexpected + eager]
    return {
        "selected": key_strings(keys),
        "steps": {step.step_key: sorted(step.selected_output_names) for step in plan.steps},
        "unexpected": unexpected + eager,
        "verdict": "; ".join(dict.fromkeys(why)) or "ok",
    }


def _findings(graph: AssetGraph, definition: AssetsDefinition) -> Iterator[dict[str, Any]]:
    flat = graph.flat(definition)
    seen: set[tuple[int, str]] = set()
    for flat_op in flat.ops:
        op = flat_op.op
        if len(op.outs) == 1:
            continue  # it runs only where its output is wanted
        given = {each.output_name: each for each in given_unconditionally(op) or ()}
        for name, out in op.outs.items():
            keys = flat.asset_keys.get((flat_op.index, name))
            if not keys or (id(op), name) in seen:
                continue
            if name in given:
                place = given[name].location
                yield _finding(
                    "GM301",
                    f"{op.name} {given[name].verb} {name} unconditionally "
                    f"({Path(place.file).name}:{place.line}) although {keys[0]} can be deselected",
                    place,
                    f'if "{name}" in context.selected_output_names: yield Output(…, "{name}")',
                )
            elif out.is_required:
                yield _finding(
                    "GM302",
                    f"output {name} of {op.name} is required although {keys[0]} can be deselected",
                    op.location,
                    f"declare it: out={{'{name}': Out(is_required=False)}}",
                )
            else:
                continue
            seen.add((id(op), name))


def _reasons(findings: list[dict[str, Any]]) -> dict[str, str]:
    """Why an asset is made although it was not selected: key → sentence."""
    return {
        each["message"].rpartition(" although ")[2].removesuffix(" can be deselected"): each[
            "message"
        ]
        for each in findings
    }


def _finding(code: str, message: str, place: Any, hint: str) -> dict[str, Any]:
    return {
        "code": code,
        "message": message,
        "file": place.file if place is not None else None,
        "line": place.line if place is not None else None,
        "hint": hint,
    }
