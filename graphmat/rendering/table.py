"""Tables of a few columns, wrapped to the terminal; in a pipe, as wide as they are.

Our own and small, so that a listing never pays for a library of terminal graphics.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graphmat.rendering.plain import padded, wrapped
from graphmat.rendering.screen import Screen, Styled, Text, columns_of

GAP: Final = "  "
_LEAST_WIDTH: Final = 14


class Column:
    """A column of a table.

    Args:
        title: What stands above it.
        wraps: Whether its cells may be broken into several lines where space is short.
        is_right: Whether its cells stand to the right, as numbers do.
        keep: Whether the column stays where all its cells are empty.
    """

    __slots__ = ("is_right", "keep", "title", "wraps")

    def __init__(
        self, title: str, *, wraps: bool = False, is_right: bool = False, keep: bool = False
    ) -> None:
        self.title = title
        self.wraps = wraps
        self.is_right = is_right
        self.keep = keep


Row = Sequence[Text]


def table_lines(screen: Screen, columns: Sequence[Column], rows: Sequence[Row]) -> list[Text]:
    """A table as lines; columns in which nothing stands are left out.

    Args:
        screen: Where it will be shown.
        columns: The columns.
        rows: One text for each column, each on one line.

    Returns:
        Lines that fit the screen. Nothing is cut: cells are wrapped, and where even that is too
        wide, each row becomes a small block of its own.
    """
    shown = [
        number
        for number, column in enumerate(columns)
        if column.keep or any(str(row[number]) for row in rows)
    ]
    columns = [columns[number] for number in shown]
    rows = [[row[number] for number in shown] for row in rows]
    widths = [
        max(len(column.title), *(columns_of(row[number]) for row in rows), 0)
        for number, column in enumerate(columns)
    ]
    if screen.width is not None and not _shrink(columns, widths, screen.width):
        return _stacked(screen, columns, rows)
    header = [Styled(column.title, "dim") for column in columns]
    lines: list[Text] = []
    for row in [header, *rows] if any(column.title for column in columns) else rows:
        lines += _row_lines(screen, columns, widths, row)
    return lines


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _shrink(columns: Sequence[Column], widths: list[int], limit: int) -> bool:
    """Narrow the wrapping columns, the widest first, until the table fits."""
    while _total(widths) > limit:
        candidates = [
            number
            for number, column in enumerate(columns)
            if column.wraps and widths[number] > _LEAST_WIDTH
        ]
        if not candidates:
            return False
        widest = max(candidates, key=lambda number: widths[number])
        others = [widths[number] for number in candidates if number != widest]
        excess = _total(widths) - limit
        # down to the next widest, but not further than needed
        room = max(1, widths[widest] - max([*others, _LEAST_WIDTH]))
        widths[widest] -= min(excess, room)
    return True


def _row_lines(
    screen: Screen, columns: Sequence[Column], widths: Sequence[int], row: Row
) -> list[Text]:
    cells = [
        [str(cell)] if not column.wraps else wrapped(str(cell), width)
        for column, width, cell in zip(columns, widths, row, strict=True)
    ]
    lines: list[Text] = []
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


def _stacked(screen: Screen, columns: Sequence[Column], rows: Sequence[Row]) -> list[Text]:
    """Each row as a block: its first cell, then the others under it with their titles."""
    lines: list[Text] = []
    width = max(screen.text_width, 20)
    for row in rows:
        first, *others = row
        head = [str(first)]
        if columns and columns[0].is_right and others:
            # a number stands before the name it counts
            head.append(str(others[0]))
        style = first.style if isinstance(first, Styled) else "bold"
        lines += [screen.paint(line, style) for line in wrapped(" ".join(head).strip(), width)]
        for column, cell in list(zip(columns, row, strict=True))[len(head) :]:
            if str(cell):
                label = f"{column.title.lower()}: " if column.title else ""
                lines += [f"  {line}" for line in wrapped(f"{label}{cell}", width - 2)]
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
        parts = wrapped(text, room) if room is not None and room >= _LEAST_WIDTH else [text]
        style = value.style if isinstance(value, Styled) else ""
        for number, part in enumerate(parts):
            label = padded(name if number == 0 else "", widest)
            lines.append(f"{indent}{screen.paint(label, 'dim')}{GAP}{screen.paint(part, style)}")
    return lines
