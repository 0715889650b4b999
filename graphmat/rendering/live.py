"""``LiveDisplay``: a run on a terminal while it goes on.

What ends is told in lines that stay, as in a log file; below them stand the steps that run. One
thread alone writes to the terminal: what the ops print comes to it by a pseudo-terminal, so that
nothing is torn. For the first moments nothing is drawn, and a short run never imports rich.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

from graphmat.rendering.painter import Painter, set_terminal_size, terminal_size
from graphmat.rendering.progress import PlainProgress
from graphmat.rendering.run_state import RunState
from graphmat.rendering.screen import Screen

if TYPE_CHECKING:
    from graphmat.events.model import Event

_PAUSE_S: Final = 0.15
"""So long a frame stays, at least."""
_TICK_S: Final = 0.5
"""So often a frame is drawn anew where nothing has happened."""
_CHUNK: Final = 65536

Usual = Callable[[Sequence[str]], Mapping[str, float]]
"""How long steps usually take, in seconds."""


class LiveDisplay:
    """Shows a run on a terminal.

    Args:
        screen: The terminal.
        verbosity: As for ``PlainProgress``.
    """

    def __init__(self, screen: Screen, verbosity: int) -> None:
        self._screen = screen
        self._state = RunState()
        self._lock = threading.Lock()
        self._lines: deque[str] = deque()
        self._plain = PlainProgress(
            Screen(
                _Lines(self._lines, self._wake),  # type: ignore[arg-type]  # all that a Screen needs
                has_colour=screen.has_colour,
                has_unicode=screen.has_unicode,
            ),
            verbosity,
        )
        self._usual: Usual | None = None
        self._thread: threading.Thread | None = None
        self._is_ending = False
        self._is_resting = False
        self._rests = threading.Event()
        self._talk, self.descriptor = _quiet_terminal(screen)
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        os.set_blocking(self._talk, False)

    # ---------------------------------------------------------------- what is told

    @property
    def run_id(self) -> str:
        """The run, once one has begun."""
        return self._plain.run_id

    def next_run(self) -> None:
        """Forget the run that was shown last."""
        self._plain.next_run()

    def take(self, events: Sequence[Event]) -> None:
        """Show events that were stored."""
        with self._lock:
            for event in events:
                self._state.take(event)
        self._plain.take(events)
        self._wake()

    def say(self, text: str) -> None:
        """Tell the user something; may be called in a signal's handler."""
        self._lines.append(f"{text}\n")
        self._wake()

    def _wake(self) -> None:
        with suppress(OSError):
            os.write(self._waker, b"x")

    # ---------------------------------------------------------------- its life

    def begin(self, usual: Usual | None = None) -> None:
        """Begin to show; to be called when the process that runs the ops has been started.

        Args:
            usual: Tells how long steps usually take.
        """
        self._usual = usual
        self._thread = threading.Thread(target=self._live, name="display", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Take the frame away: now others write. What the ops still print is handed on."""
        self._is_resting = True
        self._wake()
        if self._thread is not None:
            self._rests.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_ending = True
        self._wake()
        if self._thread is not None:
            self._thread.join()
        for descriptor in (self._talk, self.descriptor, self._woken, self._waker):
            if descriptor >= 0:
                os.close(descriptor)

    def _live(self) -> None:
        # signals are the main thread's: taken here they would wait until it wakes by itself
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        painter = Painter(self._screen, self._talk)
        watched = [self._talk, self._woken]
        try:
            while True:
                ready, _, _ = select.select(watched, [], [], _TICK_S)
                if self._woken in ready:
                    os.read(self._woken, _CHUNK)
                painter.listen()
                if painter.is_deaf and self._talk in watched:
                    watched.remove(self._talk)
                painter.tell(self._taken())
                if self._is_ending:
                    break
                if self._is_resting:
                    while painter.listen():
                        pass
                    painter.close()
                    self._rests.set()
                elif painter.is_due(self._state):
                    painter.learn(self._usual, self._state)
                    painter.paint(self._state, self._lock)
                    time.sleep(_PAUSE_S)
        finally:
            while painter.listen():
                pass
            painter.tell(self._taken())
            painter.close()
            self._rests.set()

    def _taken(self) -> list[str]:
        lines = []
        while self._lines:
            lines.append(self._lines.popleft())
        return lines


class _Lines:
    """A stream whose text waits for the painter."""

    encoding = "utf-8"

    def __init__(self, lines: deque[str], wake: Callable[[], None]) -> None:
        self._lines = lines
        self._wake = wake

    def write(self, text: str) -> int:
        """Take a text."""
        self._lines.append(text)
        return len(text)

    def flush(self) -> None:
        """Let it be shown."""
        self._wake()


def _quiet_terminal(screen: Screen) -> tuple[int, int]:
    """A pseudo-terminal that hands on what is written to it as it is: its two ends."""
    import termios

    reading, writing = os.openpty()
    settings = termios.tcgetattr(writing)
    settings[1] &= ~termios.OPOST
    settings[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(writing, termios.TCSANOW, settings)
    set_terminal_size(reading, *terminal_size(screen))
    os.set_inheritable(writing, False)
    return reading, writing
