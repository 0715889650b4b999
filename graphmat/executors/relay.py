"""What a worker records and asks: it goes to the engine's side, which alone knows the event log."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.events import kinds
from graphmat.execution.recorder import Recorder

if TYPE_CHECKING:
    from graphmat.events.model import Event
    from graphmat.keys import AssetKey

QUESTIONS = frozenset(
    {
        "latest_materializations",
        "all_latest_materializations",
        "materializations",
        "run_materializations",
        "materialized_partitions",
        "run",
        "runs",
        "events",
        "step_attempts",
        "outputs",
        "dynamic_partitions",
        "add_dynamic_partitions",
        "delete_dynamic_partition",
        "step_durations",
        "wipe",
    }
)
"""What a worker may ask the event log."""


class RelayLog:
    """The event log as a worker sees it.

    Args:
        tell: Takes events on their way to the log.
        ask: Takes a question, its arguments and keyword arguments; answers or raises.
    """

    def __init__(
        self,
        tell: Callable[[Sequence[Event]], None],
        ask: Callable[[str, tuple[Any, ...], Mapping[str, Any]], Any],
    ) -> None:
        self._tell = tell
        self._ask = ask

    def append(self, events: Sequence[Event], *, durable: bool = False) -> None:
        """Send events on their way; they are stored before anything is that follows them."""
        del durable
        self._tell(events)

    def __getattr__(self, name: str) -> Any:
        if name not in QUESTIONS:
            raise AttributeError(name)
        return lambda *args, **kwargs: self._ask(name, args, kwargs)

    def close(self) -> None:
        """Nothing is held here."""


class RelayRecorder(Recorder):
    """Gathers the events of a step; a log line takes them on their way at once.

    So a long step is seen while it runs, and what it said is known when its worker dies.

    Args:
        log: Sends them.
        run_id: The run.
    """

    __slots__ = ()

    def __init__(self, log: RelayLog, run_id: str) -> None:
        super().__init__(log, run_id, time.time)

    def add(
        self,
        kind: str,
        step_key: str | None = None,
        asset_key: AssetKey | None = None,
        partition_key: str | None = None,
        message: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> Event:
        """Take an event."""
        event = super().add(kind, step_key, asset_key, partition_key, message, data)
        if kind == kinds.LOG_MESSAGE:
            self.flush()
        return event

    def take_pending(self) -> list[Event]:
        """The events that wait, to travel home with the step's outcome."""
        waiting, self._pending = self._pending, []
        self._durable = False
        return waiting


def answer(log: Any, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Answer a worker's question; what comes lazily is gathered.

    Raises:
        ValueError: It is none of those that a worker may ask.
    """
    if name not in QUESTIONS:
        raise ValueError(f"not a question to the event log: {name!r}")
    found = getattr(log, name)(*args, **kwargs)
    if hasattr(found, "__next__"):
        return list(found)
    return found
