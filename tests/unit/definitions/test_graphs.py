"""Graphs: inputs, outputs, and bodies that cannot be."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError, InvariantViolationError


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def plus(x):
    """An op with one input."""
    return x + 1


@dg.op(out={"x": dg.Out(), "y": dg.Out()})
def split():
    """An op with two outputs."""
    return 1, 2


PAIR = {"x": dg.GraphOut(), "y": dg.GraphOut()}


def by_tuple():
    """Return a tuple, by position."""
    return one(), plus(one())


def by_dict():
    """Return a dictionary, in any order."""
    return {"y": plus(one()), "x": one()}


def by_op():
    """Return all outputs of an op."""
    return split()


@pytest.mark.parametrize("body", [by_tuple, by_dict, by_op], ids=lambda f: f.__name__)
def test_ways_to_return_several(body):
    """A tuple, a dictionary, or all outputs of one op: in the declared order."""
    found = dg.graph(name="made", out=PAIR)(body).execute_in_process()

    assert (found.output_value("x"), found.output_value("y")) == (1, 2)


@pytest.mark.parametrize(
    ("out", "body", "words"),
    [
        (None, by_tuple, "returns 2 outputs, but the graph has 1"),
        (PAIR, lambda: one(), "returns one output, but the graph has 2"),
        (PAIR, lambda: {"x": one()}, "does not return 'y'"),
        (PAIR, lambda: {"x": one(), "y": one(), "z": one()}, "returns 'z'"),
        (PAIR, lambda: {"x": one(), "y": 3}, "returns 3 as its output 'y'"),
        (None, lambda: plus, "'plus', which was not called"),
        (PAIR, lambda: None, "does not return 'x', 'y'"),
        ({"not valid": dg.GraphOut()}, one, "not a valid name"),
        (["x"], one, "must be a GraphOut"),
    ],
)
def test_what_a_body_may_not_return(out, body, words):
    """Outputs that the declaration does not fit are refused, by name."""
    with pytest.raises(GraphmatError) as caught:
        dg.graph(name="made", out=out)(body)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (lambda *args: one(), r"takes \*args"),
        (lambda context: one(), "it has no context"),
        (lambda unused: one(), "does not use its input 'unused'"),
    ],
)
def test_what_a_body_may_not_take(body, words):
    """A body has named inputs, uses them, and has no context: it runs before there is a run."""
    with pytest.raises(GraphmatError, match=words):
        dg.graph(name="made")(body)


def test_a_graph_runs_by_itself():
    """A graph can be run as a job, with values for its inputs."""

    @dg.graph
    def made(x):
        return plus(plus(x))

    assert made.execute_in_process(input_values={"x": 1}).output_value() == 3
    with pytest.raises(InvariantViolationError, match="execute_in_process"):
        made(1)


def test_a_graph_cannot_be_declared_the_old_way():
    """Options that there are not are told with those that there are."""
    with pytest.raises(GraphmatError, match="'ins' and 'out'"):
        dg.graph(input_defs=[1])


def test_a_declared_input_must_be_there():
    """An input that is declared and not taken is a slip: the nearest parameter is named."""
    with pytest.raises(GraphmatError, match="declares the input 'xx'") as caught:

        @dg.graph(ins={"xx": dg.GraphIn()})
        def made(x):
            return plus(x)

    assert "'x'" in caught.value.hint


def test_the_inside_of_a_graph_can_be_looked_at():
    """The calls, inputs and outputs of a graph are there to be read."""

    @dg.graph(out=PAIR, description="two numbers")
    def made(a):
        return {"x": plus(a), "y": plus(a)}

    assert list(made.node_dict) == ["plus", "plus_2"]
    assert made.input_mappings == ["a"]
    assert made.output_mappings == ["x", "y"]
    assert made.description == "two numbers"
