"""``ConfigurableResource``: a resource as a class with typed fields.

Imports pydantic: enter late.
"""

from __future__ import annotations

import typing
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from graphmat.errors import InvalidInvocationError
from graphmat.resources.base import ResourceDefinition
from graphmat.resources.env import holds_env
from graphmat.resources.faults import ConfigCheck
from graphmat.resources.models import FrozenModel
from graphmat.resources.preparing import (
    OPEN_CONTEXT,
    config_fields,
    open_prepared,
    parts_of,
    prepare_resource,
    resource_fields,
)
from graphmat.resources.run_config import RunConfigDocument
from graphmat.resources.scope import Prepared, ResourceScope

if typing.TYPE_CHECKING:
    from graphmat.resources.faults import Path
    from graphmat.resources.init_context import InitResourceContext


class ConfigurableResourceFactory(FrozenModel):
    """A class with typed fields that makes a resource of any type when a run starts.

    Subclasses say what in ``create_resource``. To be itself the resource, a class derives from
    ``ConfigurableResource``.
    """

    __graphmat_resource__ = True
    __graphmat_factory__ = True

    def __init__(self, **data: Any) -> None:
        config_fields(type(self))
        super().__init__(**data)

    def __class_getitem__(cls, item: Any) -> Any:
        """The class itself: what a factory makes is of interest to type checkers only."""
        if cls.__pydantic_generic_metadata__["parameters"]:
            return super().__class_getitem__(item)
        return cls

    @abstractmethod
    def create_resource(self, context: InitResourceContext) -> Any:
        """Make the resource."""

    def setup_for_execution(self, context: InitResourceContext) -> None:
        """Get ready for a run; keep what is opened in private attributes."""

    def teardown_after_execution(self, context: InitResourceContext) -> None:
        """Undo the set-up, after the run's last step, failed or not."""

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[Any]:
        """Frame a run: set-up, the resource, tear-down.

        Overridden where a set-up is a context manager: enter it, yield ``self``.
        """
        self.setup_for_execution(context)
        try:
            yield self.create_resource(context)
        finally:
            self.teardown_after_execution(context)

    @classmethod
    def __has_teardown__(cls) -> bool:
        """Whether anything is to be done after the run."""
        base = ConfigurableResourceFactory
        return (
            cls.yield_for_execution is not base.yield_for_execution
            or cls.teardown_after_execution is not base.teardown_after_execution
        )

    @classmethod
    def configure_at_launch(cls, **data: Any) -> PartialResource:
        """A resource whose other fields are given by the run config.

        Args:
            data: Fields that are known now.
        """
        return PartialResource(cls, data)

    @property
    def nested_resources(self) -> Mapping[str, Any]:
        """The resources that it holds: field → resource."""
        fields = resource_fields(type(self))
        return {name: getattr(self, name) for name in fields}

    def get_resource_context(self) -> InitResourceContext:
        """What the resource was told when it was opened.

        Raises:
            InvalidInvocationError: It is not open.
        """
        context = self.__dict__.get(OPEN_CONTEXT)
        if context is None:
            raise InvalidInvocationError(
                f"{type(self).__name__} has no context: it is not open",
                hint="a run opens it; in a test, use process_config_and_initialize_cm()",
            )
        return typing.cast("InitResourceContext", context)

    def get_resource_definition(self) -> ResourceDefinition:
        """A resource definition that opens it."""

        def opened(_context: Any) -> Iterator[Any]:
            with self.process_config_and_initialize_cm() as resource:
                yield resource

        return ResourceDefinition(opened, description=type(self).__doc__)

    def process_config_and_initialize(self) -> Any:
        """Open it outside a run: ``EnvVar`` fields read, set up.

        Raises:
            InvalidInvocationError: It, or one that it holds, must be closed again.
        """
        return _open_for_good(self, RunConfigDocument(), {})

    @contextmanager
    def process_config_and_initialize_cm(self) -> Iterator[Any]:
        """Open it outside a run, and close it when the context is left."""
        with _open_alone(self, RunConfigDocument(), {}) as resource:
            yield resource

    @classmethod
    def from_resource_context(cls, context: InitResourceContext) -> Any:
        """Open one with the config of a context.

        Raises:
            InvalidInvocationError: It must be closed again.
        """
        return _open_for_good(PartialResource(cls, {}), *_given_by(cls, context))

    @classmethod
    @contextmanager
    def from_resource_context_cm(cls, context: InitResourceContext) -> Iterator[Any]:
        """Open one with the config of a context, and close it when the context is left."""
        with _open_alone(PartialResource(cls, {}), *_given_by(cls, context)) as resource:
            yield resource

    def __config_document__(self, *, whole: bool = False) -> dict[str, Any]:
        """The values as they are written in run config; objects that are no config are left out."""
        document = super().__config_document__(whole=whole)
        fields = type(self).model_fields
        for name in resource_fields(type(self)):
            if not isinstance(getattr(self, name), FrozenModel):
                document.pop(fields[name].alias or name, None)
        return document

    def __resource_needs__(self) -> tuple[Iterable[str], Iterable[Any]]:
        """The resources that it holds."""
        return (), [part for value in self.nested_resources.values() for part in parts_of(value)]

    def __resource_prepare__(self, scope: ResourceScope, config: Any, path: Path) -> Prepared:
        """Read its config over its own values."""
        fields = type(self).model_fields
        waiting = {name for name in fields if holds_env(getattr(self, name))}
        given = self.model_fields_set | waiting | resource_fields(type(self)).keys()
        values = {name: getattr(self, name) for name in fields if name in given}
        values.update(self.model_extra or {})
        return prepare_resource(type(self), values, fields.keys(), scope, config, path)

    def __resource_open__(self, scope: ResourceScope, prepared: Prepared, label: str) -> Any:
        """Set it up."""
        return open_prepared(self, scope, prepared, label)


class ConfigurableResource(ConfigurableResourceFactory):
    """A resource as a class: its fields are its config, its methods what ops call.

    A field may be any config type (see ``Config``), another ``ConfigurableResource``, or a
    ``ResourceDependency[...]``. Each run works on a copy of its own.

    Example:
        ``class Store(ConfigurableResource): root: str``
    """

    __graphmat_factory__ = False

    def create_resource(self, context: InitResourceContext) -> Any:
        """The resource: this very object."""
        del context
        return self


class PartialResource:
    """A resource whose remaining fields are given when a run starts.

    Args:
        resource_cls: Its class.
        data: The fields that are known.
    """

    __slots__ = ("data", "resource_cls")
    __graphmat_deferred__ = True

    def __init__(
        self, resource_cls: type[ConfigurableResourceFactory], data: Mapping[str, Any]
    ) -> None:
        config_fields(resource_cls)
        self.resource_cls = resource_cls
        self.data = dict(data)

    def __repr__(self) -> str:
        return f"{self.resource_cls.__name__}.configure_at_launch({', '.join(self.data)})"

    def __resource_needs__(self) -> tuple[Iterable[str], Iterable[Any]]:
        """The resources that it holds."""
        return (), [part for value in self.data.values() for part in parts_of(value)]

    def __resource_prepare__(self, scope: ResourceScope, config: Any, path: Path) -> Prepared:
        """Read its config beside the fields that are known."""
        return prepare_resource(self.resource_cls, self.data, self.data.keys(), scope, config, path)

    def __resource_open__(self, scope: ResourceScope, prepared: Prepared, label: str) -> Any:
        """Set it up."""
        return open_prepared(self, scope, prepared, label)


def _given_by(cls: type, context: Any) -> tuple[RunConfigDocument, Mapping[str, Any]]:
    """The run config and the facts that a context holds."""
    config = context.resource_config
    entry = {} if config is None else {"config": config}
    facts = {
        "run_id": context.run_id,
        "instance": context.instance,
        "dagster_run": context.dagster_run,
        "log": context.log,
    }
    return RunConfigDocument({"resources": {cls.__name__: entry}}), facts


def _scope_of(
    definition: Any, config: RunConfigDocument, facts: Mapping[str, Any]
) -> tuple[ResourceScope, str]:
    label = getattr(definition, "resource_cls", type(definition)).__name__
    return ResourceScope({label: definition}, config, ConfigCheck(), facts), label


@contextmanager
def _open_alone(
    definition: Any, config: RunConfigDocument, facts: Mapping[str, Any]
) -> Iterator[Any]:
    scope, label = _scope_of(definition, config, facts)
    scope.open_all([label])
    try:
        yield scope.values[label]
    finally:
        scope.close()
    if scope.teardown_errors:
        raise scope.teardown_errors[0][1]


def _open_for_good(definition: Any, config: RunConfigDocument, facts: Mapping[str, Any]) -> Any:
    scope, label = _scope_of(definition, config, facts)
    scope.open_all([label])
    if scope.has_teardown:
        scope.close()
        raise InvalidInvocationError(
            f"{label} has to be closed again, or holds a resource that has",
            hint="use process_config_and_initialize_cm() or from_resource_context_cm()",
        )
    return scope.values[label]
