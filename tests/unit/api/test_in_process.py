"""``materialize`` and its like: what is refused, what is raised, what is left."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvalidSelectionError, ParameterError


@dg.asset
def up():
    """An asset."""
    return 1


@dg.asset
def down(up):
    """An asset made from it."""
    return up + 1


@pytest.mark.parametrize("assets", [up, "up", None, 3], ids=["asset", "text", "none", "number"])
def test_assets_come_in_a_list(assets):
    """A single asset in the place of the list is refused, not iterated over."""
    with pytest.raises(ParameterError, match="must be a list"):
        dg.materialize(assets)


def test_the_users_exception_is_raised():
    """What an op raised is raised to the caller, with the user's line in its traceback."""

    @dg.asset
    def bad():
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine") as caught:
        dg.materialize([bad])

    assert caught.traceback[-1].path.name == "test_in_process.py"


def test_nothing_is_written_where_nobody_asked(tmp_path, monkeypatch):
    """Without an instance a run leaves no file in the current folder."""
    monkeypatch.chdir(tmp_path)

    assert dg.materialize([up, down]).asset_value("down") == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "selection", ["down", ["down"], [down], dg.AssetSelection.assets("down")], ids=repr
)
def test_ways_to_select(selection, tmp_path):
    """Text, keys, definitions and selections choose among the assets; the others are loaded."""
    with dg.DagsterInstance.at(tmp_path) as instance:
        dg.materialize([up], instance=instance)
        result = dg.materialize([up, down], instance=instance, selection=selection)

    assert {str(e.asset_key) for e in result.get_asset_materialization_events()} == {"down"}


@pytest.mark.parametrize("selection", ["dwn", [], "tag:nobody"])
def test_selections_that_select_nothing(selection):
    """An unknown name and an empty selection are errors, never everything and never nothing."""
    with pytest.raises(InvalidSelectionError):
        dg.materialize([up, down], selection=selection)


def test_no_assets_make_an_empty_run():
    """A run of no assets succeeds and makes nothing."""
    result = dg.materialize([])

    assert result.success
    assert result.get_asset_materialization_events() == []


def test_values_in_memory_only(tmp_path):
    """``materialize_to_memory`` replaces every manager: nothing is stored anywhere."""

    @dg.asset(io_manager_key="never_provided")
    def special():
        return object()

    result = dg.materialize_to_memory([up, special])

    assert result.success
    assert result.asset_value("up") == 1


def test_a_run_id_of_ones_own():
    """A run can be given its id, which must be a UUID, and no run may have it already."""
    run_id = "0c9d3f5e-1111-4a4a-8888-000000000001"
    job = dg.Definitions(assets=[up]).get_implicit_global_asset_job_def()

    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(run_id=run_id, instance=instance).run_id == run_id
        with pytest.raises(ParameterError, match="already"):
            job.execute_in_process(run_id=run_id, instance=instance)
    with pytest.raises(ParameterError, match="UUID"):
        job.execute_in_process(run_id="mine")


def test_a_selection_is_a_limit():
    """A job cannot be asked for an asset that it does not select."""
    defs = dg.Definitions(assets=[up, down], jobs=[dg.define_asset_job("ups", "up")])

    with pytest.raises(InvalidSelectionError, match="job 'ups' does not select 'down'"):
        defs.get_job_def("ups").execute_in_process(asset_selection=[dg.AssetKey("down")])


def test_an_instance_must_be_one():
    """Something else in the place of an instance is refused by name."""
    with pytest.raises(ParameterError, match="'instance' must be an instance"):
        dg.materialize([up], instance="home")
