"""Text that came from users, made harmless; and how wide text is on a screen."""

from __future__ import annotations

from typing import Final

_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def safe(text: object) -> str:
    """The text on one line, with everything that a terminal would obey shown instead.

    Control characters, escape sequences, direction overrides, invisible characters, broken
    surrogates: each becomes its Python escape. Nothing that is shown is ever read as markup.
    """
    plain = text if isinstance(text, str) else str(text)
    if plain.isprintable():
        return plain
    return "".join(char if char.isprintable() else _escaped(char) for char in plain)


def safe_lines(text: object) -> list[str]:
    """As ``safe``, but the text's own line breaks are kept: one string for each line."""
    return [safe(line.expandtabs(4)) for line in str(text).split("\n")]


def _escaped(char: str) -> str:
    short = _SHORT.get(char)
    if short is not None:
        return short
    code = ord(char)
    if code < 0x100:  # noqa: PLR2004  # two hexadecimal digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004  # four digits


def width_of(text: str) -> int:
    """How many columns a text takes on a terminal; colours of our own take none."""
    if "\x1b" in text:
        import re

        text = re.sub(r"\x1b\[\d+m", "", text)
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in {"W", "F"} else 1 for char in text
    )


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text with spaces up to a width."""
    space = " " * max(0, width - width_of(text))
    return space + text if right else text + space


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns; broken at spaces, else behind ``./_,``.

    Nothing is lost but the spaces where a line is broken.
    """
    if width_of(text) <= width:
        return [text]
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if width_of(candidate) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, width)
        lines += whole
    return [*lines, line]


def _broken(word: str, width: int) -> list[str]:
    """One long word in pieces."""
    pieces: list[str] = []
    while width_of(word) > width:
        end = len(word)
        while end > 1 and width_of(word[:end]) > width:
            end -= 1
        marks = [word.rfind(mark, 0, end) + 1 for mark in "./_,"]
        cut = max(marks) if max(marks) > end // 2 else end
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]
