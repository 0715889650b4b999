"""Which ops must run for a selection, which of their outputs are wanted, and why."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvalidSelectionError
from graphmat.graphs.asset_graph import AssetGraph
from graphmat.graphs.flattening import flatten_graph
from graphmat.keys import AssetCheckKey, AssetKey
from graphmat.selection.subset import (
    asset_sources,
    is_safe_subset,
    sibling_keys,
    subset_ops,
    whole_graph,
)


@dg.op(out={"bar_1": dg.Out(is_required=False), "bar_2": dg.Out(is_required=False)})
def bar():
    """An op whose outputs may be left out."""
    yield dg.Output(1, "bar_1")


@dg.op(out={"foo_1": dg.Out(is_required=False), "foo_2": dg.Out(is_required=False)})
def foo(bar_1):
    """An op of which one output is an asset, the other feeds the next op."""
    yield dg.Output(bar_1, "foo_1")


@dg.op
def baz(foo_2, bar_2):
    """An op that takes an output of each of the others."""
    return foo_2 + bar_2


@dg.op
def plus(x):
    """An op with one input."""
    return x


@dg.graph_multi_asset(
    outs={"foo_asset": dg.AssetOut(), "baz_asset": dg.AssetOut()}, can_subset=True
)
def made():
    """The graph of the documentation page that this library follows."""
    bar_1, bar_2 = bar()
    foo_1, foo_2 = foo(bar_1)
    return {"foo_asset": foo_1, "baz_asset": baz(foo_2, bar_2)}


def chosen(assets, *names, checks=None, missing=()):
    """Step key → output → why it is wanted."""
    subset = subset_ops(
        AssetGraph(assets),
        {AssetKey(name) for name in names},
        checks,
        lambda key: str(key) in missing,
    )
    return {
        part.flat.ops[index].step_key: need.outputs
        for part in subset.parts
        for index, need in part.needs.items()
    }


def test_one_asset_of_two():
    """Only the ops on the way to an asset run, and of each only what is on the way."""
    assert chosen([made], "foo_asset") == {
        "made.foo": {"foo_1": "selected"},
        "made.bar": {"bar_1": "needed by made.foo"},
    }


def test_the_other_asset():
    """An op that makes an unselected asset runs for its other output alone."""
    assert chosen([made], "baz_asset") == {
        "made.baz": {"result": "selected"},
        "made.foo": {"foo_2": "needed by made.baz"},
        "made.bar": {"bar_1": "needed by made.foo", "bar_2": "needed by made.baz"},
    }


def test_steps_are_in_the_order_of_the_graph():
    """The steps of a subset are told in the order in which they could run."""
    subset = subset_ops(AssetGraph([made]), {AssetKey("baz_asset")})

    assert subset.step_keys() == ["made.bar", "made.foo", "made.baz"]


@dg.graph_multi_asset(outs={"first": dg.AssetOut(), "second": dg.AssetOut()}, can_subset=True)
def chain():
    """An asset that is computed from its sibling."""
    start = plus(bar().bar_1)
    return {"first": start, "second": plus(start)}


def test_a_sibling_is_loaded():
    """A stored sibling is loaded, and the ops behind it do not run."""
    assert list(chosen([chain], "second")) == ["chain.plus_2"]


def test_a_sibling_that_is_missing_is_made():
    """A sibling that the store does not hold is made, with all behind it; the reason says so."""
    found = chosen([chain], "second", missing=["first"])

    assert list(found) == ["chain.plus_2", "chain.plus", "chain.bar"]
    assert found["chain.plus"] == {"result": "needed by chain.plus_2: first is not stored"}


def test_a_selected_sibling_is_not_loaded():
    """A sibling that is selected too is taken as it comes, whatever the store holds."""
    assert chosen([chain], "first", "second")["chain.plus"] == {"result": "selected"}


def test_order_alone_does_not_bring_a_sibling_in():
    """An op that only waits for an unselected sibling does not make it run."""

    @dg.op(ins={"after": dg.In(dg.Nothing)})
    def later():
        return 1

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
    def pair():
        first = plus(bar().bar_1)
        return {"a": first, "b": later(after=first)}

    assert list(chosen([pair], "b", missing=["a"])) == ["pair.later"]
    assert list(chosen([pair], "a", "b")) == ["pair.plus", "pair.later", "pair.bar"]


def test_order_brings_inner_ops_in():
    """An op that waits for an op that makes no asset has it run: that is what it is there for."""

    @dg.op(ins={"after": dg.In(dg.Nothing)})
    def later():
        return 1

    @dg.graph_asset
    def single():
        return later(after=plus(bar().bar_1))

    assert list(chosen([single], "single")) == ["single.later", "single.plus", "single.bar"]


def test_a_part_of_what_cannot_be_parted():
    """Without ``can_subset`` a part is refused: what, which keys are missing, and the ways out."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
    def whole():
        bar_1, bar_2 = bar()
        return {"a": plus(bar_1), "b": plus(bar_2)}

    with pytest.raises(InvalidSelectionError) as caught:
        chosen([whole], "a")

    message, hint = str(caught.value), caught.value.hint
    assert "'whole' makes 2 assets together, but only 'a' of them is selected" in message
    assert "missing: 'b'" in message
    assert "can_subset=True" in hint
    assert "it would be safe" in hint


def test_all_that_cannot_be_parted_is_told_at_once():
    """Two definitions that are selected in part are both named."""

    def whole(name):
        @dg.multi_asset(name=name, outs={f"{name}_1": dg.AssetOut(), f"{name}_2": dg.AssetOut()})
        def body():
            return 1, 2

        return body

    with pytest.raises(InvalidSelectionError) as caught:
        chosen([whole("left"), whole("right")], "left_1", "right_2")

    assert "'left'" in str(caught.value)
    assert "'right'" in str(caught.value)


def test_which_parts_are_safe():
    """A part is safe where no op that runs must also make another asset."""

    @dg.op(out={"x": dg.Out(), "y": dg.Out()})
    def eager():
        return 1, 2

    def pair(op, name):
        @dg.graph_multi_asset(
            name=name,
            outs={f"{name}_a": dg.AssetOut(), f"{name}_b": dg.AssetOut()},
            can_subset=True,
        )
        def body():
            first, second = op()
            return {f"{name}_a": first, f"{name}_b": second}

        return body

    safe = {
        name: is_safe_subset(
            subset_ops(AssetGraph([pair(op, name)]), {AssetKey(f"{name}_a")}).parts[0]
        )
        for op, name in ((eager, "eager"), (bar, "lazy"))
    }

    assert safe == {"eager": False, "lazy": True}


def test_two_assets_of_one_output():
    """Selecting one of two assets that are one output wants that output, once."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
    def twins():
        one = plus(bar().bar_1)
        return {"a": one, "b": one}

    assert (
        chosen([twins], "b")
        == chosen([twins], "a", "b")
        == {
            "twins.plus": {"result": "selected"},
            "twins.bar": {"bar_1": "needed by twins.plus"},
        }
    )


@dg.graph_multi_asset(
    outs={"a": dg.AssetOut(), "b": dg.AssetOut()},
    check_specs=[dg.AssetCheckSpec("ok", asset="a")],
    can_subset=True,
)
def with_check():
    """A graph with a check of one of its assets."""
    first = plus(bar().bar_1)
    return {"a": first, "b": plus.alias("more")(first), "a_ok": plus.alias("check")(first)}


def test_the_checks_of_selected_assets_come_along():
    """An asset's check runs with it; another asset's does not, and can be left out."""
    assert "with_check.check" in chosen([with_check], "a")
    assert "with_check.check" not in chosen([with_check], "b")
    assert "with_check.check" not in chosen([with_check], "a", checks=[])


def test_a_check_alone_loads_its_asset():
    """A check can run by itself, on the asset that is stored."""
    check = AssetCheckKey(AssetKey("a"), "ok")

    assert list(chosen([with_check], checks=[check])) == ["with_check.check"]


def test_the_siblings_that_the_store_is_asked_about():
    """Only unselected assets of definitions that are selected in part are looked up."""

    @dg.asset
    def alone():
        return 1

    graph = AssetGraph([made, chain, alone])

    assert sibling_keys(graph, [AssetKey("first"), AssetKey("alone")]) == {AssetKey("second")}


def test_what_a_part_loads():
    """The assets from outside, and the siblings, that the ops of a part take, with their steps."""

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
    def pair(up, unused):
        first = plus(up)
        return {"a": first, "b": baz(first, plus.alias("other")(unused))}

    (part,) = subset_ops(AssetGraph([pair]), {AssetKey("b")}).parts

    assert asset_sources(part) == {
        AssetKey("unused"): ["pair.other"],
        AssetKey("a"): ["pair.baz"],
    }


def test_a_job_of_ops_runs_whole():
    """Without assets there is nothing to choose: every op runs, every output is wanted."""

    @dg.graph
    def job():
        baz(bar().bar_1, bar().bar_2)

    subset = whole_graph(flatten_graph(job))

    assert subset.step_keys() == ["bar", "bar_2", "baz"]
    assert all(subset.parts[0].is_wanted((0, name)) for name in ("bar_1", "bar_2"))


@dg.graph_multi_asset(
    outs={"first": dg.AssetOut(), "twin": dg.AssetOut(), "last": dg.AssetOut()}, can_subset=True
)
def twins():
    """Two assets of one output, and one computed from it."""
    start = plus(bar().bar_1)
    return {"first": start, "twin": start, "last": plus(start)}


@pytest.mark.parametrize("missing", ["first", "twin"])
def test_a_value_that_is_stored_as_one_of_two_assets(missing):
    """What two assets share is loaded if either of them is stored."""
    assert list(chosen([twins], "last", missing=[missing])) == ["twins.plus_2"]
