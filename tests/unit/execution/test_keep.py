"""Judging outputs: stored, dropped, materialized as expected or not, or refused."""

from __future__ import annotations

import threading

import pytest

import graphmat as dg
from graphmat.events import kinds


@dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
def careless():
    """An op that yields everything, whatever is selected."""
    yield dg.Output([1], "a")
    yield dg.Output([2], "b")


@dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
def made():
    """Two assets of one op."""
    a, b = careless()
    return {"x": a, "y": b}


def test_what_comes_unasked_is_materialized_and_marked(carry_out):
    """An unselected asset that an op yields all the same is kept, and marked unexpected."""
    ended = carry_out([made], "x")

    assert ended.outcome.success
    assert ended.made() == {"x": True, "y": False}
    assert ended.value("y") == [2]
    record = ended.instance.latest_materialization(dg.AssetKey("y"))
    assert record.is_expected is False


def test_what_comes_unasked_can_be_dropped(carry_out):
    """With ``drop``, it is recorded as dropped, and stored nowhere."""
    ended = carry_out([made], "x", on_unselected="drop")

    assert ended.made() == {"x": True}
    dropped = {e.data["output_name"]: e.data["disposition"] for e in ended.of(kinds.STEP_OUTPUT)}
    assert dropped == {"a": "selected", "b": "dropped"}


def test_what_comes_unasked_can_be_refused_and_then_nothing_is_stored(carry_out):
    """With ``error``, the step fails before it stores any output: no half-true result."""
    ended = carry_out([made], "x", on_unselected="error")

    assert set(ended.outcome.failed) == {"made.careless"}
    assert "it is not selected" in ended.error("made.careless")[1]
    assert ended.made() == {}
    assert ended.of(kinds.HANDLED_OUTPUT) == []


def test_an_inner_output_that_nobody_needs_is_dropped(carry_out):
    """An inner output that feeds nothing is no error, and not stored."""

    @dg.op(out={"used": dg.Out(), "unused": dg.Out()})
    def two():
        return 1, threading.Lock()

    @dg.graph_asset
    def single():
        used, _ = two()
        return used

    ended = carry_out([single])

    assert ended.outcome.success
    assert [event.data["output_name"] for event in ended.of(kinds.HANDLED_OUTPUT)] == ["used"]


def test_one_output_is_both_of_its_assets(carry_out):
    """An output that is two assets is stored once and materializes both."""

    @dg.graph_multi_asset(outs={"p": dg.AssetOut(), "q": dg.AssetOut()}, can_subset=True)
    def twins():
        a, _b = careless()
        return {"p": a, "q": a}

    both, half = carry_out([twins]), carry_out([twins], "q")

    assert both.made() == {"p": True, "q": True}
    assert half.made() == {"q": True, "p": False}
    assert len(both.of(kinds.HANDLED_OUTPUT)) == 1


def test_a_value_that_cannot_be_stored(carry_out):
    """A value that cannot be pickled fails the step: op, output and the way out are named."""

    @dg.asset
    def locked():
        return threading.Lock()

    ended = carry_out([locked])

    assert "output 'result' of 'locked'" in ended.error("locked")[1]
    assert "cannot be pickled" in ended.error("locked")[1]
    assert "io_manager_key" in ended.outcome.failed["locked"]["hint"]
    assert ended.made() == {}


@pytest.mark.parametrize(
    ("hint", "value", "fits"),
    [(int, 1, True), (int, "1", False), (list[int], [1], True), (list[int], ["1"], False)],
)
def test_values_are_of_the_declared_type(carry_out, hint, value, fits):
    """A value of another type than declared fails the step before it is stored."""

    def body():
        return value

    body.__annotations__["return"] = hint
    typed = dg.asset(name="typed")(body)
    ended = carry_out([typed])

    assert ended.outcome.success is fits
    assert bool(ended.made()) is fits
    if not fits:
        assert ended.error("typed")[0] == "TypeCheckError"


def test_consumers_do_not_see_each_others_changes(carry_out):
    """What one op does to a value that it was given, another that takes it too does not see."""
    seen = []

    @dg.op
    def change(x):
        seen.append(list(x))
        x.append(9)
        return x

    @dg.graph_multi_asset(outs={"p": dg.AssetOut(), "q": dg.AssetOut()})
    def pair():
        a, _b = careless()
        return {"p": change(a), "q": change.alias("again")(a)}

    ended = carry_out([pair])

    assert seen == [[1], [1]]
    assert ended.value("p") == ended.value("q") == [1, 9]


def test_what_an_op_changes_later_is_not_what_was_stored(carry_out):
    """A value is as it was when it was yielded, whatever its op does to it afterwards."""

    @dg.op(out={"first": dg.Out(), "second": dg.Out()})
    def growing():
        rows = [1]
        yield dg.Output(rows, "first")
        rows.append(2)
        yield dg.Output(rows, "second")

    @dg.graph_multi_asset(outs={"p": dg.AssetOut(), "q": dg.AssetOut()})
    def pair():
        first, second = growing()
        return {"p": first, "q": second}

    ended = carry_out([pair])

    assert (ended.value("p"), ended.value("q")) == ([1], [1, 2])


def test_lineage_is_recorded(carry_out):
    """A materialization names what it was computed from, with the versions of the values."""

    @dg.asset
    def up():
        return 1

    @dg.graph_asset
    def down(up):
        return keep(keep(up))

    first = carry_out([up, down])
    second = carry_out([up, down], "down")

    version = first.instance.latest_materialization(dg.AssetKey("up")).data_version
    for ended in (first, second):
        event = next(e for e in ended.of(kinds.ASSET_MATERIALIZATION) if str(e.asset_key) == "down")
        (upstream,) = event.data["upstream"]
        assert (upstream["key"], upstream["data_version"]) == ("up", version)


@dg.op
def keep(x):
    """An op that hands on what it takes."""
    return x


def test_equal_values_have_equal_versions(carry_out):
    """The version of a value follows from its bytes: making the same again changes nothing."""

    @dg.asset
    def same():
        return {"a": [1, 2]}

    versions = {
        event.data["data_version"]
        for _ in range(2)
        for event in carry_out([same]).of(kinds.ASSET_MATERIALIZATION)
    }
    assert len(versions) == 1
