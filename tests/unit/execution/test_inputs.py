"""Loading the inputs of a step, from wherever the plan says they are."""

from __future__ import annotations

import graphmat as dg
from graphmat.events import kinds


@dg.asset
def up():
    """An asset to take."""
    return {"rows": [1, 2]}


@dg.asset
def down(up):
    """An asset that takes it."""
    return len(up["rows"])


def test_a_stored_asset_is_loaded(carry_out):
    """An asset that this run does not make comes from the run that did."""
    carry_out([up])
    ended = carry_out([up, down], "down")

    assert ended.value("down") == 2
    (event,) = ended.of(kinds.LOADED_INPUT)
    assert event.data["input_name"] == "up"


def test_an_asset_that_was_never_made(carry_out):
    """A missing upstream value is told with the asset, the step, and the command that makes it."""
    ended = carry_out([up, down], "down")

    kind, message = ended.error("down")
    assert kind == "MissingValueError"
    assert "asset 'up', which 'down' loads, has never been materialized" in message
    assert "graphmat materialize --select" in ended.outcome.failed["down"]["hint"]


def test_an_asset_without_a_value(carry_out):
    """Whoever loads an asset that was recorded without a value fails, and it is named."""

    @dg.asset(name="up")
    def recorded():
        return dg.MaterializeResult(metadata={"a": 1})

    ended = carry_out([recorded, down])

    assert ended.error("down")[0] == "MissingValueError"
    assert "'up'" in ended.error("down")[1]


def test_order_alone_loads_nothing(carry_out):
    """An input of type Nothing waits, and reads no value, stored or not."""

    @dg.asset(ins={"up": dg.AssetIn(dagster_type=dg.Nothing)})
    def after():
        return 1

    ended = carry_out([up, after], "after")

    assert ended.outcome.success
    assert ended.of(kinds.LOADED_INPUT) == []


def test_defaults_fill_what_nothing_feeds(carry_out):
    """A parameter with a default that no output feeds has its default."""

    @dg.op
    def greet(name="world"):
        return f"hello {name}"

    @dg.graph
    def inner(name):
        return greet(name)

    @dg.graph_asset
    def direct():
        return greet()

    @dg.graph_asset
    def nested():
        return inner()

    ended = carry_out([direct, nested])

    assert (ended.value("direct"), ended.value("nested")) == ("hello world", "hello world")


def test_a_list_of_assets_has_each_its_own_value(carry_out):
    """A fan-in of assets gets each asset's own value, in order."""

    @dg.op
    def listed(parts):
        return parts

    @dg.asset
    def one():
        return 1

    @dg.asset
    def two():
        return 2

    @dg.graph_asset
    def both(one, two):
        return listed([two, one, two])

    carry_out([one, two])

    assert carry_out([one, two, both], "both").value("both") == [2, 1, 2]


def test_an_upstream_that_came_back_as_another_object(carry_out):
    """Two runs do not share objects: what one loaded and changed, the store has as it was."""

    @dg.asset
    def spoils(up):
        up["rows"].append(3)
        return 1

    carry_out([up])
    ended = carry_out([up, spoils], "spoils")

    assert ended.value("up") == {"rows": [1, 2]}
