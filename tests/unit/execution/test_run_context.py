"""What the steps of a run share."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.execution.run_context import unknown_manager


def test_an_unknown_manager_is_told_with_the_known_ones():
    """An I/O manager key that no resource has is told with the nearest one that there is."""
    error = unknown_manager("warehous", {"warehouse": object(), "lake": object()})

    assert "no resource has the key 'warehous'" in str(error)
    assert "io_manager, lake, warehouse" in str(error)
    assert error.hint == "did you mean 'warehouse'?"


def test_each_output_goes_to_its_own_manager(carry_out):
    """A manager of the user's gets the outputs that name it, the project's store the others."""
    kept = {}

    class Shelf(dg.IOManager):
        def handle_output(self, context, obj):
            kept[context.asset_key.to_user_string()] = obj

        def load_input(self, context):
            return kept[context.asset_key.to_user_string()]

    @dg.asset(io_manager_key="shelf")
    def first():
        return 1

    @dg.asset
    def second(first):
        return first + 1

    ended = carry_out(
        [first, second],
        resources={"shelf": dg.IOManagerDefinition.hardcoded_io_manager(Shelf())},
    )

    assert kept == {"first": 1}
    assert ended.value("second") == 2


def test_a_value_of_another_asset_can_be_asked_for(carry_out):
    """An op may load the stored value of any asset of the module."""

    @dg.asset
    def up():
        return 7

    @dg.asset(deps=[up])
    def asks(context):
        return context.load_asset_value("up") + 1

    assert carry_out([up, asks]).value("asks") == 8


def test_a_manager_that_fails_is_told_as_such(carry_out):
    """Where a manager of the user's raises, the step fails with the output's name and the cause."""

    class Broken(dg.IOManager):
        def handle_output(self, context, obj):
            raise PermissionError("read-only")

        def load_input(self, context):
            raise NotImplementedError

    @dg.asset
    def made():
        return 1

    ended = carry_out(
        [made], resources={"io_manager": dg.IOManagerDefinition.hardcoded_io_manager(Broken())}
    )

    kind, message = ended.error("made")
    assert kind == "HandleOutputError"
    assert "output 'result' of 'made' could not be stored" in message
    assert isinstance(ended.outcome.exception, PermissionError)
    assert ended.made() == {}


@pytest.mark.parametrize("reads", ["partition_key", "asset_partition_key_for_output"])
def test_a_partition_is_asked_for_outside_one(carry_out, reads):
    """An op that reads the partition of a run without one is told what to do."""

    @dg.asset
    def made(context):
        found = getattr(context, reads)
        return found() if callable(found) else found

    ended = carry_out([made])

    assert "the run is not for a partition" in ended.error("made")[1]
