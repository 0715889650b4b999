"""A terminal of a given size, in which a command runs and whose screen is read."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pyte

PATIENCE_S = 30


def _take_terminal():
    """Make the terminal that of the new session, so that Ctrl-C is heard."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """Runs `graphmat` in a pseudo-terminal of its own.

    Args:
        folder: Where it runs.
        arguments: What is typed behind `graphmat`.
        columns: Width of the terminal.
        lines: Its height.
        environment: Environment variables on top of the usual ones.
    """

    def __init__(self, folder: Path, *arguments, columns=80, lines=24, **environment):
        self.screen = pyte.HistoryScreen(columns, lines, history=1000)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.end, inner = os.openpty()
        self._size(columns, lines)
        plain = {name: text for name, text in os.environ.items() if name not in _LEFT_OUT}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "graphmat", *arguments],
            cwd=folder,
            env={**plain, "TERM": "xterm-256color", "TZ": "UTC", **environment},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  # no thread here
        )
        os.close(inner)

    def _size(self, columns, lines):
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def resize(self, columns, lines=24):
        """Give the window another size."""
        self.screen.resize(lines, columns)
        self._size(columns, lines)

    def type(self, text: bytes):
        """Type something."""
        os.write(self.end, text)

    @property
    def lines(self) -> list[str]:
        """What the screen shows, without the empty lines at its end."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip().split("\n")

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    def read(self) -> bool:
        """Take in what has been written; False at the end."""
        if not select.select([self.end], [], [], 0.05)[0]:
            return True
        try:
            data = os.read(self.end, 65536)
        except OSError:
            return False
        self.raw += data
        self.stream.feed(data)
        return bool(data)

    def until(self, is_seen):
        """Wait until the screen shows something.

        Args:
            is_seen: A text, or a function of the lines.
        """
        deadline = time.monotonic() + PATIENCE_S
        while not (is_seen in self.text if isinstance(is_seen, str) else is_seen(self.lines)):
            if time.monotonic() > deadline or not self.read():
                raise AssertionError(f"{is_seen!r} is not on the screen:\n{self.text}")
        return self

    def finish(self) -> int:
        """Wait for the end of the command; its exit code."""
        deadline = time.monotonic() + PATIENCE_S
        while self.read():
            if time.monotonic() > deadline:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise AssertionError(f"it does not end:\n{self.text}")
        os.close(self.end)
        return self.process.wait()


_LEFT_OUT = {"CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM"}
