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


@dg.op(out=dg.DynamicOut())
def spread():
    """An op that fans out."""
    for number in range(3):
        yield dg.DynamicOutput(number, f"k{number}")


@dg.op(out=dg.DynamicOut())
def spread_again(x):
    """An op that fans an item out."""
    yield dg.DynamicOutput(x, "a")
    yield dg.DynamicOutput(-x, "b")


@dg.op
def take(x):
    """An op that hands a value on."""
    return x


@dg.graph
def collected():
    """A collected fan-out as an output."""
    return spread().map(plus).collect()


@dg.graph
def same(x):
    """An input as an output."""
    return x


def test_a_collected_fan_out_is_the_output_of_a_graph():
    """A graph of ops may return a collected fan-out; inside another graph it is a list, too."""

    @dg.graph
    def around():
        return take(collected())

    assert collected.execute_in_process().output_value() == [1, 2, 3]
    result = around.execute_in_process()
    assert (result.output_value(), result.output_for_node("collected")) == ([1, 2, 3], [1, 2, 3])


def test_a_collected_fan_out_of_a_fan_out():
    """Collected once, a fan-out of a fan-out is a list; not collected, a value for each item."""

    @dg.graph(out={"lists": dg.GraphOut(), "all": dg.GraphOut(), "each": dg.GraphOut()})
    def twice():
        items = spread().map(plus).map(spread_again)
        return {"lists": items.collect(), "all": items.map(plus).collect(), "each": items}

    result = twice.execute_in_process()
    assert sorted(result.output_value("all")) == [-2, -1, 0, 2, 3, 4]
    assert result.output_value("each")["k2,b"] == -3


def test_an_input_passed_through_is_the_output_of_a_graph():
    """What was given to a graph that returns it is its output, whatever way it came."""

    @dg.graph
    def around(x):
        take(same([one(), plus(x)]))
        return same(x)

    result = around.execute_in_process(input_values={"x": 4})

    assert result.output_value() == 4
    assert result.output_for_node("same") == [1, 5]
    assert result.output_for_node("same_2") == 4


def test_an_input_passed_through_from_the_run_configuration():
    """What the run configuration gives to a graph is its output as well."""
    found = same.execute_in_process(run_config={"inputs": {"x": {"value": 3}}})

    assert found.output_value() == 3


def test_an_input_passed_through_within_an_asset():
    """The output of a graph within a graph asset may be the value of an op, or an asset."""

    @dg.asset
    def source():
        return 5

    @dg.graph_asset
    def around():
        return plus(take(same(one())))

    @dg.graph_asset
    def behind(source):
        return take(same(source))

    result = dg.materialize([source, around, behind])

    assert result.output_for_node("around.same") == 1
    assert result.output_for_node("behind.same") == 5
