"""Lineage as text: one module for each format, found through ``FORMATS``.

A format is a function from (document, screen) to lines. Documents that are too large to be looked
at are collapsed before (see ``collapse``); JSON never is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from graphmat.rendering.screen import Screen, Text

Format = Callable[[Mapping[str, Any], Screen], list[Text]]

FORMATS: Final[dict[str, str]] = {
    "tree": "graphmat.rendering.lineage.tree:tree_lines",
    "mermaid": "graphmat.rendering.lineage.mermaid:mermaid_lines",
    "md": "graphmat.rendering.lineage.mermaid:mermaid_in_markdown",
    "dot": "graphmat.rendering.lineage.dot:dot_lines",
    "svg": "graphmat.rendering.lineage.svg:svg_lines",
    "html": "graphmat.rendering.lineage.page:page_lines",
    "json": "graphmat.rendering.lineage.document:document_lines",
}
SUFFIXES: Final[dict[str, str]] = {
    "txt": "tree",
    "mmd": "mermaid",
    "mermaid": "mermaid",
    "md": "md",
    "dot": "dot",
    "gv": "dot",
    "svg": "svg",
    "html": "html",
    "htm": "html",
    "json": "json",
}
"""What a file's name ends in → the format it is written in."""
LIMITS: Final[dict[str, int]] = {
    "tree": 500,
    "mermaid": 150,
    "md": 150,
    "dot": 150,
    "svg": 200,
    "html": 200,
    "json": 0,
}
"""How many nodes each format draws before it collapses them; 0: any number."""


def lineage_lines(
    document: Mapping[str, Any], screen: Screen, format_name: str, limit: int | None = None
) -> tuple[list[Text], Sequence[str]]:
    """A document of ``lineage`` in one of the formats.

    Args:
        document: The document.
        screen: Where it will be shown.
        format_name: A key of ``FORMATS``.
        limit: How many nodes to draw before collapsing; None: what suits the format; 0: any number.

    Returns:
        The lines, and what the reader should be told about what was left out.
    """
    from graphmat.rendering.lineage.collapse import collapsed

    module, _, name = FORMATS[format_name].partition(":")
    render: Format = getattr(import_module(module), name)
    smaller, notes = collapsed(document, LIMITS[format_name] if limit is None else limit)
    if notes:
        # a page has room for all of it, next to the smaller picture
        smaller = {**smaller, "whole": document, "notes": notes}
    return render(smaller, screen), notes
