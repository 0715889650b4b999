"""Lineage in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.lineage.boxes import Box, boxes
from graphmat.rendering.lineage.states import TEXT, facts_of, look_of
from graphmat.rendering.plain import safe

if TYPE_CHECKING:
    from graphmat.rendering.screen import Screen, Text

_SHAPES: Final = {"asset": "box", "external": "cylinder", "op": "ellipse", "group": "box3d"}


def dot_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A document of ``lineage`` as a directed graph from left to right; graphs are clusters."""
    del screen
    whole = boxes(document)
    numbers = {box.box_id: number for number, box in enumerate(whole.walk())}
    lines: list[Text] = [
        "digraph lineage {",
        '  graph [rankdir=LR, fontname="Helvetica", color="#57606a", style=rounded];',
        f'  node [fontname="Helvetica", fontsize=11, style=filled, fontcolor="{TEXT}"];',
        '  edge [fontname="Helvetica", fontsize=9, color="#57606a"];',
        *_inside(whole, numbers, "  "),
    ]
    for edge in document["edges"]:
        facts = ""
        if edge["label"] == "only order":
            facts = " [style=dashed]"
        elif edge["label"]:
            facts = f" [label={quoted(edge['label'])}]"
        lines.append(f"  {quoted(edge['from'])} -> {quoted(edge['to'])}{facts};")
    lines.append("}")
    return lines


def _inside(box: Box, numbers: Mapping[str, int], indent: str) -> Iterator[str]:
    for inner in box.boxes:
        yield f"{indent}subgraph cluster_{numbers[inner.box_id]} {{"
        yield f"{indent}  label={quoted(inner.name)};"
        yield from _inside(inner, numbers, f"{indent}  ")
        yield f"{indent}}}"
    for node in box.nodes:
        yield f"{indent}{_node(node, box)}"


def _node(node: Mapping[str, Any], box: Box) -> str:
    look = look_of(node)
    name = node["name"]
    if node["kind"] == "op" and box.name:
        name = name.rpartition(".")[2]
    label = quoted(name)[:-1] + "\\n" + quoted(facts_of(node))[1:]
    style = "filled" if look.line == "solid" else f"filled,{look.line}"
    facts = [
        f"label={label}",
        f"shape={_SHAPES[node['kind']]}",
        f'fillcolor="{look.fill}"',
        f'color="{look.stroke}"',
        f'style="{style}"',
    ]
    if node["kind"] == "asset" and node["is_graph"] and node["op_count"] > 1 and not box.name:
        facts.append("peripheries=2")
    if node["is_selected"]:
        facts.append("penwidth=3")
    return f"{quoted(node['id'])} [{', '.join(facts)}];"


def quoted(text: str) -> str:
    """A text as a quoted string of DOT: its backslashes literal, its entities no entities."""
    plain = safe(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{plain}"'
