"""``validate`` as text: the verdict, the selections of each graph, the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, near
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import Column, table_lines

_COLUMNS = (
    Column("SELECTED", wraps=True, keep=True),
    Column("OPS AND THEIR OUTPUTS", wraps=True, keep=True),
    Column("VERDICT", wraps=True, keep=True),
)
_MOST_ROWS: Final = 63
"""With more selections only those that make what was not selected are listed."""


def validation_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """What validation found, as text."""
    lines: list[Text] = []
    for definition in document["definitions"]:
        lines += _definition(screen, definition)
    for finding in document["findings"]:
        lines += _finding(finding)
    summary = document.get("summary") or {}
    if not document["faults"]:
        size = f"{count(summary.get('assets', 0), 'asset')}, {count(summary.get('ops', 0), 'op')}"
        if document["findings"]:
            found = count(len(document["findings"]), "finding")
            lines.append(Styled(f"{size}: loads, but has {found}", "yellow"))
        else:
            lines.append(Styled(f"valid: {size}", "green"))
    return lines


def _definition(screen: Screen, definition: Mapping[str, Any]) -> Iterator[Text]:
    yield Styled(safe(definition["name"]), "bold")
    if not definition["can_subset"]:
        size = count(len(definition["assets"]), "asset")
        yield f"  makes its {size} together (no can_subset=True)"
        yield ""
        return
    rows: list[list[Text]] = []
    tried = definition["selections"]
    many = len(tried) > _MOST_ROWS
    for selection in tried:
        if many and not selection["unexpected"]:
            continue
        steps = ", ".join(
            f"{safe(step.rpartition('.')[2])} {{{', '.join(map(safe, outputs))}}}"
            for step, outputs in selection["steps"].items()
        )
        verdict: Text = Styled("ok", "green")
        if selection["unexpected"]:
            names = ", ".join(map(safe, selection["unexpected"]))
            verdict = Styled(f"also makes {names}", "yellow")
        rows.append([", ".join(map(safe, selection["selected"])), steps, verdict])
    if many:
        good = len(tried) - len(rows)
        yield f"  {count(len(tried), 'selection')} tried, {good} ok"
    if rows:
        yield from table_lines(screen, _COLUMNS, rows)
    yield ""


def _finding(finding: Mapping[str, Any]) -> Iterator[Text]:
    place = ""
    if finding["file"] and f":{finding['line']})" not in finding["message"]:
        place = f" ({near(finding['file'])}:{finding['line']})"
    yield Styled(f"{finding['code']} {safe(finding['message'])}{place}", "yellow")
    if finding["hint"]:
        yield f"  hint: {safe(finding['hint'])}"
    yield ""
