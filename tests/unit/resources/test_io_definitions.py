from __future__ import annotations

from graphmat.resources.fields import validate
from graphmat.resources.io_base import InputManager, IOManager
from graphmat.resources.io_definitions import (
    InputManagerDefinition,
    IOManagerDefinition,
    input_manager,
    io_manager,
)
from graphmat.resources.opening import build_init_resource_context, build_resources


class Shelf(IOManager):
    def __init__(self, root: str = "") -> None:
        self.root = root

    def handle_output(self, context, obj):
        """Store nothing."""

    def load_input(self, context):
        """Give the root back."""
        return self.root


def test_io_manager_decorator() -> None:
    """A function that returns an I/O manager becomes its definition, bare or called."""

    @io_manager
    def bare():
        return Shelf("bare")

    @io_manager(config_schema={"root": str}, required_resource_keys={"n"}, description="Shelf.")
    def called(context):
        return Shelf(context.resource_config["root"] + str(context.resources.n))

    assert isinstance(bare, IOManagerDefinition)
    assert called.description == "Shelf."
    config = {"c": {"config": {"root": "r"}}}
    with build_resources({"b": bare, "c": called, "n": 1}, resource_config=config) as opened:
        assert (opened.b.root, opened.c.root) == ("bare", "r1")
    context = build_init_resource_context(config={"root": "d"}, resources={"n": 2})
    assert called(context).root == "d2"


def test_config_of_inputs_and_outputs() -> None:
    """Schemas for single inputs and outputs are kept for those who read that config."""

    @io_manager(output_config_schema={"mode": str}, input_config_schema={"columns": [str]})
    def made(_):
        return Shelf()

    assert validate(made.output_config_schema, {"mode": "a"}) == {"mode": "a"}
    assert validate(made.input_config_schema, {"columns": ["a"]}) == {"columns": ["a"]}
    assert io_manager(Shelf.load_input).output_config_schema is None


def test_configured_io_manager() -> None:
    """A configured definition is still one of an I/O manager."""

    @io_manager(config_schema={"root": str})
    def made(context):
        return Shelf(context.resource_config["root"])

    fixed = made.configured({"root": "x"})
    assert isinstance(fixed, IOManagerDefinition)
    with build_resources({"io": fixed}) as opened:
        assert opened.io.root == "x"


def test_hardcoded_io_manager() -> None:
    """An I/O manager at hand can be wrapped in a definition."""
    shelf = Shelf()
    with build_resources({"io": IOManagerDefinition.hardcoded_io_manager(shelf)}) as opened:
        assert opened.io is shelf


def test_input_manager_decorator() -> None:
    """A function that loads inputs is called for each of them."""

    @input_manager
    def bare():
        return "loaded"

    @input_manager(config_schema={"n": int}, input_config_schema={"m": int})
    def called(context):
        return context + 1

    assert isinstance(bare, InputManagerDefinition)
    assert validate(called.input_config_schema, {"m": 1}) == {"m": 1}
    assert called(4) == 5
    config = {"c": {"config": {"n": 3}}}
    with build_resources({"b": bare, "c": called}, resource_config=config) as opened:
        assert isinstance(opened.b, InputManager)
        assert opened.b.load_input(object()) == "loaded"
        assert opened.c.load_input(1) == 2
        assert opened.c.resource_config == {"n": 3}
