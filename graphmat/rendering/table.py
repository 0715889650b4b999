"""Tables of a few columns, wrapped to the terminal; in a pipe, as wide as they are.

Our own and small, so that a listing never pays for a library of terminal graphics.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graphmat.rendering.plain import padded, width_of, wrapped
from graphmat.rendering.screen import Screen, Styled, Text, columns_of

GAP: Final = "  "
_LONGEST_WORD: Final = 24
_LEAST_ROOM: Final = 14


class Column:
    """A column of a table.

    Args:
        title: What stands above it.
        wraps: Whether its cells may be broken into several lines where space is short.
        is_right: Whether its cells stand to the right, as numbers do.
        keep: Whether the column stays where all its cells are empty.
        gives_way: Its turn to be left out where space is short, from 1; 0: it stays.
    """

    __slots__ = ("gives_way", "is_right", "keep", "title", "wraps")

    def __init__(
        self,
        title: str,
        *,
        wraps: bool = False,
        is_right: bool = False,
        keep: bool = False,
        gives_way: int = 0,
    ) -> None:
        self.title = title
        self.wraps = wraps
        self.is_right = is_right
        self.keep = keep
        self.gives_way = gives_way


Row = Sequence[Text]


def table_lines(
    screen: Screen, columns: Sequence[Column], rows: Sequence[Row], indent: str = ""
) -> list[Text]:
    """A table as lines; columns in which nothing stands are left out.

    Args:
        screen: Where it will be shown.
        columns: The columns.
        rows: One text for each column, each on one line.
        indent: What stands before each line.

    Returns:
        Lines that fit the screen. Cells are wrapped between words; where that is too wide, columns
        give way (and that is said); at last each row becomes a small block of its own.
    """
    shown = [
        number
        for number, column in enumerate(columns)
        if column.keep or any(str(row[number]) for row in rows)
    ]
    columns, rows = _only(shown, columns, rows)
    room = None if screen.width is None else screen.width - len(indent)
    fitting = _fit(room, columns, rows)
    left_out: list[str] = []
    while fitting is None and any(column.gives_way for column in columns):
        _, first = min(
            (column.gives_way, n) for n, column in enumerate(columns) if column.gives_way
        )
        left_out.append(columns[first].title)
        columns, rows = _only([n for n in range(len(columns)) if n != first], columns, rows)
        fitting = _fit(room, columns, rows)
    if fitting is None:
        return _stacked(screen, columns, rows, indent)
    header = [Styled(column.title, "dim") for column in columns]
    lines: list[Text] = []
    for row in [header, *rows]:
        lines += [f"{indent}{line}" for line in _row_lines(screen, columns, fitting, row)]
    if left_out:
        names = ", ".join(sorted(left_out))
        lines.append(Styled(f"{indent}(no room for {names}: --json shows all)", "dim"))
    return lines


def _only(
    numbers: Sequence[int], columns: Sequence[Column], rows: Sequence[Row]
) -> tuple[list[Column], list[Row]]:
    return (
        [columns[number] for number in numbers],
        [[row[number] for number in numbers] for row in rows],
    )


def _fit(room: int | None, columns: Sequence[Column], rows: Sequence[Row]) -> list[int] | None:
    """The width of each column, or None where the table does not fit the room.

    Wrapping columns are narrowed, the widest first, but not so far that words break.
    """
    cells = [[str(row[number]) for row in rows] for number in range(len(columns))]
    widths = [
        max([len(column.title), *map(width_of, found)])
        for column, found in zip(columns, cells, strict=True)
    ]
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - (room or 0)
    if room is None or excess <= 0:
        return widths
    least = [
        max(len(column.title), min(_LONGEST_WORD, _longest_word(found))) if column.wraps else width
        for column, found, width in zip(columns, cells, widths, strict=True)
    ]
    while excess > 0:
        open_ones = [number for number, width in enumerate(widths) if width > least[number]]
        if not open_ones:
            return None
        widest = max(open_ones, key=lambda number: widths[number])
        widths[widest] -= 1
        excess -= 1
    return widths


def _longest_word(cells: Sequence[str]) -> int:
    return max((width_of(word) for cell in cells for word in cell.split(" ")), default=0)


def _row_lines(
    screen: Screen, columns: Sequence[Column], widths: Sequence[int], row: Row
) -> list[str]:
    if not screen.has_colour:
        line = _simple_line(columns, widths, row)
        if line is not None:
            return [line]
    cells = [
        [str(cell)] if not column.wraps else wrapped(str(cell), width)
        for column, width, cell in zip(columns, widths, row, strict=True)
    ]
    lines: list[str] = []
    for level in range(max(len(cell) for cell in cells)):
        parts = []
        for number, column in enumerate(columns):
            text = cells[number][level] if level < len(cells[number]) else ""
            cell = row[number]
            style = cell.style if isinstance(cell, Styled) else ""
            fitted = padded(text, widths[number], right=column.is_right)
            parts.append(screen.paint(fitted, style) if text else fitted)
        lines.append(GAP.join(parts).rstrip())
    return lines


def _simple_line(columns: Sequence[Column], widths: Sequence[int], row: Row) -> str | None:
    """A row whose texts are ASCII, unstyled, and fit: most rows of long tables; None otherwise."""
    parts = []
    for column, width, cell in zip(columns, widths, row, strict=True):
        text = str(cell)
        if len(text) > width or not text.isascii() or "\x1b" in text:
            return None
        parts.append(text.rjust(width) if column.is_right else text.ljust(width))
    return GAP.join(parts).rstrip()


def _stacked(
    screen: Screen, columns: Sequence[Column], rows: Sequence[Row], indent: str
) -> list[Text]:
    """Each row as a block: its name, then its other cells under it with their titles."""
    lines: list[Text] = []
    width = max(screen.text_width - len(indent), 20)
    # a number stands before the name that it counts
    head_count = 2 if columns[0].is_right and len(columns) > 1 else 1
    for row in rows:
        head = " ".join(str(cell) for cell in row[:head_count]).strip()
        if head:
            lines += [Styled(f"{indent}{line}", "bold") for line in wrapped(head, width)]
        for column, cell in list(zip(columns, row, strict=True))[head_count:]:
            if str(cell):
                label = f"{column.title.lower()}: "
                lines += [f"{indent}  {line}" for line in wrapped(f"{label}{cell}", width - 2)]
    return lines


def fact_lines(screen: Screen, facts: Sequence[tuple[str, Text]], indent: str = "") -> list[Text]:
    """Names and values, one pair a line; pairs without a value are left out."""
    shown = [(name, value) for name, value in facts if str(value)]
    if not shown:
        return []
    widest = max(columns_of(name) for name, _ in shown)
    lines: list[Text] = []
    room = screen.width - widest - len(indent) - len(GAP) if screen.width is not None else None
    for name, value in shown:
        text = str(value)
        parts = wrapped(text, room) if room is not None and room >= _LEAST_ROOM else [text]
        style = value.style if isinstance(value, Styled) else ""
        for number, part in enumerate(parts):
            label = padded(name if number == 0 else "", widest)
            lines.append(f"{indent}{screen.paint(label, 'dim')}{GAP}{screen.paint(part, style)}")
    return lines
