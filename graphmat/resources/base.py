"""Resources made by functions: ``@resource`` and ``ResourceDefinition``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import _GeneratorContextManager, contextmanager
from types import GeneratorType
from typing import Any, overload

from graphmat.errors import InvalidInvocationError, ParameterError, ResourceInitError
from graphmat.resources.faults import ABSENT, ConfigCheck, Path, quoted
from graphmat.resources.init_context import InitResourceContext
from graphmat.resources.mapping import ConfiguredSchema
from graphmat.resources.schema import Schema
from graphmat.resources.scope import Prepared, ResourceScope
from graphmat.resources.typed import config_schema_of, read_config

ResourceFunction = Callable[..., Any]
"""Takes an ``InitResourceContext``, or nothing; returns the resource, or yields it once."""


class ResourceDefinition:
    """A resource that a function makes when a run starts.

    Args:
        resource_fn: Takes an ``InitResourceContext`` or nothing; returns the resource, or yields
            it once: what stands after the ``yield`` runs when the run ends.
        config_schema: What its config may be.
        description: What it is; default: the function's docstring.
        required_resource_keys: Resources that must be open before it.
        version: Kept for compatibility.
    """

    def __init__(
        self,
        resource_fn: ResourceFunction,
        config_schema: Any = None,
        description: str | None = None,
        required_resource_keys: Iterable[str] | None = None,
        version: str | None = None,
    ) -> None:
        if not callable(resource_fn):
            raise ParameterError(f"a resource is made by a function, not by {resource_fn!r}")
        if isinstance(required_resource_keys, str):
            raise ParameterError("required_resource_keys must be a set of keys, not one string")
        self.resource_fn = resource_fn
        self.declared_config = config_schema
        self.description = description if description is not None else resource_fn.__doc__
        self.required_resource_keys = frozenset(required_resource_keys or ())
        self.version = version
        if config_schema is not None:
            config_schema_of(config_schema, "the config of a resource")

    @property
    def config_schema(self) -> Schema | None:
        """What its config may be; None: anything."""
        declared = self.declared_config
        return None if declared is None else config_schema_of(declared)

    def configured(
        self,
        config_or_config_fn: Any,
        config_schema: Any = None,
        description: str | None = None,
    ) -> Any:
        """The same resource with its config fixed, or made by a function from other config.

        Args:
            config_or_config_fn: The config, or the function.
            config_schema: What the function takes; default: its parameter's annotation.
            description: What it is; default: as this one.
        """
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.declared_config = ConfiguredSchema(
            config_or_config_fn, self.declared_config, config_schema, "this resource"
        )
        if description is not None:
            twin.description = description
        return twin

    @staticmethod
    def hardcoded_resource(value: Any, description: str | None = None) -> ResourceDefinition:
        """A resource that is this value."""
        return ResourceDefinition(lambda: value, description=description or "A fixed value.")

    @staticmethod
    def none_resource(description: str | None = None) -> ResourceDefinition:
        """A resource that is None."""
        return ResourceDefinition.hardcoded_resource(None, description)

    @staticmethod
    def mock_resource(description: str | None = None) -> ResourceDefinition:
        """A resource that takes every call: a ``MagicMock``."""
        return ResourceDefinition(_magic_mock, description=description or "A mock.")

    @staticmethod
    def string_resource(description: str | None = None) -> ResourceDefinition:
        """A resource that is a string, given by its config."""
        return ResourceDefinition(
            lambda context: context.resource_config, str, description or "A string from config."
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Make the resource outside a run; a function that yields gives a context manager.

        Raises:
            InvalidInvocationError: A context is missing, or given where none is taken.
            ConfigFaultsError: The context's config does not fit.
        """
        context: Any = args[0] if args else next(iter(kwargs.values()), ABSENT)
        if not takes_context(self.resource_fn):
            if args or kwargs:
                raise InvalidInvocationError("this resource's function takes no context")
            return as_manager(self.resource_fn())
        if context is ABSENT:
            raise InvalidInvocationError(
                "this resource's function takes a context",
                hint="call it with build_init_resource_context(...)",
            )
        given = context.resource_config if context is not None else None
        check = ConfigCheck()
        raw = ABSENT if given is None else given
        config = read_config(self.declared_config, raw, ("config",), check)
        check.raise_faults("the resource's config")
        base = context if context is not None else InitResourceContext()
        return as_manager(self.resource_fn(base.replace_config(config)))

    def __resource_needs__(self) -> tuple[Iterable[str], Iterable[Any]]:
        """The resources that it requires."""
        return self.required_resource_keys, ()

    def __resource_prepare__(self, scope: ResourceScope, config: Any, path: Path) -> Prepared:
        """Read its config."""
        return Prepared(read_config(self.declared_config, config, path, scope.check))

    def __resource_open__(self, scope: ResourceScope, prepared: Prepared, label: str) -> Any:
        """Call its function."""
        resources = scope.resources_for(self.required_resource_keys, f"resource {quoted(label)}")
        with scope.guard(label):
            if takes_context(self.resource_fn):
                made = self.resource_fn(scope.context(self, prepared.config, resources))
            else:
                made = self.resource_fn()
            return enter_made(scope, made, label)


def enter_made(scope: ResourceScope, made: Any, label: str) -> Any:
    """What a resource function made; a generator is advanced to its ``yield``.

    A generator, or a function under ``@contextmanager``, is ended when the scope is closed. Other
    context managers, such as a database connection, are resources as they are.
    """
    manager = as_manager(made)
    if not isinstance(manager, _GeneratorContextManager):
        return manager
    try:
        value = manager.__enter__()
    except RuntimeError as error:
        if str(error) != "generator didn't yield":
            raise
        raise ResourceInitError(
            f"resource {quoted(label)} could not be opened: its function ended without a yield"
        ) from error
    scope.on_close(label, lambda: manager.__exit__(None, None, None))
    return value


def as_manager(made: Any) -> Any:
    """A generator as a context manager; anything else as it is."""
    if isinstance(made, GeneratorType):
        return contextmanager(lambda: made)()
    return made


def takes_context(function: ResourceFunction) -> bool:
    """Whether a resource function has a parameter to take a context."""
    code = getattr(function, "__code__", None)
    if code is not None and not hasattr(function, "__wrapped__"):
        # a bound method's first parameter is filled already
        bound = 1 if getattr(function, "__self__", None) is not None else 0
        return bool(code.co_argcount > bound or code.co_flags & _VARARGS)
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return True
    return any(parameter.kind is not parameter.KEYWORD_ONLY for parameter in parameters)


_VARARGS = 0x04


def _magic_mock() -> Any:
    from unittest.mock import MagicMock  # noqa: PLC0415  # a test's need

    return MagicMock()


@overload
def resource(config_schema: ResourceFunction) -> ResourceDefinition: ...
@overload
def resource(
    config_schema: Any = ...,
    description: str | None = ...,
    required_resource_keys: Iterable[str] | None = ...,
    version: str | None = ...,
) -> Callable[[ResourceFunction], ResourceDefinition]: ...
def resource(
    config_schema: Any = None,
    description: str | None = None,
    required_resource_keys: Iterable[str] | None = None,
    version: str | None = None,
) -> Any:
    """Make a resource of a function.

    Args:
        config_schema: What its config may be. With the bare decorator: the function itself.
        description: What it is; default: the function's docstring.
        required_resource_keys: Resources that must be open before it.
        version: Kept for compatibility.
    """
    if is_function(config_schema):
        return ResourceDefinition(config_schema)
    return lambda function: ResourceDefinition(
        function, config_schema, description, required_resource_keys, version
    )


def is_function(declared: Any) -> bool:
    """Whether a decorator's first argument is the decorated function, not a schema."""
    return callable(declared) and not isinstance(declared, type | Schema)


def make_values_resource(**kwargs: Any) -> ResourceDefinition:
    """A resource that holds values, given by its config: ``make_values_resource(n=int)``."""
    return ResourceDefinition(
        lambda context: _Values(context.resource_config or {}), kwargs or None, "Values."
    )


class _Values:
    """Config values as attributes."""

    def __init__(self, values: Any) -> None:
        self.__dict__.update(values)

    def __repr__(self) -> str:
        return f"Values({', '.join(self.__dict__)})"
