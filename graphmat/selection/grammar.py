"""Selection text → expression.

The words, tightest first:

=====================  =================================================================
``raw/orders``         the asset of this key; every script, ``_ - . / @`` and digits, no quotes
``raw/*``  ``a*b``     a star inside a name, or as a whole component of it, is any characters
``*``                  everything that is made here
``key:x``              the same as ``x``, but every star in it is a wildcard: ``key:foo*``
``group:x`` ``kind:x`` ``owner:x`` ``tag:k`` (empty value) ``tag:k=v`` ``prefix:a/b``
                       ``key_substring:x``; with ``<null>``: those that have none
``state:x``  ``run:x`` what the event log knows: ``state:missing``, ``run:last``
``check:asset:name``   a check of an asset
``"x"``  ``'x'``       quotes, for any other character; stars in them are wildcards
``@name``              a selection that the settings name
``roots(x)`` …         functions, see ``words.FUNCTIONS``
``+x`` ``x+``          and everything above, everything below; ``2+x``, ``x+1`` bounded
``*x`` ``x*``          the same as ``+x`` and ``x+``, for those who learned it so
``not`` ``and`` ``or`` in this order, in any case
``,`` or white space   union, after everything else
=====================  =================================================================

So a star that touches the beginning or the end of a bare name means ancestors or descendants,
unless it is a whole path component (``raw/*``) or the name has further stars (``*a*b``); names
that begin with ``foo`` are ``key:foo*``.

Most texts are lists of names with a few plus signs. They are read by one regular expression,
which gives the same tree as the grammar: importing lark and building its parser costs more than
all the rest of a short command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import InvalidSelectionError, did_you_mean
from graphmat.selection import words
from graphmat.selection.expression import (
    MAX_DISTANCE,
    Attribute,
    Everything,
    Expression,
    Function,
    Key,
    Named,
    Not,
    Tag,
    intersection,
    traversal,
    union,
)

if TYPE_CHECKING:
    from lark import Lark

_SEPARATOR: Final = r"\s*,\s*|\s+"
_SIMPLE: Final = (
    rf"(?P<up>[0-9]*\+)?"
    rf"(?:(?P<name>{'|'.join(words.ATTRIBUTES)}):(?P<value>{words.VALUE_CHAR}+)"
    rf"(?:=(?P<tag_value>{words.VALUE_CHAR}+))?"
    rf"|(?P<word>{words.WORD}))"
    rf"(?P<down>\+[0-9]*)?(?=[\s,]|\Z)"
)

# Left and right of a plus or star that belongs to a name.
_EDGE_BEFORE: Final = r"(?<![^\s,(])"
_EDGE_AFTER: Final = r"(?=[\s,)]|\Z)"
_KEYWORD_END: Final = rf"(?![*:]|{words.NAME_CHAR})"

# White space is a token of its own, since it separates; so the others take what surrounds them.
GRAMMAR: Final = rf"""
start: union
union: either (SEPARATOR either | forgotten)*
forgotten: FORGOTTEN
?either: both (_OR both)*
?both: negated (_AND negated)*
?negated: NOT negated | traversed
traversed: (UP | STAR_UP)? atom (DOWN | STAR_DOWN)?
?atom: WORD | QUOTED | SELECTOR | attribute | call | _LEFT union _RIGHT
attribute: ATTRIBUTE value (_EQUALS value)?
value: VALUE | QUOTED | NULL
call: CALL union _RIGHT

_LEFT: /\(\s*/
_RIGHT.5: /\s*\)/
_OR.5: /\s*(?i:or){_KEYWORD_END}\s*/
_AND.5: /\s*(?i:and){_KEYWORD_END}\s*/
FORGOTTEN.6: /\s+(?i:not){_KEYWORD_END}/
NOT.5: /(?i:not){_KEYWORD_END}\s*/
UP.4: /{_EDGE_BEFORE}[0-9]*\+(?=[^\s,)+])/
DOWN.4: /\+[0-9]*{_EDGE_AFTER}/
STAR_UP.4: /{_EDGE_BEFORE}\*(?=[(@"']|{words.NAME_CHAR}+\s*:|{words.NAME_CHAR}+\()/
STAR_DOWN.4: /(?<=[^\s,(])\*{_EDGE_AFTER}/
CALL.3: /(?:(?:{"|".join(words.FUNCTIONS)})\s*|{words.NOT_A_KEYWORD}{words.NAME_CHAR}+)\(\s*/
ATTRIBUTE.3: /{words.NAME_CHAR}+\s*:\s*/
SELECTOR.3: /@(?:{words.NAME_CHAR}+|{words.QUOTED})/
NULL.3: /<null>/
QUOTED.2: /{words.QUOTED}/
WORD: /{words.WORD}/
VALUE: /{words.VALUE_CHAR}+/
_EQUALS.5: /\s*=\s*/
SEPARATOR: /\s*,\s*|\s+/
"""


def parse(text: str) -> Expression:
    """Read one selection text.

    Raises:
        InvalidSelectionError: The text is not a selection; ``position`` says where.
    """
    if not text.strip():
        raise InvalidSelectionError("the selection is empty", hint="'*' selects everything")
    return _read_simple(text) or _read_any(text)


def parse_all(texts: str | Iterable[str]) -> Expression:
    """Read one text, or the union of several."""
    return parse(texts) if isinstance(texts, str) else union([parse(text) for text in texts])


def _read_simple(text: str) -> Expression | None:
    """The tree of a plain list of names, or None where the grammar has to look."""
    operands: list[Expression] = []
    stripped = text.strip()
    # Compiled here and not above: most who import this module never read a text.
    match_atom, match_separator = re.compile(_SIMPLE).match, re.compile(_SEPARATOR).match
    position = 0
    while atom := match_atom(stripped, position):
        up, name, value, tag_value, word, down = atom.groups()
        tail = () if tag_value is None else (tag_value,)
        try:
            core = word if name is None else _attribute(name, value, *tail)
            operands.append(_traversed(core, up, down))
        except InvalidSelectionError:
            return None
        position = atom.end()
        if position == len(stripped):
            return union(operands)
        separator = match_separator(stripped, position)
        if separator is None:
            return None
        position = separator.end()
    return None


def _read_any(text: str) -> Expression:
    """The tree of any selection text, by the grammar."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    from graphmat.selection.syntax_errors import explain, pointing  # noqa: PLC0415  # only for faults

    stripped = text.strip()
    offset = len(text) - len(text.lstrip())
    try:
        # Typed as a tree; the builder makes expressions instead.
        expression: Any = _parser().parse(stripped)
    except UnexpectedToken as error:
        ended = error.token.type == "$END"
        position = len(stripped) if ended else error.token.start_pos or 0
        raise explain(text, position + offset, error.expected) from None
    except UnexpectedCharacters as error:
        place: Any = error.pos_in_stream
        raise explain(text, place + offset, error.allowed or ()) from None
    except InvalidSelectionError as error:
        raise pointing(text, error, offset) from None
    return union((expression,))


_parser_of_this_process: list[Lark] = []


def _parser() -> Lark:
    if not _parser_of_this_process:
        from lark import Lark

        builder: Any = _Builder()
        _parser_of_this_process.append(
            Lark(
                GRAMMAR,
                parser="lalr",
                lexer="contextual",
                transformer=builder,
                lexer_callbacks={"ATTRIBUTE": _known_attribute, "CALL": _known_function},
            )
        )
    return _parser_of_this_process[0]


class _Builder:
    """Makes the expression of each rule, under the rule's own name."""

    def start(self, children: list[Any]) -> Any:
        return children[0]

    def union(self, children: list[Any]) -> Expression:
        return union([child for child in children if isinstance(child, Expression)])

    def either(self, children: list[Any]) -> Expression:
        return union(children)

    def both(self, children: list[Any]) -> Expression:
        return intersection(children)

    def negated(self, children: list[Any]) -> Expression:
        return Not(children[-1])

    def traversed(self, children: list[Any]) -> Expression:
        signs: dict[str, Any] = {}
        core: Any = None
        for child in children:
            kind = getattr(child, "type", "")
            if kind in {"UP", "DOWN", "STAR_UP", "STAR_DOWN"}:
                signs[kind.removeprefix("STAR_")] = child
            elif kind == "QUOTED":
                core = Key(words.unquote(child))
            elif kind == "SELECTOR":
                name = child[1:]
                core = Named(words.unquote(name) if name[0] in "\"'" else name)
            else:
                core = child
        return _at(children[0], _traversed, core, signs.get("UP"), signs.get("DOWN"))

    def value(self, children: list[Any]) -> Any:
        token = children[0]
        if token.type == "NULL":
            return None
        return words.unquote(token) if token.type == "QUOTED" else str(token)

    def attribute(self, children: list[Any]) -> Expression:
        return _at(children[0], _attribute, _name_of(children[0]), *children[1:])

    def call(self, children: list[Any]) -> Expression:
        return Function(_name_of(children[0]), children[1])

    def forgotten(self, children: list[Any]) -> Expression:
        token = children[0]
        raise InvalidSelectionError(
            "'not' follows a name without 'and'",
            hint="write 'x and not y' for x without y, or 'x, not y' for their union",
            position=token.start_pos + len(token) - len("not"),
        )


def _at(token: Any, build: Callable[..., Expression], *facts: Any) -> Expression:
    """What ``build`` makes; its error gets the position of the token."""
    try:
        return build(*facts)
    except InvalidSelectionError as error:
        error.position = getattr(token, "start_pos", None)
        raise


def _traversed(core: str | Expression, up: str | None, down: str | None) -> Expression:
    """A bare word or an expression, with the signs before and after it."""
    above, below = _distance(up), _distance(down)
    if isinstance(core, Expression):
        return traversal(core, above, below)
    if not core.strip("*"):
        return traversal(Everything(), above, below)
    star_up, name, star_down = words.split_stars(core)
    if (star_up and up is not None) or (star_down and down is not None):
        raise InvalidSelectionError(
            f"'{name}' has both a star and a plus on one side",
            hint=f"they mean the same: write '+{name}' or '{name}+'",
        )
    return traversal(Key(name), None if star_up else above, None if star_down else below)


def _distance(sign: str | None) -> int | None:
    """How many levels a sign stands for: none without one, all without a number."""
    if sign is None:
        return 0
    digits = sign.strip("+*")
    if len(digits) > len(str(MAX_DISTANCE)):
        raise InvalidSelectionError(
            f"a depth of {len(digits)} digits is more than any graph has",
            hint="a plus without a number goes all the way",
        )
    return int(digits) if digits else None


_ABSENT: Final[Any] = object()


def _attribute(name: str, value: str | None, tag_value: Any = _ABSENT) -> Expression:
    """``name:value`` as an expression."""
    given = tag_value is not _ABSENT
    if given and name != "tag":
        raise InvalidSelectionError(
            f"'{name}:' takes no '='",
            hint="only a tag has a value: 'tag:key=value'; put other values with '=' into quotes",
        )
    if value is None:
        if name not in words.NULLABLE:
            raise InvalidSelectionError(
                f"'{name}:' takes no '<null>'",
                hint=f"'<null>' goes with {', '.join(sorted(words.NULLABLE))}",
            )
        if given:
            raise InvalidSelectionError("'tag:<null>' takes no '='")
        return Attribute(name, None)
    if name == "tag":
        if given and tag_value is None:
            raise InvalidSelectionError(
                "a tag's value is never '<null>'",
                hint=f"'tag:{words.as_value(value)}' for an empty value, "
                f"'not tag:{words.as_value(value)}=*' for assets without the tag",
            )
        return Tag(value, tag_value if given else "")
    return Key(value) if name == "key" else Attribute(name, value)


def _name_of(token: Any) -> str:
    """The name in a token that ends with a colon or a parenthesis."""
    return str(token).rstrip().rstrip(":(").rstrip()


def _known_attribute(token: Any) -> Any:
    """The token, unless nothing is called so: that is told before anything that follows it."""
    name = _name_of(token)
    if name in words.ATTRIBUTES:
        return token
    raise InvalidSelectionError(
        f"there is no '{words.shown(name)}:'",
        names=(name,),
        hint=did_you_mean(name, words.ATTRIBUTES)
        or f"there are {', '.join(words.ATTRIBUTES)}; for a name with a colon in it write "
        f"'key:{words.shown(name)}:...', for a check 'check:{words.shown(name)}:...'",
        position=token.start_pos,
    )


def _known_function(token: Any) -> Any:
    """The token, unless no function is called so."""
    name = _name_of(token)
    if name in words.FUNCTIONS:
        return token
    raise InvalidSelectionError(
        f"there is no function '{words.shown(name)}'",
        names=(name,),
        hint=did_you_mean(name, words.FUNCTIONS)
        or f"there are {', '.join(f'{known}()' for known in words.FUNCTIONS)}",
        position=token.start_pos,
    )
