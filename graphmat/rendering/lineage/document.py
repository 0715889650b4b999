"""Lineage as JSON: the document itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.rendering.json_text import json_text

if TYPE_CHECKING:
    from graphmat.rendering.screen import Screen, Text


def document_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """The document as indented JSON."""
    del screen
    return [json_text(document)]
