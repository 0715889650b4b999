"""What an op returned or yielded, read as outputs: nothing is lost in silence."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.events import kinds


def outcome(carry_out, function, **options):
    """The outcome of an asset of several outputs made by a function."""

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
    def made():
        a, b = dg.op(out={"a": dg.Out(), "b": dg.Out()}, **options)(function)()
        return {"x": a, "y": b}

    return carry_out([made])


def a_tuple():
    """Return both."""
    return 1, 2


def outputs_in_a_tuple():
    """Return both as outputs."""
    return dg.Output(1, "a"), dg.Output(2, "b")


def yielded():
    """Yield both."""
    yield dg.Output(2, "b")
    yield dg.Output(1, "a")


async def awaited():
    """Return both, later."""
    return 1, 2


async def yielded_later():
    """Yield both, later."""
    yield dg.Output(1, "a")
    yield dg.Output(2, "b")


@pytest.mark.parametrize(
    "function",
    [a_tuple, outputs_in_a_tuple, yielded, awaited, yielded_later],
    ids=lambda f: f.__name__,
)
def test_the_ways_to_give_several_outputs(carry_out, function):
    """A tuple by position, outputs by name, yielded in any order, awaited or not: all the same."""
    ended = outcome(carry_out, function)

    assert (ended.value("x"), ended.value("y")) == (1, 2)


def too_few():
    """Return a tuple that is too short."""
    return (1,)


def no_tuple():
    """Return one value."""
    return 1


def a_list():
    """Return a list, which is no tuple."""
    return [1, 2]


def only_one():
    """Yield one of two."""
    yield dg.Output(1, "a")


def twice():
    """Yield one of them twice."""
    yield dg.Output(1, "a")
    yield dg.Output(1, "a")


def unknown():
    """Yield what there is not."""
    yield dg.Output(1, "bb")


def a_bare_value():
    """Yield a value that is no output."""
    yield 1


def lost():
    """Yield both, and return something."""
    yield dg.Output(1, "a")
    yield dg.Output(2, "b")
    return 3


def mixed_names():
    """Return the right outputs in the wrong places."""
    return dg.Output(1, "b"), dg.Output(2, "a")


def dynamic():
    """Yield an item of a fan-out that is none."""
    yield dg.DynamicOutput(1, "k", output_name="a")


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (too_few, "returns a tuple of 1"),
        (no_tuple, "but returns 1 of type 'int'"),
        (a_list, "but returns [1, 2] of type 'list'"),
        (only_one, "did not give its output 'b'"),
        (twice, "gives output 'a' more than once"),
        (unknown, "has no output 'bb'"),
        (a_bare_value, "yields 1 of type 'int', which is not an Output"),
        (lost, "also returns 3"),
        (mixed_names, "an Output named 'b' in the place of 'a'"),
        (dynamic, "does not fan out"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_an_op_may_not_give(carry_out, function, words):
    """Outputs that do not fit the declaration fail the step, in words that name op and output."""
    ended = outcome(carry_out, function)

    (key,) = ended.outcome.failed
    _, message = ended.error(key)
    assert words in message
    assert key in message


def single(carry_out, function, **options):
    """The outcome of an asset of one op."""

    @dg.graph_asset
    def made():
        return dg.op(**options)(function)()

    return carry_out([made])


@pytest.mark.parametrize("value", [None, (), (1, 2), [1], {"a": 1}, 0], ids=repr)
def test_one_output_takes_anything(carry_out, value):
    """An op of one output may return any value; a tuple is one value then."""
    assert single(carry_out, lambda: value, name="any").value("made") == value


def test_an_op_without_outputs_returns_nothing(carry_out):
    """What an op without outputs returns would be lost: it is refused."""

    @dg.job
    def work():
        dg.op(name="giving", out={})(lambda: 3)()

    with pytest.raises(dg.DagsterInvariantViolationError, match="has no outputs, but returns 3"):
        work.execute_in_process()


def test_a_value_that_cannot_be_shown(carry_out):
    """A value whose repr raises does not hide the message about it."""

    class Shy:
        def __repr__(self):
            raise RuntimeError("no")

    def body():
        yield Shy()

    ended = single(carry_out, body, name="shy")

    assert "<unprintable>" in ended.error("made.shy")[1]


def test_metadata_and_version_of_an_output(carry_out):
    """What an op says of its output is recorded with the materialization."""

    def body():
        return dg.Output(1, metadata={"rows": 3}, data_version=dg.DataVersion("v7"))

    (event,) = single(carry_out, body, name="told").of(kinds.ASSET_MATERIALIZATION)

    assert event.data["metadata"] == {"rows": {"type": "int", "value": 3}}
    assert event.data["data_version"] == "v7"


def test_a_result_without_a_value(carry_out):
    """``MaterializeResult`` records facts of what the function stored itself."""

    @dg.asset
    def made():
        return dg.MaterializeResult(metadata={"path": "somewhere"})

    ended = carry_out([made])

    (event,) = ended.of(kinds.ASSET_MATERIALIZATION)
    assert event.data["stored"] is None
    assert event.data["metadata"]["path"]["value"] == "somewhere"
    assert ended.steps(kinds.HANDLED_OUTPUT) == []


def test_a_result_for_another_asset(carry_out):
    """A result that names an asset which the op does not make is refused, with the nearest."""

    @dg.multi_asset(specs=[dg.AssetSpec("one"), dg.AssetSpec("two")])
    def made():
        yield dg.MaterializeResult(asset_key="ones")

    ended = carry_out([made])

    assert "reports asset 'ones', which it does not make" in ended.error("made")[1]
    assert "'one'" in ended.outcome.failed["made"]["hint"]
