from __future__ import annotations

import pytest

from graphmat.errors import InvalidSelectionError
from graphmat.selection.grammar import parse


def refused(text):
    """The error for a text, its picture split off the message."""
    with pytest.raises(InvalidSelectionError) as caught:
        parse(text)
    said, _, picture = caught.value.message.partition("\n")
    return said.removeprefix("the selection cannot be read: "), picture, caught.value.hint


@pytest.mark.parametrize(
    ("text", "said", "caret", "hint"),
    [
        ("a or", "a name is missing after 'or'", 4, "expected a name"),
        ("a and or b", "a name is missing before 'or'", 6, "key:or"),
        ("a,,b", "a name is missing between ',' and ','", 2, "expected a name"),
        (",a", "a name is missing before ','", 0, "expected a name"),
        ("(a,)", "a name is missing between ',' and ')'", 3, "expected a name"),
        ("roots()", "there is nothing between '(' and ')'", 6, "expected a name"),
        ("b (a and (c)", "this '(' is never closed", 2, "add a ')'"),
        ("a)", "this ')' closes nothing", 1, "remove it"),
        ('a key:"b c', 'the quote " is never closed', 6, None),
        ("it's", "the quote ' is never closed", 2, None),
        ("a + b", "'+' stands alone", 2, "'x, y' for a union"),
        ("a+b", "'+' after 'a' can be read in two ways", 1, "'x+ y'"),
        ("++a", "'++' is not a depth", 0, "'2+x' for 2 levels"),
        ("a+++", "'+++' is not a depth", 1, "'x+3' for 3 levels"),
        ("a - b", "a name cannot begin with '-'", 2, "'x and not y'"),
        ("a | b", "'|' is not an operator here", 2, "write 'or'"),
        ("a && b", "'&&' is not an operator here", 2, "write 'and'"),
        ("!a", "'!' is not an operator here", 0, "write 'not'"),
        ("@", "a name is missing after '@'", 0, "settings"),
        ("group:", "a value is missing after ':'", 6, "as in group:sales"),
        ("tag:k=", "a value is missing after '='", 6, "as in"),
        ("group:c++ ", "'++' is not a depth", 7, 'as in "c++"'),
        ("kind:#1", "the character '#' after ':' has to stand in quotes", 5, "quote the value"),
        ("group=x", "only 'tag:key' is followed by '='", 5, "quotes"),
        ("lambda(b)c", "there is no function 'lambda'", 0, "roots()"),
        ("'a'b", "something is missing between 'a' and 'b'", 3, "expected ','"),
        ("part[1]", "the character '[' cannot stand here", 4, '"any text"'),
        ("raw/a:fresh", "there is no 'raw/a:'", 0, "'check:raw/a:...'"),
    ],
)
def test_each_mistake_has_its_own_words(text, said, caret, hint):
    """The error says what is wrong, points at it, and says what to write instead."""
    message, picture, advice = refused(text)
    assert message == said
    shown, pointer = picture.split("\n")
    assert shown == f"  {text.rstrip()}"
    assert pointer == "  " + " " * caret + "^"
    assert (advice is None) if hint is None else (hint in advice)


def test_the_caret_stands_right_under_wide_and_hidden_characters():
    """Wide letters take two columns, accents none, and control characters their escaped form."""
    _, picture, _ = refused("数e\u0301 $")
    assert picture.split("\n")[1] == "  " + " " * 4 + "^"
    _, picture, _ = refused("a \x1b[31m")
    assert picture == "  a \\u{1b}[31m\n    ^"


def test_of_a_long_text_only_the_surroundings_are_shown():
    """A text of many screens is cut around the fault, and the caret still stands under it."""
    _, picture, _ = refused("a, " * 500 + "$" + ", b" * 500)
    shown, pointer = picture.split("\n")
    assert len(shown) < 80
    assert shown[pointer.index("^")] == "$"
    assert shown.startswith("  …")
    assert shown.endswith("…")
