from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.rendering.asset import metadata_lines, show_lines
from graphmat.rendering.screen import Screen, Text

Drawn = Callable[[list[Text]], str]

ASSET: dict[str, Any] = {
    "key": "baz_asset",
    "group": "sales",
    "kinds": ["csv"],
    "owners": ["team:x"],
    "tags": {"a": "1", "b": ""},
    "description": "What it is.",
    "code_version": None,
    "is_external": False,
    "definition": "g",
    "is_graph": True,
    "can_subset": True,
    "siblings": ["foo_asset"],
    "location": {"file": "/p/defs.py", "line": 5},
    "upstream": ["raw"],
    "downstream": [],
    "checks": ["is_big", "is_new"],
    "check_results": [{"check": "is_big", "passed": False, "severity": "WARN"}],
    "partitions": {"count": 4, "materialized_count": 1, "first": "a", "last": "d"},
    "latest": None,
    "object": None,
    "metadata": {},
    "graph": [],
    "history": [],
}


def test_asset_in_full(pipe: Screen, drawn: Drawn) -> None:
    """Everything that is known is told, one fact a line; what is not known takes no line."""
    assert drawn(show_lines(pipe, ASSET)) == (
        "asset         baz_asset\n"
        "description   What it is.\n"
        "group         sales\n"
        "kinds         csv\n"
        "owners        team:x\n"
        "tags          a=1, b\n"
        "made by       graph g (can be made without foo_asset)\n"
        "defined at    /p/defs.py:5\n"
        "upstream      raw\n"
        "checks        is_big: FAILED (WARN), is_new: never evaluated\n"
        "partitions    1 of 4 partitions made, a … d\n"
        "materialized  never"
    )


def test_lost_object_is_told(pipe: Screen, drawn: Drawn) -> None:
    """An object that is not where the log says it is, is missed."""
    asset = {**ASSET, "object": {"path": "/home/objects/ab/cd", "is_there": False}}

    text = drawn(show_lines(pipe, asset))

    assert "stored at     /home/objects/ab/cd" in text
    assert "the file is not there any more" in text


def test_asset_of_another_system(pipe: Screen, drawn: Drawn) -> None:
    """An external asset is said to be made elsewhere."""
    asset = {**ASSET, "is_external": True, "siblings": []}

    assert "made by       another system" in drawn(show_lines(pipe, asset))


def test_metadata_by_kind(pipe: Screen, drawn: Drawn) -> None:
    """Values of metadata are shown as what they are, on one line, and cut where they are long."""
    metadata = {
        "rows": {"type": "int", "value": 3},
        "note": {"type": "text", "value": "a\x1b[31m\nb"},
        "when": {"type": "timestamp", "value": 0},
        "table": {"type": "json", "value": {"a": [1, "ö"]}},
        "asset": {"type": "asset", "value": ["a", "b"]},
        "long": {"type": "text", "value": "x" * 999},
    }

    assert drawn(metadata_lines(pipe, metadata)).split("\n") == [
        "  asset  a/b",
        f"  long   {'x' * 400}…",
        "  note   a\\x1b[31m\\nb",
        "  rows   3",
        '  table  {"a": [1, "ö"]}',
        "  when   1970-01-01T00:00:00+00:00",
    ]
