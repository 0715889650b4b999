"""What every partitions definition offers, and the protocol of the store of dynamic keys."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from graphmat.errors import UnknownPartitionError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LISTED_LIMIT = 5
"""So many keys can be read at a glance."""
NEAREST_LIMIT = 5_000
"""Above this many keys a fuzzy search takes longer than its hint is worth."""


class DynamicPartitionsStore(Protocol):
    """Where the keys of named dynamic definitions are kept."""

    def get_dynamic_partitions(self, partitions_def_name: str) -> Sequence[str]:
        """The keys added under this name, in the order in which they were added."""
        ...


class PartitionKeyRange(NamedTuple):
    """From one partition key to another, both included.

    Args:
        start: First key of the range.
        end: Last key of the range.
    """

    start: str
    end: str


class Moment(NamedTuple):
    """What the keys of a definition may depend on.

    Args:
        now: The time; a naive one is meant in the definition's own time zone.
        store: The store of dynamic keys, where there is one.
    """

    now: datetime
    store: DynamicPartitionsStore | None = None


def moment(current_time: datetime | None, store: DynamicPartitionsStore | None) -> Moment:
    """What a public method was given, with now where it was given no time.

    The one place of this room that reads the clock, and only where the caller left it open.
    """
    return Moment(datetime.now(tz=UTC) if current_time is None else current_time, store)


class PartitionsDefinition(ABC):
    """A set of partition keys that can be attached to assets and jobs.

    A subclass needs ``get_partition_keys``; the rest is derived from the list of keys, in the
    methods that take a `Moment`, which a kind overrides where it knows without listing.

    All public methods take the time (None means now) and the store of dynamic keys, and ignore
    what their kind does not depend on.
    """

    @abstractmethod
    def get_partition_keys(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> Sequence[str]:
        """All keys, in order, each once."""

    def describe(self) -> dict[str, Any]:
        """The definition as plain data that JSON can carry, with its ``kind``."""
        return {"kind": type(self).__name__}

    def has_partition_key(
        self,
        partition_key: str,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> bool:
        """Whether this is one of the keys."""
        return self.holds(partition_key, moment(current_time, dynamic_partitions_store))

    def validate_partition_key(
        self,
        partition_key: str,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> None:
        """Refuse what is not a key.

        Raises:
            UnknownPartitionError: Says why, and names the nearest keys.
        """
        at = moment(current_time, dynamic_partitions_store)
        if not self.holds(partition_key, at):
            raise self.unknown_key(partition_key, at)

    def get_first_partition_key(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> str | None:
        """The first key, or None where there is none."""
        ends = self.ends(moment(current_time, dynamic_partitions_store))
        return None if ends is None else ends.start

    def get_last_partition_key(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> str | None:
        """The last key, or None where there is none."""
        ends = self.ends(moment(current_time, dynamic_partitions_store))
        return None if ends is None else ends.end

    def get_next_partition_key(
        self,
        partition_key: str,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> str | None:
        """The key after this one, or None after the last.

        Raises:
            UnknownPartitionError: This is not a key.
        """
        return self.beside(partition_key, 1, moment(current_time, dynamic_partitions_store))

    def get_prev_partition_key(
        self,
        partition_key: str,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> str | None:
        """The key before this one, or None before the first.

        Raises:
            UnknownPartitionError: This is not a key.
        """
        return self.beside(partition_key, -1, moment(current_time, dynamic_partitions_store))

    def get_partition_keys_in_range(
        self,
        partition_key_range: PartitionKeyRange,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> Sequence[str]:
        """The keys from the range's start to its end, both included.

        Returns:
            The keys in order; none where the end comes before the start.

        Raises:
            UnknownPartitionError: An end of the range is not a key.
        """
        at = moment(current_time, dynamic_partitions_store)
        for key in partition_key_range:
            if not self.holds(key, at):
                raise self.unknown_key(key, at)
        return self.between(*partition_key_range, at)

    def get_num_partitions(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> int:
        """How many keys there are."""
        return self.count(moment(current_time, dynamic_partitions_store))

    # ------------------------------------------------------------------ what a kind may override

    def holds(self, key: str, at: Moment) -> bool:
        """Whether this is one of the keys at that moment."""
        return key in self.get_partition_keys(*at)

    def ends(self, at: Moment) -> PartitionKeyRange | None:
        """The first and the last key at that moment, or None where there is none."""
        keys = self.get_partition_keys(*at)
        return PartitionKeyRange(keys[0], keys[-1]) if keys else None

    def beside(self, key: str, step: int, at: Moment) -> str | None:
        """The key after (`step` 1) or before (-1) this one, or None at the end.

        Raises:
            UnknownPartitionError: This is not a key.
        """
        keys = self.get_partition_keys(*at)
        if key not in keys:
            raise self.unknown_key(key, at)
        place = keys.index(key) + step
        return keys[place] if 0 <= place < len(keys) else None

    def between(self, start: str, end: str, at: Moment) -> Sequence[str]:
        """The keys from one key to another, both included."""
        keys = self.get_partition_keys(*at)
        return list(keys[keys.index(start) : keys.index(end) + 1])

    def in_order(self, keys: Iterable[str], at: Moment) -> tuple[str, ...]:
        """These keys of the definition in the definition's order, each once."""
        wanted = set(keys)
        return tuple(key for key in self.get_partition_keys(*at) if key in wanted)

    def count(self, at: Moment) -> int:
        """How many keys there are at that moment."""
        return len(self.get_partition_keys(*at))

    def unknown_key(self, key: str, at: Moment) -> UnknownPartitionError:
        """The error that tells why this is not a key, and which keys are near."""
        keys = self.get_partition_keys(*at)
        if not keys:
            return UnknownPartitionError(
                f"partition key {key!r} does not exist: there are no partitions yet"
            )
        hint = did_you_mean(str(key), keys) if len(keys) <= NEAREST_LIMIT else None
        return UnknownPartitionError(
            f"partition key {key!r} does not exist", hint=hint or _known(keys)
        )


def _known(keys: Sequence[str]) -> str:
    if len(keys) == 1:
        return f"the only key is {keys[0]!r}"
    if len(keys) <= LISTED_LIMIT:
        return f"the keys are {', '.join(repr(key) for key in keys)}"
    return f"the {len(keys)} keys go from {keys[0]!r} to {keys[-1]!r}"
