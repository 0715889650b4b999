"""Partition keys as a person writes them on a command line: ``A..B``, ``A...B``, ``a,b,c``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphmat.errors import UnknownPartitionError
from graphmat.partitions.base import Moment, PartitionKeyRange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from graphmat.partitions.base import DynamicPartitionsStore, PartitionsDefinition


def parse_partition_keys(
    text: str,
    definition: PartitionsDefinition,
    *,
    now: datetime,
    store: DynamicPartitionsStore | None = None,
) -> tuple[str, ...]:
    """The keys that a text names.

    Keys and ranges are separated by commas. A range has two or three dots between its ends and
    takes in both. A key that itself holds a comma or dots is understood: what is a key as it
    stands is never split.

    Args:
        text: What was written.
        definition: Whose keys are meant.
        now: The time at which they must exist.
        store: The store of dynamic keys, where there is one.

    Returns:
        At least one key, in the definition's order, each once.

    Raises:
        UnknownPartitionError: Nothing is named, something is not a key, or a range runs backwards.

    Example:
        >>> from datetime import UTC, datetime
        >>> from graphmat.partitions.static import StaticPartitionsDefinition
        >>> sizes = StaticPartitionsDefinition(["s", "m", "l", "xl"])
        >>> parse_partition_keys("xl, s..m", sizes, now=datetime(2024, 1, 1, tzinfo=UTC))
        ('s', 'm', 'xl')
    """
    at = Moment(now, store)
    found: list[str] = []
    for item in _items(text, definition, at):
        found.extend(_item_keys(item, definition, at))
    if not found:
        raise UnknownPartitionError(
            f"{text!r} names no partition", hint="write a key, a range A..B, or a list A,B,C"
        )
    return definition.in_order(found, at)


def _items(text: str, definition: PartitionsDefinition, at: Moment) -> Iterator[str]:
    """Split at commas, but leave together what is a key with its commas."""
    parts = text.split(",")
    while parts:
        for count in range(len(parts), 1, -1):
            joined = ",".join(parts[:count]).strip()
            if definition.holds(joined, at):
                break
        else:
            count, joined = 1, parts[0].strip()
        del parts[:count]
        if joined:
            yield joined


def _item_keys(item: str, definition: PartitionsDefinition, at: Moment) -> Sequence[str]:
    if definition.holds(item, at):
        return [item]
    splits = [
        PartitionKeyRange(item[: dots.start()].strip(), item[dots.end() :].strip())
        for dots in re.finditer(r"\.{2,3}", item)
    ]
    if not splits:
        raise definition.unknown_key(item, at)
    ends = next(
        (split for split in splits if all(definition.holds(key, at) for key in split)), splits[0]
    )
    for name, key in zip(("start", "end"), ends, strict=True):
        if not key:
            edges = definition.ends(at)
            raise UnknownPartitionError(
                f"range {item!r} has no {name}",
                hint=f"the keys go from {edges.start!r} to {edges.end!r}" if edges else None,
            )
        if not definition.holds(key, at):
            cause = definition.unknown_key(key, at)
            raise UnknownPartitionError(
                f"{name} of range {item!r}: {cause.message}", hint=cause.hint
            )
    keys = definition.between(*ends, at)
    if not keys:
        raise UnknownPartitionError(
            f"range {item!r} runs backwards", hint=f"write {ends.end}..{ends.start}"
        )
    return keys
