from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from graphmat.rendering.plain import width_of
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import Column, fact_lines, table_lines

COLUMNS = (
    Column("ASSET", keep=True),
    Column("GROUP", gives_way=1),
    Column("OPS", is_right=True),
    Column("UPSTREAM", wraps=True),
)
ROWS: list[list[Text]] = [
    ["foo_asset", "sales", "3", "bar_asset, baz_asset"],
    ["大", "", "12", ""],
]

Terminal = Callable[[int], Screen]
Drawn = Callable[[list[Text]], str]


def test_table_in_a_pipe_is_as_wide_as_it_is(pipe: Screen, drawn: Drawn) -> None:
    """Without a terminal nothing is wrapped; columns are counted in columns."""
    assert drawn(table_lines(pipe, COLUMNS, ROWS)) == (
        "ASSET      GROUP  OPS  UPSTREAM\n"
        "foo_asset  sales    3  bar_asset, baz_asset\n"
        "大                 12"
    )


def test_table_wraps_between_words(terminal: Terminal, drawn: Drawn) -> None:
    """On a terminal that is a little too narrow, cells go on in the next line."""
    assert drawn(table_lines(terminal(36), COLUMNS, ROWS)) == (
        "ASSET      GROUP  OPS  UPSTREAM\n"
        "foo_asset  sales    3  bar_asset,\n"
        "                       baz_asset\n"
        "大                 12"
    )


def test_column_gives_way_and_that_is_said(terminal: Terminal, drawn: Drawn) -> None:
    """Where words would break, a column is left out, and the reader is told."""
    assert drawn(table_lines(terminal(28), COLUMNS, ROWS)) == (
        "ASSET      OPS  UPSTREAM\n"
        "foo_asset    3  bar_asset,\n"
        "                baz_asset\n"
        "大          12\n"
        "(no room for GROUP: --json shows all)"
    )


def test_narrowest_table_is_a_list_of_blocks(terminal: Terminal, drawn: Drawn) -> None:
    """Where no table fits, each row becomes a block."""
    assert drawn(table_lines(terminal(20), COLUMNS, ROWS)) == (
        "foo_asset\n  ops: 3\n  upstream:\n  bar_asset,\n  baz_asset\n大\n  ops: 12"
    )


def test_empty_columns_are_left_out(pipe: Screen, drawn: Drawn) -> None:
    """A column in which nothing stands takes no space; one that is kept does."""
    columns = (Column("ASSET", keep=True), Column("KINDS"), Column("MADE", keep=True))

    assert drawn(table_lines(pipe, columns, [["a", "", ""]])) == "ASSET  MADE\na"


def test_styles_do_not_shift_columns(drawn: Drawn, pipe: Screen) -> None:
    """Escape sequences of colours take no columns."""
    pipe.has_colour = True
    columns = (Column("A"), Column("B"))

    lines = table_lines(pipe, columns, [[Styled("x", "red"), "y"]])

    assert drawn(lines[1:]) == "\x1b[31mx\x1b[0m  y"


@given(
    st.integers(min_value=20, max_value=90),
    st.lists(
        st.tuples(*[st.text(alphabet="abc_./, 大", max_size=30).map(str.strip)] * 4), max_size=5
    ),
)
def test_table_fits_its_terminal(width: int, rows: list[tuple[str, ...]]) -> None:
    """No line of a table is wider than the terminal, as long as a key fits it."""
    import io

    screen = Screen(io.StringIO(), width=width)
    columns = (
        Column("STEP", keep=True, wraps=True),
        *COLUMNS[1:2],
        *(Column("C", wraps=True),) * 2,
    )

    lines = table_lines(screen, columns, rows)

    assert all(width_of(str(line)) <= max(width, 40) for line in lines)


def test_facts_are_aligned_and_wrapped(terminal: Terminal, drawn: Drawn) -> None:
    """Facts stand in two columns; those without a value are left out."""
    facts: list[tuple[str, Text]] = [
        ("group", "sales"),
        ("tags", ""),
        ("upstream", "aa, bb, cc, d"),
    ]

    assert drawn(fact_lines(terminal(24), facts)) == ("group     sales\nupstream  aa, bb, cc, d")
    assert drawn(fact_lines(terminal(24), [("upstream", "aaaa, bbbb, cccc")])) == (
        "upstream  aaaa, bbbb,\n          cccc"
    )
