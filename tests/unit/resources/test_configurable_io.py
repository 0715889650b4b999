from __future__ import annotations

import pytest

from graphmat.resources.configurable_io import (
    ConfigurableIOManager,
    ConfigurableIOManagerFactory,
    ConfigurableLegacyIOManagerAdapter,
)
from graphmat.resources.env import EnvVar
from graphmat.resources.io_base import IOManager
from graphmat.resources.io_definitions import io_manager
from graphmat.resources.opening import open_resources


class Shelf(ConfigurableIOManager):
    root: str

    def handle_output(self, context, obj):
        """Store nothing."""

    def load_input(self, context):
        """Give the root back."""
        return self.root


def opened(definition, **options):
    """Open an I/O manager and close it again."""
    with open_resources({"io_manager": definition}, ["io_manager"], **options) as resources:
        return resources.resources.io_manager


def test_io_manager_with_fields() -> None:
    """A ConfigurableIOManager is an I/O manager, and a resource with fields."""
    made = opened(Shelf(root=EnvVar("ROOT")), environment={"ROOT": "/shelf"})
    assert isinstance(made, IOManager)
    assert made.load_input(None) == "/shelf"


def test_methods_are_required() -> None:
    """A ConfigurableIOManager without its two methods cannot be made."""

    class Half(ConfigurableIOManager):
        root: str

    with pytest.raises(TypeError, match="handle_output"):
        Half(root="r")


def test_factory() -> None:
    """A factory makes the I/O manager when the run starts."""

    class Factory(ConfigurableIOManagerFactory):
        root: str

        def create_io_manager(self, context):
            return Shelf(root=self.root + context.run_id)

    assert opened(Factory(root="r"), run_id="1").root == "r1"


def test_adapter_around_a_function() -> None:
    """An adapter hands its fields to a function's I/O manager as its config."""

    @io_manager(config_schema={"root": str})
    def made(context):
        return Shelf(root=context.resource_config["root"])

    class Adapter(ConfigurableLegacyIOManagerAdapter):
        root: str

        @property
        def wrapped_io_manager(self):
            return made

    assert opened(Adapter(root="x")).root == "x"
