"""Opening the resources of a run: only those that its plan needs, closed again whatever happens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidDefinitionError
from graphmat.resources.faults import ConfigCheck, quoted
from graphmat.resources.init_context import InitResourceContext
from graphmat.resources.opened import Resources
from graphmat.resources.run_config import RunConfigDocument, as_run_config
from graphmat.resources.scope import ResourceScope, TeardownError, is_openable, missing_resource

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from graphmat.resources.masking import Secrets


class OpenResources:
    """The resources of a run; a context manager that opens them and closes them.

    Attributes:
        resources: Everything that was required, as attributes.
        teardown_errors: What was raised when they were closed, with the resource's key. Such an
            error never hides the error that ended the run.
    """

    __slots__ = ("_required", "_scope", "resources", "teardown_errors")

    def __init__(self, scope: ResourceScope | None, required: Collection[str]) -> None:
        self._scope = scope
        self._required = required
        self.resources = _NOTHING
        self.teardown_errors: list[TeardownError] = []

    def __enter__(self) -> Self:
        scope = self._scope
        if scope is not None:
            self.teardown_errors = scope.teardown_errors
            scope.open_all(self._required)
            self.resources = scope.resources_for(self._required, "this run")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._scope is None:
            return
        try:
            self._scope.close()
        except BaseException:
            # an interrupt while closing; where another error is on its way already, that one counts
            if error is None:
                raise

    def scoped(self, keys: Iterable[str], who: str) -> Resources:
        """Those that one op, hook or check asked for.

        Args:
            keys: What it asked for.
            who: Its name, for the message on any other: ``op 'fetch'``.
        """
        if self._scope is None:
            return Resources({}, who)
        values = self._scope.values
        return Resources(
            {key: values[key] for key in keys if key in values}, who, self._scope.definitions
        )

    def config_of(self, key: str) -> Any:
        """The config of a resource as it was read, for contexts that show it."""
        return None if self._scope is None else self._scope.configs.get(key)

    def resources_of(self, key: str) -> Resources:
        """What an open resource itself requires, for the contexts of I/O managers."""
        definition = self._scope.definitions.get(key) if self._scope is not None else None
        keys = getattr(definition, "required_resource_keys", ()) if is_openable(definition) else ()
        return self.scoped(keys, f"resource {quoted(key)}")

    @property
    def opened(self) -> tuple[str, ...]:
        """The keys of all that is open, in the order of opening."""
        return () if self._scope is None else tuple(self._scope.values)


_NOTHING = Resources({}, "this run")


def open_resources(
    definitions: Mapping[str, Any],
    required: Collection[str],
    config: RunConfigDocument | None = None,
    *,
    log: Any = None,
    run_id: str | None = None,
    instance: Any = None,
    dagster_run: Any = None,
    secrets: Secrets | None = None,
    environment: Mapping[str, str] | None = None,
) -> OpenResources:
    """The resources of a run, to be opened by entering what is returned.

    Args:
        definitions: Key → definition or plain object: all that there is.
        required: The keys that are needed; what they need themselves is opened too.
        config: The run config.
        log: A logger for the resources' own messages.
        run_id: The run.
        instance: The event log as the user sees it.
        dagster_run: The run's record.
        secrets: Registry that values from the environment are added to; None: that of this
            process.
        environment: The environment variables; None: those of this process.

    Raises:
        InvalidDefinitionError: On entering: one is not there, or they need each other in a circle.
        ConfigFaultsError: On entering: config does not fit.
        ResourceInitError: On entering: the user's code raised; what was open is closed again.
    """
    if not required:
        return OpenResources(None, ())
    document = config if config is not None else RunConfigDocument()
    check = ConfigCheck(document.where, environment=environment, secrets=secrets)
    facts = {"log": log, "run_id": run_id, "instance": instance, "dagster_run": dagster_run}
    return OpenResources(ResourceScope(definitions, document, check, facts), required)


def missing_resources(
    definitions: Mapping[str, Any], required: Mapping[str, str]
) -> list[InvalidDefinitionError]:
    """Faults of resources that are needed and not there, or need each other in a circle.

    Args:
        definitions: Key → definition or plain object.
        required: Key → who needs it: ``op 'my_graph.fetch'``.
    """
    faults: list[InvalidDefinitionError] = []
    scope: ResourceScope | None = None
    for key, who in required.items():
        if key not in definitions:
            faults.append(missing_resource(key, definitions, who))
        elif is_openable(definitions[key]):
            scope = scope or ResourceScope(definitions, RunConfigDocument(), ConfigCheck())
            try:
                scope.order_of([key])
            except InvalidDefinitionError as fault:
                faults.append(fault)
    return faults


def check_resource_configs(
    definitions: Mapping[str, Any],
    required: Collection[str],
    config: RunConfigDocument,
    check: ConfigCheck,
) -> None:
    """Find what is wrong with the config of the resources that a run needs; opens nothing.

    Raises:
        InvalidDefinitionError: One is not there, or they need each other in a circle.
    """
    if required:
        ResourceScope(definitions, config, check).prepare_all(required)


def check_resource_type(key: str, definition: Any, annotation: Any, who: str) -> str | None:
    """Why a resource is not what a parameter's annotation says; None where it is, or may be.

    An op runs with any resource that behaves, such as a test's stand-in, so this is a warning, not
    a fault: an annotation promises what the code relies on.

    Args:
        key: The resource.
        definition: Its definition, or the open resource.
        annotation: A class, or ``ResourceParam[...]``.
        who: Who is annotated: ``op 'fetch'``.
    """
    wanted = getattr(annotation, "__origin__", annotation)
    if isinstance(definition, type):
        return f"resource {quoted(key)} is the class {definition.__name__}, not an object of it"
    if not isinstance(wanted, type) or hasattr(type(definition), "mock_calls"):
        return None
    given = getattr(definition, "resource_cls", type(definition))
    if isinstance(definition, wanted) or issubclass(given, wanted):
        return None
    is_function_made = is_openable(definition) and not hasattr(given, "__graphmat_resource__")
    if is_function_made or getattr(given, "__graphmat_factory__", False):
        return None
    return f"{who} wants a {wanted.__name__} as '{key}', but that is a {given.__name__}"


@contextmanager
def build_resources(
    resources: Mapping[str, Any],
    instance: Any = None,
    resource_config: Mapping[str, Any] | None = None,
    dagster_run: Any = None,
    log_manager: Any = None,
) -> Iterator[Resources]:
    """Open resources outside a run.

    Args:
        resources: Key → definition or plain object.
        instance: The event log that the resources are told of.
        resource_config: Key → ``{"config": ...}``.
        dagster_run: The run that the resources are told of.
        log_manager: A logger for the resources' own messages.

    Yields:
        The open resources, as attributes.
    """
    opening = open_resources(
        resources,
        list(resources),
        as_run_config({"resources": dict(resource_config or {})}),
        log=log_manager,
        instance=instance,
        dagster_run=dagster_run,
    )
    with opening as opened:
        yield opened.resources
    if opening.teardown_errors:
        raise opening.teardown_errors[0][1]


class BuiltInitResourceContext(InitResourceContext):
    """A context to open a resource with, outside a run; closes what it opened when it is left."""

    __slots__ = ("_opening",)

    def __init__(self, opening: OpenResources, config: Any, instance: Any) -> None:
        self._opening = opening
        super().__init__(config, opening.__enter__().resources, instance=instance)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opening.__exit__(kind, error, trace)


def build_init_resource_context(
    config: Any = None, resources: Mapping[str, Any] | None = None, instance: Any = None
) -> BuiltInitResourceContext:
    """A context to open a resource with, outside a run.

    Args:
        config: The resource's config.
        resources: The resources that it requires: definitions or plain objects.
        instance: The event log that it is told of.
    """
    given = resources or {}
    return BuiltInitResourceContext(
        open_resources(given, list(given), instance=instance), config, instance
    )
