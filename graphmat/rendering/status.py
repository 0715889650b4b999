"""``status`` as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, moment
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import Column, table_lines

_COLUMNS: Final = (
    Column("ASSET", keep=True),
    Column("STATE", keep=True),
    Column("MATERIALIZED", gives_way=1),
    Column("WHY", wraps=True),
)
_STYLES: Final = {"fresh": "green", "stale": "yellow", "missing": "yellow", "failed": "red"}


def status_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """How assets stand, as a table; what needs work comes first."""
    return table_lines(
        screen,
        _COLUMNS,
        [_row(each) for each in sorted(document["assets"], key=lambda each: _rank(each["state"]))],
    )


def status_talk(document: Mapping[str, Any]) -> list[Text]:
    """The sum of it."""
    counts = document["counts"]
    if not counts:
        return ["no assets"]
    words = ", ".join(f"{number} {state}" for state, number in counts.items())
    return [f"{count(sum(counts.values()), 'asset')}: {words}"]


def _rank(state: str) -> int:
    order = ("failed", "missing", "stale", "fresh", "external")
    return order.index(state)


def _row(each: Mapping[str, Any]) -> list[Text]:
    latest = each["latest"]
    made = moment(latest["at"]) if latest is not None else ""
    if each["partitions_made"] is not None:
        made = f"{count(each['partitions_made'], 'partition')}" + (f", {made}" if made else "")
    first, *more = each["why"] or [""]
    why = safe(first) + (f" (and {count(len(more), 'more reason')})" if more else "")
    return [
        Styled(safe(each["asset"]), "bold"),
        Styled(each["state"], _STYLES.get(each["state"], "dim")),
        made,
        why,
    ]
