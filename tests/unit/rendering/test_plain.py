from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.rendering.plain import padded, safe, safe_lines, width_of, wrapped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("foo_asset", "foo_asset"),
        ("größe 大", "größe 大"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("bell\x07 del\x7f", "bell\\x07 del\\x7f"),
        ("csi \x9b31m", "csi \\x9b31m"),
        ("left \u202e thgir", "left \\u202e thgir"),
        ("lone \ud800", "lone \\ud800"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
    ],
)
def test_safe(text: str, shown: str) -> None:
    """What a terminal would obey is shown as an escape; all else stays as it is."""
    assert safe(text) == shown


@given(st.text())
def test_safe_text_is_printable(text: str) -> None:
    """Nothing but printable characters is left, whatever the text."""
    assert safe(text).isprintable()


def test_safe_lines_keep_line_breaks() -> None:
    """A message of several lines stays one; each line is harmless."""
    assert safe_lines("one\ntwo \x1b[2J\n\tthree") == ["one", "two \\x1b[2J", "    three"]


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("größe", 5), ("大きい", 6), ("e\u0301", 1), ("", 0)]
)
def test_width_of(text: str, width: int) -> None:
    """Wide characters take two columns, combining ones none."""
    assert width_of(text) == width


def test_padded_counts_columns() -> None:
    """Padding fills columns, not characters, on either side."""
    assert padded("大", 4) == "大  "
    assert padded("7", 3, right=True) == "  7"
    assert padded("longer", 3) == "longer"


@given(st.text(alphabet="ab_./ 大", max_size=60), st.integers(min_value=2, max_value=20))
def test_wrapped_loses_nothing(text: str, width: int) -> None:
    """Lines fit the width, and together they are the text but for its spaces."""
    lines = wrapped(text, width)

    assert all(width_of(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wrapped_breaks_between_words_first() -> None:
    """A line is broken at a space; a word that is too long, behind a dot or underscore."""
    assert wrapped("needed by climate", 9) == ["needed by", "climate"]
    assert wrapped("climate.months.rain_and_sky", 16) == ["climate.months.", "rain_and_sky"]
