from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmat.errors import InvalidSelectionError
from graphmat.selection import words
from graphmat.selection.expression import (
    MAX_DISTANCE,
    Attribute,
    Everything,
    Function,
    Key,
    Named,
    Not,
    Or,
    Tag,
    Traversal,
    intersection,
    traversal,
    union,
)
from graphmat.selection.grammar import _read_any, _read_simple, parse, parse_all

A, B, C, D = Key("a"), Key("b"), Key("c"), Key("d")

# Names that a grammar may trip over, beside arbitrary text.
TRICKY = [
    "and",
    "or",
    "NOT",
    "12",
    "2x",
    "*",
    "a*",
    "*a",
    "a\\*",
    "\\",
    "<null>",
    "-x",
    "@x",
    "",
    " ",
]
TEXTS = st.one_of(
    st.sampled_from([*TRICKY, "a", "raw/orders", "kebab-case", "日本", "x:y", "k=v"]),
    st.text(alphabet="ab*/\\\"'+-:=@ ,()<>.\x1b\n", max_size=6),
    st.text(max_size=5),
)
DISTANCES = st.one_of(st.none(), st.integers(0, 3), st.just(MAX_DISTANCE))
LEAVES = st.one_of(
    st.just(Everything()),
    TEXTS.map(Key),
    TEXTS.map(Named),
    st.builds(Tag, TEXTS, TEXTS),
    st.builds(
        Attribute,
        st.sampled_from([name for name in words.ATTRIBUTES if name not in {"key", "tag"}]),
        TEXTS,
    ),
    st.builds(Attribute, st.sampled_from(sorted(words.NULLABLE)), st.none()),
)


def _larger(parts):
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        parts.map(Not),
        several.map(union),
        several.map(intersection),
        st.builds(traversal, parts, DISTANCES, DISTANCES),
        st.builds(Function, st.sampled_from(words.FUNCTIONS), parts),
    )


EXPRESSIONS = st.recursive(LEAVES, _larger, max_leaves=8)


@settings(max_examples=200)
@given(EXPRESSIONS)
def test_a_printed_expression_reads_back_equal(expression):
    """Printing and reading are inverse, whatever names and nesting an expression has."""
    assert parse(str(expression)) == expression


# Pieces that, joined at random, are often legal and often not.
PIECES = st.sampled_from(
    [
        *"ab12*+,() \t",
        "and",
        "or",
        "not",
        " and ",
        "raw/*",
        "group:x",
        "tag:k=v",
        "x-y",
        "@n",
        "key:",
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_the_fast_reader_agrees_with_the_grammar(text):
    """Wherever the fast reader gives an answer, the grammar gives the same one."""
    fast = _read_simple(text)
    if fast is not None:
        assert fast == _read_any(text)


def read_or_error(text):
    """What a text means, and None; or None, and why it is refused."""
    try:
        return parse(text), None
    except InvalidSelectionError as error:
        return None, error


@settings(max_examples=200)
@given(st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=12)))
def test_any_text_is_read_or_refused_with_a_place(text):
    """No text makes the reader fail otherwise, and what it reads prints and reads back."""
    expression, error = read_or_error(text)
    if error is None:
        assert parse(str(expression)) == expression
        return
    assert all(line.isprintable() for line in error.message.split("\n"))
    assert not text.strip() or "\n" in error.message
    assert error.position is None or 0 <= error.position <= len(text)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("a", A),
        ("raw/orders", Key("raw/orders")),
        ("kebab-case.v2", Key("kebab-case.v2")),
        ("données/日本", Key("données/日本")),
        ("a\\/b", Key("a\\/b")),
        ('"any text"', Key("any text")),
        ("key:'any text'", Key("any text")),
        ("*", Everything()),
        ("raw/*", Key("raw/*")),
        ("a*b", Key("a*b")),
        ("key:*1", Key("*1")),
        ("key:foo*", Key("foo*")),
        ("group:x", Attribute("group", "x")),
        ("group : x", Attribute("group", "x")),
        ("group:<null>", Attribute("group", None)),
        ('kind:"<null>"', Attribute("kind", "<null>")),
        ("owner:team:x", Attribute("owner", "team:x")),
        ("owner:ann@example.com", Attribute("owner", "ann@example.com")),
        ("tag:k", Tag("k", "")),
        ("tag:k = v", Tag("k", "v")),
        ("tag:'a b'=\"c d\"", Tag("a b", "c d")),
        ("state:missing", Attribute("state", "missing")),
        ("run:last", Attribute("run", "last")),
        ("check:raw/a:fresh", Attribute("check", "raw/a:fresh")),
        ("@nightly", Named("nightly")),
        ("roots(a, b)", Function("roots", union((A, B)))),
        ("sinks ( a )", Function("sinks", A)),
    ],
)
def test_words(text, expression):
    """Each word of the language, as it is documented."""
    assert parse(text) == expression
    assert _read_any(text) == expression


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("+a", Traversal(A, None, 0)),
        ("a+", Traversal(A, 0, None)),
        ("2+a+1", Traversal(A, 2, 1)),
        ("0+a", A),
        ("*a", Traversal(A, None, 0)),
        ("a*", Traversal(A, 0, None)),
        ("*a+1", Traversal(A, None, 1)),
        ("raw/a*", Traversal(Key("raw/a"), 0, None)),
        ("raw/*+", Traversal(Key("raw/*"), 0, None)),
        ("+key:a*", Traversal(Key("a*"), None, 0)),
        ("*group:x", Traversal(Attribute("group", "x"), None, 0)),
        ("*@n*", Traversal(Named("n"), None, None)),
        ('"a b"*', Traversal(Key("a b"), 0, None)),
        ("(a b)*", Traversal(union((A, B)), 0, None)),
        ("*roots(a)", Traversal(Function("roots", A), None, 0)),
        ("+(a or b)+", Traversal(union((A, B)), None, None)),
        ("1+2", Traversal(Key("2"), 1, 0)),
        ("2+", Traversal(Key("2"), 0, None)),
    ],
)
def test_traversals(text, expression):
    """A plus or a star at a name goes all the way, a number bounds it, and both sides combine."""
    assert parse(text) == expression
    assert _read_any(text) == expression


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("a, b", union((A, B))),
        ("a b", union((A, B))),
        ("a or b", union((A, B))),
        ("a and b or c", union((intersection((A, B)), C))),
        ("a or b and c", union((A, intersection((B, C))))),
        ("a and b c", union((intersection((A, B)), C))),
        ("a, b and c d", union((A, intersection((B, C)), D))),
        ("(a, b) and c", intersection((union((A, B)), C))),
        ("not a and b", intersection((Not(A), B))),
        ("not a+", Not(Traversal(A, 0, None))),
        ("not not a", Not(Not(A))),
        ("a, not b", union((A, Not(B)))),
        ("A AND b Or NOT c", union((intersection((Key("A"), B)), Not(C)))),
        ("a and(b)or(c)", union((intersection((A, B)), C))),
        ("android order-1 notes", Or(Key("android"), Key("order-1"), Key("notes"))),
        (" \n a ,\tb ", union((A, B))),
    ],
)
def test_precedence(text, expression):
    """Traversal, not, and, or, then commas and spaces."""
    assert parse(text) == expression


def test_several_texts_are_their_union():
    """A list of texts selects what any of them does, and no texts select nothing."""
    assert parse_all(["a and b", "c d"]) == union((intersection((A, B)), C, D))
    assert str(parse_all([])) == "not *"
    assert parse_all("a") == A


@pytest.mark.parametrize(
    ("text", "said", "position"),
    [
        ("", "is empty", None),
        ("a and", "missing after 'and'", 5),
        ("and a", "missing before 'and'", 0),
        ("a not b", "'not' follows a name", 2),
        ("+not x", "'not' cannot follow '+'", 1),
        ("grup:x", "no 'grup:'", 0),
        ("a or root(b)", "no function 'root'", 5),
        ("run:<null>", "takes no '<null>'", 0),
        ("key:a=b", "takes no '='", 0),
        ("tag:a=<null>", "never '<null>'", 0),
        ("+*a", "both a star and a plus", 0),
        ("99999999999+a", "11 digits", 0),
        ("  a $", "'$' cannot stand", 4),
    ],
)
def test_refused_texts(text, said, position):
    """Each fault is named in words and by its place in the text as it was given."""
    with pytest.raises(InvalidSelectionError) as caught:
        parse(text)
    assert said in caught.value.message
    assert caught.value.position == position
    assert caught.value.exit_code == 4


def test_nearest_words_are_offered():
    """A misspelt attribute or function is answered with the one that was meant."""
    for text, meant in [("grup:x", "'group'"), ("ROOTS(a)", "'roots'"), ("kinds:x", "'kind'")]:
        with pytest.raises(InvalidSelectionError) as caught:
            parse(text)
        assert meant in caught.value.hint


def test_deep_parentheses_cost_nothing_and_deep_nots_are_refused():
    """Hostile nesting ends in an answer or an error of ours, never in Python's recursion limit."""
    assert parse("(" * 3000 + "a" + ")" * 3000) == A
    with pytest.raises(InvalidSelectionError, match="levels deep"):
        parse("not " * 3000 + "a")


def _modules_after(text):
    code = f"import sys; from graphmat.selection.grammar import parse; parse({text!r})"
    code += "; print(' '.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.split()


def test_plain_texts_do_not_import_the_parser_library():
    """Lists of names with plus signs and words cost no import of lark; operators do."""
    assert "lark" not in _modules_after("+raw/orders, b+1 group:x *c tag:k=v raw/*")
    assert "lark" in _modules_after("a and b")
