"""The layout of a picture: boxes from the inside out, each one item of the box around it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from graphmat.rendering.lineage.layout.sheet import Point, Sheet, Size, Wire

PADDING: Final = 18.0
TITLE_HEIGHT: Final = 26.0
WHOLE: Final = ""

Edge = tuple[str, str, str | None]
Source = tuple[str, str | None]
"""A node with the label of its output: edges of one source share their way."""


class Rectangle:
    """Where something stands: left, top, width and height."""

    __slots__ = ("height", "left", "top", "width")

    def __init__(self, left: float, top: float, width: float, height: float) -> None:
        self.left = left
        self.top = top
        self.width = width
        self.height = height


class Drawing:
    """A picture with all its places.

    Args:
        width: Of the whole.
        height: Of the whole.
        nodes: Node → where it stands.
        boxes: Box → where it stands.
        ways: One list of points for each edge, in the order of the edges.
    """

    __slots__ = ("boxes", "height", "nodes", "ways", "width")

    def __init__(
        self,
        width: float,
        height: float,
        nodes: dict[str, Rectangle],
        boxes: dict[str, Rectangle],
        ways: list[list[Point]],
    ) -> None:
        self.width = width
        self.height = height
        self.nodes = nodes
        self.boxes = boxes
        self.ways = ways


def draw(
    sizes: Mapping[str, Size],
    box_of: Mapping[str, str],
    parents: Mapping[str, str],
    title_widths: Mapping[str, float],
    edges: Sequence[Edge],
    label_widths: Mapping[str, float] | None = None,
) -> Drawing:
    """Lay a picture out.

    Args:
        sizes: Node → width and height, in the order in which they are drawn.
        box_of: Node → the box it stands in; nodes without one stand in the picture itself.
        parents: Box → the box around it (``WHOLE``: none), outer boxes first.
        title_widths: Box → how wide its title is.
        edges: The edges, each a source, a target and a label.
        label_widths: Label of an edge → how wide it is.
    """
    return _Frames(sizes, box_of, parents, title_widths, edges, label_widths or {}).drawing()


class _Frames:
    """The boxes of one picture while they are laid out."""

    def __init__(
        self,
        sizes: Mapping[str, Size],
        box_of: Mapping[str, str],
        parents: Mapping[str, str],
        title_widths: Mapping[str, float],
        edges: Sequence[Edge],
        label_widths: Mapping[str, float],
    ) -> None:
        self.sizes = sizes
        self.parents = dict(parents)
        self.edges = edges
        self.title_widths = title_widths
        self.around = {node: self._chain(box_of.get(node, WHOLE)) for node in sizes}
        self.sheets: dict[str, Sheet] = {box: Sheet(label_widths) for box in [WHOLE, *self.parents]}
        self.routes: list[list[tuple[str, Wire]]] = []

    def _chain(self, box: str) -> list[str]:
        """A box and the boxes around it, from the inside out."""
        chain = [box]
        while chain[-1] != WHOLE:
            chain.append(self.parents[chain[-1]])
        return chain

    def drawing(self) -> Drawing:
        """The whole picture."""
        for node, size in self.sizes.items():
            self.sheets[self.around[node][0]].add(node, size)
        for edge in self.edges:
            self.routes.append(self._route(edge))
        for box in reversed(self.parents):  # inner boxes first
            self._fold(box)
        whole = self.sheets[WHOLE]
        whole.arrange()
        nodes: dict[str, Rectangle] = {}
        boxes: dict[str, Rectangle] = {}
        origins = {WHOLE: (0.0, 0.0)}
        for box in [WHOLE, *self.parents]:
            self._unfold(box, origins, nodes, boxes)
        ways = [self._way(route, origins) for route in self.routes]
        return Drawing(whole.width, whole.height, nodes, boxes, ways)

    def _route(self, edge: Edge) -> list[tuple[str, Wire]]:
        """An edge as pieces, one for each box that it goes through, with the ports between them."""
        start, end, label = edge
        source: Source = (start, label)
        out, into = self.around[start], self.around[end]
        shared = next(box for box in out if box in into)
        route: list[tuple[str, Wire]] = []
        inner: str | None = None
        port: Hashable = None
        for box in out[: out.index(shared)]:
            exit_port = ("out", source)
            self.sheets[box].add_exit(exit_port)
            begin: Hashable = start if inner is None else inner
            wire = Wire(begin, port, exit_port, None, label, is_first=inner is None)
            route.append((box, wire))
            inner, port = box, exit_port
        first: Hashable = start if inner is None else inner
        path = list(reversed(into[: into.index(shared)]))
        target: Hashable = path[0] if path else end
        entry: Hashable = ("in", source) if path else None
        wire = Wire(first, port, target, entry, label, is_first=inner is None)
        route.append((shared, wire))
        for number, box in enumerate(path):
            self.sheets[box].add_entry(("in", source))
            inside = path[number + 1] if number + 1 < len(path) else None
            goal: Hashable = end if inside is None else inside
            next_port = None if inside is None else ("in", source)
            route.append((box, Wire(("in", source), None, goal, next_port, None)))
        for box, wire in route:
            self.sheets[box].join(wire)
        return route

    def _fold(self, box: str) -> None:
        """Arrange a box and put it into the box around it."""
        sheet = self.sheets[box]
        sheet.arrange()
        width = max(sheet.width + 2 * PADDING, self.title_widths.get(box, 0.0) + 2 * PADDING)
        height = sheet.height + TITLE_HEIGHT + PADDING
        middle = TITLE_HEIGHT - height / 2
        ports = {port: place + middle for port, place in sheet.port_heights().items()}
        self.sheets[self.parents[box]].add(box, (width, height), ports)

    def _unfold(
        self,
        box: str,
        origins: dict[str, Point],
        nodes: dict[str, Rectangle],
        boxes: dict[str, Rectangle],
    ) -> None:
        left, top = origins[box]
        for item, (x, y) in self.sheets[box].corners().items():
            width, height = self.sheets[box].sizes[item]
            place = Rectangle(left + x, top + y, width, height)
            if item in self.sizes:
                nodes[str(item)] = place
            elif item in self.parents:
                name = str(item)
                boxes[name] = place
                spare = width - 2 * PADDING - self.sheets[name].width
                origins[name] = (place.left + PADDING + spare / 2, place.top + TITLE_HEIGHT)

    def _way(self, route: Sequence[tuple[str, Wire]], origins: Mapping[str, Point]) -> list[Point]:
        points: list[Point] = []
        for box, wire in route:
            left, top = origins[box]
            points += [(left + x, top + y) for x, y in self.sheets[box].way(wire)]
        return points
