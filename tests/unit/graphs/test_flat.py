"""The flat form: what an op of it answers."""

from __future__ import annotations

from graphmat.graphs.flat import AssetSource, FlatDefinition, FlatInput, FlatOp, OpSource
from graphmat.keys import AssetKey


def flat_op(index, *inputs):
    """An op of the flat form, without anything that these tests do not look at."""
    return FlatOp(index, ("g", f"op{index}"), None, inputs, {}, frozenset(), None, None)


def test_the_step_key_is_the_path():
    """The names from the top down, joined by dots, name the step."""
    assert flat_op(0).step_key == "g.op0"
    assert repr(flat_op(0)) == "FlatOp(g.op0)"


def test_only_ops_are_op_sources():
    """Among the sources of an op, those that are assets are not outputs of other ops."""
    first = FlatInput("a", (OpSource(0, "x"), AssetSource(AssetKey("k"), "a")), True)
    second = FlatInput("b", (OpSource(1, "y"),), False)

    assert [source.output for source in flat_op(2, first, second).op_sources()] == [
        (0, "x"),
        (1, "y"),
    ]


def test_the_way_back_from_an_output():
    """An output knows the assets that it is, in the order in which they were declared."""
    a, b, c = (AssetKey(name) for name in "abc")
    flat = FlatDefinition([flat_op(0)], {b: (0, "x"), a: (0, "x"), c: (0, "y")}, {}, {})

    assert flat.asset_keys == {(0, "x"): [b, a], (0, "y"): [c]}
