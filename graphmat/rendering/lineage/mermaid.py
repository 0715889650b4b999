"""Lineage as a Mermaid flowchart, for READMEs and pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.lineage.boxes import Box, boxes
from graphmat.rendering.lineage.states import LOOKS, TEXT, class_of, facts_of
from graphmat.rendering.plain import safe

if TYPE_CHECKING:
    from graphmat.rendering.screen import Screen, Text

ONLY_ORDER: Final = "only order"
_DASHES: Final = {"solid": "", "dashed": ",stroke-dasharray:5 3", "dotted": ",stroke-dasharray:2 3"}
_SHAPES: Final = {
    "asset": ("[", "]"),
    "graph": ("[[", "]]"),
    "external": ("[(", ")]"),
    "op": ("([", "])"),
    "group": ("[[", "]]"),
}
_QUIET: Final = frozenset({"materialized", "done"})
"""States that go without saying: a node without a word is made."""

_MARKS: Final = "#\"'<>&`\\|{}[]()%@:;~*_=-/"
_ENTITIES: Final = str.maketrans({mark: f"#{ord(mark)};" for mark in _MARKS})
_TOGETHER: Final = ("\\n", "$$", *(f"fa{kind}:fa" for kind in ("", "b", "k", "l", "r", "s")))
"""Means a line break, a formula or an icon even as entities: a sign of no width parts them."""
_HARMLESS: Final = frozenset("_/-():=")
"""Marks that mean something only in certain places: see ``escaped``."""


def mermaid_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A document of ``lineage`` as a flowchart from left to right."""
    del screen
    ids = {node["id"]: f"n{number}" for number, node in enumerate(document["nodes"])}
    whole = boxes(document)
    names = {box.box_id: f"g{number}" for number, box in enumerate(whole.walk())}
    lines: list[Text] = ["flowchart LR", *_inside(whole, ids, names, "  ")]
    for edge in document["edges"]:
        is_order = edge["label"] == ONLY_ORDER
        arrow = "-.->" if is_order else "-->"
        label = f'|"{escaped(edge["label"])}"|' if edge["label"] and not is_order else ""
        lines.append(f"  {ids[edge['from']]} {arrow}{label} {ids[edge['to']]}")
    return [*lines, *_classes(document, ids)]


def mermaid_in_markdown(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """The same as a fenced block, ready to be pasted."""
    return ["```mermaid", *mermaid_lines(document, screen), "```"]


def _inside(
    box: Box, ids: Mapping[str, str], names: Mapping[str, str], indent: str
) -> Iterator[str]:
    for inner in box.boxes:
        yield f'{indent}subgraph {names[inner.box_id]}["{escaped(inner.name)}"]'
        yield from _inside(inner, ids, names, f"{indent}  ")
        yield f"{indent}end"
    for node in box.nodes:
        yield f"{indent}{_node(ids[node['id']], node, box)}"


def _node(node_id: str, node: Mapping[str, Any], box: Box) -> str:
    kind = node["kind"]
    name = node["name"]
    if kind == "op" and box.name:
        name = name.rpartition(".")[2]
    elif kind == "asset" and node["is_graph"] and node["op_count"] > 1 and not box.name:
        kind = "graph"
    opening, closing = _SHAPES[kind]
    facts = "" if node["state"] in _QUIET and kind != "group" else f"<br/>{escaped(facts_of(node))}"
    return f'{node_id}{opening}"{escaped(name)}{facts}"{closing}'


def _classes(document: Mapping[str, Any], ids: Mapping[str, str]) -> Iterator[str]:
    """Colours by state; what is selected has a thicker line."""
    by_state: dict[str, list[str]] = {}
    for node in document["nodes"]:
        by_state.setdefault(class_of(node["state"]), []).append(ids[node["id"]])
    for state, look in LOOKS.items():
        if members := by_state.get(class_of(state)):
            name = class_of(state)
            dashes = _DASHES[look.line]
            yield f"  classDef {name} fill:{look.fill},stroke:{look.stroke},color:{TEXT}{dashes}"
            yield f"  class {','.join(members)} {name}"
    selected = [ids[node["id"]] for node in document["nodes"] if node["is_selected"]]
    if selected:
        yield "  classDef selected stroke-width:4px"
        yield f"  class {','.join(selected)} selected"


def escaped(text: str) -> str:
    """A text as Mermaid takes it between quotes: what means something to it as an entity.

    Plain words joined by ``_``, ``-``, ``/`` or the like stay readable.
    """
    plain = safe(text)
    if plain.replace(" ", "").isalnum():
        return plain
    if any(mark in plain for mark in "_*"):
        # words in underscores or stars would be markup: only those inside a word are left
        plain = "".join(
            char if char != "_" or _is_inside(plain, place) else "\0"
            for place, char in enumerate(plain)
        )
    for pair in _TOGETHER:
        plain = plain.replace(pair, f"{pair[:-1]}\1{pair[-1:]}")
    kept = {ord(mark): mark for mark in _HARMLESS}
    written = plain.translate({**_ENTITIES, **kept, 0: "#95;", 1: "#8288;"})
    return _not_at_start(written)


def _not_at_start(text: str) -> str:
    """A text that begins like a link or an item of a list, written so that it does not."""
    first = text[:1]
    number = text.lstrip("0123456789")
    if text.startswith(("http:", "https:")) or first in {"-", "+", "="}:
        return f"#{ord(first)};{text[1:]}"
    if number != text and number[:1] in {".", ")"}:
        return f"#{ord(first)};{text[1:]}"
    return text


def _is_inside(text: str, place: int) -> bool:
    before, after = text[:place].rstrip("_")[-1:], text[place:].lstrip("_")[:1]
    return before.isalnum() and after.isalnum()
