"""What is said about an asset."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError, InvalidDefinitionError, ParameterError
from graphmat.keys import AssetKey


@dg.asset
def up():
    """An asset."""
    return 1


@dg.multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()})
def both():
    """Two assets."""
    return 1, 2


@pytest.mark.parametrize(
    ("deps", "keys"),
    [
        (["x"], ["x"]),
        ([["x", "y"]], ["x/y"]),
        ([AssetKey("x"), "x"], ["x"]),
        ([up], ["up"]),
        ([both], ["a", "b"]),
        ([dg.AssetDep("x")], ["x"]),
        ([dg.AssetSpec("x"), dg.SourceAsset("y")], ["x", "y"]),
        (None, []),
    ],
)
def test_ways_to_name_dependencies(deps, keys):
    """Keys, definitions, specs and dependencies, each asset once."""
    spec = dg.AssetSpec("made", deps=deps)

    assert [str(dep.asset_key) for dep in spec.deps] == keys


@pytest.mark.parametrize("deps", ["x", AssetKey("x"), 3, [3]], ids=repr)
def test_what_is_no_list_of_dependencies(deps):
    """A single key in the place of the list is refused: it would be read letter by letter."""
    with pytest.raises(ParameterError):
        dg.AssetSpec("made", deps=deps)


def test_one_dependency_with_two_mappings():
    """An asset cannot be depended on in two ways."""
    mappings = [dg.AllPartitionMapping(), dg.LastPartitionMapping()]

    with pytest.raises(InvalidDefinitionError, match="given twice"):
        dg.AssetSpec("made", deps=[dg.AssetDep("x", partition_mapping=m) for m in mappings])


def test_attributes_can_be_replaced_and_merged():
    """A changed spec is a new one; merging adds to what there is."""
    spec = dg.AssetSpec("a", tags={"x": "1"}, kinds={"csv"}, deps=["up"])
    changed = spec.replace_attributes(group_name="g", key="b")
    merged = spec.merge_attributes(tags={"y": "2"}, kinds={"sql"}, deps=["more"])

    assert (changed.key, changed.group_name, changed.tags) == (AssetKey("b"), "g", {"x": "1"})
    assert merged.tags == {"x": "1", "y": "2"}
    assert merged.kinds == {"csv", "sql"}
    assert [str(dep.asset_key) for dep in merged.deps] == ["up", "more"]
    assert spec.tags == {"x": "1"}


def test_specs_are_compared_by_what_they_say():
    """Two specs that say the same are equal."""
    assert dg.AssetSpec("a", tags={"x": "1"}) == dg.AssetSpec("a", tags={"x": "1"})
    assert dg.AssetSpec("a") != dg.AssetSpec("a", description="d")


def test_the_manager_of_an_external_asset():
    """An external asset can say which manager loads it, in each of the ways there are."""
    by_method = dg.AssetSpec("a").with_io_manager_key("m")
    by_metadata = dg.AssetSpec("a", metadata={"dagster/io_manager_key": "m"})

    assert by_method.io_manager_key == by_metadata.io_manager_key == "m"
    assert dg.SourceAsset("a", io_manager_key="m").spec.io_manager_key == "m"


@pytest.mark.parametrize(
    "options",
    [
        {"group_name": "a-b"},
        {"tags": {"a b": ""}},
        {"owners": ["ann"]},
        {"kinds": [1]},
        {"kinds": "csv"},
        {"key": 3},
    ],
    ids=repr,
)
def test_what_cannot_be_said(options):
    """Names that are not valid are refused when the spec is made."""
    with pytest.raises(GraphmatError):
        dg.AssetSpec(**{"key": "a", **options})


def test_an_observable_source_is_refused():
    """What the library does not do is refused, not ignored."""
    with pytest.raises(InvalidDefinitionError, match="not supported"):
        dg.SourceAsset("a", observe_fn=lambda: 1)
