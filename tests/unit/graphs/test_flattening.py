"""Flattening: nested graphs become ops whose inputs name the outputs they come from."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvalidDefinitionError
from graphmat.graphs.flattening import flatten, flatten_graph


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def plus(x):
    """An op with one input."""
    return x


@dg.op
def join(parts):
    """An op that takes a list."""
    return parts


@dg.op(out={"low": dg.Out(), "high": dg.Out()})
def split(x):
    """An op with two outputs."""
    return x, x


@dg.op(out=dg.DynamicOut())
def spread():
    """An op that fans out."""
    yield dg.DynamicOutput(1, "a")


def test_an_asset_of_one_op(edges):
    """A plain asset is one op, which takes assets."""

    @dg.asset
    def down(up):
        return up

    assert edges(down) == {"down": {"up": "@up"}}


def test_automatic_names_and_aliases(edges):
    """A second call gets a number, an alias is a name of its own, and neither runs twice."""

    @dg.graph_asset
    def made():
        return join([one(), one(), one.alias("uno")()])

    assert edges(made) == {
        "made.one": {},
        "made.one_2": {},
        "made.uno": {},
        "made.join": {"parts": ["made.one:result", "made.one_2:result", "made.uno:result"]},
    }


def test_nested_graphs_are_followed_down_and_up(edges):
    """A source is the op output behind however many borders of graphs."""

    @dg.graph(out={"a": dg.GraphOut(), "b": dg.GraphOut()})
    def inner(x):
        low, high = split(plus(x))
        return {"a": high, "b": low}

    @dg.graph
    def middle(y):
        found = inner(y)
        return join([found.b, found.a])

    @dg.graph_asset
    def outer(up):
        return plus(middle(up))

    assert edges(outer) == {
        "outer.middle.inner.plus": {"x": "@up"},
        "outer.middle.inner.split": {"x": "outer.middle.inner.plus:result"},
        "outer.middle.join": {
            "parts": ["outer.middle.inner.split:low", "outer.middle.inner.split:high"]
        },
        "outer.plus": {"x": "outer.middle.join:result"},
    }


def test_one_name_at_several_depths(edges):
    """An op may be called by the name of the graph it stands in, and stand in several."""

    @dg.op(name="same")
    def op_same(x):
        return x

    @dg.graph(name="same")
    def graph_same(x):
        return op_same(x)

    @dg.graph_asset(name="same")
    def asset_same(x):
        return graph_same(x)

    assert edges(asset_same) == {"same.same.same": {"x": "@x"}}


def test_nesting_has_no_limit():
    """A graph a thousand deep is flattened without recursion."""

    def around(body, depth):
        @dg.graph(name=f"g{depth}")
        def deeper(x):
            return body(x)

        return deeper

    body = plus
    for depth in range(1000):
        body = around(body, depth)

    flat = flatten_graph(body)

    assert len(flat.ops) == 1
    assert len(flat.ops[0].path) == 1000


def test_an_input_that_is_handed_through(edges):
    """A graph that returns its own input hands on what it was given."""

    @dg.graph(out={"same": dg.GraphOut(), "more": dg.GraphOut()})
    def both(x):
        return {"same": x, "more": plus(x)}

    @dg.graph_asset
    def made():
        found = both(one())
        return join([found.same, found.more])

    assert edges(made)["made.join"] == {"parts": ["made.one:result", "made.both.plus:result"]}


def test_an_input_that_is_an_asset_of_the_whole_graph(edges):
    """A graph of assets may return its input: an op of the library's own hands it on."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def made(up):
        return {"a": up, "b": plus(up)}

    assert edges(made) == {
        "made.plus": {"x": "@up"},
        "made.return_a": {"value": "@up"},
    }


def test_a_list_of_one_stays_a_list(edges):
    """A fan-in with one member is a list, also after it was handed in and out of graphs."""

    @dg.graph
    def through(items):
        return items

    @dg.graph
    def inside(items):
        return join(items)

    @dg.graph_asset
    def made():
        return plus(join([inside([one()]), join(through([one()]))]))

    found = edges(made)
    assert found["made.inside.join"] == {"parts": ["made.one:result"]}
    assert found["made.join"] == {"parts": ["made.one_2:result"]}


def test_an_asset_that_is_a_list_of_one(edges):
    """An asset that a graph returns as a list of one is that list, not its member."""

    @dg.graph
    def through(items):
        return items

    @dg.graph_asset
    def made():
        return through([one()])

    assert edges(made)["made.return"] == {"value": ["made.one:result"]}


def test_a_list_within_a_list_is_refused():
    """An input that is given a list cannot be a member of another list: its shape would be lost."""

    @dg.graph
    def inner(items):
        return join([items, one()])

    @dg.graph_asset
    def made():
        return inner([one(), one()])

    with pytest.raises(InvalidDefinitionError, match="input 'items' of 'inner' is a list already"):
        flatten(made)


def test_an_inner_input_that_nothing_feeds(edges):
    """A parameter of an inner graph that is left out is not connected, and no empty list."""

    @dg.graph
    def inner(x):
        return plus(x)

    @dg.graph_asset
    def made():
        return inner()

    assert edges(made) == {"made.inner.plus": {"x": None}}


def test_fan_outs(edges):
    """What runs for each item, and what takes all items, are told apart."""

    @dg.graph_asset
    def made():
        return join(spread().map(plus).collect())

    assert edges(made) == {
        "made.spread": {},
        "made.plus": {"x": "made.spread:result"},
        "made.join": {"parts": "*made.plus:result"},
    }
    flat = flatten(made)
    scopes = {op.step_key: op.scope for op in flat.ops}
    assert scopes == {
        "made.spread": (),
        "made.plus": ((0, "result"),),
        "made.join": (),
    }


def test_two_fan_outs_do_not_meet():
    """An op that would run for the items of two independent fan-outs is refused."""

    @dg.op
    def pair(a, b):
        return a, b

    @dg.graph
    def made():
        other = spread.alias("other")()
        spread().map(lambda a: other.map(lambda b: pair(a, b)))

    with pytest.raises(InvalidDefinitionError, match="two fan-outs"):
        flatten_graph(made)


def test_tags_hooks_and_retries_come_from_around():
    """An op has the tags and hooks of every call around it; the nearest retry policy counts."""

    @dg.success_hook
    def note(context):
        pass

    near, far = dg.RetryPolicy(max_retries=1), dg.RetryPolicy(max_retries=9)

    @dg.graph(tags={"where": "inner", "kept": "yes"})
    def inner():
        return plus.tag({"where": "call"}).with_retry_policy(near)(one())

    @dg.graph
    def outer():
        return inner.with_hooks({note}).with_retry_policy(far)()

    found = {op.step_key: op for op in flatten_graph(outer).ops}

    assert found["inner.plus"].tags == {"where": "call", "kept": "yes"}
    assert found["inner.one"].tags == {"where": "inner", "kept": "yes"}
    assert {len(op.hooks) for op in found.values()} == {1}
    assert (found["inner.plus"].retry_policy, found["inner.one"].retry_policy) == (near, far)


def test_each_op_knows_the_line_of_its_call():
    """The place of a step is the line in the body that calls it, not the op's own."""

    @dg.graph
    def body():
        first = one()
        return plus(first)

    lines = [op.location.line for op in flatten_graph(body).ops]

    assert lines[1] == lines[0] + 1
    assert all(op.location.file == __file__ for op in flatten_graph(body).ops)


def test_one_output_for_two_assets():
    """An output that is two assets leads to both, and both lead to it."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def twins():
        made = one()
        return {"a": made, "b": made}

    flat = flatten(twins)

    assert flat.assets == {dg.AssetKey("a"): (0, "result"), dg.AssetKey("b"): (0, "result")}
    assert flat.asset_keys == {(0, "result"): [dg.AssetKey("a"), dg.AssetKey("b")]}
