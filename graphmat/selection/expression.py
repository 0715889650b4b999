"""The parts of a selection text as a tree of small immutable objects.

The tree prints itself as the text that :mod:`graphmat.selection.grammar` reads back into an equal
tree. Build unions, intersections and traversals with the functions at the end: they keep the
tree in the one form that has a text of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from graphmat.errors import InvalidSelectionError
from graphmat.selection import words

MAX_DEPTH: Final = 100
MAX_DISTANCE: Final = 999_999_999

_OR, _AND, _NOT, _TRAVERSAL, _ATOM = range(5)


class Expression:
    """A part of a selection: immutable, hashable, picklable; ``str()`` gives its text."""

    __slots__ = ("_facts", "_hash", "depth")

    precedence: ClassVar[int] = _ATOM
    depth: int

    def __init__(self, *facts: Any) -> None:
        self._facts = facts
        self._hash = hash((type(self).__name__, facts))
        self.depth = 1 + max((part.depth for part in self.operands), default=0)
        if self.depth > MAX_DEPTH:
            raise InvalidSelectionError(
                f"the selection is nested more than {MAX_DEPTH} levels deep",
                hint="give a part of it a name of its own, as a named selector",
            )

    @property
    def operands(self) -> tuple[Expression, ...]:
        """The expressions this one is made of."""
        return ()

    def __str__(self) -> str:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._facts))})"

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Expression)
            and type(self) is type(other)
            and self._hash == other._hash
            and self._facts == other._facts
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._facts


class Everything(Expression):
    """``*``: every asset that is made here."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__()

    def __str__(self) -> str:
        return "*"


class Key(Expression):
    """``raw/orders``, ``raw/*``, ``key:"any name"``: assets by key.

    Args:
        pattern: The key as people write it; see :mod:`graphmat.selection.words` for wildcards.
    """

    __slots__ = ("pattern",)

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self.pattern = pattern

    def __str__(self) -> str:
        if words.is_bare(self.pattern):
            return self.pattern
        return f"key:{words.as_value(self.pattern)}"


class Attribute(Expression):
    """``group:x``, ``kind:x``, ``state:missing``, …: assets by something they have.

    Args:
        name: One of ``words.ATTRIBUTES`` except ``key``; ``tag`` only with None.
        value: A pattern, or None for ``<null>``: assets that have none of it.
    """

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: str | None) -> None:
        super().__init__(name, value)
        self.name = name
        self.value = value

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name}:<null>"
        return f"{self.name}:{words.as_value(self.value)}"


class Tag(Expression):
    """``tag:K=V``, or ``tag:K`` for a tag whose value is empty.

    Args:
        key: A pattern.
        value: A pattern.
    """

    __slots__ = ("key", "value")

    def __init__(self, key: str, value: str = "") -> None:
        super().__init__(key, value)
        self.key = key
        self.value = value

    def __str__(self) -> str:
        tail = f"={words.as_value(self.value)}" if self.value else ""
        return f"tag:{words.as_value(self.key)}{tail}"


class Named(Expression):
    """``@name``: a selection that the settings give a name to."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"@{words.as_selector_name(self.name)}"


class Function(Expression):
    """``roots(x)`` and the other functions of ``words.FUNCTIONS``."""

    __slots__ = ("name", "operand")

    def __init__(self, name: str, operand: Expression) -> None:
        self.name = name
        self.operand = operand
        super().__init__(name, operand)

    @property
    def operands(self) -> tuple[Expression, ...]:
        """The one argument."""
        return (self.operand,)

    def __str__(self) -> str:
        return f"{self.name}({self.operand})"


class Traversal(Expression):
    """``+x``, ``2+x``, ``x+``, ``x+1``: also what is above and below, direct or not.

    Args:
        operand: Where to start; always part of the result.
        up: How many levels of ancestors, 0 for none, None for all.
        down: How many levels of descendants.
    """

    __slots__ = ("down", "operand", "up")

    precedence = _TRAVERSAL

    def __init__(self, operand: Expression, up: int | None, down: int | None) -> None:
        self.operand = operand
        self.up = up
        self.down = down
        super().__init__(operand, up, down)

    @property
    def operands(self) -> tuple[Expression, ...]:
        """Where to start."""
        return (self.operand,)

    def __str__(self) -> str:
        before = "" if self.up == 0 else f"{'' if self.up is None else self.up}+"
        after = "" if self.down == 0 else f"+{'' if self.down is None else self.down}"
        return f"{before}{_within(self.operand, _ATOM)}{after}"


class Not(Expression):
    """``not x``: every asset made here that ``x`` does not select."""

    __slots__ = ("operand",)

    precedence = _NOT

    def __init__(self, operand: Expression) -> None:
        self.operand = operand
        super().__init__(operand)

    @property
    def operands(self) -> tuple[Expression, ...]:
        """What is left out."""
        return (self.operand,)

    def __str__(self) -> str:
        return f"not {_within(self.operand, _NOT)}"


class And(Expression):
    """``x and y``: what all of them select; build it with :func:`intersection`."""

    __slots__ = ()

    precedence = _AND

    @property
    def operands(self) -> tuple[Expression, ...]:
        """Two or more expressions, none of them an And."""
        return self._facts

    def __str__(self) -> str:
        return " and ".join(_within(operand, _AND) for operand in self.operands)


class Or(Expression):
    """``x or y``, ``x, y``: what any of them selects; build it with :func:`union`."""

    __slots__ = ()

    precedence = _OR

    @property
    def operands(self) -> tuple[Expression, ...]:
        """Two or more expressions, none of them an Or."""
        return self._facts

    def __str__(self) -> str:
        return " or ".join(map(str, self.operands))


def _within(operand: Expression, precedence: int) -> str:
    return f"({operand})" if operand.precedence < precedence else str(operand)


NOTHING: Final = Not(Everything())


def union(operands: Iterable[Expression]) -> Expression:
    """What any of the operands selects; no operands select nothing."""
    flat = _flat(operands, Or)
    if not flat:
        return NOTHING
    return flat[0] if len(flat) == 1 else Or(*flat)


def intersection(operands: Iterable[Expression]) -> Expression:
    """What all of the operands select; of no operands, everything."""
    flat = _flat(operands, And)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else And(*flat)


def difference(left: Expression, right: Expression) -> Expression:
    """What the left selects and the right does not."""
    return intersection((left, Not(right)))


def traversal(operand: Expression, up: int | None = 0, down: int | None = 0) -> Expression:
    """The operand with what is above and below it; just the operand where both are 0."""
    return operand if up == 0 and down == 0 else Traversal(operand, up, down)


def _flat(operands: Iterable[Expression], kind: type[Expression]) -> list[Expression]:
    flat: list[Expression] = []
    for operand in operands:
        if isinstance(operand, kind):
            flat.extend(operand.operands)
        else:
            flat.append(operand)
    return flat
