"""Text as HTML and SVG take it: nothing in it is ever markup."""

from __future__ import annotations

import json
from html import escape
from typing import Any, Final
from unicodedata import category

_JOINERS: Final = "\u200c\u200d"
"""They make one sign of several (families of emoji, letters of Persian), and do nothing else."""


def visible(text: object) -> str:
    """The text with what cannot be seen shown as its escape, but for joined signs and breaks."""
    plain = str(text)
    if plain.isprintable():
        return plain
    return "".join(
        char
        if char.isprintable() or char in _JOINERS or char in "\n\t" or category(char) == "Zs"
        else repr(char)[1:-1]
        for char in plain
    )


def html(text: object) -> str:
    """The text as the content of an element, or between the quotes of an attribute."""
    plain = visible(text)
    return escape(plain.encode("utf-8", "backslashreplace").decode(), quote=True)


def line(text: object) -> str:
    """As ``html``, on one line."""
    return html(str(text).replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t"))


def json_island(document: Any) -> str:
    """A document as JSON that can stand in a script element: it cannot end it, nor break a line."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str)
    text = text.encode("utf-8", "backslashreplace").decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def attributes(**given: object) -> str:
    """Attributes of an element; those of None are left out, dashes are written as underscores."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{line(value)}"'
        for name, value in given.items()
        if value is not None
    )
