"""Assets and ops as networkx graphs, for questions about lineage: the only networkx import.

Costs 0.2 s to import, so it is entered only where lineage is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from graphmat.graphs.asset_graph import AssetGraph
    from graphmat.keys import AssetKey


def asset_digraph(graph: AssetGraph) -> nx.DiGraph[AssetKey]:
    """All assets; an edge leads from what is read to what is made from it.

    An asset that depends on its own earlier partitions has no edge to itself here.
    """
    digraph: nx.DiGraph[AssetKey] = nx.DiGraph()
    for key in graph.all_keys():
        digraph.add_node(key)
    for key in graph.all_keys():
        for parent in graph.parents(key):
            if parent != key:
                digraph.add_edge(parent, key)
    return digraph


def neighbourhood(
    digraph: nx.DiGraph[AssetKey],
    keys: Iterable[AssetKey],
    *,
    up: bool,
    down: bool,
    depth: int | None = None,
) -> set[AssetKey]:
    """Assets and what lies around them.

    Args:
        digraph: All assets.
        keys: The assets to start from.
        up: Whether to go to what they are made from.
        down: Whether to go to what is made from them.
        depth: How many edges to go at most; None: all the way.
    """
    start = list(keys)
    found = set(start)
    directions = [digraph] if down else []
    if up:
        directions.append(digraph.reverse(copy=False))
    for directed in directions:
        for distance, layer in enumerate(nx.bfs_layers(directed, start)):
            if depth is not None and distance > depth:
                break
            found.update(layer)
    return found


def in_order(digraph: nx.DiGraph[Any], name: Callable[[Any], str]) -> list[Any]:
    """The nodes, each after those that lead to it; ties by name.

    A graph that has a cycle, which only external assets can bring about, is put in order of names.
    """
    try:
        return list(nx.lexicographical_topological_sort(digraph, key=name))
    except nx.NetworkXUnfeasible:
        return sorted(digraph, key=name)


def digraph_of(nodes: Iterable[Any], edges: Iterable[tuple[Any, Any]]) -> nx.DiGraph[Any]:
    """A graph of given nodes and edges; edges to other nodes are left out."""
    digraph: nx.DiGraph[Any] = nx.DiGraph()
    digraph.add_nodes_from(nodes)
    digraph.add_edges_from(
        (start, end) for start, end in edges if start in digraph and end in digraph and start != end
    )
    return digraph
