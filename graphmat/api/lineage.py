"""``lineage``: what is made from what, as nodes and edges."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from graphmat.api.asset_states import MISSING, NOT_RUN, State, states_of, step_states
from graphmat.api.listing import latest_of, ops_behind
from graphmat.api.timestamps import timestamp
from graphmat.graphs.flat import AssetSource, FlatDefinition, FlatOp, OpSource
from graphmat.keys import AssetKey, key_strings

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.graphs.asset_graph import AssetGraph

SCHEMA = "graphmat/lineage/1"

Edge = tuple[str, str, str | None]


def asset_lineage(
    definitions: Definitions,
    log: Any,
    keys: Collection[AssetKey],
    *,
    selects_all: bool,
    up: bool = True,
    down: bool = True,
    depth: int | None = None,
    with_ops: bool = False,
    target: str = "",
) -> dict[str, Any]:
    """Assets, and what is up and down from them, as a document.

    Args:
        definitions: The definitions.
        log: The event log.
        keys: The assets to start from.
        selects_all: Whether no asset was named: all of them are shown and none is marked.
        up: Whether to show what they are made from.
        down: Whether to show what is made from them.
        depth: How far to go; None: all the way.
        with_ops: Whether to show the ops between the assets.
        target: How the definitions were found.

    Returns:
        ``nodes``, each after those that lead to it, and ``edges`` between their ids.
    """
    from graphmat.graphs.networkx_view import asset_digraph, digraph_of, in_order, neighbourhood

    graph = definitions.asset_graph
    shown = neighbourhood(asset_digraph(graph), keys, up=up, down=down, depth=depth)
    picture = _Picture(graph, shown, with_ops=with_ops)
    latest = latest_of(graph, log, shown)
    states = states_of(graph, log)
    chosen = frozenset() if selects_all else frozenset(keys)
    nodes = {
        _asset_id(key): {
            **_asset_node(graph, key, latest.get(key), states.get(key, (MISSING, None))),
            "box": picture.box_of(key),
            "is_selected": key in chosen,
        }
        for key in sorted(shown)
    }
    nodes.update(picture.op_nodes(log))
    edges = sorted(picture.edges(), key=lambda edge: (edge[0], edge[1], edge[2] or ""))
    digraph = digraph_of(nodes, ((start, end) for start, end, _ in edges))
    return {
        "schema": SCHEMA,
        "target": target,
        "direction": "both" if up and down else "up" if up else "down",
        "depth": depth,
        "with_ops": with_ops,
        "selected": key_strings(chosen),
        "boxes": picture.boxes(),
        "nodes": [nodes[node] for node in in_order(digraph, str)],
        "edges": [{"from": start, "to": end, "label": label} for start, end, label in edges],
    }


def _asset_id(key: AssetKey) -> str:
    return f"asset:{key}"


def _op_id(step_key: str) -> str:
    return f"op:{step_key}"


def _box_id(path: Iterable[str]) -> str:
    return f"box:{'.'.join(path)}"


def _asset_node(graph: AssetGraph, key: AssetKey, latest: Any, state: State) -> dict[str, Any]:
    spec = graph.spec(key) if graph.has(key) else None
    definition = graph.definition_by_key.get(key)
    flat = graph.flat(definition) if definition is not None else None
    return {
        "id": _asset_id(key),
        "kind": "asset" if definition is not None else "external",
        "name": str(key),
        "group": spec.group_name if spec is not None else None,
        "kinds": sorted(spec.kinds) if spec is not None else [],
        "description": spec.description if spec is not None else None,
        "definition": graph.name_of(definition) if definition is not None else None,
        "is_graph": definition is not None and definition.node_def.is_graph,
        "op_count": len(ops_behind(flat, flat.assets[key])) if flat is not None else 0,
        "state": state[0],
        "state_reason": state[1],
        "is_materialized": latest is not None,
        "latest_at": timestamp(latest.time) if latest is not None else None,
        "run_id": latest.run_id if latest is not None else None,
    }


class _Picture:
    """Edges between assets, by way of ops where they are wanted.

    An asset that one op makes by itself stands for its op.
    """

    def __init__(self, graph: AssetGraph, shown: Collection[AssetKey], *, with_ops: bool) -> None:
        self.graph = graph
        self.shown = frozenset(shown)
        self.ops: dict[tuple[int, int], tuple[FlatOp, FlatDefinition, Any]] = {}
        self.opened: set[AssetKey] = set()
        if with_ops:
            for key in sorted(self.shown):
                self._open(key)

    def _open(self, key: AssetKey) -> None:
        definition = self.graph.definition_by_key.get(key)
        if definition is None:
            return
        flat = self.graph.flat(definition)
        if len(flat.ops) == 1 and len(definition.specs_by_key) == 1:
            return
        self.opened.add(key)
        for flat_op in ops_behind(flat, flat.assets[key]):
            self.ops[id(definition), flat_op.index] = (flat_op, flat, definition)

    def box_of(self, key: AssetKey) -> str | None:
        """The box of the graph that an asset shares with its ops or with its siblings."""
        definition = self.graph.definition_by_key.get(key)
        if definition is None:
            return None
        siblings = sum(1 for each in definition.specs_by_key if each in self.shown)
        is_box = key in self.opened or siblings > 1
        return _box_id([self.graph.name_of(definition)]) if is_box else None

    def boxes(self) -> list[dict[str, Any]]:
        """The graphs that are drawn as boxes; those within others after them."""
        found: dict[tuple[str, ...], str] = {}
        for key in sorted(self.shown):
            if self.box_of(key) is not None:
                name = self.graph.name_of(self.graph.definition_by_key[key])
                found[name,] = name
        for flat_op, _flat, definition in self.ops.values():
            path = self._box_path(flat_op, definition)
            for depth in range(1, len(path) + 1):
                found.setdefault(path[:depth], path[depth - 1])
        return [
            {
                "id": _box_id(path),
                "name": name,
                "parent": _box_id(path[:-1]) if len(path) > 1 else None,
            }
            for path, name in sorted(found.items(), key=lambda item: (len(item[0]), item[0]))
        ]

    def _box_path(self, flat_op: FlatOp, definition: Any) -> tuple[str, ...]:
        return (self.graph.name_of(definition), *flat_op.path[1:-1])

    def op_nodes(self, log: Any) -> dict[str, dict[str, Any]]:
        """The ops, by id."""
        states = step_states(log, {flat_op.step_key for flat_op, _, _ in self.ops.values()})
        return {
            _op_id(flat_op.step_key): {
                "id": _op_id(flat_op.step_key),
                "kind": "op",
                "name": flat_op.step_key,
                "group": None,
                "kinds": [],
                "description": flat_op.op.description,
                "definition": self.graph.name_of(definition),
                "is_graph": False,
                "op_count": 1,
                "state": states.get(flat_op.step_key, NOT_RUN),
                "state_reason": None,
                "is_materialized": False,
                "latest_at": None,
                "run_id": None,
                "box": _box_id(self._box_path(flat_op, definition)),
                "is_selected": False,
            }
            for flat_op, _flat, definition in self.ops.values()
        }

    def edges(self) -> Iterable[Edge]:
        """The edges, each once."""
        found: dict[Edge, None] = {}
        for key in self.shown:
            if key in self.opened:
                found.update(dict.fromkeys(self._to_opened(key)))
            else:
                for parent in self.graph.parents(key) & self.shown:
                    if parent != key:
                        found[_asset_id(parent), _asset_id(key), None] = None
        for flat_op, flat, definition in self.ops.values():
            found.update(dict.fromkeys(self._to_op(flat_op, flat, definition)))
        return found

    def _to_opened(self, key: AssetKey) -> Iterable[Edge]:
        """From the op that makes an asset; and from assets that it only waits for."""
        definition = self.graph.definition_by_key[key]
        flat = self.graph.flat(definition)
        index, name = flat.assets[key]
        yield _op_id(flat.ops[index].step_key), _asset_id(key), _label(flat.ops[index], name)
        read = {
            source.asset_key
            for flat_op in ops_behind(flat, flat.assets[key])
            for flat_input in flat_op.inputs
            for source in flat_input.sources
            if isinstance(source, AssetSource)
        }
        siblings = set(definition.specs_by_key)
        for parent in (self.graph.parents(key) - read - siblings) & self.shown:
            yield _asset_id(parent), _asset_id(key), "only order"

    def _to_op(self, flat_op: FlatOp, flat: FlatDefinition, definition: Any) -> Iterable[Edge]:
        to = _op_id(flat_op.step_key)
        for flat_input in flat_op.inputs:
            for source in flat_input.sources:
                if isinstance(source, AssetSource):
                    if source.asset_key in self.shown:
                        yield _asset_id(source.asset_key), to, None
                elif isinstance(source, OpSource):
                    siblings = flat.asset_keys.get(source.output)
                    if siblings:
                        if siblings[0] in self.shown:
                            yield _asset_id(siblings[0]), to, None
                    elif (id(definition), source.op_index) in self.ops:
                        maker = flat.ops[source.op_index]
                        label = _label(maker, source.output_name)
                        yield _op_id(maker.step_key), to, label


def _label(flat_op: FlatOp, output_name: str) -> str | None:
    return None if output_name == "result" and len(flat_op.op.outs) == 1 else output_name
