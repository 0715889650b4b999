"""From a selection to a plan, with what the store holds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import graphmat as dg
from graphmat.api.instance import Instance
from graphmat.api.planning import plan_definitions
from graphmat.definitions.definitions import Definitions
from graphmat.errors import (
    InvalidDefinitionError,
    InvalidSelectionError,
    MissingValueError,
    UnknownPartitionError,
)
from graphmat.keys import AssetKey

DAYS = dg.DailyPartitionsDefinition("2024-01-01")


@dg.asset
def up():
    """An asset."""
    return 1


@dg.asset
def down(up):
    """An asset made from it."""
    return up


@dg.asset(partitions_def=DAYS)
def daily():
    """An asset of days."""
    return 1


@dg.op
def one():
    """An op without inputs."""
    return 1


@dg.op
def plus(x):
    """An op with one input."""
    return x


@dg.graph_multi_asset(outs={"first": dg.AssetOut(), "second": dg.AssetOut()}, can_subset=True)
def chain():
    """An asset that is computed from its sibling."""
    made = one()
    return {"first": made, "second": plus(made)}


@pytest.fixture
def instance(tmp_path):
    """An empty home."""
    with Instance.at(tmp_path) as made:
        yield made


@pytest.fixture
def plan(instance):
    """Plan a selection of assets, with what the home holds."""

    def make(assets, *names, resources=None, **options):
        return plan_definitions(
            Definitions(assets=assets, resources=resources),
            instance,
            keys={AssetKey(name) for name in names},
            **options,
        )

    return make


def steps(found):
    """The steps of a plan."""
    return [step.step_key for step in found.steps]


def test_nothing_selected_is_never_everything(plan):
    """An empty selection is an error, and told how to look for something to select."""
    with pytest.raises(InvalidSelectionError, match="nothing is selected") as caught:
        plan([up])
    assert "graphmat list" in caught.value.hint


def test_what_is_made_elsewhere_cannot_be_made(plan):
    """An external asset cannot be selected, and all such are named."""
    with pytest.raises(InvalidSelectionError, match="'far' cannot be made: external"):
        plan([up, dg.AssetSpec("far")], "far")


def test_what_is_missing_upstream_is_told_before_anything_runs(plan):
    """An upstream asset that was never made is a fault of the plan, with the command for it."""
    with pytest.raises(MissingValueError, match="'up', which 'down' loads") as caught:
        plan([up, down], "down")
    assert "graphmat materialize --select" in caught.value.hint


def test_all_that_is_missing_is_told_at_once(plan):
    """Several missing assets are one error."""

    @dg.asset
    def wide(left, right):
        return 1

    with pytest.raises(MissingValueError) as caught:
        plan([dg.AssetSpec("left"), dg.AssetSpec("right"), wide], "wide")
    assert "'left'" in str(caught.value)
    assert "'right'" in str(caught.value)


def test_what_is_stored_need_not_be_made(plan, instance):
    """After it was made once, a sibling is loaded, and its ops do not run."""
    assert steps(plan([chain], "second")) == ["chain.one", "chain.plus"]
    dg.materialize([chain], instance=instance)
    assert steps(plan([chain], "second")) == ["chain.plus"]


def test_an_object_that_is_gone_is_made_again(plan, instance):
    """Where the log names an object that the store does not have, its op runs."""
    dg.materialize([chain], instance=instance)
    record = instance.latest_materialization(AssetKey("first"))
    instance.store_manager.store.path(record.stored.digest).unlink()

    assert steps(plan([chain], "second")) == ["chain.one", "chain.plus"]


def test_a_partition_where_there_must_be_one(plan):
    """A partitioned asset without a partition key is an error, told how to choose one."""
    with pytest.raises(InvalidSelectionError, match="'daily' is partitioned") as caught:
        plan([daily], "daily")
    assert "--partition" in caught.value.hint


def test_a_partition_where_there_can_be_none(plan):
    """A partition key for assets without partitions is an error."""
    with pytest.raises(InvalidSelectionError, match="no selected asset is partitioned"):
        plan([up], "up", partition_key="2024-01-01")


@pytest.mark.parametrize("key", ["2024-01-32", "2023-12-31", "2024-01-09", "today"])
def test_a_partition_that_there_is_not(plan, key):
    """An unknown partition, or one still to come, is told with the first and the last."""
    now = datetime(2024, 1, 5, 12, tzinfo=UTC)

    with pytest.raises(UnknownPartitionError, match="2024-01-01"):
        plan([daily], "daily", partition_key=key, now=now)
    assert plan([daily], "daily", partition_key="2024-01-04", now=now).partition_key == "2024-01-04"


def test_two_kinds_of_partitions(plan):
    """Assets with different partitions cannot be made in one run."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a"]))
    def other():
        return 1

    with pytest.raises(InvalidDefinitionError, match="different partitions"):
        plan([daily, other], "daily", "other", partition_key="a")


def test_resources_are_demanded_for_the_plan_alone(plan):
    """A resource that no step of the plan asks for may be missing; one that is asked for not."""

    @dg.asset(required_resource_keys={"db"})
    def asks():
        return 1

    assert steps(plan([asks, up], "up")) == ["up"]
    with pytest.raises(InvalidDefinitionError, match="'asks' asks for the resource 'db'") as caught:
        plan([asks, up], "asks", resources={"dbs": 1})
    assert caught.value.hint == "did you mean 'dbs'?"


def test_an_io_manager_that_nobody_provides(plan):
    """An output that names an unknown manager is a fault of the plan."""

    @dg.asset(io_manager_key="shelf")
    def kept():
        return 1

    with pytest.raises(InvalidDefinitionError, match="no resource has the key 'shelf'"):
        plan([kept], "kept")


def test_planning_changes_nothing(plan, instance, tmp_path):
    """A plan leaves no trace: no run, no event, no object."""
    plan([up, down, chain], "up", "down", "second")

    assert instance.get_runs() == []
    assert not (tmp_path / "objects").exists()
