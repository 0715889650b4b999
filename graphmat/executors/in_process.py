"""Steps run here and now, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphmat.execution.step import execute_step

if TYPE_CHECKING:
    from graphmat.execution.outcome import StepOutcome
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit


class InProcessExecutor:
    """Runs each step in the process that submits it, at once.

    Args:
        run: The run.
    """

    slots = 1

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._done: list[tuple[Unit, StepOutcome]] = []

    def submit(self, unit: Unit) -> None:
        """Run a step."""
        self._done.append((unit, execute_step(self._run, unit)))

    def wait(self, timeout_s: float | None = None) -> Sequence[tuple[Unit, StepOutcome]]:
        """The steps that were submitted: they have ended."""
        del timeout_s
        done, self._done = self._done, []
        return done

    def close(self) -> None:
        """Nothing is held."""
