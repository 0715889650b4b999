"""Why a unit cannot run."""

from __future__ import annotations

from typing import Final

from graphmat.execution.outcome import (
    FAILURE,
    SKIPPED,
)
from graphmat.planning.plan import FromStep, Step

UPSTREAM_FAILED: Final = "upstream_failed"


UPSTREAM_SKIPPED: Final = "upstream_skipped"


NOT_YIELDED: Final = "output_not_yielded"


CHECK_FAILED: Final = "blocking_check_failed"


class Blocked(Exception):  # noqa: N818  # control flow within this file, not an error
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


BAD: Final = frozenset({FAILURE, UPSTREAM_FAILED, CHECK_FAILED})


def failed_upstream(step: Step, maker: Step, path: tuple[str, ...] = ()) -> Blocked:
    del step
    key = f"{maker.step_key}[{','.join(path)}]" if path else maker.step_key
    return Blocked(UPSTREAM_FAILED, key, f"'{key}' did not succeed")


def why_missing(step: Step, maker: Step, source: FromStep, status: str) -> Blocked:
    if status in BAD:
        return failed_upstream(step, maker)
    if status == SKIPPED:
        return Blocked(UPSTREAM_SKIPPED, maker.step_key, f"'{maker.step_key}' was skipped")
    return Blocked(
        NOT_YIELDED,
        maker.step_key,
        f"'{maker.step_key}' did not yield its output '{source.output_name}'",
    )
