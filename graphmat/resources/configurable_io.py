"""``ConfigurableIOManager`` and its kin. Imports pydantic: enter late."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from graphmat.resources.configurable import ConfigurableResource, ConfigurableResourceFactory
from graphmat.resources.io_base import IOManager

if TYPE_CHECKING:
    from graphmat.resources.init_context import InitResourceContext
    from graphmat.resources.io_definitions import IOManagerDefinition


class ConfigurableIOManager(ConfigurableResource, IOManager):
    """An I/O manager as a class: its fields are its config.

    Example:
        ``class Shelf(ConfigurableIOManager): root: str`` with ``handle_output`` and ``load_input``.
    """


class ConfigurableIOManagerFactory(ConfigurableResourceFactory):
    """A class with typed fields that makes an I/O manager when a run starts."""

    @abstractmethod
    def create_io_manager(self, context: InitResourceContext) -> IOManager:
        """Make the I/O manager."""

    def create_resource(self, context: InitResourceContext) -> Any:
        """Make the I/O manager."""
        return self.create_io_manager(context)


class ConfigurableLegacyIOManagerAdapter(ConfigurableIOManagerFactory):
    """A class with typed fields around an I/O manager that a function makes.

    The function finds the fields in ``context.resource_config``.
    """

    @property
    @abstractmethod
    def wrapped_io_manager(self) -> IOManagerDefinition:
        """The definition whose I/O manager this is."""

    def create_io_manager(self, context: InitResourceContext) -> IOManager:
        """Call the definition's function."""
        made: IOManager = self.wrapped_io_manager(context)
        return made
