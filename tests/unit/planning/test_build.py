"""From a subset to ordered steps: order, addresses, and what becomes of each output."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvalidDefinitionError, InvalidSelectionError
from graphmat.planning.plan import DROPPED, NEEDED, SELECTED, UNEXPECTED


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def plus(x):
    """An op with one input."""
    return x


@dg.op(out={"a": dg.Out(), "b": dg.Out(), "c": dg.Out()})
def eager():
    """An op that always gives all of its outputs."""
    return 1, 2, 3


@dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
def lazy():
    """An op that gives what is asked for."""
    yield dg.Output(1, "a")


def asset(name, *ups, **options):
    """An asset made from others."""

    def body(**values):
        return values

    return dg.asset(name=name, deps=list(ups), **options)(lambda: body())


def test_levels_then_names(plan_of):
    """Steps come level by level; within a level by name, not in the order of the module."""
    assets = [asset("z"), asset("c", "z"), asset("b"), asset("a", "c")]

    assert [step.step_key for step in plan_of(assets).steps] == ["b", "z", "c", "a"]


def test_priority_goes_before_the_name(plan_of):
    """A higher priority comes first among the steps of a level; what is no number counts as 0."""
    assets = [
        asset("a"),
        asset("b", op_tags={"graphmat/priority": "5"}),
        asset("c", op_tags={"dagster/priority": "1"}),
        asset("d", op_tags={"dagster/priority": "high"}),
    ]

    assert [step.step_key for step in plan_of(assets).steps] == ["b", "c", "a", "d"]


def test_a_circle_is_told_as_such(plan_of):
    """Steps that wait for each other are named."""

    @dg.asset
    def left(right):
        return right

    @dg.asset
    def right(left):
        return left

    with pytest.raises(InvalidDefinitionError, match="wait for each other: left, right"):
        plan_of([left, right])


def test_what_becomes_of_each_output(plan_of, outputs_of):
    """Selected, needed by another step, asked for by nobody, or made though nobody asked."""

    @dg.graph_multi_asset(outs={"chosen": dg.AssetOut(), "other": dg.AssetOut()}, can_subset=True)
    def made():
        a, b, _c = eager()
        return {"chosen": plus(a), "other": b}

    assert outputs_of(plan_of([made], "chosen")) == {
        "made.eager": {"a": NEEDED, "b": UNEXPECTED, "c": DROPPED},
        "made.plus": {"result": SELECTED},
    }


def test_an_output_that_may_be_left_out_is_dropped(plan_of, outputs_of):
    """An unselected asset whose op need not make it is not expected from it."""

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def made():
        a, b = lazy()
        return {"x": a, "y": b}

    plan = plan_of([made], "x")

    assert outputs_of(plan) == {"made.lazy": {"a": SELECTED, "b": DROPPED}}
    assert plan.steps[0].selected_output_names == {"a"}
    assert plan.foreseen_unexpected() == []


def test_what_is_dropped_by_choice(plan_of, outputs_of):
    """With ``drop``, an unselected asset that is made all the same is not kept."""

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def made():
        a, b, _c = eager()
        return {"x": a, "y": b}

    plan = plan_of([made], "x", on_unselected="drop")

    assert outputs_of(plan)["made.eager"] == {"a": SELECTED, "b": DROPPED, "c": DROPPED}


def test_what_is_refused_by_choice(plan_of):
    """With ``error``, a plan that would make an unselected asset is refused, with the reason."""

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def made():
        a, b, _c = eager()
        return {"x": a, "y": b}

    with pytest.raises(InvalidSelectionError) as caught:
        plan_of([made], "x", on_unselected="error")

    assert "step 'made.eager' would also make 'y'" in str(caught.value)
    assert "its output 'b' is required" in str(caught.value)
    assert "is_required=False" in caught.value.hint
    assert plan_of([made], "x", "y", on_unselected="error").steps


def test_a_missing_sibling_is_refused_by_choice(plan_of):
    """With ``error``, a sibling that would be made because it is not stored is told as that."""

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def made():
        first = one()
        return {"x": first, "y": plus(first)}

    with pytest.raises(InvalidSelectionError, match="x is not stored"):
        plan_of([made], "y", missing=["x"], on_unselected="error")


def test_inputs_come_from_steps_or_stores(plan_of, sources_of):
    """What the plan makes is taken from its step; everything else is loaded."""

    @dg.asset
    def up():
        return 1

    @dg.graph_asset
    def down(up):
        return plus(plus(up))

    assert sources_of(plan_of([up, down]))["down.plus"] == {"x": ["up:result"]}
    assert sources_of(plan_of([up, down], "down")) == {
        "down.plus": {"x": ["@up"]},
        "down.plus_2": {"x": ["down.plus:result"]},
    }


def test_a_sibling_is_loaded_beside_a_fresh_one(plan_of, sources_of):
    """Where a result would mix a stored value with a fresh one of the same op, the plan says so."""

    @dg.op
    def both(x, y):
        return x, y

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def made():
        a, b = lazy()
        return {"x": a, "y": both(a, b)}

    plan = plan_of([made], "y")

    assert sources_of(plan)["made.both"] == {"x": ["@x"], "y": ["made.lazy:b"]}
    (note,) = plan.notes
    assert "'made.both' takes the stored value of 'x'" in note
    assert "'made.lazy'" in note


def test_steps_wait_for_dependencies_without_a_value(plan_of):
    """A step comes after those of assets in its ``deps``, and knows that it waits for them."""
    plan = plan_of([asset("down", "up"), asset("up")])

    assert [(step.step_key, step.upstream) for step in plan.steps] == [("up", ()), ("down", (0,))]


def test_a_blocking_check_stands_before_what_is_downstream(plan_of):
    """What is made from an asset waits for the asset's blocking check, and is blocked by it."""

    @dg.asset(check_specs=[dg.AssetCheckSpec("ok", asset="up", blocking=True)])
    def up():
        yield dg.Output(1)
        yield dg.AssetCheckResult(passed=True)

    @dg.asset
    def down(up):
        return up

    plan = plan_of([down, up])

    assert [(step.step_key, step.blocked_by) for step in plan.steps] == [("up", ()), ("down", (0,))]


def test_two_assets_of_one_output_are_one_output(plan_of):
    """The step makes both, and the plan foresees the one that was not asked for."""

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def twins():
        made = one()
        return {"x": made, "y": made}

    plan = plan_of([twins], "y")

    ((_, output),) = plan.foreseen_unexpected()
    assert [str(key) for key in output.asset_keys] == ["x", "y"]
    assert output.disposition == SELECTED
    assert output.why == "makes y"


def test_reasons(plan_of):
    """Each step says why it runs, each output why it is wanted or not."""

    @dg.graph_asset
    def made():
        a, _b = lazy()
        return plus(a)

    plan = plan_of([made])

    assert [step.reason for step in plan.steps] == ["needed by made.plus", "makes made"]
    assert [output.why for output in plan.steps[0].outputs] == [
        "needed by made.plus",
        "nothing in this plan needs it",
    ]


def test_the_io_manager_of_an_output(plan_of):
    """The asset's manager goes before the op's; an output without one takes the default."""

    @dg.op(out=dg.Out(io_manager_key="of_op"))
    def own():
        return 1

    @dg.graph_multi_asset(
        outs={"x": dg.AssetOut(io_manager_key="of_asset"), "y": dg.AssetOut(), "z": dg.AssetOut()}
    )
    def made():
        return {"x": own(), "y": own(), "z": one()}

    plan = plan_of([made])

    managers = {
        str(output.asset_keys[0]): output.io_manager_key
        for step in plan.steps
        for output in step.outputs
    }
    assert managers == {"x": "of_asset", "y": "of_op", "z": "io_manager"}


def test_a_plan_of_nothing_is_empty(plan_of):
    """A subset without steps is a plan without steps."""
    assert plan_of([dg.AssetSpec("outside")]).steps == []
