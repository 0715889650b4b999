"""What a command does when another run holds what it wants: waits for its end, or joins it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import RunInterruptedError
from graphmat.events import kinds
from graphmat.events.records import STARTED
from graphmat.supervision.interrupts import ASKING

if TYPE_CHECKING:
    from graphmat.events.ports import EventSink
    from graphmat.supervision.run_locks import RunLocks
    from graphmat.supervision.server_locks import ServerRunLocks

WAIT: Final = "wait"
JOIN: Final = "join"
FAIL: Final = "fail"
POLICIES: Final = (WAIT, JOIN, FAIL)

_LOOK_S: Final = 0.1


@contextmanager
def interruptible(what: str) -> Iterator[None]:
    """While nothing of our own runs, a signal simply ends the command.

    Args:
        what: What is interrupted, in words.

    Raises:
        RunInterruptedError: A signal came; its exit code says which.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        name = signal.Signals(number).name
        error = RunInterruptedError(f"interrupted by {name} {what}")
        error.exit_code = 128 + number
        raise error

    before: dict[int, Any] = {}
    try:
        with suppress(ValueError):  # not in the main thread: then signals are somebody else's
            for number in ASKING:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    before[number] = signal.signal(number, stop)
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def wait_for_end(locks: RunLocks | ServerRunLocks, run_id: str) -> None:
    """Wait until a run has ended or its process is gone."""
    with interruptible("while waiting"):
        while _is_held(locks, run_id):
            time.sleep(_LOOK_S)


def follow(
    open_log: Callable[[], Any], locks: RunLocks | ServerRunLocks, run_id: str, show: EventSink
) -> bool:
    """Show the events of another process's run until it ends.

    Args:
        open_log: Gives the event log.
        locks: The locks of the runs.
        run_id: The run.
        show: Shows its events, from the first on.

    Returns:
        Whether it came to an end of its own; False where its process died.
    """
    seen = 0
    with interruptible("while following another run"):
        while True:
            is_held = _is_held(locks, run_id)  # asked first: what it wrote before its end is read
            events = open_log().events(run_id, after=seen)
            if events:
                seen = events[-1].sequence
                show(events)
                if any(event.kind in kinds.RUN_ENDS for event in events):
                    return True
            if not is_held:
                record = open_log().run(run_id)
                return record is not None and record.status != STARTED
            time.sleep(_LOOK_S)


def _is_held(locks: RunLocks | ServerRunLocks, run_id: str) -> bool:
    return any(holder.run_id == run_id for holder in locks.holders())
