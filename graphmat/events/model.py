"""``Event``: one fact of a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.keys import AssetKey


class Event:
    """One fact of a run, as it is stored and shown.

    Written by hand and slotted rather than a dataclass: a run makes six or seven of them per op.

    Args:
        kind: One of ``events.kinds``.
        run_id: The run.
        time: Seconds since the epoch, UTC.
        step_key: The step, for events of a step; with the mapping key in brackets in a fan-out.
        asset_key: The asset, for events of an asset.
        partition_key: The asset's partition.
        message: A sentence for people.
        data: Facts by kind, made of JSON values only.
        sequence: Position in the run, from 1; given by whoever records the event.
    """

    __slots__ = (
        "asset_key",
        "data",
        "kind",
        "message",
        "partition_key",
        "run_id",
        "sequence",
        "step_key",
        "time",
    )

    def __init__(
        self,
        kind: str,
        run_id: str,
        time: float,
        step_key: str | None = None,
        asset_key: AssetKey | None = None,
        partition_key: str | None = None,
        message: str = "",
        data: Mapping[str, Any] | None = None,
        sequence: int = 0,
    ) -> None:
        self.kind = kind
        self.run_id = run_id
        self.time = time
        self.step_key = step_key
        self.asset_key = asset_key
        self.partition_key = partition_key
        self.message = message
        self.data: Mapping[str, Any] = data if data is not None else _NO_DATA
        self.sequence = sequence

    @property
    def at(self) -> datetime:
        """When it happened, UTC."""
        return datetime.fromtimestamp(self.time, UTC)

    def _facts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _FIELDS)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Event) and self._facts() == other._facts()

    __hash__ = None  # type: ignore[assignment]  # data is a mapping

    def __repr__(self) -> str:
        where = self.step_key or self.asset_key or ""
        return f"Event({self.kind} {where} {self.message!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Event, self._facts()


_FIELDS = (
    "kind",
    "run_id",
    "time",
    "step_key",
    "asset_key",
    "partition_key",
    "message",
    "data",
    "sequence",
)
_NO_DATA: Mapping[str, Any] = {}
