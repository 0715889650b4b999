"""Tables that are there without a script, and are sorted, filtered and paged with one.

The first rows are written out; all rows stand in the data of the page, so that a table of 5,000
costs a browser no more than one of 100.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from graphmat.rendering.html.markup import html, line

PAGE_SIZE: Final = 100

Cell = str | tuple[float, str]
"""A text, or what it is sorted by and the text."""


class Heading:
    """A column.

    Args:
        title: What stands above it.
        kind: ``text``, ``code`` (a name), ``number``, ``state`` (a word with a colour, with a
            choice of its own among the filters) or ``long`` (several lines).
    """

    __slots__ = ("kind", "title")

    def __init__(self, title: str, kind: str = "text") -> None:
        self.title = title
        self.kind = kind


class Table:
    """A table of a page.

    Args:
        name: Its id.
        caption: What it tells, in a sentence.
        headings: Its columns.
        rows: Its rows.
    """

    def __init__(
        self, name: str, caption: str, headings: Sequence[Heading], rows: Sequence[Sequence[Cell]]
    ) -> None:
        self.name = name
        self.caption = caption
        used = [
            number
            for number, heading in enumerate(headings)
            if heading.kind == "code" or any(_text(row[number]) for row in rows)
        ]
        self.headings = [headings[number] for number in used]
        self.rows = [[row[number] for number in used] for row in rows]

    def document(self) -> dict[str, Any]:
        """The table as the script takes it."""
        return {
            "pageSize": PAGE_SIZE,
            "columns": [{"title": each.title, "kind": each.kind} for each in self.headings],
            "rows": self.rows,
        }

    def markup(self) -> str:
        """The table as it stands in the page."""
        if not self.rows:
            return ""
        head = "".join(
            f'<th scope="col" class="{each.kind}">{html(each.title)}</th>' for each in self.headings
        )
        body = "\n".join(self._row(row) for row in self.rows[:PAGE_SIZE])
        hidden = len(self.rows) - PAGE_SIZE
        more = (
            f"<noscript><p>{hidden} more rows need a script.</p></noscript>" if hidden > 0 else ""
        )
        return (
            f'<div class="table" data-table="{line(self.name)}">'
            '<div class="tools" hidden></div>'
            f'<div class="scroll" tabindex="0" role="region" aria-label="{line(self.caption)}">'
            f"<table><caption>{html(self.caption)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>\n{body}\n</tbody></table></div>"
            f'<div class="pages" hidden></div>{more}</div>'
        )

    def _row(self, row: Sequence[Cell]) -> str:
        cells = []
        for heading, cell in zip(self.headings, row, strict=True):
            text = _text(cell)
            inside = html(text)
            if heading.kind == "state" and text:
                inside = f'<span class="chip {line(text.replace(" ", "-"))}">{inside}</span>'
            cells.append(f'<td class="{heading.kind}">{inside}</td>')
        return f"<tr>{''.join(cells)}</tr>"


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[1]
