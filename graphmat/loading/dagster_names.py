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
from graphmat.definitions.signature import user_frame, user_location
from graphmat.errors import InvalidDefinitionError, did_you_mean, or_collect
from graphmat.public_names import SOURCES
from graphmat.refused_names import COMPANIONS, REFUSED

if TYPE_CHECKING:
    from collections.abc import Sequence

PEER = "dagster"
PEER_VERSION = "1.13.29"
"""The version whose names these are, for modules that ask."""
_MARKS = "beta deprecated experimental hidden_param preview public superseded"
_MARK_MODULE = "dagster._annotations"


class DagsterNames:
    """While open, ``dagster`` and its submodules are imported from here."""

    def __enter__(self) -> Self:
        self._held = {
            name: sys.modules.pop(name) for name in list(sys.modules) if _stands_for(name)
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

    def __init__(self) -> None:
        self.absent: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of ``dagster``, of a module below it or of a companion package.

        Raises:
            ModuleNotFoundError: A companion package is asked for where its absence is foreseen.
        """
        del path, target
        if not _stands_for(fullname) or fullname in self.absent:
            return None
        if fullname.partition(".")[0] in COMPANIONS and _is_foreseen():
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return ModuleSpec(fullname, self, is_package=True)  # type: ignore[arg-type]  # a loader by deeds

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
            if name == "__version__" and self.__name__ == PEER:
                return PEER_VERSION
            raise AttributeError(name)
        if self.__name__ == _MARK_MODULE and name in _MARKS.split():
            return _mark
        if name in SOURCES and self.__name__.partition(".")[0] not in COMPANIONS:
            import graphmat  # noqa: PLC0415  # the public names, each entered at its use

            value = getattr(graphmat, name)
        else:
            finder: Any = self.__spec__.loader if self.__spec__ is not None else None
            if _is_foreseen():
                # `from … import` asks next for a submodule of that name
                finder.absent.add(f"{self.__name__}.{name}")
                raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
            value = _missing(self.__name__, name)
        setattr(self, name, value)
        return value


def _stands_for(module: str) -> bool:
    """Whether a module is the peer, a part of it, or a package that extends it."""
    top = module.partition(".")[0]
    return top in {PEER, f"{PEER}_shared"} or top in COMPANIONS


def _mark(*arguments: Any, **_options: Any) -> Any:
    """A decorator that says how settled something is: the thing itself."""
    if len(arguments) == 1 and callable(arguments[0]):
        return arguments[0]
    return lambda marked: marked


# ---------------------------------------------------------------- names that are missing


def _is_foreseen() -> bool:
    from graphmat.loading.foreseen import is_foreseen  # noqa: PLC0415  # reads the user's source

    return is_foreseen(user_frame())


def _missing(module: str, name: str) -> Any:
    """Record that graphmat has no such name, and let something stand for it."""

    def build() -> Any:
        raise InvalidDefinitionError(
            f"graphmat has no '{module}.{name}'",
            hint=_why(module, name),
            location=user_location(),
            code="GM401",
        )

    return or_collect(build, lambda _fault: _StandIn(name, (_Missing,), {}))


def _why(module: str, name: str) -> str | None:
    """Why a name is missing, or which one may have been meant."""
    package = module.partition(".")[0]
    if package in COMPANIONS:
        return (
            f"'{package}' is a package of its own that extends dagster, and graphmat does not "
            "stand in for it: a ConfigurableResource or an I/O manager of a few lines often does"
        )
    return REFUSED.get(name) or did_you_mean(name, SOURCES)


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
