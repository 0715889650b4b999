"""Finding the step behind an output of a graph."""

from __future__ import annotations

import pytest

import graphmat as dg


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def plus(x):
    """An op with one input."""
    return x + 1


@dg.graph(out={"small": dg.GraphOut(), "large": dg.GraphOut()})
def inner(x):
    """A graph with two outputs."""
    return {"small": plus(x), "large": plus(plus(x))}


@dg.graph
def outer():
    """A graph around it."""
    return inner(one()).large


@dg.graph_multi_asset(outs={"a": dg.AssetOut(key="key_a"), "b": dg.AssetOut()})
def assets():
    """The same as assets."""
    found = inner(one())
    return {"a": found.small, "b": found.large}


@pytest.mark.parametrize(
    ("node", "output", "value"),
    [
        ("outer.one", "result", 1),
        ("outer.inner", "small", 2),
        ("outer.inner", "large", 3),
        ("outer.inner.plus_2", "result", 2),
        ("outer", "result", 3),
    ],
)
def test_outputs_of_graphs_within_a_job(node, output, value):
    """The value of any graph or op of a job can be asked for, by its dotted name."""

    @dg.job
    def whole():
        outer()

    assert whole.execute_in_process().output_for_node(node, output) == value


@pytest.mark.parametrize(
    ("node", "output", "value"),
    [
        ("assets", "a", 2),
        ("assets", "key_a", 2),
        ("assets", "b", 3),
        ("assets.inner", "large", 3),
    ],
)
def test_outputs_of_graphs_of_assets(node, output, value):
    """An output of a graph of assets is found by its name and by the asset's key."""
    assert dg.materialize([assets]).output_for_node(node, output) == value


@pytest.mark.parametrize(
    ("node", "output"),
    [("nobody", "result"), ("assets", "nothing"), ("assets.inner", "result"), ("assets.one", "x")],
)
def test_what_is_not_there(node, output):
    """A graph, op or output that there is not is told, by the names that were asked for."""
    result = dg.materialize([assets])

    with pytest.raises(dg.DagsterInvariantViolationError, match=node):
        result.output_for_node(node, output)
