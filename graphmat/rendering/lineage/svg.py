"""Lineage as SVG: our own layout, no program needed.

Each node tells its state in words, by its line and by its colour. The colours follow the reader's
choice of light or dark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.html.markup import line
from graphmat.rendering.lineage.boxes import Box, boxes
from graphmat.rendering.lineage.layout.frames import WHOLE, Drawing, Rectangle, draw
from graphmat.rendering.lineage.states import class_of, facts_of
from graphmat.rendering.plain import safe, width_of

if TYPE_CHECKING:
    from graphmat.rendering.screen import Screen, Text

ONLY_ORDER: Final = "only order"
MARGIN: Final = 16.0
_LETTER: Final = 7.25
_SMALL_LETTER: Final = 6.1
_NODE_HEIGHT: Final = 44.0
_LONGEST_NAME: Final = 36
_LONGEST_LABEL: Final = 20
_HINT: Final = 22.0
"""Room at the sides of a node's text."""

_ARROW: Final = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto-start-reverse">'
    '<path class="arrow" d="M0 0.5 8 4 0 7.5z"/></marker></defs>'
)

Point = tuple[float, float]


def style() -> str:
    """The style sheet of pictures."""
    return (Path(__file__).parent / "picture.css").read_text(encoding="utf-8")


def svg_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A document of ``lineage`` as an SVG file."""
    del screen
    picture = Picture(document)
    return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        *picture.lines(
            f"<style>{style()}</style>", 'xmlns="http://www.w3.org/2000/svg" role="img"'
        ),
    ]


def shortened(text: str, longest: int) -> str:
    """A text without its middle where it is too long."""
    if width_of(text) <= longest:
        return text
    head = (longest - 1) * 2 // 3
    start, end = text[:head], text[len(text) - (longest - 1 - head) :]
    while width_of(start) + width_of(end) + 1 > longest and len(start) > 1:
        start, end = start[:-1], end[1:] if len(end) > len(start) else end
    return f"{start}…{end}"


class Picture:
    """A lineage with its layout.

    Args:
        document: A document of ``lineage``.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.nodes = {node["id"]: node for node in document["nodes"]}
        self.whole = boxes(document)
        self.names = {node_id: self._name(node) for node_id, node in self.nodes.items()}
        self.numbers = {node_id: number for number, node_id in enumerate(self.nodes)}
        self.drawing = self._layout()

    def _name(self, node: Mapping[str, Any]) -> str:
        name = node["name"]
        if node["kind"] == "op" and node["box"]:
            name = name.rpartition(".")[2]
        return shortened(safe(name), _LONGEST_NAME)

    def _layout(self) -> Drawing:
        sizes = {
            node_id: (
                max(
                    width_of(self.names[node_id]) * _LETTER,
                    width_of(facts_of(node)) * _SMALL_LETTER,
                )
                + _HINT,
                _NODE_HEIGHT,
            )
            for node_id, node in self.nodes.items()
        }
        labels = {
            edge["label"]: width_of(_label(edge)) * _SMALL_LETTER + 10
            for edge in self.document["edges"]
            if edge["label"]
        }
        return draw(
            sizes,
            {node_id: node["box"] or WHOLE for node_id, node in self.nodes.items()},
            {box["id"]: box["parent"] or WHOLE for box in self.document["boxes"]},
            {box["id"]: width_of(safe(box["name"])) * _LETTER for box in self.document["boxes"]},
            [(edge["from"], edge["to"], edge["label"]) for edge in self.document["edges"]],
            labels,
        )

    # ---------------------------------------------------------------- markup

    def lines(self, first: str = "", facts: str = "") -> list[str]:
        """The SVG element.

        Args:
            first: What stands first in it.
            facts: Attributes of it.
        """
        width, height = self.drawing.width + 2 * MARGIN, self.drawing.height + 2 * MARGIN
        size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
        return [
            f'<svg class="picture" {size} {facts} aria-label="{line(self.summary())}">',
            f"<title>{line(self.summary())}</title>{first}",
            _ARROW,
            f'<g transform="translate({MARGIN:.0f} {MARGIN:.0f})">',
            *(each for box in self.whole.boxes for each in self._box(box)),
            *self._edges(),
            *(self._node(node_id) for node_id in self.nodes),
            "</g>",
            "</svg>",
        ]

    def summary(self) -> str:
        """The picture in a sentence, for those who do not see it."""
        nodes, edges = len(self.nodes), len(self.document["edges"])
        names = [safe(node["name"]) for node in list(self.nodes.values())[:8]]
        more = f" and {nodes - 8} more" if nodes > 8 else ""  # noqa: PLR2004  # as many are named
        return f"Lineage: {nodes} boxes, {edges} arrows: {', '.join(names)}{more}"

    def _box(self, box: Box) -> Iterator[str]:
        place = self.drawing.boxes[box.box_id]
        name = line(safe(box.name))
        yield f'<g class="box">{_rectangle(place, 10)}<title>graph {name}</title>'
        yield f'<text x="{place.left + 12:.1f}" y="{place.top + 18:.1f}">{name}</text></g>'
        for inner in box.boxes:
            yield from self._box(inner)

    def _edges(self) -> Iterator[str]:
        labelled: set[tuple[str, str]] = set()
        for edge, way in zip(self.document["edges"], self.drawing.ways, strict=True):
            if not way:
                continue
            start, end = self.numbers[edge["from"]], self.numbers[edge["to"]]
            kind = "edge order" if edge["label"] == ONLY_ORDER else "edge"
            yield (
                f'<path class="{kind}" data-from="{start}" data-to="{end}" d="{path_of(way)}" '
                'marker-end="url(#arrow)"/>'
            )
            if edge["label"] and edge["label"] != ONLY_ORDER:
                if (edge["from"], edge["label"]) in labelled:
                    continue
                labelled.add((edge["from"], edge["label"]))
                yield self._label(edge, way)

    def _label(self, edge: Mapping[str, Any], way: Sequence[Point]) -> str:
        """The name of an output, where its line has left those of its op's other outputs."""
        x, y = way[1] if len(way) > 1 and way[1][1] == way[0][1] else way[0]
        end_x, end_y = next((point for point in way if point[0] > x), (x, y))
        below = 12 if end_y > y + 1 else -5
        text = line(_label(edge))
        return f'<text class="label" x="{end_x - 9:.1f}" y="{end_y + below:.1f}">{text}</text>'

    def _node(self, node_id: str) -> str:
        node = self.nodes[node_id]
        place = self.drawing.nodes[node_id]
        classes = f"node {node['kind']} {class_of(node['state'])}"
        if node["is_selected"]:
            classes += " selected"
        middle = place.left + place.width / 2
        facts = safe(facts_of(node))
        told = safe(node["name"]) + f", {node['kind']}, {facts}"
        if node.get("state_reason"):
            told += f": {safe(node['state_reason'])}"
        frame = _rectangle(place, 22 if node["kind"] == "op" else 4)
        if _is_folded(node):
            inner = Rectangle(place.left + 3, place.top + 3, place.width - 6, place.height - 6)
            frame += _rectangle(inner, 2).replace("<rect", '<rect class="inner"')
        return (
            f'<g class="{classes}" data-node="{self.numbers[node_id]}"><title>{line(told)}</title>'
            f'{frame}<text class="name" x="{middle:.1f}" y="{place.top + 18:.1f}">'
            f"{line(self.names[node_id])}</text>"
            f'<text class="facts" x="{middle:.1f}" y="{place.top + 34:.1f}">{line(facts)}</text>'
            "</g>"
        )


def _is_folded(node: Mapping[str, Any]) -> bool:
    """Whether there is a graph in a node, or a group, that is not drawn."""
    folded = node["kind"] == "asset" and node["is_graph"] and node["op_count"] > 1
    return node["kind"] == "group" or bool(folded and not node["box"])


def _rectangle(place: Rectangle, radius: float) -> str:
    return (
        f'<rect x="{place.left:.1f}" y="{place.top:.1f}" width="{place.width:.1f}" '
        f'height="{place.height:.1f}" rx="{radius:g}"/>'
    )


def _label(edge: Mapping[str, Any]) -> str:
    return shortened(safe(edge["label"]), _LONGEST_LABEL)


def path_of(points: Sequence[Point]) -> str:
    """Points as a path: level where they are level, in an easy curve elsewhere."""
    (x, y), *rest = points
    parts = [f"M{x:.1f} {y:.1f}"]
    for next_x, next_y in rest:
        if abs(next_y - y) < 0.5:  # noqa: PLR2004  # half a pixel is not seen
            if abs(next_x - x) >= 0.05:  # noqa: PLR2004  # as above
                parts.append(f"L{next_x:.1f} {next_y:.1f}")
        else:
            middle = (x + next_x) / 2
            parts.append(
                f"C{middle:.1f} {y:.1f} {middle:.1f} {next_y:.1f} {next_x:.1f} {next_y:.1f}"
            )
        x, y = next_x, next_y
    return "".join(parts)
