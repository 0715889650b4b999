"""Partitions whose keys are written down in the module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.partitions.base import DynamicPartitionsStore, Moment, PartitionsDefinition
from graphmat.partitions.key_rules import checked_keys

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


SHOWN_COUNT = 5
"""So many keys stand for the definition in a message."""


class StaticPartitionsDefinition(PartitionsDefinition):
    """A fixed list of partition keys.

    Args:
        partition_keys: The keys, in the order in which they are to be listed and run. Each once,
            without control characters and without ``...``. May be empty.

    Raises:
        InvalidDefinitionError: A key cannot be a partition key, or stands twice.

    Example:
        >>> StaticPartitionsDefinition(["north", "south"]).get_partition_keys()
        ['north', 'south']
    """

    def __init__(self, partition_keys: Iterable[str]) -> None:
        self._keys = checked_keys(partition_keys, "StaticPartitionsDefinition")
        self._place_by_key = {key: place for place, key in enumerate(self._keys)}

    def get_partition_keys(
        self,
        current_time: datetime | None = None,  # noqa: ARG002  # every kind is asked alike
        dynamic_partitions_store: DynamicPartitionsStore | None = None,  # noqa: ARG002  # as above
    ) -> list[str]:
        """All keys, in the order in which they were written."""
        return list(self._keys)

    def holds(self, key: str, at: Moment) -> bool:  # noqa: ARG002  # as above
        """Whether this is one of the keys."""
        return key in self._place_by_key

    def beside(self, key: str, step: int, at: Moment) -> str | None:
        """The key that was written after (`step` 1) or before (-1) this one."""
        if key not in self._place_by_key:
            raise self.unknown_key(key, at)
        place = self._place_by_key[key] + step
        return self._keys[place] if 0 <= place < len(self._keys) else None

    def in_order(self, keys: Iterable[str], at: Moment) -> tuple[str, ...]:  # noqa: ARG002  # as above
        """These keys in the order in which they were written, each once."""
        return tuple(sorted(set(keys), key=self._place_by_key.__getitem__))

    def describe(self) -> dict[str, Any]:
        """The definition as plain data."""
        return {"kind": "static", "partition_keys": list(self._keys)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StaticPartitionsDefinition) and self._keys == other._keys

    def __hash__(self) -> int:
        return hash(self._keys)

    def __repr__(self) -> str:
        return f"StaticPartitionsDefinition(partition_keys={list(self._keys)!r})"

    def __str__(self) -> str:
        shown = ", ".join(repr(key) for key in self._keys[:SHOWN_COUNT])
        return f"static keys {shown}{', ...' if len(self._keys) > SHOWN_COUNT else ''}"
