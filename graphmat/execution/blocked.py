"""Why a unit cannot run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmat.execution.outcome import (
    FAILURE,
    SKIPPED,
)

if TYPE_CHECKING:
    from collections.abc import Sized

    from graphmat.planning.plan import Step
    from graphmat.planning.sources import FromStep

UPSTREAM_FAILED: Final = "upstream_failed"
UPSTREAM_SKIPPED: Final = "upstream_skipped"
NOT_YIELDED: Final = "output_not_yielded"
CHECK_FAILED: Final = "blocking_check_failed"

BAD: Final = frozenset({FAILURE, UPSTREAM_FAILED, CHECK_FAILED})
"""The statuses of a unit after which what needs it cannot run."""


class Blocked(Exception):  # noqa: N818  # control flow of the engine, not an error
    """A unit cannot run.

    Args:
        reason: One of the reasons above.
        because: The step that is the cause.
        message: The reason in words.
    """

    def __init__(self, reason: str, because: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.because = because
        self.message = message


def failed_upstream(maker: Step, path: tuple[str, ...] = ()) -> Blocked:
    """A step that makes what the unit needs did not succeed."""
    key = f"{maker.step_key}[{','.join(path)}]" if path else maker.step_key
    return Blocked(UPSTREAM_FAILED, key, f"'{key}' did not succeed")


def why_missing(maker: Step, source: FromStep, status: str) -> Blocked:
    """A step that makes what the unit needs ended without it."""
    if status in BAD:
        return failed_upstream(maker)
    if status == SKIPPED:
        return Blocked(UPSTREAM_SKIPPED, maker.step_key, f"'{maker.step_key}' was skipped")
    return Blocked(
        NOT_YIELDED,
        maker.step_key,
        f"'{maker.step_key}' did not yield its output '{source.output_name}'",
    )


def check_fan_out(fan: Step, output_name: str, items: Sized | None) -> None:
    """A fan-out without items is skipped if it is optional; else an empty list is collected.

    Raises:
        Blocked: It is optional.
    """
    if not items and not fan.output(output_name).is_required:
        raise Blocked(
            NOT_YIELDED,
            fan.step_key,
            f"'{fan.step_key}' gave no item of its output '{output_name}'",
        )
