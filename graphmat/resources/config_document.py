"""``ConfigDocument``: a run config document that knows where each value was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.resources.faults import Origin, Path


class ConfigDocument:
    """A run config document that knows where each value was written.

    Args:
        value: The document: mappings, lists and scalars.
        origins: Path → where it was written.
    """

    __slots__ = ("origins", "value")

    def __init__(self, value: Any, origins: Mapping[Path, Origin] | None = None) -> None:
        self.value = value
        self.origins: dict[Path, Origin] = dict(origins or {})

    def where(self, path: Path) -> Origin:
        """Where the value at a path was written, or the nearest one around it."""
        for length in range(len(path), -1, -1):
            origin = self.origins.get(path[:length])
            if origin is not None:
                return origin
        return None

    def merged(self, later: ConfigDocument) -> ConfigDocument:
        """This document with another laid over it: mappings are joined, all else is replaced."""
        origins = dict(self.origins)
        value = _merge(self.value, later.value, (), origins, later.origins)
        return ConfigDocument(value, origins)


def _merge(
    base: Any, over: Any, path: Path, origins: dict[Path, Origin], over_origins: dict[Path, Origin]
) -> Any:
    if path and path in over_origins:
        origins[path] = over_origins[path]
    if isinstance(base, dict) and isinstance(over, dict):
        result = dict(base)
        for key, item in over.items():
            inner = (*path, key)
            result[key] = _merge(result.get(key), item, inner, origins, over_origins)
        return result
    for inner in inner_paths(base, path):
        origins.pop(inner, None)
    for inner in inner_paths(over, path):
        if inner in over_origins:
            origins[inner] = over_origins[inner]
    return over


def inner_paths(value: Any, path: Path) -> Iterator[Path]:
    """The paths of everything in a value."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from inner_paths(item, (*path, key))
