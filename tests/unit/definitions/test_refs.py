"""Fan-outs in the body of a graph: mapping and collecting."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvalidDefinitionError, InvariantViolationError


@dg.op(out=dg.DynamicOut())
def spread():
    """An op that fans out."""
    yield dg.DynamicOutput(1, "a")


@dg.op
def plus(x):
    """An op with one input."""
    return x


def test_an_item_and_the_whole():
    """What maps takes an item, what collects takes the list; the graph runs accordingly."""

    @dg.graph
    def body():
        return plus(spread().map(plus).map(plus).collect())

    assert list(body.node_dict) == ["spread", "plus", "plus_2", "plus_3"]
    assert body.execute_in_process().output_value() == [1]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (lambda: plus(spread()), "fans out"),
        (lambda: spread().map(lambda _item: 3), "must return what an op returned"),
        (lambda: plus(1 if spread() else 2), "used as a condition"),
    ],
)
def test_what_cannot_be_done_with_a_fan_out(body, words):
    """A fan-out must be mapped or collected, by a function that calls ops."""
    with pytest.raises(InvalidDefinitionError, match=words):
        dg.graph(name="traced")(body)


def test_a_function_may_return_several():
    """The function given to ``map`` may return several outputs, each a fan-out of its own."""

    @dg.op(out={"x": dg.Out(), "y": dg.Out()})
    def split(i):
        return i, -i

    @dg.op
    def total(xs, ys):
        return sum(xs), sum(ys)

    @dg.graph
    def body():
        xs, ys = spread().map(split)
        return total(xs.collect(), ys.collect())

    assert body.execute_in_process().output_value() == (1, -1)


def test_mapping_is_for_bodies():
    """A fan-out that escaped its body cannot be mapped any more."""
    kept = []

    @dg.graph
    def body():
        kept.append(spread())

    with pytest.raises(InvariantViolationError, match="inside the body"):
        kept[0].map(plus)
