"""What is wrong with a selection text, said for its reader, with a caret under the place.

Entered only when the grammar has refused a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from graphmat.errors import InvalidSelectionError
from graphmat.selection import words

_WIDTH: Final = 72
_OPERATORS: Final = {"|": "or", "||": "or", "&": "and", "&&": "and", "!": "not"}
_OPERAND: Final = "expected a name, 'group:...', 'not' or '('"
_OPERATOR: Final = "expected ',', 'and', 'or' or the end"
_QUOTED_OR_ONE: Final = rf"{words.QUOTED}|(?s:.)"
_KEYWORD: Final = rf"(?i:and|or|not)(?![*:]|{words.NAME_CHAR})"


def explain(text: str, position: int, allowed: Collection[str]) -> InvalidSelectionError:
    """The error for a text that the grammar refuses.

    Args:
        text: The whole selection text.
        position: Where the first token stands that cannot be there, or the end.
        allowed: The terminals of the grammar that could stand there.
    """
    while position < len(text) and text[position].isspace():
        position += 1
    if "VALUE" in allowed:
        message, hint = _value_missing(text, position)
    elif quote := _unclosed_quote(text):
        position = quote - 1
        message, hint = f"the quote {text[position]} is never closed", None
    elif "WORD" in allowed:
        message, hint = _operand_missing(text, position)
    else:
        message, hint, position = _operator_missing(text, position)
    error = InvalidSelectionError(message, hint=hint, position=position)
    return pointing(text, error)


def pointing(text: str, error: InvalidSelectionError, offset: int = 0) -> InvalidSelectionError:
    """The error with the text quoted below its message, and a caret under its position.

    Args:
        text: The whole selection text.
        error: What is wrong; without a position there is no caret.
        offset: Added to the position.
    """
    position = None if error.position is None else error.position + offset
    message = f"the selection cannot be read: {error.message}\n{_picture(text, position)}"
    return InvalidSelectionError(message, names=error.names, hint=error.hint, position=position)


def _picture(text: str, position: int | None) -> str:
    end = len(text.rstrip())
    place = end if position is None else position
    start = max(0, place - _WIDTH // 2)
    stop = min(max(end, place), start + _WIDTH)
    before = ("…" if start else "") + words.shown(text[start:place])
    line = before + words.shown(text[place:stop]) + ("…" if stop < end else "")
    if position is None:
        return f"  {line}"
    return f"  {line}\n  {' ' * _columns(before)}^"


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def _value_missing(text: str, position: int) -> tuple[str, str | None]:
    before = text[:position].rstrip()
    sign = before[-1:] or ":"
    if position < len(text) and text[position] in "\"'":
        return f"the quote {text[position]} is never closed", None
    if position < len(text) and text[position] not in ",)":
        return (
            f"the character {_named(text[position])} after '{sign}' has to stand in quotes",
            'quote the value, as in group:"any text"',
        )
    return f"a value is missing after '{sign}'", 'as in group:sales or group:"any text"'


def _operand_missing(text: str, position: int) -> tuple[str, str | None]:
    before = text[:position].rstrip()
    last = _last_word(before)
    rest = text[position:]
    if not rest:
        return f"a name is missing after '{last}'", f"{_OPERAND} there"
    keyword = re.match(_KEYWORD, rest)
    if keyword and before.endswith("+"):
        return f"'{keyword[0]}' cannot follow '+'", "put it in parentheses, as in '+(not x)'"
    if keyword:
        return (
            f"a name is missing before '{keyword[0]}'",
            f"an asset of this name is written key:{keyword[0]}",
        )
    if rest[0] == ")":
        if before.endswith("("):
            return "there is nothing between '(' and ')'", f"{_OPERAND} there"
        return f"a name is missing between '{last}' and ')'", f"{_OPERAND} there"
    if rest[0] == ",":
        after = f"between '{last}' and ','" if last else "before ','"
        return f"a name is missing {after}", f"{_OPERAND} there"
    return _bad_beginning(rest)


def _bad_beginning(rest: str) -> tuple[str, str | None]:
    if pluses := re.match(r"\+{2,}", rest):
        return (
            f"'{pluses[0]}' is not a depth",
            f"write '{len(pluses[0])}+x' for {len(pluses[0])} levels, '+x' for all of them",
        )
    if rest[0] == "+":
        return (
            "'+' stands alone",
            "write '+x' for x and all above it, 'x+' for x and all below it, 'x, y' for a union",
        )
    if rest[0] == "-":
        return (
            "a name cannot begin with '-'",
            "write 'x and not y' to leave y out, or key:-name for such a name",
        )
    if rest[0] == "@":
        return "a name is missing after '@'", "'@name' is a selection that the settings name"
    return _bad_character(rest)


def _bad_character(rest: str) -> tuple[str, str | None]:
    sign = re.match(r"\|\|?|&&?|!", rest)
    if sign:
        return f"'{sign[0]}' is not an operator here", f"write '{_OPERATORS[sign[0]]}'"
    return (
        f"the character {_named(rest[0])} cannot stand here",
        'put a name with such a character in quotes, as in "any text"',
    )


def _operator_missing(text: str, position: int) -> tuple[str, str | None, int]:
    before = text[:position].rstrip()
    rest = text[position:]
    if not rest:
        return "this '(' is never closed", "add a ')'", _unclosed_parenthesis(text)
    if rest[0] == ")":
        return "this ')' closes nothing", "remove it, or add a '(' before it", position
    if rest[0] == "+":
        return (*_misplaced_plus(before, rest), position)
    if rest[0] == "=":
        return "only 'tag:key' is followed by '='", "put a name with '=' in quotes", position
    if rest[0] == ":":
        return "a colon follows only a word such as 'group'", 'write key:"a:b"', position
    if rest[0] in "(\"'*" or re.match(words.NAME_CHAR, rest):
        last, first = _last_word(before), _first_word(rest)
        return (
            f"something is missing between {_named(last)} and {_named(first)}",
            _OPERATOR,
            position,
        )
    return (*_bad_character(rest), position)


def _misplaced_plus(before: str, rest: str) -> tuple[str, str | None]:
    last = _last_word(before)
    pluses = re.match(r"\+{2,}(?=[\s,)]|\Z)", rest)
    if pluses is None:
        return (
            f"'+' after {_named(last)} can be read in two ways",
            "write 'x+ y', 'x +y' or 'x, y'; a number after it is a depth: 'x+1'",
        )
    if before.endswith(f":{last}"):
        hint = f'put a value with a plus in quotes, as in "{last}{pluses[0]}"'
    else:
        hint = f"write 'x+{len(pluses[0])}' for {len(pluses[0])} levels, 'x+' for all of them"
    return f"'{pluses[0]}' is not a depth", hint


def _last_word(before: str) -> str:
    found = re.search(rf"(?:{words.QUOTED}|{words.WORD_CHAR}+|.)\Z", before, re.DOTALL)
    return words.shown(found[0][-_WIDTH:]) if found else ""


def _first_word(rest: str) -> str:
    found = re.match(rf"{words.NAME_CHAR}+|.", rest, re.DOTALL)
    return words.shown(found[0][:_WIDTH]) if found else ""


def _named(part: str) -> str:
    """A part of the text in quotes, unless it has its own."""
    quoted = len(part) > 1 and part[-1] in "'\""
    return part if quoted else f"'{words.shown(part)}'"


def _unclosed_quote(text: str) -> int:
    """One more than the place of a quote that nothing closes, or 0."""
    for part in re.finditer(_QUOTED_OR_ONE, text):
        if part[0] in {"'", '"'}:
            return part.start() + 1
    return 0


def _unclosed_parenthesis(text: str) -> int:
    opened: list[int] = []
    for part in re.finditer(_QUOTED_OR_ONE, text):
        if part[0] == "(":
            opened.append(part.start())
        elif part[0] == ")" and opened:
            opened.pop()
    return opened[-1] if opened else len(text)
