from __future__ import annotations

import pickle

import pytest

from graphmat.errors import InvalidSelectionError
from graphmat.selection.expression import (
    MAX_DEPTH,
    NOTHING,
    And,
    Attribute,
    Everything,
    Function,
    Key,
    Named,
    Not,
    Or,
    Tag,
    Traversal,
    difference,
    intersection,
    traversal,
    union,
)

A, B, C = Key("a"), Key("b"), Key("c")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Everything(), "*"),
        (Key("raw/orders-2.x"), "raw/orders-2.x"),
        (Key("any text"), 'key:"any text"'),
        (Key("foo*"), "key:foo*"),
        (Key("not"), "key:not"),
        (Key("7"), "key:7"),
        (Attribute("group", None), "group:<null>"),
        (Attribute("group", "<null>"), 'group:"<null>"'),
        (Attribute("owner", "team:data"), "owner:team:data"),
        (Tag("team", "core"), "tag:team=core"),
        (Tag("pii"), "tag:pii"),
        (Tag("a=b", "c d"), 'tag:"a=b"="c d"'),
        (Named("nightly"), "@nightly"),
        (Named("last night"), '@"last night"'),
        (Function("roots", union((A, B))), "roots(a or b)"),
        (Traversal(A, None, 2), "+a+2"),
        (Traversal(A, 3, 0), "3+a"),
        (Traversal(Traversal(A, 0, None), 1, 0), "1+(a+)"),
        (Traversal(Key("1"), 0, 2), "key:1+2"),
        (Traversal(Not(A), None, 0), "+(not a)"),
        (Not(Not(A)), "not not a"),
        (Not(union((A, B))), "not (a or b)"),
        (intersection((union((A, B)), Not(C))), "(a or b) and not c"),
        (union((intersection((A, B)), C)), "a and b or c"),
    ],
)
def test_expressions_print_as_people_write_them(expression, text):
    """The text has quotes and parentheses where they are needed and nowhere else."""
    assert str(expression) == text


def test_control_characters_print_escaped():
    """A key that holds an escape sequence can be printed on a terminal without obeying it."""
    assert str(Key("a\x1b[31m")) == 'key:"a\\u{1b}[31m"'


def test_unions_and_intersections_are_flat():
    """However a union is put together, it is one list, so that equal selections are equal."""
    assert union((union((A, B)), C)) == union((A, union((B, C)))) == Or(A, B, C)
    assert intersection((A, intersection((B, C)))) == And(A, B, C)
    assert union((A,)) is A
    assert difference(difference(A, B), C) == And(A, Not(B), Not(C))


def test_an_empty_union_selects_nothing_and_never_everything():
    """No operands give the one expression for nothing."""
    assert union(()) == NOTHING
    assert str(NOTHING) == "not *"


def test_a_traversal_of_no_distance_is_its_operand():
    """Going nowhere adds nothing to the tree."""
    assert traversal(A, 0, 0) is A
    assert traversal(A, up=None) == Traversal(A, None, 0)


def test_equality_looks_at_kind_and_content():
    """Expressions of different kinds or content differ, also where their texts are alike."""
    assert Key("x") == Key("x")
    assert hash(Key("x")) == hash(Key("x"))
    assert Key("x") != Named("x")
    assert Attribute("group", "x") != Attribute("kind", "x")
    assert Key("x") != "x"


def test_expressions_pickle():
    """A selection can travel to another process."""
    expression = Traversal(intersection((A, Not(Function("roots", B)))), None, 2)
    assert pickle.loads(pickle.dumps(expression)) == expression


def test_depth_is_bounded_with_a_clear_error():
    """A selection nested beyond reason is refused by name, long before Python's stack ends."""
    expression = A
    with pytest.raises(InvalidSelectionError, match="levels deep"):
        for _ in range(MAX_DEPTH + 1):
            expression = Not(expression)


def test_wide_unions_are_not_deep():
    """A union of thousands of keys, put together one by one, is still flat."""
    expression = A
    for number in range(3000):
        expression = union((expression, Key(f"k{number}")))
    assert expression.depth == 2
    assert len(expression.operands) == 3001
