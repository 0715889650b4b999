"""How the supervisor takes signals that ask it to stop: one asks the child, the third kills it.

The handlers stand only while the child has a call to carry out.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Final, Self

from graphmat.supervision.interrupts import ASKING

PATIENCE: Final = 3
"""With so many signals the child is killed."""


class Signals:
    """Takes signals and passes them on to the child.

    Args:
        pid: The child.
        say: Tells the user something.
    """

    def __init__(self, pid: int, say: Callable[[str], None]) -> None:
        self._pid = pid
        self._say = say
        self._before: dict[int, Any] = {}
        self.count = 0
        self.first: int | None = None

    def __enter__(self) -> Self:
        with suppress(ValueError):  # not in the main thread: then signals are somebody else's
            for number in ASKING:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._take)
        return self

    def aim(self, pid: int) -> None:
        """Pass signals on to another child; what came in between was for it, too."""
        self._pid = pid
        if self.count:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if self.count >= PATIENCE else signal.SIGINT)

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def _take(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.count += 1
        if self.first is None:
            self.first = number
        with suppress(ProcessLookupError):
            if self.count == 1:
                os.kill(self._pid, signal.SIGINT)
            elif self.count >= PATIENCE:
                os.kill(self._pid, signal.SIGKILL)
        if self.count < PATIENCE:
            self._say(_NEWS[self.count - 1])

    @property
    def name(self) -> str:
        """The first signal by its name."""
        return signal.Signals(self.first).name if self.first is not None else ""


_NEWS: Final = (
    "stopping: the step that runs is asked to end (two more signals kill it)",
    "still stopping: one more signal kills the step that runs",
)
