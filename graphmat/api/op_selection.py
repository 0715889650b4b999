"""Choosing some of the ops of a job: names, with their ancestors and descendants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphmat.errors import InvalidSelectionError, did_you_mean

if TYPE_CHECKING:
    from graphmat.selection.subset import OpSubset

_CLAUSE = re.compile(r"(?P<up>\*|\++)?(?P<name>[A-Za-z0-9_.\[\]]+)(?P<down>\*|\++)?\Z")


def select_ops(subset: OpSubset, op_selection: Sequence[str]) -> None:
    """Keep only the chosen ops of a job.

    Args:
        subset: The whole job; changed in place.
        op_selection: Names of ops or graphs; ``*a`` and ``a*`` take all ancestors and descendants,
            each ``+`` one level.

    Raises:
        InvalidSelectionError: A name is not known, or a clause cannot be read.
    """
    (part,) = subset.parts
    ops = part.flat.ops
    upstream = [sorted({source.op_index for source in op.op_sources()}) for op in ops]
    downstream: list[list[int]] = [[] for _ in ops]
    for index, found in enumerate(upstream):
        for other in found:
            downstream[other].append(index)
    chosen: set[int] = set()
    for clause in op_selection:
        match = _CLAUSE.match(clause.strip())
        if match is None:
            raise InvalidSelectionError(f"'{clause}' is not the name of an op, with * or +")
        name = match["name"]
        start = {
            op.index for op in ops if op.step_key == name or op.step_key.startswith(f"{name}.")
        }
        if not start:
            known = sorted({op.step_key for op in ops} | {op.path[0] for op in ops})
            raise InvalidSelectionError(
                f"the job has no op '{name}'", names=[name], hint=did_you_mean(name, known)
            )
        chosen |= start
        chosen |= _reach(start, upstream, match["up"])
        chosen |= _reach(start, downstream, match["down"])
    part.needs = {index: need for index, need in part.needs.items() if index in chosen}


def _reach(start: set[int], edges: list[list[int]], how: str | None) -> set[int]:
    if not how:
        return set()
    levels = len(edges) if how == "*" else len(how)
    found: set[int] = set()
    front = set(start)
    for _ in range(levels):
        front = {other for index in front for other in edges[index]} - found - start
        if not front:
            break
        found |= front
    return found
