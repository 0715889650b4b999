"""What a partition mapping is, and what it is asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple

from graphmat.errors import InvariantViolationError, UnknownPartitionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphmat.partitions.base import Moment, PartitionsDefinition

SHOWN_COUNT = 3
"""So many missing keys are named in an error."""


class UpstreamPartitionError(UnknownPartitionError, InvariantViolationError):
    """A partition needs one upstream that does not exist."""


class Question(NamedTuple):
    """What a mapping is asked: which upstream keys does this downstream key need?

    Args:
        downstream_key: The key; None where the downstream asset is not partitioned.
        downstream_def: Its definition, or None.
        upstream_def: The definition of the keys that are asked for.
        at: The moment at which they must exist.
    """

    downstream_key: str | None
    downstream_def: PartitionsDefinition | None
    upstream_def: PartitionsDefinition
    at: Moment

    def missing(self, keys: Iterable[str], hint: str | None = None) -> UpstreamPartitionError:
        """The error for upstream keys that are needed and do not exist."""
        unknown = list(keys)
        shown = ", ".join(repr(str(key)) for key in unknown[:SHOWN_COUNT])
        more = f" and {len(unknown) - SHOWN_COUNT} more" if len(unknown) > SHOWN_COUNT else ""
        who = "the asset"
        if self.downstream_key is not None:
            who = f"partition {str(self.downstream_key)!r}"
        what = "partition {}{}, which does" if len(unknown) == 1 else "partitions {}{}, which do"
        return UpstreamPartitionError(
            f"{who} is made from upstream {what.format(shown, more)} not exist",
            hint=hint or self.upstream_def.unknown_key(unknown[0], self.at).hint,
        )

    def existing(self, keys: Iterable[str]) -> tuple[str, ...]:
        """These upstream keys in their definition's order.

        Raises:
            UpstreamPartitionError: One of them does not exist.
        """
        wanted = list(keys)
        unknown = [key for key in wanted if not self.upstream_def.holds(key, self.at)]
        if unknown:
            raise self.missing(unknown)
        return self.upstream_def.in_order(wanted, self.at)


class PartitionMapping(ABC):
    """Which upstream partitions a downstream partition is made from."""

    needs_key = True
    """Whether the answer depends on the downstream key, so that there must be one."""

    @abstractmethod
    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """The upstream keys, in their definition's order; a fault was ruled out before."""

    def fault(
        self,
        upstream_def: PartitionsDefinition,  # noqa: ARG002  # each kind looks at what it needs
        downstream_def: PartitionsDefinition | None,
    ) -> str | None:
        """Why the mapping cannot lead from the one definition to the other; None if it can."""
        if self.needs_key and downstream_def is None:
            return "the downstream asset is not partitioned"
        return None

    def facts(self) -> tuple[Any, ...]:
        """What tells this mapping from others of its kind."""
        return ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.facts() == other.facts()

    def __hash__(self) -> int:
        return hash((type(self), repr(self.facts())))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(fact) for fact in self.facts())})"
