"""The key of a partition of several dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from graphmat.errors import ParameterError

DELIMITER = "|"


class PartitionDimensionKey(NamedTuple):
    """The part of a key that belongs to one dimension.

    Args:
        dimension_name: The dimension.
        partition_key: The key in that dimension.
    """

    dimension_name: str
    partition_key: str


class MultiPartitionKey(str):
    """A key of several dimensions: a string that knows its parts.

    Args:
        keys_by_dimension: Dimension name → key in that dimension.

    Example:
        >>> key = MultiPartitionKey({"size": "s", "color": "red"})
        >>> key, key.keys_by_dimension["size"]
        ('red|s', 's')
    """

    __slots__ = ("dimension_keys",)

    dimension_keys: list[PartitionDimensionKey]

    def __new__(cls, keys_by_dimension: Mapping[str, str]) -> Self:
        """Join the parts by ``|``, in alphabetical order of the dimensions' names."""
        if not isinstance(keys_by_dimension, Mapping):
            raise ParameterError(
                "MultiPartitionKey takes a mapping of dimension name to key,"
                f" got {keys_by_dimension!r}"
            )
        parts = [PartitionDimensionKey(*item) for item in sorted(keys_by_dimension.items())]
        if not all(isinstance(word, str) for part in parts for word in part):
            raise ParameterError(
                "MultiPartitionKey takes names and keys that are strings,"
                f" got {dict(keys_by_dimension)!r}"
            )
        made = super().__new__(cls, DELIMITER.join(part.partition_key for part in parts))
        made.dimension_keys = parts
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.keys_by_dimension,)

    @property
    def keys_by_dimension(self) -> Mapping[str, str]:
        """Dimension name → key in that dimension."""
        return dict(self.dimension_keys)
