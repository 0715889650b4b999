"""How a worker process ended, in words."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from graphmat.errors import WorkerDiedError

if TYPE_CHECKING:
    from graphmat.execution.unit import Unit

_CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL})


def death_of(unit: Unit | None, pid: int, status: int | None) -> WorkerDiedError:
    """The error of a worker that ended before its step did.

    Args:
        unit: What it ran; None: nothing.
        pid: The worker.
        status: How it ended, as ``os.waitpid`` tells; None: unknown.
    """
    how, hint = _told(status)
    what = f" while it ran '{unit.step_key}'" if unit is not None else " before it ran a step"
    return WorkerDiedError(
        f"worker process {pid} {how}{what}",
        hint=hint,
        location=unit.step.op.location if unit is not None else None,
    )


def _told(status: int | None) -> tuple[str, str | None]:
    if status is None:
        return "ended", None
    if not os.WIFSIGNALED(status):
        return (
            f"ended itself with exit code {os.WEXITSTATUS(status)} (os._exit)",
            "raise an exception instead: it is recorded with its place",
        )
    number = os.WTERMSIG(status)
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    hint = None
    if number == signal.SIGKILL:
        hint = (
            "somebody killed it, or the system did because memory ran out: fewer workers need "
            "less of it (-j)"
        )
    elif number in _CRASHES:
        hint = "a compiled library crashed; PYTHONFAULTHANDLER=1 shows where"
    return f"was killed by {name}", hint
