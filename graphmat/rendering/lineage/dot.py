"""Lineage in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.lineage.clusters import clusters
from graphmat.rendering.plain import safe

if TYPE_CHECKING:
    from graphmat.rendering.screen import Screen, Text

_SHAPES: Final = {"asset": "box", "external": "cylinder", "op": "ellipse", "group": "box3d"}


def dot_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A document of ``lineage`` as a directed graph from left to right."""
    del screen
    lines: list[Text] = ["digraph lineage {", "  rankdir=LR;"]
    for number, (title, nodes) in enumerate(clusters(document)):
        indent = "  "
        if title is not None:
            lines += [f"  subgraph cluster_{number} {{", f"    label={quoted(title)};"]
            indent = "    "
        lines += [f"{indent}{_node(node)}" for node in nodes]
        if title is not None:
            lines.append("  }")
    for edge in document["edges"]:
        facts = ""
        if edge["label"] == "only order":
            facts = " [style=dashed]"
        elif edge["label"]:
            facts = f" [label={quoted(edge['label'])}]"
        lines.append(f"  {quoted(edge['from'])} -> {quoted(edge['to'])}{facts};")
    lines.append("}")
    return lines


def _node(node: Mapping[str, Any]) -> str:
    facts = [f"label={quoted(node['name'])}", f"shape={_SHAPES[node['kind']]}"]
    if node["is_selected"]:
        facts.append("penwidth=3")
    return f"{quoted(node['id'])} [{', '.join(facts)}];"


def quoted(text: str) -> str:
    """A text as a quoted string of DOT, its backslashes literal."""
    plain = safe(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
