"""The mapping between windows of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.errors import ParameterError
from graphmat.partitions.mapping_base import PartitionMapping, Question
from graphmat.partitions.time_window import TimeWindowPartitionsDefinition

if TYPE_CHECKING:
    from graphmat.partitions.base import Moment, PartitionsDefinition


class TimeWindowPartitionMapping(PartitionMapping):
    """The partitions whose windows share time with the downstream window.

    Args:
        start_offset: Moves the start of the span by so many downstream windows; -1 takes in the
            window before. It never leads out of what exists upstream.
        end_offset: The same for its end.
        allow_nonexistent_upstream_partitions: Whether windows that do not exist upstream are left
            out. If not, they are an error.
    """

    def __init__(
        self,
        start_offset: int = 0,
        end_offset: int = 0,
        allow_nonexistent_upstream_partitions: bool = False,
    ) -> None:
        for name, value in (("start_offset", start_offset), ("end_offset", end_offset)):
            if not isinstance(value, int):
                raise ParameterError(
                    f"{name} of TimeWindowPartitionMapping must be a whole number, got {value!r}"
                )
        self.start_offset = start_offset
        self.end_offset = end_offset
        self.allow_nonexistent_upstream_partitions = allow_nonexistent_upstream_partitions

    def fault(
        self, upstream_def: PartitionsDefinition, downstream_def: PartitionsDefinition | None
    ) -> str | None:
        """Both must be windows of time, in one time zone."""
        for side, definition in (("upstream", upstream_def), ("downstream", downstream_def)):
            if not isinstance(definition, TimeWindowPartitionsDefinition):
                return f"the {side} asset's partitions are not windows of time"
        above, below = (getattr(side, "timezone", "") for side in (upstream_def, downstream_def))
        if above != below:
            return f"their time zones, {above!r} upstream and {below!r} downstream, differ"
        return None

    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """The keys of the windows that share time with the downstream window."""
        below, above = question.downstream_def, question.upstream_def
        assert isinstance(below, TimeWindowPartitionsDefinition)  # noqa: S101  # see `fault`
        assert isinstance(above, TimeWindowPartitionsDefinition)  # noqa: S101  # as above
        key = question.downstream_key or ""
        if below == above and (self.start_offset, self.end_offset) == (0, 0):
            return (key,)
        starts = above.series.overlapping(*self._span(key, below, above, question.at))
        bounds = above.bounds(question.at)
        existing = [
            start for start in starts if bounds is not None and bounds.first <= start <= bounds.last
        ]
        if len(existing) < len(starts) and not self.allow_nonexistent_upstream_partitions:
            raise question.missing(
                [above.windows.key_at(start) for start in starts if start not in existing],
                "if it may do without, use"
                " TimeWindowPartitionMapping(allow_nonexistent_upstream_partitions=True)",
            )
        return tuple(above.windows.key_at(start) for start in existing)

    def _span(
        self,
        key: str,
        below: TimeWindowPartitionsDefinition,
        above: TimeWindowPartitionsDefinition,
        at: Moment,
    ) -> tuple[int, int]:
        start = below.windows.start_of(key)
        edges = ((start, self.start_offset), (below.series.end_of(start), self.end_offset))
        bounds = above.bounds(at)
        moved = []
        for edge, offset in edges:
            instant = below.series.shift(edge, offset)
            if bounds is not None and offset < 0:
                instant = max(instant, bounds.first)
            if bounds is not None and offset > 0:
                instant = min(instant, bounds.end)
            moved.append(instant)
        return moved[0], moved[1]

    def facts(self) -> tuple[Any, ...]:
        """The offsets, and whether upstream windows may be missing."""
        return (self.start_offset, self.end_offset, self.allow_nonexistent_upstream_partitions)
