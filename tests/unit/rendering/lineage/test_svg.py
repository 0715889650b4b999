from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from graphmat.rendering.lineage.svg import path_of, shortened, svg_lines
from graphmat.rendering.plain import width_of
from graphmat.rendering.screen import Screen

Make = Callable[..., dict[str, Any]]
SVG = "{http://www.w3.org/2000/svg}"


def parsed(document: dict[str, Any], screen: Screen) -> ET.Element:
    """The picture, read as a browser reads it."""
    return ET.fromstring("\n".join(map(str, svg_lines(document, screen))))


def texts(root: ET.Element) -> list[str]:
    """All words of a picture."""
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_picture_with_boxes(document: Make, screen: Screen) -> None:
    """All nodes, boxes, edges and states are there, each state in words too."""
    root = parsed(document(with_ops=True), screen)
    kinds = [element.get("class") or "" for element in root.iter(f"{SVG}g")]

    assert sum(kind.startswith("node") for kind in kinds) == 6
    assert sum(kind == "box" for kind in kinds) == 2
    assert sum((e.get("class") or "").startswith("edge") for e in root.iter(f"{SVG}path")) == 7
    assert {"made elsewhere", "missing", "done", "x", "g", "in"} <= set(texts(root))


@pytest.mark.parametrize(
    "name",
    [
        "</text><script>alert(1)</script>",
        "a\"b'c&d",
        "line\nbreak",
        "שלום/עולם",
        "👩\u200d👩\u200d👧",
        "x\x1b[2J\u202e",
    ],
)
def test_names_are_inert(document: Make, screen: Screen, name: str) -> None:
    """Whatever a name is made of, the picture stays one and shows it as text."""
    given = document()
    given["nodes"][1]["name"] = name
    root = parsed(given, screen)

    assert list(root.iter(f"{SVG}script")) == []
    assert sum(1 for _ in root.iter(f"{SVG}text")) == 8


def test_picture_of_nothing(document: Make, screen: Screen) -> None:
    """A project without assets has an empty picture, not a broken one."""
    root = parsed({**document(), "nodes": [], "edges": []}, screen)

    assert texts(root) == []


def test_same_document_same_picture(document: Make, screen: Screen) -> None:
    """The picture depends on the document alone."""
    assert svg_lines(document(with_ops=True), screen) == svg_lines(document(with_ops=True), screen)


def test_long_names_lose_their_middle() -> None:
    """The beginning and the end of a name tell most."""
    assert shortened("short", 36) == "short"
    assert shortened("warehouse/of_the_second_kind/" * 3 + "end", 20) == "warehouse/of…ind/end"
    assert width_of(shortened("大" * 50, 20)) <= 20


def test_path() -> None:
    """Level pieces are lines, the others easy curves."""
    assert path_of([(0, 5), (10, 5), (30, 25)]) == "M0.0 5.0L10.0 5.0C20.0 5.0 20.0 25.0 30.0 25.0"
