"""The loop: readiness, failures, skips, retries, fan-outs, and what ends a run."""

from __future__ import annotations

import graphmat as dg
from graphmat.events import kinds


@dg.op
def fail():
    """An op that fails."""
    raise ValueError("on purpose")


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def plus(x):
    """An op with one input."""
    return x + 1


@dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
def half():
    """An op that leaves one of its outputs out."""
    yield dg.Output(1, "a")


def test_independent_branches_go_on(carry_out):
    """What does not depend on a failed op runs; what does is skipped, with the step to blame."""

    @dg.graph_multi_asset(outs={"good": dg.AssetOut(), "bad": dg.AssetOut()})
    def made():
        return {"good": plus(one()), "bad": plus.alias("after")(plus.alias("next")(fail()))}

    ended = carry_out([made])

    assert set(ended.outcome.failed) == {"made.fail"}
    assert set(ended.outcome.skipped) == {"made.next", "made.after"}
    assert ended.outcome.skipped["made.next"] == "'made.fail' did not succeed"
    assert ended.made() == {"good": True}
    assert [event.kind for event in ended.events][-1] == kinds.RUN_FAILURE
    assert isinstance(ended.outcome.exception, ValueError)


def test_fail_fast_ends_the_run(carry_out):
    """With fail_fast nothing is started after the first failure."""

    @dg.asset
    def a_bad():
        raise ValueError

    @dg.asset
    def b_good():
        return 1

    ended = carry_out([a_bad, b_good], fail_fast=True)

    assert ended.steps(kinds.STEP_START) == ["a_bad"]
    assert ended.outcome.stopped_early


def test_an_output_that_is_not_yielded_skips_what_takes_it(carry_out):
    """A step whose input was never yielded is skipped, and the run succeeds all the same."""

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
    def made():
        a, b = half()
        return {"x": plus(a), "y": plus(b)}

    ended = carry_out([made])

    assert ended.outcome.success
    assert ended.outcome.skip_reasons == {"made.plus_2": "output_not_yielded"}
    assert "did not yield its output 'b'" in ended.outcome.skipped["made.plus_2"]
    (missing,) = ended.of(kinds.ASSET_NOT_MATERIALIZED)
    assert str(missing.asset_key) == "y"
    assert ended.events[-1].kind == kinds.RUN_SUCCESS


def test_a_skip_goes_on_downstream(carry_out):
    """What takes the output of a skipped step is skipped too, as skipped and not as failed."""

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
    def made():
        a, b = half()
        return {"x": a, "y": plus(plus(b))}

    assert carry_out([made]).outcome.skip_reasons == {
        "made.plus": "output_not_yielded",
        "made.plus_2": "upstream_skipped",
    }


def test_a_list_is_made_of_what_came(carry_out):
    """A fan-in runs with the members that were yielded; with none at all it is skipped."""

    @dg.op
    def total(parts):
        return sum(parts)

    @dg.graph_multi_asset(outs={"some": dg.AssetOut(), "none": dg.AssetOut()})
    def made():
        a, b = half()
        return {"some": total([a, b]), "none": total.alias("empty")([b])}

    ended = carry_out([made])

    assert ended.value("some") == 1
    assert set(ended.outcome.skipped) == {"made.empty"}


def test_a_list_with_a_failed_member_does_not_run(carry_out):
    """A fan-in never runs on what is left after a failure."""

    @dg.op
    def total(parts):
        return sum(parts)

    @dg.graph_asset
    def made():
        return total([one(), fail()])

    assert carry_out([made]).outcome.skip_reasons == {"made.total": "upstream_failed"}


def test_a_step_is_tried_again(carry_out):
    """A retry starts the step anew; its number and the reason of the failure are recorded."""
    tries = []

    @dg.asset
    def flaky(context):
        tries.append(context.retry_number)
        if len(tries) < 3:
            raise dg.RetryRequested(max_retries=5) from ValueError("not yet")
        return len(tries)

    ended = carry_out([flaky])

    assert tries == [0, 1, 2]
    assert [event.data["attempt"] for event in ended.of(kinds.STEP_RESTARTED)] == [2, 3]
    assert ended.value("flaky") == 3


def test_retries_end(carry_out):
    """After the last retry the original exception fails the step."""

    @dg.graph_asset(retry_policy=dg.RetryPolicy(max_retries=2))
    def made():
        return fail()

    ended = carry_out([made])

    assert len(ended.of(kinds.STEP_UP_FOR_RETRY)) == 2
    assert ended.error("made.fail") == ("ValueError", "on purpose")


def test_while_one_waits_others_run(carry_out):
    """A step that waits for its next attempt does not hold up the others."""
    order = []

    @dg.asset
    def a_flaky(context):
        order.append(f"flaky {context.retry_number}")
        if context.retry_number == 0:
            raise dg.RetryRequested(seconds_to_wait=0.05)
        return 1

    @dg.asset
    def b_steady():
        order.append("steady")
        return 1

    carry_out([a_flaky, b_steady])

    assert order == ["flaky 0", "steady", "flaky 1"]


@dg.op(out=dg.DynamicOut())
def spread():
    """An op that fans out in two."""
    yield dg.DynamicOutput(1, "a")
    yield dg.DynamicOutput(2, "b")


@dg.op(out=dg.DynamicOut())
def nothing():
    """An op that fans out in nothing."""
    yield from ()


@dg.op
def listed(parts):
    """An op that takes a list."""
    return list(parts)


def test_items_of_a_fan_out_run_one_by_one(carry_out):
    """Each item is a step of its own, named by its mapping key, and comes back in order."""

    @dg.graph_asset
    def made():
        return listed(spread().map(lambda item: plus(plus(item))).collect())

    ended = carry_out([made])

    assert ended.value("made") == [3, 4]
    assert "made.plus_2[a]" in ended.outcome.succeeded
    assert "made.plus_2[b]" in ended.outcome.succeeded


def test_an_empty_fan_out_is_an_empty_list(carry_out):
    """Without items, what collects them gets an empty list."""

    @dg.graph_asset
    def made():
        return listed(nothing().map(plus).collect())

    assert carry_out([made]).value("made") == []


def test_one_failed_item_stops_the_collection(carry_out):
    """A failed item skips what collects, the other items are done."""

    @dg.op
    def picky(x):
        if x == 2:
            raise ValueError
        return x

    @dg.graph_asset
    def made():
        return listed(spread().map(picky).collect())

    ended = carry_out([made])

    assert set(ended.outcome.failed) == {"made.picky[b]"}
    assert "made.picky[a]" in ended.outcome.succeeded
    assert ended.outcome.skipped == {"made.listed": "'made.picky[b]' did not succeed"}


def test_a_failed_fan_out_skips_all_behind_it(carry_out):
    """Where the op that fans out fails, what maps over it and what collects is skipped."""

    @dg.op(out=dg.DynamicOut())
    def broken():
        yield dg.DynamicOutput(1, "a")
        raise ValueError

    @dg.graph_asset
    def made():
        return listed(broken().map(plus).collect())

    assert set(carry_out([made]).outcome.skipped) == {"made.plus", "made.listed"}


def test_a_blocking_check_stops_what_is_downstream(carry_out):
    """A failed blocking check keeps its asset and skips what is made from it."""

    @dg.asset(check_specs=[dg.AssetCheckSpec("ok", asset="up", blocking=True)])
    def up():
        yield dg.Output(1)
        yield dg.AssetCheckResult(passed=False)

    @dg.asset
    def down(up):
        return up

    ended = carry_out([up, down])

    assert ended.made() == {"up": True}
    assert not ended.outcome.success
    assert ended.outcome.skip_reasons == {"down": "blocking_check_failed"}
