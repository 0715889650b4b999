"""``Resources``: the open resources as an op or another resource sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphmat.errors import UnknownResourceError, did_you_mean
from graphmat.resources.faults import quoted


class Resources:
    """Open resources as attributes: ``context.resources.db``.

    Args:
        values: Key → open resource; those that may be used.
        who: Who uses them, for the message: ``op 'fetch'``.
        others: Keys of resources that exist but were not asked for.
    """

    __slots__ = ("_others", "_values", "_who")

    def __init__(
        self,
        values: Mapping[str, Any],
        who: str | None = None,
        others: Mapping[str, Any] | None = None,
    ) -> None:
        self._values = values
        self._who = who
        self._others = others or {}

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            pass
        if name.startswith("__"):
            raise AttributeError(name)
        raise self._unknown(name)

    def _unknown(self, name: str) -> UnknownResourceError:
        who = self._who or "this context"
        if name in self._others:
            return UnknownResourceError(
                f"{who} uses the resource {quoted(name)} without asking for it",
                hint=f"declare it: required_resource_keys={{{quoted(name)}}}, or a parameter "
                f"'{name}' annotated with its class",
            )
        known = [*self._values, *self._others]
        has = ", ".join(map(quoted, self._values)) or "none"
        return UnknownResourceError(
            f"{who} uses the resource {quoted(name)}, which it has not; it has {has}",
            hint=did_you_mean(name, known)
            or "declare it with required_resource_keys, and give it to Definitions(resources=...)",
        )

    def _asdict(self) -> dict[str, Any]:
        """The resources as a dictionary."""
        return dict(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resources) and self._asdict() == other._asdict()

    __hash__ = None  # type: ignore[assignment]  # holds any values

    def __repr__(self) -> str:
        return f"Resources({', '.join(self._values)})"

    def __dir__(self) -> list[str]:
        return sorted(self._values)

    def __reduce__(self) -> tuple[Any, ...]:
        return Resources, (self._values, self._who, self._others)
