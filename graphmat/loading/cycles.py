"""Assets that wait for each other in a circle.

Definitions are looked at first, which costs little. Only where they form a circle are their ops
looked at: an asset of another definition between two assets of one graph is no circle of ops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graphmat.errors import InvalidDefinitionError
from graphmat.keys import AssetKey

Edge = tuple[int, AssetKey | None]
"""What a node waits for, and the asset by which it does; None within a definition."""


def cycle_faults(
    graph: Any, dependencies: Mapping[int, Iterable[AssetKey]]
) -> Iterator[InvalidDefinitionError]:
    """The circles of a module's definitions.

    Args:
        graph: The ``AssetGraph`` of the module.
        dependencies: Position of a definition → the assets of others that it waits for.
    """
    definitions = graph.definitions
    position = {id(definition): index for index, definition in enumerate(definitions)}
    owner = {key: position[id(made)] for key, made in graph.definition_by_key.items()}
    waits = [
        {owner[key] for key in dependencies.get(index, ()) if key in owner} - {index}
        for index in range(len(definitions))
    ]
    left = _in_circles(waits)
    if not left:
        return
    suspects = [definitions[index] for index in left]
    ops = _OpEdges(graph, suspects)
    stuck = _in_circles([{other for other, _ in edges} for edges in ops.edges])
    for circle in _circles(stuck, ops.edges):
        yield _fault(graph, circle)


def _in_circles(waits: Sequence[Iterable[int]]) -> list[int]:
    """What is left when all that waits for nothing is taken away, again and again."""
    downstream: list[list[int]] = [[] for _ in waits]
    count = [0] * len(waits)
    for index, needed in enumerate(waits):
        for other in needed:
            downstream[other].append(index)
            count[index] += 1
    ready = [index for index, waiting in enumerate(count) if not waiting]
    for index in ready:
        for other in downstream[index]:
            count[other] -= 1
            if not count[other]:
                ready.append(other)
    return [index for index, waiting in enumerate(count) if waiting]


class _OpEdges:
    """What each op of some definitions waits for, as the planner sees it when all is selected."""

    def __init__(self, graph: Any, definitions: Sequence[Any]) -> None:
        self._graph = graph
        self._first: dict[int, int] = {}
        count = 0
        for definition in definitions:
            self._first[id(definition)] = count
            count += len(graph.flat(definition).ops)
        self.edges: list[list[Edge]] = []
        for definition in definitions:
            for flat_op in graph.flat(definition).ops:
                self.edges.append(self._of(definition, flat_op))

    def _of(self, definition: Any, flat_op: Any) -> list[Edge]:
        first = self._first[id(definition)]
        edges: list[Edge] = []
        keys: list[AssetKey] = []
        for flat_input in flat_op.inputs:
            for source in flat_input.sources:
                if hasattr(source, "op_index"):
                    edges.append((first + source.op_index, None))
                elif hasattr(source, "asset_key"):
                    keys.append(source.asset_key)
            declared = flat_op.op.ins[flat_input.name].asset_key
            if not flat_input.sources and declared is not None:
                keys.append(AssetKey.from_coercible(declared))
        if not edges:  # what a definition waits for holds back the ops that begin it
            keys.extend(
                dep.asset_key for spec in definition.specs_by_key.values() for dep in spec.deps
            )
        for key in keys:
            maker = self._graph.definition_by_key.get(key)
            if maker is not None and maker is not definition and id(maker) in self._first:
                op_index, _ = self._graph.flat(maker).assets[key]
                edges.append((self._first[id(maker)] + op_index, key))
        return edges


def _circles(stuck: Iterable[int], edges: Sequence[Sequence[Edge]]) -> Iterator[list[AssetKey]]:
    """One circle for each knot: the assets on it, in the order in which they are computed."""
    left = set(stuck)
    seen: set[int] = set()
    for start in sorted(left):
        walk: list[tuple[int, AssetKey | None]] = []
        on_walk: dict[int, int] = {}
        node = start
        while node not in seen and node not in on_walk:
            on_walk[node] = len(walk)
            node, key = next(edge for edge in edges[node] if edge[0] in left)
            walk.append((node, key))
        if node in on_walk:
            circle = [key for _, key in walk[on_walk[node] :] if key is not None]
            yield circle[::-1]
        seen.update(on_walk)


def _fault(graph: Any, circle: list[AssetKey]) -> InvalidDefinitionError:
    start = circle.index(min(circle))
    ordered = circle[start:] + circle[:start]
    path = " → ".join(f"'{key}'" for key in [*ordered, ordered[0]])
    return InvalidDefinitionError(
        f"assets wait for each other in a circle: {path}",
        hint="take one of these dependencies away",
        location=graph.definition_by_key[ordered[0]].location,
        code="GM202",
    )
