"""``Screen``: one stream of text, and what it can show."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Final, TextIO

from graphmat.rendering.plain import width_of, wrapped

PIPE_WIDTH: Final = 80
_CODES: Final = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}
_PROBE: Final = "├└│─→↑…"
_DRAWN: Final = dict(zip(map(ord, _PROBE), ["|", "`", "|", "-", "->", "^", "..."], strict=True))


class Styled:
    """A text with a style: how it is meant, for screens that can show it.

    Args:
        text: Harmless text (see ``plain.safe``).
        style: One of bold, dim, red, green, yellow, blue, cyan; empty: none.
    """

    __slots__ = ("style", "text")

    def __init__(self, text: str, style: str = "") -> None:
        self.text = text
        self.style = style

    def __str__(self) -> str:
        return self.text


Text = str | Styled


class Screen:
    """One stream of text, and what it can show.

    Args:
        stream: Where the text goes.
        width: Columns of the terminal; None: a pipe or file, where nothing is ever cut or wrapped.
        has_colour: Whether styles are shown.
        has_unicode: Whether lines and arrows can be drawn; else they are written in ASCII.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        width: int | None = None,
        has_colour: bool = False,
        has_unicode: bool = True,
    ) -> None:
        self.stream = stream
        self.width = width
        self.has_colour = has_colour
        self.has_unicode = has_unicode
        self.is_open = True

    @staticmethod
    def of(stream: TextIO, environment: Mapping[str, str]) -> Screen:
        """The screen behind a stream.

        Args:
            stream: Standard output or standard error.
            environment: ``NO_COLOR``, ``FORCE_COLOR`` and ``TERM`` are honoured.
        """
        width = _terminal_width(stream)
        colour = width is not None and environment.get("TERM") != "dumb"
        if environment.get("FORCE_COLOR"):
            colour = True
        if environment.get("NO_COLOR"):
            colour = False
        return Screen(
            stream, width=width, has_colour=colour, has_unicode=_can_encode(stream, _PROBE)
        )

    @property
    def is_terminal(self) -> bool:
        """Whether a person is looking."""
        return self.width is not None

    @property
    def text_width(self) -> int:
        """The width to which sentences are wrapped."""
        return self.width or PIPE_WIDTH

    def paint(self, text: Text, style: str = "") -> str:
        """A text as it is written here: with its style where styles are shown."""
        if isinstance(text, Styled):
            style = text.style or style
            text = text.text
        if not self.has_colour or not style or not text:
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"

    def fitted(self, lines: Iterable[Text] | Text) -> list[str]:
        """Lines as they are written here, those too long for the terminal wrapped."""
        if isinstance(lines, str | Styled):
            lines = [lines]
        found: list[str] = []
        for line in lines:
            text = self.paint(line)
            if self.width is None or width_of(text) <= self.width:
                found.append(text)
                continue
            body = text.lstrip(" ")
            lead = " " * min(len(text) - len(body), self.width // 4)
            indent = " " * min(len(lead) + 4, self.width // 2)
            first, *rest = wrapped(body, self.width - len(indent))
            found += [f"{lead}{first}", *(f"{indent}{each}" for each in rest)]
        return found

    def write(self, lines: Iterable[Text] | Text) -> None:
        """Write lines; a reader that went away is no error."""
        if isinstance(lines, str | Styled):
            lines = [lines]
        text = "".join(f"{self.paint(line)}\n" for line in lines)
        if not self.has_unicode and not text.isascii():
            text = text.translate(_DRAWN)
        if not text or not self.is_open:
            return
        try:
            self._write(text)
        except BrokenPipeError:
            self.is_open = False
            _lead_nowhere(self.stream)

    def _write(self, text: str) -> None:
        try:
            self.stream.write(text)
        except UnicodeEncodeError:
            encoding = self.stream.encoding or "ascii"
            self.stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        self.stream.flush()


def _terminal_width(stream: TextIO) -> int | None:
    """Columns of the terminal behind a stream, or None where there is none."""
    try:
        if not stream.isatty():
            return None
        return os.get_terminal_size(stream.fileno()).columns or PIPE_WIDTH
    except (OSError, ValueError):
        return None


def _can_encode(stream: TextIO, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _lead_nowhere(stream: TextIO) -> None:
    """Give a stream whose reader is gone another end, so that closing it raises nothing."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        sys.stdout = sys.__stdout__


def columns_of(text: Text) -> int:
    """How many columns a text takes."""
    return width_of(text.text if isinstance(text, Styled) else text)
