from __future__ import annotations

from typing import Any

from graphmat.rendering.reports import report_lines
from graphmat.rendering.screen import Screen


def text(document: dict[str, Any], screen: Screen, name: str) -> str:
    """A report in a format."""
    return "\n".join(map(str, report_lines(document, screen, name)))


def test_text_ends_with_the_critical_path(document: dict[str, Any], screen: Screen) -> None:
    """On a terminal the run is told as `runs show` tells it, and then what took the time."""
    assert text(document, screen, "text").endswith(
        "critical path: 2 steps, 1.8 s\n"
        "  STEP     TOOK  WAITED\n"
        "  g.one  500 ms  100 ms\n"
        "  g.two   1.2 s  100 ms"
    )


def test_markdown_has_a_picture(document: dict[str, Any], screen: Screen) -> None:
    """In Markdown the run's table is followed by its picture, and by its failures."""
    written = text(document, screen, "md")

    assert "### ❌ graphmat: failed, 1 asset materialized, 1 not" in written
    assert "```mermaid\nflowchart LR\n" in written
    assert 'n2(["two<br/>failed"])' in written
    assert "ValueError" in written
