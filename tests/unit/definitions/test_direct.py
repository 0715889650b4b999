"""Calling an op in a test."""

from __future__ import annotations

import asyncio

import pytest

import graphmat as dg
from graphmat.errors import (
    GraphmatError,
    InvalidInvocationError,
    MissingOutputError,
    TypeCheckError,
)


@dg.op
def add(a: int, b: int = 2):
    """Add."""
    return a + b


@dg.op(out={"x": dg.Out(is_required=False), "y": dg.Out(is_required=False)})
def chosen(context):
    """Yield what is asked for."""
    for name in ("x", "y"):
        if name in context.selected_output_names:
            yield dg.Output(name, name)


def test_an_op_is_called_like_its_function():
    """Inputs by position or name, defaults where there are."""
    assert add(1) == 3
    assert add(1, 1) == 2
    assert add(b=5, a=1) == 6


@pytest.mark.parametrize(
    ("arguments", "named", "words"),
    [
        ((), {}, "input 'a' of 'add' is not given"),
        ((1, 2, 3), {}, "takes 2 inputs, but 3 are given"),
        ((1,), {"a": 1}, "'a' of 'add' is given twice"),
        ((1,), {"c": 1}, "has no input 'c'"),
    ],
)
def test_calls_that_do_not_fit(arguments, named, words):
    """Missing, unknown and repeated inputs are told by name."""
    with pytest.raises(InvalidInvocationError, match=words):
        add(*arguments, **named)


def test_types_hold_in_a_call_too():
    """A value of the wrong type is refused as in a run."""
    with pytest.raises(TypeCheckError, match="input 'a' of 'add'"):
        add("1")


def test_selected_outputs_can_be_asked_for():
    """A subsettable op is tested by saying which outputs are wanted."""

    def names(**options):
        return [output.output_name for output in chosen(dg.build_op_context(**options))]

    assert names() == ["x", "y"]
    assert names(selected_output_names={"y"}) == ["y"]
    with pytest.raises(InvalidInvocationError, match="no output 'z'"):
        names(selected_output_names={"z"})


def test_a_context_is_demanded():
    """An op that takes a context is told how to get one."""
    with pytest.raises(InvalidInvocationError, match="takes a context") as caught:
        next(chosen())
    assert "build_op_context" in caught.value.hint
    with pytest.raises(InvalidInvocationError, match="must be a context"):
        next(chosen(3))


def test_configuration_and_resources_in_a_call():
    """Both are given by name, or with the context."""

    class Settings(dg.Config):
        n: int

    @dg.op(required_resource_keys={"db"})
    def uses(context, config: Settings):
        return config.n, context.resources.db

    context = dg.build_op_context(resources={"db": "d"}, op_config={"n": 3})

    assert uses(context) == (3, "d")
    assert uses(dg.build_op_context(resources={"db": "d"}), config=Settings(n=4)) == (4, "d")
    with pytest.raises(GraphmatError, match="'db'"):
        uses(dg.build_op_context(op_config={"n": 3}))


def test_an_output_that_is_missing():
    """A generator that ends without a required output is told of it, as in a run."""

    @dg.op(out={"a": dg.Out(), "b": dg.Out()})
    def half():
        yield dg.Output(1, "a")

    with pytest.raises(MissingOutputError, match="'b'"):
        list(half())


def test_an_awaited_op():
    """An async op gives what is to be awaited."""

    @dg.op
    async def later(x):
        return x + 1

    assert asyncio.run(later(1)) == 2


def test_what_is_not_known_outside_a_run():
    """A context for a test says so of what only a run has."""
    context = dg.build_op_context(partition_key="2024", run_tags={"a": "b"})

    assert context.partition_key == "2024"
    assert context.get_tag("a") == "b"
    with pytest.raises(GraphmatError, match="not known outside a run"):
        _ = context.job_name


def test_resources_are_closed_with_the_context():
    """A resource with a tear-down is closed where the block ends."""
    log = []

    @dg.resource
    def tracked(_context):
        log.append("open")
        yield "r"
        log.append("close")

    with dg.build_op_context(resources={"r": tracked}) as context:
        assert context.resources.r == "r"

    assert log == ["open", "close"]
