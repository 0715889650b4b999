"""``ResourceScope``: opens resources in order of need, and closes them in reverse.

Opening has two phases. First every resource that is needed is *prepared*: its config is read and
checked, so that all faults of all resources are told before anything is touched. Then each is
*opened*, those that others need first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from graphmat.errors import (
    InvalidDefinitionError,
    ResourceInitError,
    did_you_mean,
)
from graphmat.resources.faults import ConfigCheck, Path, quoted
from graphmat.resources.init_context import InitResourceContext
from graphmat.resources.opened import Resources

if TYPE_CHECKING:
    from graphmat.resources.run_config import RunConfigDocument

TeardownError = tuple[str, BaseException]
"""A resource and what was raised when it was closed."""


class Openable(Protocol):
    """What knows how to become a resource; any other object is a resource as it is."""

    def __resource_needs__(self) -> tuple[Iterable[str], Iterable[Any]]:
        """Keys of resources that it requires, and definitions that it holds."""

    def __resource_prepare__(self, scope: ResourceScope, config: Any, path: Path) -> Prepared:
        """Read its config; faults go to ``scope.check``."""

    def __resource_open__(self, scope: ResourceScope, prepared: Prepared, label: str) -> Any:
        """Make the resource; what must be undone goes to ``scope.on_close``."""


class Prepared:
    """A resource whose config is read, ready to be opened.

    Args:
        config: Its config, for contexts that show it.
        made: The object itself, where it exists before it is opened.
        parts: What it holds and how: as its maker needs it.
    """

    __slots__ = ("config", "made", "parts")

    def __init__(self, config: Any, made: Any = None, parts: Any = None) -> None:
        self.config = config
        self.made = made
        self.parts = parts


def is_openable(definition: Any) -> bool:
    """Whether an object becomes a resource rather than being one."""
    return hasattr(type(definition), "__resource_open__")


class ResourceScope:
    """Open resources and what is needed to close them.

    Args:
        definitions: Key → definition or plain object: all that a run may use.
        config: The run config.
        check: Reads config; keeps its faults.
        facts: Keyword arguments for each ``InitResourceContext``: run id, log, instance.
    """

    __slots__ = (
        "_opened_parts",
        "_prepared",
        "_stack",
        "check",
        "config",
        "configs",
        "definitions",
        "facts",
        "keys_by_identity",
        "teardown_errors",
        "values",
    )

    def __init__(
        self,
        definitions: Mapping[str, Any],
        config: RunConfigDocument,
        check: ConfigCheck,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.definitions = definitions
        self.config = config
        self.check = check
        self.facts = dict(facts or {})
        self.values: dict[str, Any] = {}
        self.configs: dict[str, Any] = {}
        self.teardown_errors: list[TeardownError] = []
        self.keys_by_identity: dict[int, str] = {}
        for key, definition in definitions.items():
            if is_openable(definition):
                self.keys_by_identity.setdefault(id(definition), key)
        self._prepared: dict[str | int, Prepared] = {}
        self._opened_parts: dict[int, Any] = {}
        self._stack: list[tuple[str, Callable[[], Any]]] = []

    def open_all(self, required: Iterable[str]) -> None:
        """Open resources and all that they need.

        Raises:
            InvalidDefinitionError: One is not there, or they need each other in a circle.
            ConfigFaultsError: Config of any of them does not fit.
            ResourceInitError: The user's code raised; what was open is closed again.
        """
        order = self.prepare_all(required)
        self.check.raise_faults()
        try:
            for key in order:
                self._open_key(key)
        except BaseException:
            self.close()
            raise

    def prepare_all(self, required: Iterable[str]) -> list[str]:
        """Read the config of resources and of all that they need; answers with their order."""
        order = self.order_of(sorted(required))
        for key in order:
            self._prepare_key(key)
        return order

    def close(self) -> None:
        """Close what is open, the last first; what is raised is kept in ``teardown_errors``.

        An interrupt does not keep the others from being closed; it is raised at the end.
        """
        interrupt: BaseException | None = None
        while self._stack:
            label, undo = self._stack.pop()
            try:
                undo()
            except Exception as error:  # noqa: BLE001  # a user's teardown may raise anything
                self.teardown_errors.append((label, error))
            except BaseException as error:  # noqa: BLE001  # raised again below
                self.teardown_errors.append((label, error))
                interrupt = interrupt or error
        if interrupt is not None:
            raise interrupt

    @property
    def has_teardown(self) -> bool:
        """Whether anything has to be closed."""
        return bool(self._stack)

    def on_close(self, label: str, undo: Callable[[], Any]) -> None:
        """Keep what has to be done when the scope is closed."""
        self._stack.append((label, undo))

    @contextmanager
    def guard(self, label: str) -> Iterator[None]:
        """Run the user's code for a resource; what it raises becomes a ``ResourceInitError``."""
        try:
            yield
        except ResourceInitError:
            raise
        except Exception as error:
            text = self.check.secrets.mask(str(error))
            raise ResourceInitError(
                f"resource {quoted(label)} could not be opened: {type(error).__name__}"
                + (f": {text}" if text else "")
            ) from error

    def resources_for(self, keys: Iterable[str], who: str) -> Resources:
        """Open resources for one that requires them."""
        return Resources({key: self.values[key] for key in keys}, who, self.definitions)

    def context(self, definition: Any, config: Any, resources: Resources) -> InitResourceContext:
        """What a resource is told when it is opened."""
        return InitResourceContext(
            config, resources, definition, all_resource_defs=self.definitions, **self.facts
        )

    def prepare_part(self, definition: Any, config: Any, path: Path) -> None:
        """Prepare a resource that another one holds, unless it is prepared under its own key."""
        if id(definition) in self.keys_by_identity or id(definition) in self._prepared:
            return
        prepared = definition.__resource_prepare__(self, config, path)
        self._prepared[id(definition)] = prepared

    def open_part(self, definition: Any, label: str) -> Any:
        """Open a resource that another one holds; once, however many hold it."""
        key = self.keys_by_identity.get(id(definition))
        if key is not None:
            return self._open_key(key)
        if id(definition) not in self._opened_parts:
            prepared = self._prepared[id(definition)]
            opened = definition.__resource_open__(self, prepared, label)
            self._opened_parts[id(definition)] = opened
        return self._opened_parts[id(definition)]

    def _prepare_key(self, key: str) -> None:
        definition = self.definitions[key]
        if is_openable(definition):
            path = ("resources", key, "config")
            raw = self.config.resource_config(key)
            self._prepared[key] = definition.__resource_prepare__(self, raw, path)

    def _open_key(self, key: str) -> Any:
        if key not in self.values:
            value = definition = self.definitions[key]
            if is_openable(definition):
                prepared = self._prepared[key]
                self.configs[key] = prepared.config
                value = definition.__resource_open__(self, prepared, key)
            self.values[key] = value
        return self.values[key]

    def order_of(self, required: Iterable[str]) -> list[str]:
        """The keys of all that is needed, what others need first."""
        order: list[str] = []
        chain: list[str] = []

        def walk(key: str, who: str | None) -> None:
            if key in order:
                return
            if key in chain:
                circle = " → ".join([*chain[chain.index(key) :], key])
                raise InvalidDefinitionError(f"resources need each other in a circle: {circle}")
            if key not in self.definitions:
                raise missing_resource(key, self.definitions, who)
            chain.append(key)
            for needed in self._needs(self.definitions[key], key):
                walk(needed, f"resource {quoted(key)}")
            chain.pop()
            order.append(key)

        for key in required:
            walk(key, None)
        return order

    def _needs(self, definition: Any, key: str) -> list[str]:
        """Keys of the resources that one needs, itself or through those it holds."""
        if not is_openable(definition):
            return []
        keys, parts = definition.__resource_needs__()
        found = sorted(keys)
        for part in parts:
            own_key = self.keys_by_identity.get(id(part))
            if own_key is not None:
                found.append(own_key)
                continue
            if getattr(part, "__graphmat_deferred__", False):
                raise InvalidDefinitionError(
                    f"resource {quoted(key)} holds a {part.resource_cls.__name__} that is left to "
                    "the launch, but that is not itself among the resources, so no run config "
                    "can reach it",
                    hint="give the same object a key of its own in the resources",
                )
            found.extend(self._needs(part, key))
        return found


def missing_resource(
    key: str, known: Iterable[str], who: str | None = None
) -> InvalidDefinitionError:
    """The error of a resource that is needed and not there."""
    names = sorted(known)
    listed = ", ".join(map(quoted, names)) or "none"
    return InvalidDefinitionError(
        f"resource {quoted(key)}{f', which {who} requires,' if who else ''} is not provided; "
        f"provided: {listed}",
        hint=did_you_mean(key, names) or f"give it: resources={{{quoted(key)}: ...}}",
    )
