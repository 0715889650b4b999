"""Documents as JSON text, harmless on a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def json_text(document: Mapping[str, Any]) -> str:
    """A document as indented JSON; characters that a terminal would obey are escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    if text.isascii():
        return text  # JSON escapes the control characters of ASCII itself
    return "".join(char if char == "\n" or char.isprintable() else _escaped(char) for char in text)


def json_line(document: Mapping[str, Any]) -> str:
    """A document as JSON on one line."""
    return json.dumps(document, default=str)


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x10000:  # noqa: PLR2004  # one UTF-16 unit
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
