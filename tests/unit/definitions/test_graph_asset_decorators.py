"""``@graph_asset`` and ``@graph_multi_asset``."""

from __future__ import annotations

import inspect

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError
from graphmat.keys import AssetKey


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def plus(x):
    """An op with one input."""
    return x


def test_what_an_asset_can_say_a_graph_asset_can_say():
    """``@graph_asset`` has every option of ``@asset`` that makes sense for a graph."""
    of_ops_alone = {"compute_fn", "config_schema", "required_resource_keys", "unknown"}
    asset = set(inspect.signature(dg.asset).parameters) - of_ops_alone

    assert asset <= set(inspect.signature(dg.graph_asset).parameters)


def test_leaves_that_lead_nowhere():
    """An op whose result leads to no asset would never run: it is refused, by name."""
    with pytest.raises(GraphmatError, match="'plus'") as caught:

        @dg.graph_asset
        def made():
            plus(one())
            return one()

    assert "In(Nothing)" in caught.value.hint


def test_keys_of_several():
    """Keys come from the outputs, or from their own key; a prefix goes before those without."""

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(), "b": dg.AssetOut(key="own"), "c": dg.AssetOut(key_prefix="q")},
        key_prefix="p",
    )
    def made():
        return {"a": one(), "b": one(), "c": one()}

    assert made.keys == {AssetKey(["p", "a"]), AssetKey("own"), AssetKey(["q", "c"])}


def test_options_of_all_and_of_one():
    """What is said of all assets adds to what is said of one, which goes before."""

    @dg.graph_multi_asset(
        outs={"a": dg.AssetOut(tags={"x": "own"}, group_name="own"), "b": dg.AssetOut()},
        group_name="all",
        tags={"x": "all", "y": "all"},
        metadata={"m": 1},
        kinds={"csv"},
        owners=["team:x"],
        code_version="1",
    )
    def made():
        return {"a": one(), "b": one()}

    a, b = made.specs
    assert (a.group_name, b.group_name) == ("own", "all")
    assert (a.tags, b.tags) == ({"x": "own", "y": "all"}, {"x": "all", "y": "all"})
    assert all(spec.kinds == {"csv"} and spec.code_version == "1" for spec in made.specs)


def test_checks_of_a_graph_asset():
    """A check's result is an output of the body, under the asset's and the check's name."""

    @dg.op
    def judge(x):
        return dg.AssetCheckResult(passed=x == 1)

    @dg.graph_asset(check_specs=[dg.AssetCheckSpec("is_one", asset="made")])
    def made():
        found = one()
        return {"result": found, "made_is_one": judge(found)}

    (found,) = dg.materialize([made]).get_asset_check_evaluations()

    assert (found.check_name, found.passed) == ("is_one", True)


def test_a_check_of_an_asset_that_is_not_made():
    """A check must be for one of the assets of the graph."""
    with pytest.raises(GraphmatError, match="'other', which 'made' does not make"):

        @dg.graph_multi_asset(
            outs={"a": dg.AssetOut()}, check_specs=[dg.AssetCheckSpec("c", asset="other")]
        )
        def made():
            return {"a": one()}


def test_an_input_that_is_another_asset():
    """An input can be any asset, by its ``AssetIn`` or its key."""

    @dg.graph_asset(ins={"x": dg.AssetIn(["a", "b"]), "y": AssetKey("c")})
    def made(x, y):
        return plus(dg.op(name="both")(lambda x, y: (x, y))(x, y))

    assert made.dependency_keys == {AssetKey(["a", "b"]), AssetKey("c")}
    assert made.keys == {AssetKey("made")}


def test_policies_hooks_and_pools_reach_the_ops():
    """What is said of a graph of assets holds for its ops that say nothing themselves."""
    from graphmat.graphs.flattening import flatten

    @dg.success_hook
    def cheer(context):
        pass

    policy, own = dg.RetryPolicy(max_retries=2), dg.RetryPolicy(max_retries=5)

    @dg.op(retry_policy=own)
    def stubborn(x):
        return x

    @dg.graph_asset(retry_policy=policy, hooks={cheer}, op_tags={"t": "1"})
    def made():
        return stubborn(one())

    ops = {op.step_key: op for op in flatten(made).ops}
    assert ops["made.one"].retry_policy == policy
    assert ops["made.stubborn"].retry_policy == own
    assert all(op.hooks == {cheer} and op.tags == {"t": "1"} for op in ops.values())
