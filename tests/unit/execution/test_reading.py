"""Reading one value, from the project's store or through a manager of the user's."""

from __future__ import annotations

import graphmat as dg


class Shelf(dg.IOManager):
    """A manager that keeps values in a dictionary, and forgets when told to."""

    def __init__(self):
        self.kept = {}
        self.contexts = []

    def handle_output(self, context, obj):
        """Keep a value."""
        self.kept[tuple(context.get_identifier())] = obj

    def load_input(self, context):
        """Give it back."""
        self.contexts.append(context)
        return self.kept[tuple(context.get_identifier())]


@dg.asset(metadata={"table": "t"})
def up():
    """An asset to load."""
    return 1


@dg.asset(ins={"up": dg.AssetIn(metadata={"columns": "c"})})
def down(up):
    """An asset that loads it."""
    return up + 1


def shelf_resources(shelf):
    """The shelf as the manager of everything."""
    return {"io_manager": dg.IOManagerDefinition.hardcoded_io_manager(shelf)}


def test_what_a_manager_sees_of_an_input(carry_out):
    """A manager that loads is told the asset, the input, and what is said of both."""
    shelf = Shelf()
    carry_out([up, down], resources=shelf_resources(shelf))
    carry_out([up, down], "down", resources=shelf_resources(shelf))

    for context in shelf.contexts:
        assert context.asset_key == dg.AssetKey("up")
        assert context.name == "up"
        assert context.definition_metadata["columns"] == "c"
    assert len(shelf.contexts) == 2


def test_a_manager_that_cannot_load(carry_out):
    """The fault of a manager is told with the input and the step, and is the cause."""
    shelf = Shelf()
    carry_out([up], resources=shelf_resources(shelf))
    shelf.kept.clear()

    ended = carry_out([up, down], "down", resources=shelf_resources(shelf))

    kind, message = ended.error("down")
    assert kind == "LoadInputError"
    assert "input 'up' of 'down' could not be loaded: KeyError" in message
    assert isinstance(ended.outcome.exception, KeyError)
