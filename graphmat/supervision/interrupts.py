"""How the child takes signals that ask it to stop: once, and never in the middle of a message.

From a terminal Ctrl-C reaches both processes, and the supervisor passes it on as well; so only the
first signal counts. It becomes a ``KeyboardInterrupt`` where the user's code is; what follows is
left to be torn down in peace. Whoever loses patience kills the child, which is the supervisor's.
"""

from __future__ import annotations

import os
import signal
from _thread import get_ident
from types import FrameType
from typing import Final

ASKING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """Takes the signals that ask to stop; made in the main thread, which alone takes any."""

    __slots__ = ("_held", "_is_pending", "_thread", "signal_number")

    def __init__(self) -> None:
        self.signal_number = 0
        self._thread = get_ident()
        self._held = 0
        self._is_pending = False

    @property
    def is_asked(self) -> bool:
        """Whether the process was asked to stop."""
        return self.signal_number != 0

    def install(self) -> None:
        """Take the signals, but for those that whoever started us had ignored."""
        for number in ASKING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._take)
        # a signal between a fork and its hook would be taken for one of ours, and lost
        os.register_at_fork(before=_block, after_in_parent=_unblock, after_in_child=_as_elsewhere)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKING)

    def _take(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self.signal_number:
            return
        self.signal_number = number
        if self._held:
            self._is_pending = True
        else:
            raise KeyboardInterrupt

    def hold(self) -> None:
        """From here on a signal waits, until it is released."""
        if get_ident() == self._thread:
            self._held += 1

    def release(self) -> None:
        """Let through what has waited.

        Raises:
            KeyboardInterrupt: A signal has.
        """
        if get_ident() != self._thread:
            return
        self._held -= 1
        if self._is_pending and not self._held:
            self._is_pending = False
            raise KeyboardInterrupt


def _block() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)


def _unblock() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKING)


def _as_elsewhere() -> None:
    """In a process that the user's code forks, signals do what they do elsewhere."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    _unblock()
