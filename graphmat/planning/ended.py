"""``EndedUnit``: what a run has ended already when another process goes on with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.events.records import OutputRecord


class EndedUnit:
    """A step, or an item of a mapped one, that this run has ended before.

    Args:
        status: ``success``, ``failure``, ``skipped``, ``upstream_failed``,
            ``blocking_check_failed``, or ``retry``: another attempt is to be made.
        outputs: The outputs that it gave.
        attempt: The number of its last attempt.
        error: Document of what failed.
        delay_s: Seconds until the next attempt.
    """

    __slots__ = ("attempt", "delay_s", "error", "outputs", "status")

    def __init__(
        self,
        status: str,
        outputs: tuple[OutputRecord, ...] = (),
        *,
        attempt: int = 1,
        error: Mapping[str, Any] | None = None,
        delay_s: float = 0.0,
    ) -> None:
        self.status = status
        self.outputs = outputs
        self.attempt = attempt
        self.error = dict(error or {})
        self.delay_s = delay_s
