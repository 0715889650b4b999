"""``Sheet``: one box laid out by itself, with ports on its left and right border."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

from graphmat.rendering.lineage.layout.layers import (
    Item,
    Pair,
    columns_of,
    components,
    without_cycles,
)
from graphmat.rendering.lineage.layout.ordering import ordered
from graphmat.rendering.lineage.layout.placing import Pull, placed

Point = tuple[float, float]
Size = tuple[float, float]
GAP: Final = 14.0
WIRE_GAP: Final = 10.0
COLUMN_GAP: Final = 46.0
BORDER_GAP: Final = 0.6
"""How much of the gap between columns there is between a column and the ports of a border."""
_STRAIGHT: Final = {0: 1.0, 1: 2.0, 2: 8.0}
"""Ends of an edge that are mere bends → how strongly it wants to be straight."""


class Wire:
    """A piece of an edge between two items of one box.

    Args:
        start: The item it comes from.
        start_port: The port of that item, if it is a box.
        end: The item it goes to.
        end_port: The port of that item, if it is a box.
        label: The output that it carries.
        is_first: Whether it is the first piece of its edge, on which the label is written.
    """

    __slots__ = ("end", "end_port", "is_first", "label", "start", "start_port")

    def __init__(
        self,
        start: Hashable,
        start_port: Hashable,
        end: Hashable,
        end_port: Hashable,
        label: str | None,
        *,
        is_first: bool = False,
    ) -> None:
        self.is_first = is_first
        self.start = start
        self.start_port = start_port
        self.end = end
        self.end_port = end_port
        self.label = label

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells it from others: wires of one key are one line."""
        return self.start, self.start_port, self.end, self.end_port, self.label


class Sheet:
    """The items of one box and the wires between them.

    Args:
        label_widths: Label of an edge → how wide it is.
    """

    def __init__(self, label_widths: Mapping[str, float]) -> None:
        self.sizes: dict[Item, Size] = {}
        self.width = self.height = 0.0
        self._label_widths = label_widths
        self._ports: dict[Item, Mapping[Hashable, float]] = {}
        self._entries: dict[Item, None] = {}
        self._exits: dict[Item, None] = {}
        self._wires: dict[tuple[Hashable, ...], Wire] = {}
        self._bends: dict[tuple[Hashable, ...], list[Item]] = {}
        self._turned: set[Pair] = set()
        self._column: dict[Item, int] = {}
        self._columns: list[list[Item]] = []
        self._middle: dict[Item, float] = {}
        self._lefts: list[float] = []
        self._widths: list[float] = []

    def add(self, item: Item, size: Size, ports: Mapping[Hashable, float] | None = None) -> None:
        """Put an item on the sheet; of a box also where its ports are, from its middle down."""
        self.sizes[item] = size
        self._ports[item] = ports or {}

    def add_entry(self, port: Item) -> None:
        """Add a port on the left border."""
        self._entries[port] = None
        self.add(port, (0.0, 0.0))

    def add_exit(self, port: Item) -> None:
        """Add a port on the right border."""
        self._exits[port] = None
        self.add(port, (0.0, 0.0))

    def join(self, wire: Wire) -> None:
        """Add a wire; one that is there already is not drawn twice."""
        self._wires.setdefault(wire.key, wire)

    def port_heights(self) -> dict[Hashable, float]:
        """How far down each port is."""
        return {port: self._middle[port] for port in [*self._entries, *self._exits]}

    def corners(self) -> dict[Item, Point]:
        """The upper left corner of each item."""
        found = {}
        for item, (width, height) in self.sizes.items():
            column = self._column[item]
            left = self._lefts[column]
            if item in self._entries:
                left = 0.0
            elif item in self._exits:
                left = self.width
            elif self._ports[item]:  # a box stands in the middle of its column
                left += (self._widths[column] - width) / 2
            found[item] = (left, self._middle[item] - height / 2)
        return found

    # ---------------------------------------------------------------- arranging

    def arrange(self) -> None:
        """Find the place of every item."""
        items = list(self.sizes)
        wires = [(wire.start, wire.end) for wire in self._wires.values()]
        pairs, self._turned = without_cycles(items, wires)
        self._column = columns_of(items, pairs, self._entries, self._exits)
        self._stack_the_loose(items, pairs)
        links = self._links()
        self._columns = [[] for _ in range(max(self._column.values(), default=-1) + 1)]
        for group in components(list(self._column), [(start, end) for start, _, end, _ in links]):
            for item in group:
                self._columns[self._column[item]].append(item)
        self._order(links)
        self._place(links)

    def _stack_the_loose(self, items: list[Item], pairs: list[Pair]) -> None:
        """Items without an edge stand in several columns rather than in one long one."""
        joined = {item for pair in pairs for item in pair}
        loose = [item for item in items if item not in joined and item in self.sizes]
        if len(loose) <= 3 or self._entries or self._exits:  # noqa: PLR2004  # no grid of so few
            return
        wide = max(max((self._column[item] for item in joined), default=0) + 1, 1)
        across = max(wide, round((len(loose) / 2) ** 0.5))
        for number, item in enumerate(loose):
            self._column[item] = number % across

    def _links(self) -> list[tuple[Item, Hashable, Item, Hashable]]:
        """The wires cut into pieces from one column to the next, with bends between them.

        Wires of the same source share their bends: they part as late as they can.
        """
        found: dict[tuple[Item, Hashable, Item, Hashable], None] = {}
        for key, wire in self._wires.items():
            start, start_port, end, end_port = wire.start, wire.start_port, wire.end, wire.end_port
            if (end, start) in self._turned:
                start, start_port, end, end_port = end, end_port, start, start_port
            if start == end:
                self._bends[key] = []
                continue
            bends: list[Item] = []
            for column in range(self._column[start] + 1, self._column[end]):
                bend: Item = ("bend", start, start_port, wire.label, column)
                self._column[bend] = column
                bends.append(bend)
            self._bends[key] = bends
            before, port = start, start_port
            for bend in bends:
                found[before, port, bend, None] = None
                before, port = bend, None
            found[before, port, end, end_port] = None
        return list(found)

    def _order(self, links: list[tuple[Item, Hashable, Item, Hashable]]) -> None:
        before: dict[Item, list[tuple[Item, float]]] = {}
        after: dict[Item, list[tuple[Item, float]]] = {}
        for start, start_port, end, end_port in links:
            after.setdefault(start, []).append((end, self._fraction(end, end_port)))
            before.setdefault(end, []).append((start, self._fraction(start, start_port)))
        self._columns = ordered(self._columns, before, after)

    def _fraction(self, item: Item, port: Hashable) -> float:
        height = self.sizes[item][1] if item in self.sizes else 0.0
        return 0.9 * (self._offset(item, port) / height + 0.5) if height else 0.45

    def _offset(self, item: Item, port: Hashable) -> float:
        return self._ports.get(item, {}).get(port, 0.0)

    def _place(self, links: list[tuple[Item, Hashable, Item, Hashable]]) -> None:
        before: dict[Item, list[Pull]] = {}
        after: dict[Item, list[Pull]] = {}
        for start, start_port, end, end_port in links:
            bends = (start not in self.sizes) + (end not in self.sizes)
            weight = _STRAIGHT[bends]
            here, there = self._offset(start, start_port), self._offset(end, end_port)
            after.setdefault(start, []).append(Pull(end, here, there, weight))
            before.setdefault(end, []).append(Pull(start, there, here, weight))
        height = {item: self.sizes.get(item, (0.0, 0.0))[1] for item in self._column}
        gap = {item: GAP if height[item] else WIRE_GAP for item in self._column}
        self._middle = placed(self._columns, height, gap, before, after)
        top = min((self._middle[item] - height[item] / 2 for item in self._middle), default=0.0)
        for item in self._middle:
            self._middle[item] -= top
        self.height = max(
            (self._middle[item] + height[item] / 2 for item in self._middle), default=0.0
        )
        self._across(links)

    def _across(self, links: list[tuple[Item, Hashable, Item, Hashable]]) -> None:
        """Where the columns stand: as wide as their widest item, with room for labels between."""
        count = len(self._columns)
        self._widths = [
            max((self.sizes[item][0] for item in column if item in self.sizes), default=0.0)
            for column in self._columns
        ]
        gaps = [COLUMN_GAP] * count
        steep = [0.0] * count
        for start, start_port, end, end_port in links:
            rise = abs(
                self._middle[start]
                + self._offset(start, start_port)
                - self._middle[end]
                - self._offset(end, end_port)
            )
            column = self._column[start]
            steep[column] = max(steep[column], rise)
        for wire in self._wires.values():
            if wire.label and wire.is_first:
                column = min(self._column[wire.start], self._column[wire.end])
                room = self._label_widths.get(wire.label, 0.0) + COLUMN_GAP * 0.75
                gaps[column] = max(gaps[column], room)
        for number in range(count):
            # a border with nothing but ports needs less room
            if (self._entries and number == 0) or (self._exits and number == count - 2):
                gaps[number] *= BORDER_GAP
        left = 0.0
        self._lefts = []
        for number, width in enumerate(self._widths):
            self._lefts.append(left)
            left += width + gaps[number] + min(60.0, steep[number] / 8)
        last = count - 1
        self.width = self._lefts[last] + self._widths[last] if count else 0.0

    # ---------------------------------------------------------------- ways

    def way(self, wire: Wire) -> list[Point]:
        """The points of a wire, from its start to its end."""
        if wire.start == wire.end:
            return []
        is_turned = (wire.end, wire.start) in self._turned
        start, start_port, end, end_port = wire.start, wire.start_port, wire.end, wire.end_port
        if is_turned:
            start, start_port, end, end_port = end, end_port, start, start_port
        points = self._leaving(start, start_port)
        for bend in self._bends[wire.key]:
            column = self._column[bend]
            left, y = self._lefts[column], self._middle[bend]
            points += [(left, y), (left + self._widths[column], y)]
        points += self._entering(end, end_port)
        return points[::-1] if is_turned else points

    def _leaving(self, item: Item, port: Hashable) -> list[Point]:
        y = self._middle[item] + self._offset(item, port)
        if item in self._entries:
            return [(0.0, y)]
        column = self._column[item]
        right = self._lefts[column] + self._widths[column]
        edge = self._corner(item) + self.sizes[item][0]
        return [(edge, y), (right, y)] if right > edge else [(edge, y)]

    def _entering(self, item: Item, port: Hashable) -> list[Point]:
        y = self._middle[item] + self._offset(item, port)
        if item in self._exits:
            return [(self.width, y)]
        left = self._lefts[self._column[item]]
        edge = self._corner(item)
        return [(left, y), (edge, y)] if edge > left else [(left, y)]

    def _corner(self, item: Item) -> float:
        column = self._column[item]
        spare = self._widths[column] - self.sizes[item][0] if self._ports[item] else 0.0
        return self._lefts[column] + spare / 2
