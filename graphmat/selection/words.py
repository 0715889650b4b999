r"""The words of the selection text: what may stand bare, quoting, and wildcards.

Pure string work, shared by the printer (:mod:`expression`) and the reader (:mod:`grammar`), so
that both agree on what a name is.

A *pattern* is a name in which ``*`` stands for any characters, slashes included. ``\*`` and ``\\``
are the characters themselves, and in an asset key ``\/`` is a slash inside one component.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Final

KEYWORDS: Final = frozenset({"and", "or", "not"})
ATTRIBUTES: Final = (
    "key",
    "group",
    "tag",
    "kind",
    "owner",
    "prefix",
    "key_substring",
    "state",
    "run",
    "check",
)
# What `<null>` may stand for: assets that have none of it.
NULLABLE: Final = frozenset({"group", "kind", "owner", "tag"})
FUNCTIONS: Final = (
    "roots",
    "sinks",
    "checks",
    "materializable",
    "required_neighbors",
    "upstream_sources",
    "with_external",
    "without_checks",
)

# Everything but white space, control characters and the punctuation that means something here or
# is kept for later; so letters of every script, digits and `_ - . / @ \` are left.
NAME_CHAR: Final = r"[^\s\x00-\x1f\x7f!\"#$%&'()*+,:;<=>?\[\]^`{|}~]"
WORD_CHAR: Final = NAME_CHAR.replace("*", "")
VALUE_CHAR: Final = WORD_CHAR.replace(":", "")
QUOTED: Final = r"\"(?:[^\"\\]|\\(?s:.))*\"|'(?:[^'\\]|\\(?s:.))*'"
# A bare word begins with neither a minus (people mean "without") nor an at sign (`@selector`).
NOT_A_KEYWORD: Final = rf"(?!(?i:and|or|not)(?!{WORD_CHAR}))"
WORD: Final = rf"{NOT_A_KEYWORD}(?!-|\*?@){WORD_CHAR}+"

# Compiled when first used (`re` keeps them): compiling all costs 2 ms at every `import graphmat`.
_ESCAPE: Final = r"\\(?:([\"'\\])|u\{([0-9a-fA-F]{1,6})\})"
_PATTERN_PIECE: Final = r"\\[\\*]|\*|[^\\*]+|\\"
_KEY_PIECE: Final = r"\\[\\*/]|/|[^\\/]+|\\"


def shown(text: str) -> str:
    """The text on one line, with control and other unprintable characters escaped."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else f"\\u{{{ord(character):x}}}" for character in text
    )


def quote(text: str) -> str:
    """The text in double quotes, as :func:`unquote` reads it back."""
    return '"' + shown(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def unquote(token: str) -> str:
    r"""What a quoted token stands for.

    A backslash makes a quote or a backslash literal, ``\u{1b}`` is a character by its number;
    before anything else a backslash is an ordinary character.
    """
    body = token[1:-1]
    if "\\" not in body:
        return body
    return re.sub(_ESCAPE, _unescaped, body)


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return escape[1]
    number = int(escape[2], 16)
    return chr(number) if number <= sys.maxunicode else escape[0]


def is_bare(word: str) -> bool:
    """Whether the pattern can stand without ``key:`` and still mean the same pattern.

    Digits alone can't: beside a ``+`` they would be taken for a depth.
    """
    if not re.fullmatch(WORD, word) or not word.isprintable() or word.isdecimal():
        return False
    return split_stars(word) == (False, word, False) and word.strip("*") != ""


def as_value(text: str) -> str:
    """The text as it stands after ``group:``: bare where it may, else in quotes."""
    if re.fullmatch(f"{VALUE_CHAR}+", text) and text.isprintable():
        return text
    return quote(text)


def as_selector_name(name: str) -> str:
    """The name as it stands after ``@``."""
    if re.fullmatch(f"{NAME_CHAR}+", name) and name.isprintable():
        return name
    return quote(name)


def split_stars(word: str) -> tuple[bool, str, bool]:
    """Tell the stars that mean "all ancestors" and "all descendants" from wildcards.

    Args:
        word: A bare word.

    Returns:
        Whether a star before the name means its ancestors, the name or pattern that is left, and
        whether a star after it means its descendants. A star that is a whole path component, stands
        between other characters, or meets a backslash is a wildcard, and so is then every star of
        the word.
    """
    core = word.removeprefix("*").removesuffix("*")
    if not core or "*" in core or "\\" in core or core[0] == "/" or core[-1] == "/":
        return False, word, False
    return word[0] == "*", core, word[-1] == "*"


def escape(text: str) -> str:
    """The pattern that stands for exactly this text."""
    return text.replace("\\", "\\\\").replace("*", "\\*")


def key_pattern(parts: Iterable[str]) -> str:
    """The pattern that stands for exactly the asset key with these components."""
    return "/".join(escape(part).replace("/", "\\/") for part in parts)


def is_wildcard(pattern: str) -> bool:
    """Whether the pattern holds a star that stands for any characters."""
    return "*" in pattern and "*" in re.findall(_PATTERN_PIECE, pattern)


def literal(pattern: str) -> str:
    """The text that a pattern without wildcards stands for."""
    if "\\" not in pattern:
        return pattern
    return "".join(
        token[1] if token in {"\\\\", "\\*"} else token
        for token in re.findall(_PATTERN_PIECE, pattern)
    )


def key_parts(pattern: str) -> tuple[str, ...]:
    """The components of the asset key that a pattern without wildcards stands for."""
    if "\\" not in pattern:
        return tuple(pattern.split("/"))
    parts = [""]
    for piece in re.findall(_KEY_PIECE, pattern):
        if piece == "/":
            parts.append("")
        else:
            parts[-1] += piece[1] if piece in {"\\\\", "\\*", "\\/"} else piece
    return tuple(parts)


def matcher(pattern: str) -> re.Pattern[str]:
    """A regular expression for a pattern; use its ``fullmatch``."""
    return re.compile(
        "".join(
            ".*" if piece == "*" else re.escape(literal(piece))
            for piece in re.findall(_PATTERN_PIECE, pattern)
        ),
        re.DOTALL,
    )
