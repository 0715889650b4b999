"""Reports of runs, found by format through ``FORMATS``: a page, Markdown, text, JSON.

A format is a function from (document, screen) to lines. ``report_page`` puts the page together from
``timeline``, ``matrix``, ``plots`` and the tables of ``run_tables``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

from graphmat.rendering.screen import Screen, Text

Format = Callable[[Mapping[str, Any], Screen], list[Text]]

FORMATS: Final[dict[str, str]] = {
    "text": "graphmat.rendering.reports.words:text_lines",
    "html": "graphmat.rendering.reports.report_page:page_lines",
    "md": "graphmat.rendering.reports.words:markdown_lines",
    "json": "graphmat.rendering.lineage.document:document_lines",
}
SUFFIXES: Final[dict[str, str]] = {
    "html": "html",
    "htm": "html",
    "md": "md",
    "json": "json",
    "txt": "text",
}


def report_lines(document: Mapping[str, Any], screen: Screen, format_name: str) -> list[Text]:
    """A document of ``report`` in one of the formats."""
    module, _, name = FORMATS[format_name].partition(":")
    render: Format = getattr(import_module(module), name)
    return render(document, screen)
