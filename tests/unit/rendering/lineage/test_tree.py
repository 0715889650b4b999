from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from graphmat.rendering.lineage.tree import tree_lines
from graphmat.rendering.plain import width_of
from graphmat.rendering.screen import Screen

Make = Callable[..., dict[str, Any]]


def drawn(document: dict[str, Any], screen: Screen) -> str:
    """A lineage as one text."""
    return "\n".join(str(line) for line in tree_lines(document, screen))


def test_everything_from_the_sources_down(document: Make, screen: Screen) -> None:
    """Without a selection the tree follows the data; what comes up again bears a mark."""
    assert drawn(document(), screen) == (
        "raw (made elsewhere)\n├─ a\n│  └─ c\n└─ b (missing)\n   └─ c (↑ above)"
    )


def test_selection_up_and_down(document: Make, screen: Screen) -> None:
    """With a selection: what it is made from, then what goes into."""
    assert drawn(document(selected="a"), screen) == (
        "made from (upstream)\na\n└─ raw (made elsewhere)\n\ngoes into (downstream)\na\n└─ c"
    )


def test_one_direction_only(document: Make, screen: Screen) -> None:
    """A direction that was not asked for is not drawn; an end is called one."""
    assert drawn(document(selected="c", direction="down"), screen) == (
        "goes into (downstream): nothing"
    )


def test_ops_between_assets(document: Make, screen: Screen) -> None:
    """Ops are called ops, and the output that leads on is named."""
    assert drawn(document(selected="c", with_ops=True, direction="up"), screen) == (
        "made from (upstream)\n"
        "c\n"
        "├─ raw (made elsewhere, only order)\n"
        "└─ g.two (op)\n"
        "   ├─ b (missing)\n"
        "   │  └─ raw (made elsewhere) (↑ above)\n"
        "   └─ g.one (op, by x)\n"
        "      └─ a\n"
        "         └─ raw (made elsewhere) (↑ above)"
    )


def chain(length: int) -> dict[str, Any]:
    """A lineage in which each asset is made from the one before."""
    nodes = [
        {
            "id": f"asset:a{n:04}",
            "kind": "asset",
            "name": f"a{n:04}",
            "group": "default",
            "definition": None,
            "is_selected": False,
            "state": "materialized",
            "state_reason": None,
        }
        for n in range(length)
    ]
    edges = [
        {"from": first["id"], "to": second["id"], "label": None}
        for first, second in pairwise(nodes)
    ]
    return {"nodes": nodes, "edges": edges, "with_ops": False, "direction": "both"}


def test_deep_tree_goes_on_below() -> None:
    """A chain that is deeper than the screen is wide is drawn in pieces; nothing is lost."""
    screen = Screen(io.StringIO(), width=80)

    text = drawn(chain(2000), screen)

    assert all(width_of(line) <= 80 for line in text.split("\n"))
    assert "(continued)" in text
    assert all(f"a{n:04}" in text for n in range(2000))


def test_circle_is_drawn_too(screen: Screen) -> None:
    """External assets that go in a circle do not hang the drawing."""
    document = chain(3)
    document["edges"].append({"from": "asset:a0002", "to": "asset:a0000", "label": None})

    assert drawn(document, screen) == "a0000\n└─ a0001\n   └─ a0002\n      └─ a0000 (↑ above)"


def test_names_are_shown_and_not_obeyed(screen: Screen) -> None:
    """Escape sequences in names are shown."""
    document = chain(1)
    document["nodes"][0]["name"] = "x\x1b[2J"

    assert drawn(document, screen) == "x\\x1b[2J"


def test_states_that_are_not_plain_are_told(screen: Screen) -> None:
    """A node says in words that it is stale or failed, and why; being made goes without saying."""
    document = chain(3)
    document["nodes"][1].update(state="stale", state_reason="'a0000' has changed since")
    document["nodes"][2].update(state="failed", state_reason="run 1234 failed to")

    assert drawn(document, screen) == (
        "a0000\n"
        "└─ a0001 (stale: 'a0000' has changed since)\n"
        "   └─ a0002 (failed: run 1234 failed to)"
    )


def test_long_names_are_broken_between_the_branches(screen: Screen) -> None:
    """On a narrow screen a long name goes on below itself, right of the lines of the tree."""
    document = chain(3)
    document["nodes"][0]["name"] = "a_name/of_many/parts_of/which_each/is_long_enough"
    document["nodes"][1]["name"] = "warehouse/of_the_second_kind/with_a_long_name"

    lines = drawn(document, Screen(io.StringIO(), width=30)).split("\n")

    assert lines == [
        "a_name/of_many/parts_of/",
        "│    which_each/is_long_enough",
        "└─ warehouse/of_the_",
        "   │    second_kind/with_a_",
        "   │    long_name",
        "   └─ a0002",
    ]
