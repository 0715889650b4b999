"""Which nodes of a picture stand in which box: graphs, and the graphs within them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Box:
    """A graph with what stands in it; the whole picture is a box without a name.

    Args:
        box_id: Its id in the document; empty for the whole picture.
        name: What stands on it.
    """

    __slots__ = ("box_id", "boxes", "name", "nodes")

    def __init__(self, box_id: str = "", name: str = "") -> None:
        self.box_id = box_id
        self.name = name
        self.nodes: list[Mapping[str, Any]] = []
        self.boxes: list[Box] = []

    def walk(self) -> Iterator[Box]:
        """The box and all boxes within it."""
        yield self
        for inner in self.boxes:
            yield from inner.walk()


def boxes(document: Mapping[str, Any]) -> Box:
    """The whole picture: its nodes in their boxes, in the order of the document."""
    whole = Box()
    by_id: dict[str | None, Box] = {None: whole}
    for each in document["boxes"]:
        box = by_id[each["id"]] = Box(each["id"], each["name"])
        by_id[each["parent"]].boxes.append(box)
    for node in document["nodes"]:
        by_id[node["box"]].nodes.append(node)
    return whole
