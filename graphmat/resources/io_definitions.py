"""I/O managers and input managers made by functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, overload

from graphmat.resources.base import (
    ResourceDefinition,
    ResourceFunction,
    is_function,
    takes_context,
)
from graphmat.resources.io_base import InputManager, IOManager
from graphmat.resources.typed import config_schema_of

if TYPE_CHECKING:
    from graphmat.resources.schema import Schema
    from graphmat.resources.scope import Prepared, ResourceScope


class IOManagerDefinition(ResourceDefinition):
    """An I/O manager that a function makes when a run starts.

    Args:
        resource_fn: Takes an ``InitResourceContext`` or nothing; returns the I/O manager.
        config_schema: What its config may be.
        description: What it is; default: the function's docstring.
        required_resource_keys: Resources that must be open before it; its contexts show them.
        version: Kept for compatibility.
        input_config_schema: What ``ops.<op>.inputs.<name>`` may be for inputs that it loads.
        output_config_schema: What ``ops.<op>.outputs`` may be for outputs that it stores.
    """

    def __init__(
        self,
        resource_fn: ResourceFunction,
        config_schema: Any = None,
        description: str | None = None,
        required_resource_keys: Iterable[str] | None = None,
        version: str | None = None,
        input_config_schema: Any = None,
        output_config_schema: Any = None,
    ) -> None:
        super().__init__(resource_fn, config_schema, description, required_resource_keys, version)
        self.declared_input_config = input_config_schema
        self.declared_output_config = output_config_schema

    @property
    def input_config_schema(self) -> Schema | None:
        """What config of an input that it loads may be."""
        declared = self.declared_input_config
        return None if declared is None else config_schema_of(declared)

    @property
    def output_config_schema(self) -> Schema | None:
        """What config of an output that it stores may be."""
        declared = self.declared_output_config
        return None if declared is None else config_schema_of(declared)

    @staticmethod
    def hardcoded_io_manager(
        value: IOManager, description: str | None = None
    ) -> IOManagerDefinition:
        """A definition whose I/O manager is this one."""
        return IOManagerDefinition(lambda: value, description=description or "A fixed value.")


class InputManagerDefinition(ResourceDefinition):
    """A function that loads inputs.

    Args:
        resource_fn: Takes an ``InputContext`` or nothing; returns the value of the input.
        config_schema: What its config may be; the context shows it as ``resource_config``.
        description: What it is; default: the function's docstring.
        required_resource_keys: Resources that must be open before it; its contexts show them.
        version: Kept for compatibility.
        input_config_schema: What ``ops.<op>.inputs.<name>`` may be for inputs that it loads.
    """

    def __init__(
        self,
        resource_fn: ResourceFunction,
        config_schema: Any = None,
        description: str | None = None,
        required_resource_keys: Iterable[str] | None = None,
        version: str | None = None,
        input_config_schema: Any = None,
    ) -> None:
        super().__init__(resource_fn, config_schema, description, required_resource_keys, version)
        self.declared_input_config = input_config_schema

    @property
    def input_config_schema(self) -> Schema | None:
        """What config of an input that it loads may be."""
        declared = self.declared_input_config
        return None if declared is None else config_schema_of(declared)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Load an input outside a run: call the function with a context."""
        return self.resource_fn(*args, **kwargs)

    def __resource_open__(self, scope: ResourceScope, prepared: Prepared, label: str) -> Any:
        """An input manager that calls the function for each input."""
        del scope, label
        return FunctionInputManager(self.resource_fn, prepared.config)


class FunctionInputManager(InputManager):
    """An input manager that calls a function.

    Args:
        function: Takes an ``InputContext`` or nothing.
        resource_config: The config of the input manager.
    """

    def __init__(self, function: ResourceFunction, resource_config: Any = None) -> None:
        self.function = function
        self.resource_config = resource_config
        self._takes_context = takes_context(function)

    def load_input(self, context: Any) -> Any:
        """Load the value of an input."""
        return self.function(context) if self._takes_context else self.function()


@overload
def io_manager(config_schema: ResourceFunction) -> IOManagerDefinition: ...
@overload
def io_manager(
    config_schema: Any = ...,
    description: str | None = ...,
    output_config_schema: Any = ...,
    input_config_schema: Any = ...,
    required_resource_keys: Iterable[str] | None = ...,
    version: str | None = ...,
) -> Callable[[ResourceFunction], IOManagerDefinition]: ...
def io_manager(
    config_schema: Any = None,
    description: str | None = None,
    output_config_schema: Any = None,
    input_config_schema: Any = None,
    required_resource_keys: Iterable[str] | None = None,
    version: str | None = None,
) -> Any:
    """Make an I/O manager of a function that returns one.

    Args:
        config_schema: What its config may be. With the bare decorator: the function itself.
        description: What it is; default: the function's docstring.
        output_config_schema: What ``ops.<op>.outputs`` may be for outputs that it stores.
        input_config_schema: What ``ops.<op>.inputs.<name>`` may be for inputs that it loads.
        required_resource_keys: Resources that must be open before it; its contexts show them.
        version: Kept for compatibility.
    """
    if is_function(config_schema):
        return IOManagerDefinition(config_schema)

    def decorate(function: ResourceFunction) -> IOManagerDefinition:
        return IOManagerDefinition(
            function,
            config_schema,
            description,
            required_resource_keys,
            version,
            input_config_schema,
            output_config_schema,
        )

    return decorate


@overload
def input_manager(config_schema: ResourceFunction) -> InputManagerDefinition: ...
@overload
def input_manager(
    config_schema: Any = ...,
    description: str | None = ...,
    input_config_schema: Any = ...,
    required_resource_keys: Iterable[str] | None = ...,
    version: str | None = ...,
) -> Callable[[ResourceFunction], InputManagerDefinition]: ...
def input_manager(
    config_schema: Any = None,
    description: str | None = None,
    input_config_schema: Any = None,
    required_resource_keys: Iterable[str] | None = None,
    version: str | None = None,
) -> Any:
    """Make an input manager of a function that loads an input.

    Args:
        config_schema: What its config may be. With the bare decorator: the function itself.
        description: What it is; default: the function's docstring.
        input_config_schema: What ``ops.<op>.inputs.<name>`` may be for inputs that it loads.
        required_resource_keys: Resources that must be open before it; its contexts show them.
        version: Kept for compatibility.
    """
    if is_function(config_schema):
        return InputManagerDefinition(config_schema)
    return lambda function: InputManagerDefinition(
        function, config_schema, description, required_resource_keys, version, input_config_schema
    )
