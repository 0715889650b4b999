"""Modules that say ``import dagster``: its names lead to graphmat's own objects.

While a user's module is imported, ``dagster`` is a module made here; whether the peer is installed
makes no difference. A name that graphmat does not have is a fault with its line, and stands for
itself until the end of the import, so that all such names are told at once.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Self

from graphmat.definitions.composition import BrokenDefinition, BrokenUseError
from graphmat.definitions.refs import is_composing
from graphmat.definitions.signature import user_location
from graphmat.errors import InvalidDefinitionError, did_you_mean, or_collect
from graphmat.public_names import SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence

PEER = "dagster"


class DagsterNames:
    """While open, ``dagster`` and its submodules are imported from here."""

    def __enter__(self) -> Self:
        self._held = {
            name: sys.modules.pop(name)
            for name in list(sys.modules)
            if name == PEER or name.startswith(f"{PEER}.")
        }
        self._finder = _Finder()
        sys.meta_path.insert(0, self._finder)
        return self

    def __exit__(self, *_: object) -> None:
        sys.meta_path.remove(self._finder)
        # the names stay in the user's module; a later import inside an op finds them, too
        if self._held:
            sys.modules.update(self._held)


class _Finder:
    """Finds the peer's name, and whatever stands below it.

    Finder and loader by what it does: the base classes for these cost more than all of loading.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of ``dagster`` or of a module below it."""
        del path, target
        if fullname == PEER or fullname.startswith(f"{PEER}."):
            return ModuleSpec(fullname, self, is_package=True)  # type: ignore[arg-type]  # a loader by deeds
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module whose names are looked up here."""
        return _PeerModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Its names are made when they are asked for."""


class _PeerModule(ModuleType):
    """``dagster``, made of graphmat's names."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            if name == "__all__" and self.__name__ == PEER:
                return sorted(SOURCES)
            raise AttributeError(name)
        if name in SOURCES:
            import graphmat  # noqa: PLC0415  # the public names, each entered at its use

            value = getattr(graphmat, name)
        else:
            value = _missing(self.__name__, name)
        setattr(self, name, value)
        return value


def _missing(module: str, name: str) -> Any:
    """Record that graphmat has no such name, and let something stand for it."""

    def build() -> Any:
        raise InvalidDefinitionError(
            f"graphmat has no '{module}.{name}'",
            hint=did_you_mean(name, SOURCES),
            location=user_location(),
            code="GM401",
        )

    return or_collect(build, lambda _fault: _StandIn(name, (_Missing,), {}))


class _StandIn(type):
    """A class in the place of a name that is missing: any attribute of it is there."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Missing(name)


class _Missing(BrokenDefinition):
    """What a missing name gives: it can be called and looked into, and is left out in the end."""

    def __init__(self, *arguments: Any, **_options: Any) -> None:
        fault = InvalidDefinitionError("a missing name")
        super().__init__(_decorated(arguments) or type(self).__name__, fault)

    def __call__(self, *arguments: Any, **_options: Any) -> Any:
        """Decorate, or stand for whatever comes out; in the body of a graph, fail.

        Raises:
            BrokenUseError: A graph cannot be made with it.
        """
        if is_composing():
            raise BrokenUseError(self.name)
        self.name = _decorated(arguments) or self.name
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Missing(name)

    def __or__(self, other: Any) -> Any:
        return self

    __and__ = __or__
    alias = tag = with_hooks = with_retry_policy = __call__


def _decorated(arguments: tuple[Any, ...]) -> str | None:
    """The name of the function that a missing decorator was put on: others may refer to it."""
    function = arguments[0] if arguments else None
    return function.__name__ if isinstance(function, FunctionType) else None
