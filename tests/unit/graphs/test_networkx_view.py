from __future__ import annotations

import networkx as nx

import graphmat as dg
from graphmat.graphs.asset_graph import AssetGraph
from graphmat.graphs.networkx_view import asset_digraph, digraph_of, in_order, neighbourhood
from graphmat.keys import AssetKey


def keys(*names: str) -> set[AssetKey]:
    """Asset keys of one component."""
    return {AssetKey(name) for name in names}


def chain() -> nx.DiGraph[AssetKey]:
    """Four assets: a → b → c → d, and raw → b."""

    @dg.asset
    def a() -> int:
        return 1

    @dg.asset(deps=["raw"])
    def b(a: int) -> int:
        return a

    @dg.asset
    def c(b: int) -> int:
        return b

    @dg.asset
    def d(c: int) -> int:
        return c

    return asset_digraph(AssetGraph([a, b, c, d, dg.AssetSpec("raw")]))


def test_edges_follow_the_data() -> None:
    """An edge leads from what is read, or waited for, to what is made."""
    digraph = chain()

    assert set(digraph.predecessors(AssetKey("b"))) == keys("a", "raw")
    assert set(digraph.successors(AssetKey("b"))) == keys("c")


def test_neighbourhood_in_each_direction() -> None:
    """Upstream and downstream are walked all the way, or as far as was asked for."""
    digraph = chain()

    assert neighbourhood(digraph, keys("c"), up=True, down=False) == keys("a", "raw", "b", "c")
    assert neighbourhood(digraph, keys("b"), up=False, down=True) == keys("b", "c", "d")
    assert neighbourhood(digraph, keys("c"), up=True, down=True, depth=1) == keys("b", "c", "d")
    assert neighbourhood(digraph, keys("c"), up=True, down=True, depth=0) == keys("c")


def test_order_follows_edges_then_names() -> None:
    """Each node comes after those that lead to it, and is otherwise ordered by its name."""
    digraph = digraph_of(["d", "c", "b", "a"], [("d", "a"), ("d", "b"), ("x", "a"), ("c", "c")])

    assert in_order(digraph, str) == ["c", "d", "a", "b"]


def test_circle_is_ordered_by_name() -> None:
    """A circle has no order but that of names."""
    assert in_order(digraph_of("ba", [("a", "b"), ("b", "a")]), str) == ["a", "b"]
