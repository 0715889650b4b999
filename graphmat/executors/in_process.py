"""Steps run here and now, one after the other."""

from __future__ import annotations

import signal
from _thread import get_ident
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

from graphmat.execution.step import execute_step
from graphmat.executors.time_limits import TIMEOUT_TAG, limit_of, timed_out

if TYPE_CHECKING:
    from graphmat.execution.outcome import StepOutcome
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit


class InProcessExecutor:
    """Runs each step in the process that submits it, at once.

    Args:
        run: The run.
        timeout_s: How long a step may run that says nothing itself; None: as long as it wants. It
            is kept by an alarm, which only the main thread can set: elsewhere there is no limit.
    """

    slots = 1

    def __init__(self, run: RunContext, timeout_s: float | None = None) -> None:
        self._run = run
        self._timeout_s = timeout_s
        self._done: list[tuple[Unit, StepOutcome]] = []

    def submit(self, unit: Unit) -> None:
        """Run a step."""
        tags = unit.step.tags
        if self._timeout_s is None and not (tags and TIMEOUT_TAG in tags):
            outcome = execute_step(self._run, unit)
        else:
            outcome = self._run_limited(unit)
        self._done.append((unit, outcome))

    def _run_limited(self, unit: Unit) -> StepOutcome:
        limit_s = limit_of(unit.step, self._timeout_s)
        if limit_s is None or not _may_set_alarm():
            return execute_step(self._run, unit)

        def ring(number: int, frame: FrameType | None) -> None:
            del number, frame
            raise timed_out(unit, limit_s)

        before = signal.signal(signal.SIGALRM, ring)
        try:
            signal.setitimer(signal.ITIMER_REAL, limit_s)
            return execute_step(self._run, unit)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def wait(self, timeout_s: float | None = None) -> Sequence[tuple[Unit, StepOutcome]]:
        """The steps that were submitted: they have ended."""
        del timeout_s
        done, self._done = self._done, []
        return done

    def close(self) -> None:
        """Nothing is held."""


def _may_set_alarm() -> bool:
    import sys  # only with a limit

    threading = sys.modules.get("threading")
    is_main = threading is None or threading.main_thread().ident == get_ident()
    return is_main and hasattr(signal, "setitimer")
