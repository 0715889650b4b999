"""Partitions whose keys are added while the project lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidDefinitionError, InvariantViolationError, ParameterError
from graphmat.partitions.base import DynamicPartitionsStore, PartitionsDefinition, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime


class DynamicPartitionsDefinition(PartitionsDefinition):
    """Partition keys that come from the store of dynamic keys, or from a function.

    Args:
        partition_fn: Called with the current time, returns the keys; for keys that can be derived
            from somewhere else each time they are asked for.
        name: Name under which keys are added to the store.

    Raises:
        InvalidDefinitionError: Neither or both were given.
    """

    def __init__(
        self,
        partition_fn: Callable[[datetime | None], Sequence[Any]] | None = None,
        name: str | None = None,
    ) -> None:
        if partition_fn is not None and not callable(partition_fn):
            raise ParameterError(
                f"partition_fn of DynamicPartitionsDefinition must be a function,"
                f" got {partition_fn!r}",
                hint="give the name with name=...",
            )
        if name is not None and not isinstance(name, str):
            raise ParameterError(
                f"DynamicPartitionsDefinition: name must be a string, got {name!r}"
            )
        if (partition_fn is None) == (not name):
            given = "both" if name else "neither"
            raise InvalidDefinitionError(
                f"DynamicPartitionsDefinition takes either name or partition_fn, got {given}"
            )
        self.partition_fn = partition_fn
        self.name = name

    def get_partition_keys(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> list[str]:
        """The keys as they stand now, in the order in which they were added.

        Raises:
            InvariantViolationError: The definition has a name, and no store was given.
        """
        if self.partition_fn is not None:
            found = self.partition_fn(moment(current_time, None).now)
            return list(dict.fromkeys(_key_of(item) for item in found))
        if dynamic_partitions_store is None:
            raise InvariantViolationError(
                f"the keys of dynamic partitions {self.name!r} are kept in the event log, and none"
                " was given",
                hint="pass dynamic_partitions_store=..., or instance=... where assets are run",
            )
        return list(dynamic_partitions_store.get_dynamic_partitions(self.name or ""))

    def describe(self) -> dict[str, Any]:
        """The definition as plain data; a function is named, not carried."""
        if self.partition_fn is None:
            return {"kind": "dynamic", "name": self.name}
        return {"kind": "dynamic", "partition_fn": _name_of(self.partition_fn)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DynamicPartitionsDefinition) and (
            (self.name, self.partition_fn) == (other.name, other.partition_fn)
        )

    def __hash__(self) -> int:
        return hash((self.name, self.partition_fn))

    def __repr__(self) -> str:
        if self.partition_fn is None:
            return f"DynamicPartitionsDefinition(name={self.name!r})"
        return f"DynamicPartitionsDefinition(partition_fn={_name_of(self.partition_fn)})"

    def __str__(self) -> str:
        what = repr(self.name) if self.name else f"from {_name_of(self.partition_fn)}"
        return f"dynamic partitions {what}"


def _key_of(item: Any) -> str:
    # older modules return objects that carry their key as a name
    key = item if isinstance(item, str) else getattr(item, "name", item)
    if not isinstance(key, str):
        raise InvariantViolationError(
            f"partition_fn must return strings, and {key!r} is of type {type(key).__name__}"
        )
    return key


def _name_of(function: Any) -> str:
    return getattr(function, "__qualname__", repr(function))
