"""What an I/O manager sees of the value it stores or loads."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvariantViolationError
from graphmat.keys import AssetKey


@pytest.mark.parametrize(
    ("facts", "identifier"),
    [
        ({"asset_key": ["a", "b"]}, ["a", "b"]),
        ({"asset_key": "a", "partition_key": "2024"}, ["a", "2024"]),
        ({"run_id": "r", "step_key": "g.s", "name": "o"}, ["r", "g.s", "o"]),
        ({"run_id": "r", "step_key": "s", "name": "o", "mapping_key": "m"}, ["r", "s", "o", "m"]),
    ],
)
def test_what_names_a_value(facts, identifier):
    """An asset's key and partition, or run, step, output and item, name a value."""
    assert list(dg.build_output_context(**facts).get_identifier()) == identifier


def test_an_input_names_what_was_stored():
    """The input of a value has the identifier of the output that stored it."""
    stored = dg.build_output_context(run_id="r", step_key="s", name="o")

    context = dg.build_input_context(name="x", upstream_output=stored)
    assert list(context.get_identifier()) == ["r", "s", "o"]
    with pytest.raises(InvariantViolationError, match="no upstream"):
        dg.build_input_context(name="x").get_identifier()


def test_what_is_not_there():
    """A value of no asset has no key, a run of no partition no partition key."""
    context = dg.build_output_context(name="o", step_key="s", run_id="r")

    assert not context.has_asset_key
    assert not context.has_partition_key
    with pytest.raises(InvariantViolationError, match="not an asset"):
        _ = context.asset_key
    with pytest.raises(InvariantViolationError, match="not for a partition"):
        _ = context.partition_key


def test_facts_that_are_given():
    """Metadata, resources and configuration are what was given."""
    context = dg.build_output_context(
        asset_key="a",
        definition_metadata={"table": "t"},
        output_metadata={"rows": 1},
        resources={"db": "d"},
        resource_config={"base": "b"},
    )

    assert context.asset_key == AssetKey("a")
    assert context.definition_metadata == {"table": "t"}
    assert context.output_metadata == {"rows": 1}
    assert context.resources.db == "d"
    assert context.resource_config == {"base": "b"}


def test_metadata_of_a_manager_adds_up():
    """What a manager adds is gathered; later values win."""
    context = dg.build_output_context(asset_key="a")
    context.add_output_metadata({"a": 1})
    context.add_output_metadata({"a": 2, "b": 3})

    assert context.metadata_added == {"a": 2, "b": 3}


def test_several_partitions_have_no_single_key():
    """An input of several partitions names them all, not one."""
    from graphmat.definitions.io_context import InputContext

    context = InputContext(name="x", asset_key=AssetKey("a"), asset_partition_keys=("1", "2"))

    assert context.asset_partition_keys == ["1", "2"]
    with pytest.raises(InvariantViolationError, match="2 partitions"):
        _ = context.asset_partition_key
