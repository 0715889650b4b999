from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.keys import AssetKey
from graphmat.selection import words


@given(st.text())
def test_quoted_text_reads_back(text):
    """Whatever a text holds, its quoted form stands for it and fits on one printable line."""
    quoted = words.quote(text)
    assert words.unquote(quoted) == text
    assert quoted.isprintable()


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ('"a b"', "a b"),
        ("'a \"b\"'", 'a "b"'),
        ("'it\\'s'", "it's"),
        ('"C:\\dir"', "C:\\dir"),
        ('"a\\\\b"', "a\\b"),
        ('"\\u{1b}[0m"', "\x1b[0m"),
        ('"\\u{ffffff}"', "\\u{ffffff}"),
    ],
)
def test_escapes_in_quotes(token, text):
    """A backslash escapes quotes, itself and characters by number, and else means itself."""
    assert words.unquote(token) == text


@pytest.mark.parametrize(
    ("word", "split"),
    [
        ("foo", (False, "foo", False)),
        ("*foo", (True, "foo", False)),
        ("foo*", (False, "foo", True)),
        ("*raw/foo*", (True, "raw/foo", True)),
        ("raw/*", (False, "raw/*", False)),
        ("*/foo", (False, "*/foo", False)),
        ("a*b", (False, "a*b", False)),
        ("*a*b*", (False, "*a*b*", False)),
        ("*", (False, "*", False)),
        ("foo\\*", (False, "foo\\*", False)),
    ],
)
def test_stars_around_a_name_are_told_from_wildcards(word, split):
    """Stars at the ends of a plain name are traversals; elsewhere they are wildcards."""
    assert words.split_stars(word) == split


@given(st.lists(st.text(min_size=1), min_size=1))
def test_any_key_has_a_pattern(parts):
    """The pattern of a key means exactly this key, whatever its components hold."""
    pattern = words.key_pattern(parts)
    assert not words.is_wildcard(pattern)
    assert words.key_parts(pattern) == tuple(parts)


@given(st.text())
def test_an_escaped_text_means_itself(text):
    """An escaped text is no wildcard and stands for the text."""
    pattern = words.escape(text)
    assert not words.is_wildcard(pattern)
    assert words.literal(pattern) == text
    assert words.matcher(pattern).fullmatch(text)


def test_a_wildcard_reaches_across_slashes():
    """`raw/*` fits every key below `raw`, however deep, and no other."""
    fits = words.matcher("raw/*").fullmatch
    assert fits("raw/a")
    assert fits("raw/a/b")
    assert not fits("raw")
    assert not fits("draw/a")


def test_a_slash_inside_a_component_is_told_from_one_between_two():
    r"""`a\/b` is one component and `a/b` two, in patterns as in printed keys."""
    assert words.key_parts("a\\/b") == ("a/b",)
    assert words.matcher("a\\/*").fullmatch(AssetKey(["a/b"]).to_user_string())


@pytest.mark.parametrize("word", ["a", "kebab-case", "v1.2/x_y", "日本/données", "a*b", "raw/*"])
def test_plain_names_stand_bare(word):
    """Letters of every script, digits, `_ - . /` and inner stars need no quotes."""
    assert words.is_bare(word)


@pytest.mark.parametrize(
    "word", ["", "a b", "and", "NOT", "12", "-a", "@a", "*", "a*", "a+b", "a:b"]
)
def test_other_names_do_not_stand_bare(word):
    """A keyword, a bare number, an operator's character or an outer star means another thing."""
    assert not words.is_bare(word)
