"""``Painter``: writes to a terminal: lines that stay, and below them a frame that is drawn anew."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.plain import safe, width_of

if TYPE_CHECKING:
    from threading import Lock

    from graphmat.rendering.run_state import RunState
    from graphmat.rendering.screen import Screen, Styled

PATIENCE_S: Final = 0.4
"""So long a run goes on before anything is drawn."""
_CHUNK: Final = 65536


class Painter:
    """Writes to a terminal; nobody else does in the meantime.

    Args:
        screen: The terminal.
        talk: Descriptor from which comes what the ops print; never waited for.

    Attributes:
        is_deaf: Whether nothing more will come from there.
    """

    def __init__(self, screen: Screen, talk: int) -> None:
        self._screen = screen
        self._talk = talk
        self._live: Any = None
        self._is_broken = False
        self._is_mid_line = False
        self._part = b""
        self._usual: Mapping[str, float] | None = None
        self._size = terminal_size(screen)
        self._drawn: list[int] = []
        self.is_deaf = False

    # ---------------------------------------------------------------- lines that stay

    def listen(self) -> bool:
        """Show what the ops have printed; answers whether there was anything."""
        try:
            data = os.read(self._talk, _CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.is_deaf = True
            return False
        if self._live is None:
            self._write(data)
            return True
        whole, found, self._part = (self._part + data).rpartition(b"\n")
        if found:
            self._print([_last_state(line) for line in whole.split(b"\n")])
        return True

    def tell(self, texts: Sequence[str]) -> None:
        """Show lines."""
        text = "".join(texts)
        if not text:
            return
        if self._live is not None:
            self._print(text.removesuffix("\n").split("\n"))
            return
        if self._is_mid_line:
            text = f"\n{text}"
        self._write(text.encode(self._screen.stream.encoding or "utf-8", "backslashreplace"))

    def _write(self, data: bytes) -> None:
        self._is_mid_line = not data.endswith(b"\n")
        with suppress(OSError):
            while data:
                data = data[os.write(self._screen.stream.fileno(), data) :]

    def _print(self, lines: Sequence[str]) -> None:
        from rich.text import Text

        # of what was printed only colours are kept: nothing else may move the cursor
        texts = [Text.from_ansi(line) if "\x1b" in line else Text(safe(line)) for line in lines]
        self._follow_size()
        self._live.console.print(Text("\n").join(texts), soft_wrap=True, highlight=False)

    # ---------------------------------------------------------------- the frame

    def is_due(self, state: RunState) -> bool:
        """Whether there is a frame to draw."""
        if self._is_broken or not state.began or state.is_over:
            return False
        return self._live is not None or time.time() - state.began > PATIENCE_S

    def learn(
        self, usual: Callable[[Sequence[str]], Mapping[str, float]] | None, state: RunState
    ) -> None:
        """Learn how long the steps usually take, once."""
        if self._usual is None:
            self._usual = {}
            if usual is not None:
                with suppress(Exception):  # without it there is less to show
                    self._usual = usual(state.steps)

    def paint(self, state: RunState, lock: Lock) -> None:
        """Draw a frame in place of the last one."""
        try:
            if self._live is None:
                self._live = self._opened()
            self._follow_size()
            with lock:
                lines = self._frame(state)
            self._draw(lines)
        except Exception:  # noqa: BLE001  # what the ops print must go on to be read
            self._is_broken = True
            self._live = None

    def _frame(self, state: RunState) -> list[Styled]:
        from graphmat.rendering.estimate import estimate
        from graphmat.rendering.frame import cut, frame_lines
        from graphmat.rendering.screen import Styled

        now = time.time()
        usual = self._usual or {}
        columns, rows = self._size
        has_unicode = self._screen.has_unicode
        rest = estimate(state, usual, now)
        lines = frame_lines(
            state, usual, rest, now, width=columns, height=rows, has_unicode=has_unicode
        )
        if self._part:
            text = cut(safe(_last_state(self._part)), columns - 1, has_unicode=has_unicode)
            lines = [Styled(text), *lines]
        return lines

    def _draw(self, lines: Sequence[Styled]) -> None:
        from rich.text import Text

        shown = Text("\n", no_wrap=True, overflow="crop").join(
            Text(line.text, style=line.style) for line in lines
        )
        self._live.update(shown, refresh=True)
        self._drawn = [width_of(line.text) for line in lines]

    def _opened(self) -> Any:
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        if self._is_mid_line:
            self._write(b"\n")
        console = Console(
            file=self._screen.stream,
            force_terminal=True,
            force_interactive=True,
            color_system="standard" if self._screen.has_colour else None,
            no_color=not self._screen.has_colour,
            emoji=False,
            markup=False,
            highlight=False,
            legacy_windows=False,
        )
        live = Live(
            Text(""),
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        live.start()
        # a process that is killed cannot give the cursor back: it is never taken away
        console.show_cursor(show=True)
        return live

    def _follow_size(self) -> None:
        """Notice a terminal of another size; lines that were too wide for it are several now."""
        size = terminal_size(self._screen)
        if self._live is None:
            return
        self._live.console.size = size
        if size == self._size:
            return
        if size[0] < self._size[0] and self._drawn:
            rows = sum(max(1, -(-width // size[0])) for width in self._drawn)
            self._live._live_render._shape = (size[0], rows)  # noqa: SLF001  # rich counts lines as they were
        self._size = size
        set_terminal_size(self._talk, *size)

    def close(self) -> None:
        """Take the frame away; what stays are the lines."""
        live, self._live = self._live, None
        if live is not None:
            from rich.text import Text

            part, self._part = self._part, b""
            if part:
                self._live = live
                self._print([_last_state(part)])
                self._live = None
            live.update(Text(""))
            live.stop()
        elif self._is_mid_line:
            self._write(b"\n")


def _last_state(line: bytes) -> str:
    """A printed line as it stands in the end: what a bar of progress wrote over is gone."""
    text = line.decode("utf-8", "replace").rstrip("\r")
    return text.rpartition("\r")[2].expandtabs(8)


def terminal_size(screen: Screen) -> tuple[int, int]:
    """Columns and lines of a terminal, at this moment."""
    try:
        found = os.get_terminal_size(screen.stream.fileno())
    except (OSError, ValueError):
        return screen.width or 80, 24
    return found.columns or 80, found.lines or 24


def set_terminal_size(terminal: int, columns: int, lines: int) -> None:
    """Tell a pseudo-terminal how large it is."""
    import fcntl
    import struct
    import termios

    with suppress(OSError):
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
