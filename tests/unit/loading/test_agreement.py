from __future__ import annotations

from pathlib import Path

import graphmat as dg
from graphmat.loading.validation import find_faults


@dg.op
def text() -> str:
    """Give a text."""
    return ""


@dg.op
def number() -> int:
    """Give a number."""
    return 1


@dg.op
def takes_number(x: int) -> int:
    """Take a number."""
    return x


@dg.op
def takes_list(xs: list[int]) -> int:
    """Take numbers."""
    return sum(xs)


@dg.op(out=dg.DynamicOut(str))
def fan_out():
    """Give texts."""


def messages(*assets, **options) -> list[str]:
    """What the faults of assets say."""
    faults = find_faults(dg.Definitions(assets=assets, **options))
    assert {fault.code for fault in faults} <= {"GM206"}
    return [fault.message for fault in faults]


def test_hints_that_agree() -> None:
    """An output may feed an input of its own type, of a wider one, or of none."""

    @dg.op
    def takes_any(x): ...

    @dg.op
    def takes_text_or_number(x: str | int): ...

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut(), "c": dg.AssetOut()})
    def good():
        return {
            "a": takes_any(text()),
            "b": takes_text_or_number(number()),
            "c": takes_number(number()),
        }

    assert messages(good) == []


def test_hints_within_a_graph() -> None:
    """A text that feeds a number is a fault at the line of the call."""

    @dg.graph_asset
    def bad():
        return takes_number(text())

    (fault,) = find_faults(dg.Definitions(assets=[bad]))

    assert "output 'text' is of type 'String', but feeds input 'x' of 'takes_number'" in (
        fault.message
    )
    line = Path(__file__).read_text().splitlines()[fault.location.line - 1]
    assert "return takes_number(text())" in line


def test_hints_across_the_borders_of_graphs() -> None:
    """Hints are compared where a value comes out of one graph and goes into another."""

    @dg.graph
    def gives():
        return text()

    @dg.graph
    def passes(x):
        return x

    @dg.graph
    def takes(x):
        return takes_number(passes(x))

    @dg.graph_asset
    def bad():
        return takes(passes(gives()))

    assert len(messages(bad)) == 1


def test_graph_that_is_called_often_is_told_once() -> None:
    """A fault within a graph is one fault, however often the graph is called."""

    @dg.graph
    def inner():
        return takes_number(text())

    @dg.graph_asset
    def bad():
        return takes_list([inner(), inner.alias("again")()])

    assert len(set(messages(bad))) == 1


def test_lists() -> None:
    """Members of a list and collected items are compared as a list."""

    @dg.graph_asset
    def good():
        return takes_list([number(), takes_number(number())])

    @dg.graph_asset
    def bad_member():
        return takes_list([text()])

    @dg.graph_asset
    def bad_collection():
        return takes_list(fan_out().collect())

    @dg.graph_asset
    def bad_item():
        return takes_list(fan_out().map(takes_number).collect())

    assert messages(good) == []
    assert len(messages(bad_member)) == 1
    assert len(messages(bad_collection)) == 1
    assert len(messages(bad_item)) == 1


def test_hints_across_assets() -> None:
    """The hint of an asset is compared with that of the parameter that takes it."""

    @dg.asset
    def words() -> str:
        return ""

    @dg.asset
    def count(words: int): ...

    @dg.graph_asset
    def counted(words):
        return takes_number(words)

    assert len(messages(words, count)) == 1
    assert len(messages(words, counted)) == 1


def test_io_managers_may_change_types() -> None:
    """Nothing is said where another I/O manager than our own store lies between."""

    @dg.asset
    def words() -> str:
        return ""

    @dg.asset
    def count(words: int): ...

    @dg.asset(ins={"words": dg.AssetIn(input_manager_key="other")})
    def loaded(words: int): ...

    @dg.asset(io_manager_key="other")
    def stored() -> str: ...

    @dg.asset
    def taken(stored: int): ...

    other = dg.InMemoryIOManager()
    assert messages(words, count, resources={"io_manager": other}) == []
    assert messages(words, loaded, stored, taken, resources={"other": other}) == []


def test_partitions_come_as_a_mapping() -> None:
    """Nothing is said where several partitions are loaded together."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
    def parts() -> str:
        return ""

    @dg.asset
    def whole(parts: dict): ...

    assert messages(parts, whole) == []


def test_order_carries_no_value() -> None:
    """An input that only waits takes whatever it waits for."""

    @dg.op(ins={"before": dg.In(dg.Nothing)})
    def last() -> int:
        return 1

    @dg.graph_asset
    def good():
        return last(text())

    assert messages(good) == []


def test_jobs_of_ops() -> None:
    """The graph of a job is looked at, too."""

    @dg.job
    def bad():
        takes_number(text())

    assert len(messages(jobs=[bad])) == 1


def test_graphs_nested_a_thousand_deep() -> None:
    """Depth costs no stack."""

    def around(inner, name):
        @dg.graph(name=name)
        def outer():
            return inner()

        return outer

    inner = text
    for level in range(1000):
        inner = around(inner, f"level_{level}")

    @dg.graph_asset
    def deep():
        return takes_number(inner())

    assert len(messages(deep)) == 1


def test_assets_named_deep_within() -> None:
    """An asset that an op of a nested graph takes by itself is looked for, too."""

    @dg.graph
    def inner():
        return takes_number(dg.AssetKey("absent"))

    @dg.graph_asset
    def outer():
        return inner()

    (fault,) = find_faults(dg.Definitions(assets=[outer]))
    assert fault.code == "GM205"
