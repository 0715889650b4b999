"""How the states of assets and ops look, and what stands on a node besides its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from graphmat.rendering.quantities import count


class Look(NamedTuple):
    """How a state looks on paper-like surfaces and in a terminal.

    Args:
        fill: Colour of the area.
        stroke: Colour of the line around it.
        line: How the line is drawn: solid, dashed or dotted.
        style: The style in a terminal.
    """

    fill: str
    stroke: str
    line: str = "solid"
    style: str = ""


TEXT: Final = "#1b1f24"
"""Dark enough on each of the fills."""

LOOKS: Final[dict[str, Look]] = {
    "materialized": Look("#d8f0dd", "#2c7a43", style="green"),
    "done": Look("#d8f0dd", "#2c7a43", style="dim"),
    "stale": Look("#fdf0c4", "#8a6400", style="yellow"),
    "missing": Look("#ffffff", "#6a737d", "dashed", "yellow"),
    "failed": Look("#fcdcd9", "#b42318", style="red"),
    "running": Look("#dbe9fd", "#1f5fbf", style="blue"),
    "skipped": Look("#eceff2", "#6a737d", "dashed", "dim"),
    "not run": Look("#f6f8fa", "#8b949e", "dashed", "dim"),
    "kept": Look("#e2f0ee", "#2f6f68", style="dim"),
    "external": Look("#ece6f8", "#6b4fa8", "dotted", "dim"),
    "mixed": Look("#eceff2", "#57606a"),
}
"""Each state: the same names as in the documents; ``mixed``: a box of several."""

ORDER: Final = tuple(LOOKS)


def look_of(node: Mapping[str, Any]) -> Look:
    """How a node looks."""
    return LOOKS.get(node["state"], LOOKS["mixed"])


def class_of(state: str) -> str:
    """A state as the name of a class in CSS and Mermaid."""
    return state.replace(" ", "-") if state in LOOKS else "mixed"


def facts_of(node: Mapping[str, Any]) -> str:
    """What stands below the name of a node: its state, and how much there is in it."""
    if node["kind"] == "group":
        return counted(node["counts"])
    state = "made elsewhere" if node["state"] == "external" else str(node["state"])
    if node["kind"] == "asset" and node["is_graph"] and node["op_count"] > 1 and not node["box"]:
        return f"{state}, {count(node['op_count'], 'op')}"
    return state


def counted(counts: Mapping[str, int]) -> str:
    """How many are in each state: ``10 materialized, 2 missing``."""
    ordered = sorted(counts.items(), key=lambda item: ORDER.index(item[0]))
    return ", ".join(f"{number:,} {state}" for state, number in ordered)
