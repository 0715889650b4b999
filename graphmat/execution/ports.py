"""The protocols at the edge: what runs a step, and what keeps a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from graphmat.execution.outcome import StepOutcome
    from graphmat.execution.unit import Unit


class Executor(Protocol):
    """Runs steps; knows nothing of readiness, skipping or retries."""

    slots: int
    """How many steps it takes at a time."""

    def submit(self, unit: Unit) -> None:
        """Take a step."""
        ...

    def wait(self, timeout_s: float | None = None) -> Sequence[tuple[Unit, StepOutcome]]:
        """Wait until at least one step has ended, or the time is over."""
        ...

    def close(self) -> None:
        """Release what is held; steps that still run are ended."""
        ...


class IOManagerPort(Protocol):
    """Keeps values of outputs."""

    def handle_output(self, context: Any, obj: Any) -> Any:
        """Store a value; may yield metadata."""
        ...

    def load_input(self, context: Any) -> Any:
        """Load a value."""
        ...
