"""A selection run in memory, as a user's test would."""

from __future__ import annotations

from pathlib import Path

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError, InvalidSelectionError, ParameterError
from graphmat.testing import load, run


class Rate(dg.ConfigurableResource):
    """A real resource."""

    value: int = 1

    def get(self) -> int:
        """The value."""
        return self.value


class Refusing(dg.IOManager):
    """A real store that a test must not touch."""

    def handle_output(self, context, obj) -> None:
        """Refuse."""
        raise OSError(context.asset_key)

    def load_input(self, context) -> None:
        """Refuse."""
        raise OSError(context.asset_key)


@pytest.fixture
def definitions() -> dg.Definitions:
    """An asset that fails, one that is made from it, and a graph beside them."""

    @dg.asset
    def up():
        raise RuntimeError("not in a test")

    @dg.asset(io_manager_key="store")
    def down(up, rate: Rate):
        return up + rate.get()

    @dg.op(out={"left": dg.Out(is_required=False), "right": dg.Out(is_required=False)})
    def split(context):
        for name in sorted(context.selected_output_names):
            yield dg.Output(name, name)

    @dg.graph_multi_asset(outs={"left": dg.AssetOut(), "right": dg.AssetOut()}, can_subset=True)
    def halves():
        left, right = split()
        return {"left": left, "right": right}

    return dg.Definitions(
        [up, down, halves], resources={"rate": Rate(value=2), "store": Refusing()}
    )


def test_values_from_outside(definitions: dg.Definitions) -> None:
    """A selected asset gets the value that the test gives, and no store is touched."""
    assert run(definitions, "down", upstream={"up": 5}).asset_value("down") == 7


def test_fake_resource(definitions: dg.Definitions) -> None:
    """A resource can be stood in for by any object."""

    class Fake:
        def get(self) -> int:
            return 100

    result = run(definitions, "down", upstream={"up": 5}, resources={"rate": Fake()})

    assert result.asset_value("down") == 105


def test_part_of_a_graph(definitions: dg.Definitions) -> None:
    """Only the selected part of a graph is made."""
    result = run(definitions, "left")

    made = [str(event.asset_key.path) for event in result.get_asset_materialization_events()]
    assert made == ["['left']"]


def test_single_assets() -> None:
    """An asset or a list of them will do."""

    @dg.asset
    def one():
        return 1

    @dg.asset
    def two(one):
        return one + 1

    assert run(one).asset_value("one") == 1
    assert run([one, two], ["one", "two"]).asset_value("two") == 2


def test_partition() -> None:
    """A partition is made, and the values from outside are of that partition."""
    days = dg.StaticPartitionsDefinition(["a", "b"])

    @dg.asset(partitions_def=days)
    def up():
        return 0

    @dg.asset(partitions_def=days)
    def down(context, up):
        return f"{context.partition_key}{up}"

    result = run([up, down], "down", upstream={"up": 5}, partition_key="b")

    assert result.output_for_node("down") == "b5"


def test_what_an_op_raises(definitions: dg.Definitions) -> None:
    """An exception is raised in the test, or told by the result."""
    with pytest.raises(RuntimeError, match="not in a test"):
        run(definitions, "up")
    assert not run(definitions, "up", raise_on_error=False).success


def test_value_that_was_not_given(definitions: dg.Definitions) -> None:
    """An upstream value that the test did not give is named."""
    with pytest.raises(GraphmatError, match="'up'"):
        run(definitions, "down")


def test_unknown_selection(definitions: dg.Definitions) -> None:
    """A wrong name is answered with the nearest."""
    with pytest.raises(InvalidSelectionError) as caught:
        run(definitions, "dwn")

    assert caught.value.hint == "did you mean 'down'?"


def test_something_else() -> None:
    """What is no asset is refused, with what to do instead."""
    with pytest.raises(ParameterError, match="a test can run definitions"):
        run(3)


def test_load(tmp_path: Path) -> None:
    """A project's definitions are found as the command line finds them."""
    (tmp_path / "graphmat.yaml").write_text("file: assets.py\nselectors: {mine: a}\n")
    (tmp_path / "assets.py").write_text(
        "import graphmat as dg\n@dg.asset\ndef a():\n    return 1\n"
    )

    assert run(load(tmp_path), "@mine").asset_value("a") == 1
    assert run(load(tmp_path / "assets.py")).asset_value("a") == 1
