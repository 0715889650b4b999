"""Lineage as a Mermaid flowchart, for READMEs and pull requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.lineage.clusters import clusters
from graphmat.rendering.plain import safe

if TYPE_CHECKING:
    from graphmat.rendering.screen import Screen, Text

_SHAPES: Final = {
    "asset": ("[", "]"),
    "external": ("[(", ")]"),
    "op": ("([", "])"),
    "group": ("[[", "]]"),
}
_ENTITIES: Final = str.maketrans(
    {
        "#": "#35;",
        '"': "#quot;",
        "<": "#lt;",
        ">": "#gt;",
        "&": "#amp;",
        "`": "#96;",
        "\\": "#92;",
        "|": "#124;",
        "{": "#123;",
        "}": "#125;",
        "[": "#91;",
        "]": "#93;",
        "%": "#37;",
    }
)


def mermaid_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A document of ``lineage`` as a flowchart from left to right."""
    del screen
    ids = {node["id"]: f"n{number}" for number, node in enumerate(document["nodes"])}
    lines: list[Text] = ["flowchart LR"]
    for number, (title, nodes) in enumerate(clusters(document)):
        indent = "  "
        if title is not None:
            lines.append(f'  subgraph g{number}["{escaped(title)}"]')
            indent = "    "
        lines += [f"{indent}{_node(ids[node['id']], node)}" for node in nodes]
        if title is not None:
            lines.append("  end")
    for edge in document["edges"]:
        is_order = edge["label"] == "only order"
        arrow = "-.->" if is_order else "-->"
        label = f'|"{escaped(edge["label"])}"|' if edge["label"] and not is_order else ""
        lines.append(f"  {ids[edge['from']]} {arrow}{label} {ids[edge['to']]}")
    selected = [ids[node["id"]] for node in document["nodes"] if node["is_selected"]]
    if selected:
        lines.append("  classDef selected stroke-width:3px")
        lines.append(f"  class {','.join(selected)} selected")
    return lines


def _node(node_id: str, node: Mapping[str, Any]) -> str:
    opening, closing = _SHAPES[node["kind"]]
    return f'{node_id}{opening}"{escaped(node["name"])}"{closing}'


def escaped(text: str) -> str:
    """A text as Mermaid takes it between quotes: what means something to it as an entity."""
    return safe(text).translate(_ENTITIES)
