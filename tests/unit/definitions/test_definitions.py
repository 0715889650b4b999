"""``Definitions``: everything that a module defines."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError, InvalidSelectionError, InvariantViolationError
from graphmat.keys import AssetKey


@dg.asset
def up():
    """An asset."""
    return 1


@dg.asset
def down(up):
    """An asset made from it."""
    return up


def test_members_lie_in_lists_of_lists():
    """Lists within lists are taken apart."""
    defs = dg.Definitions(assets=[[up], (down,), dg.AssetSpec("far")])

    assert [str(key) for key in defs.resolve_all_asset_keys()] == ["down", "far", "up"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"assets": up}, "'assets' must be a list"),
        ({"assets": [3]}, "'assets' holds 3"),
        ({"assets": [print]}, "does not belong there"),
        ({"jobs": [up]}, "'jobs' holds"),
        ({"resources": [1]}, "'resources' must be a dictionary"),
    ],
)
def test_what_does_not_belong(options, words):
    """A stray member is refused, and shown with the list it lies in."""
    with pytest.raises(GraphmatError, match=words):
        dg.Definitions(**options)


def test_jobs_by_name():
    """A job is found by its name, the job of all assets by its own, a definition by that."""
    defs = dg.Definitions(assets=[up, down], jobs=[dg.define_asset_job("ups", "up")])

    assert defs.get_job_def("ups").asset_keys == {AssetKey("up")}
    assert defs.get_job_def("__ASSET_JOB").asset_keys == {AssetKey("up"), AssetKey("down")}
    assert defs.get_job_def("down").asset_keys == {AssetKey("down")}
    with pytest.raises(InvariantViolationError, match="'upps'") as caught:
        defs.get_job_def("upps")
    assert "'ups'" in caught.value.hint


def test_one_name_is_one_job():
    """Two jobs of one name cannot be told apart."""
    defs = dg.Definitions(
        assets=[up], jobs=[dg.define_asset_job("same", "up"), dg.define_asset_job("same")]
    )

    with pytest.raises(GraphmatError, match="same"):
        defs.get_job_def("same")


def test_assets_by_key():
    """A definition is found by the key of any of its assets; an unknown key is answered."""
    defs = dg.Definitions(assets=[up, down])

    assert defs.get_assets_def("up") is up
    with pytest.raises(InvariantViolationError, match="'dwn' is not defined") as caught:
        defs.get_assets_def("dwn")
    assert "'down'" in caught.value.hint


@pytest.mark.parametrize(
    ("selection", "names"),
    [(None, "down up"), ("+down", "down up"), (["up"], "up"), ([down], "down")],
)
def test_selections(selection, names):
    """Text, keys and definitions name assets; None names all of them."""
    defs = dg.Definitions(assets=[up, down, dg.AssetSpec("far")])

    assert " ".join(sorted(map(str, defs.resolve_selection(selection)))) == names


def test_an_unknown_name_is_never_empty():
    """A selection that names what is not there is an error."""
    with pytest.raises(InvalidSelectionError, match="upp"):
        dg.Definitions(assets=[up]).resolve_selection("upp")


def test_definitions_are_merged():
    """Members add up; one resource key cannot stand for two resources."""
    shared = object()
    merged = dg.Definitions.merge(
        dg.Definitions(assets=[up], resources={"a": shared}),
        dg.Definitions(assets=[down], resources={"a": shared, "b": 1}),
    )

    assert len(merged.assets) == 2
    assert set(merged.resources) == {"a", "b"}
    with pytest.raises(InvariantViolationError, match="'a' is defined twice"):
        dg.Definitions.merge(dg.Definitions(resources={"a": 1}), dg.Definitions(resources={"a": 2}))
    with pytest.raises(GraphmatError, match="not 3"):
        dg.Definitions.merge(3)


def test_specs_can_be_mapped():
    """A function over some of the specs makes new definitions."""
    defs = dg.Definitions(assets=[up, down])
    changed = defs.map_asset_specs(
        func=lambda spec: spec.replace_attributes(group_name="g"), selection="up"
    )

    groups = {str(spec.key): spec.group_name for spec in changed.resolve_all_asset_specs()}
    assert groups == {"up": "g", "down": "default"}


def test_stored_values_can_be_loaded(tmp_path):
    """A value that a run stored is loaded by its key; what was never made is told as that."""
    defs = dg.Definitions(assets=[up, down])
    with dg.DagsterInstance.at(tmp_path) as instance:
        dg.materialize([up], instance=instance)

        assert defs.load_asset_value("up", instance=instance) == 1
        with defs.get_asset_value_loader(instance) as loader:
            assert loader.load_asset_value(AssetKey("up")) == 1
        with pytest.raises(GraphmatError, match="never been materialized"):
            defs.load_asset_value("down", instance=instance)
        with pytest.raises(InvalidSelectionError, match="'dwn'") as caught:
            defs.load_asset_value("dwn", instance=instance)
        assert "'down'" in caught.value.hint


def test_a_resource_of_a_definition_that_clashes():
    """A definition cannot bring another object under a key that the module has."""

    @dg.asset(resource_defs={"db": dg.ResourceDefinition.hardcoded_resource(1)})
    def own(context):
        return context.resources.db

    defs = dg.Definitions(
        assets=[own], resources={"db": dg.ResourceDefinition.hardcoded_resource(2)}
    )

    with pytest.raises(GraphmatError, match="'db'"):
        defs.get_implicit_global_asset_job_def().execute_in_process()
