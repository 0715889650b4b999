from __future__ import annotations

import graphmat as dg
from graphmat.loading.validation import find_faults


@dg.op
def one():
    """Give a number."""
    return 1


@dg.op
def add(x):
    """Take one."""
    return x


def cycles(*assets) -> list[str]:
    """What the faults of assets say; all of them are circles."""
    faults = find_faults(dg.Definitions(assets=assets))
    assert {fault.code for fault in faults} <= {"GM202"}
    return [fault.message for fault in faults]


def test_circle_is_told_as_a_path() -> None:
    """Assets that wait for each other are told in the order in which they feed each other."""

    @dg.asset
    def a(c): ...

    @dg.asset
    def b(a): ...

    @dg.asset
    def c(b): ...

    @dg.asset
    def after(c): ...

    (fault,) = find_faults(dg.Definitions(assets=[after, c, b, a]))

    assert fault.message.endswith("'a' → 'b' → 'c' → 'a'")
    assert fault.location.file == __file__


def test_two_circles() -> None:
    """Circles apart from each other are told each."""

    @dg.asset
    def a(b): ...

    @dg.asset
    def b(a): ...

    @dg.asset(deps=["d"])
    def c(): ...

    @dg.asset(deps=["c"])
    def d(): ...

    assert sorted(message.partition(": ")[2] for message in cycles(a, b, c, d)) == [
        "'a' → 'b' → 'a'",
        "'c' → 'd' → 'c'",
    ]


def test_outside_asset_between_two_of_one_graph() -> None:
    """An asset computed from one of a graph's, and taken by another of its ops, is no circle."""

    @dg.graph_multi_asset(outs={"first": dg.AssetOut(), "last": dg.AssetOut()})
    def both(middle):
        return {"first": one(), "last": add(middle)}

    @dg.asset
    def middle(first): ...

    assert cycles(both, middle) == []


def test_circle_through_the_ops_of_a_graph() -> None:
    """An asset taken by the very op that it is computed from is a circle."""

    @dg.graph_multi_asset(outs={"first": dg.AssetOut(), "last": dg.AssetOut()})
    def both(middle):
        start = add(middle)
        return {"first": add.alias("next")(start), "last": start}

    @dg.asset
    def middle(first): ...

    (message,) = cycles(both, middle)
    assert message.endswith("'first' → 'middle' → 'first'")


def test_circle_of_a_definition_without_a_graph() -> None:
    """All assets of one function are computed together: one between them is a circle."""

    @dg.multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()})
    def both(z):
        return 1, 2

    @dg.asset
    def z(x): ...

    assert len(cycles(both, z)) == 1


def test_earlier_partitions_of_itself() -> None:
    """An asset made from its own earlier partitions waits for nothing in a circle."""
    days = dg.DailyPartitionsDefinition(start_date="2024-01-01")

    @dg.asset(
        partitions_def=days,
        ins={
            "running": dg.AssetIn(
                partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)
            )
        },
    )
    def running(running): ...

    assert cycles(running) == []


def test_long_circle() -> None:
    """A circle of a thousand assets costs no stack."""
    size = 1000
    assets = []
    for index in range(size):

        @dg.asset(name=f"a{index}", deps=[f"a{(index + 1) % size}"])
        def made(): ...

        assets.append(made)

    (message,) = cycles(*assets)
    assert message.count("→") == size
