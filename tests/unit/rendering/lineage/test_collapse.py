from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from graphmat.rendering.lineage.collapse import collapsed

Make = Callable[..., dict[str, Any]]


def pairs(document: Any) -> set[tuple[str, str]]:
    """The edges of a document."""
    return {(each["from"], each["to"]) for each in document["edges"]}


def test_small_document_stays(document: Make) -> None:
    """What is small enough, or may be of any size, is not touched."""
    given = document(with_ops=True)

    assert collapsed(given, 6) == (given, [])
    assert collapsed(given, 0) == (given, [])


def test_ops_go_first(document: Make) -> None:
    """A picture with too many boxes loses its ops; assets stay joined through them."""
    smaller, notes = collapsed(document(with_ops=True), 5)

    assert [node["name"] for node in smaller["nodes"]] == ["raw", "a", "b", "c"]
    assert pairs(smaller) == {
        ("asset:raw", "asset:a"),
        ("asset:raw", "asset:b"),
        ("asset:raw", "asset:c"),
        ("asset:a", "asset:c"),
        ("asset:b", "asset:c"),
    }
    assert notes[0] == "2 ops not drawn: there would be more than 5 boxes"
    assert [node["box"] for node in smaller["nodes"]] == [None] * 4


def chain(*names: str, **facts: Any) -> dict[str, Any]:
    """Assets, each made from the one before."""
    template = {"kind": "asset", "group": "default", "op_count": 1, "box": None, "state": "missing"}
    nodes = [
        {"id": name, "name": name, "is_selected": False, **template, **facts} for name in names
    ]
    edges = [{"from": one, "to": two, "label": None} for one, two in pairwise(names)]
    return {"nodes": nodes, "edges": edges, "with_ops": False, "boxes": []}


def test_then_assets_are_joined_by_group(document: Make) -> None:
    """A picture that is still too large has a box for each group, with its states."""
    smaller, notes = collapsed(document(), 3)

    assert [node["name"] for node in smaller["nodes"]] == [
        "group default (2 assets)",
        "group left (1 asset)",
        "group right (1 asset)",
    ]
    assert [node["counts"] for node in smaller["nodes"]] == [
        {"external": 1, "materialized": 1},
        {"materialized": 1},
        {"missing": 1},
    ]
    assert notes == [
        "4 assets drawn by group: there would be more than 3",
        "select a part (KEY --depth 1), or draw everything with --limit 0",
    ]


def test_what_was_selected_stays() -> None:
    """What somebody asked for keeps its own box, whatever is joined around it."""
    given = chain(*(f"{group}/{number}" for group in "ab" for number in range(5)))
    given["nodes"][3]["is_selected"] = True

    smaller, _ = collapsed(given, 4)

    assert "a/3" in [node["name"] for node in smaller["nodes"]]
    assert len(smaller["nodes"]) <= 4


def test_without_groups_the_beginnings_of_keys_join() -> None:
    """Assets of one group are told apart by the beginning of their keys, as deep as fits."""
    given = chain("a/x/1", "a/x/2", "a/y/1", "b/x/1", "b/x/2", "b/z/1")

    fine, _ = collapsed(given, 5)
    coarse, notes = collapsed(given, 2)

    assert [node["name"] for node in fine["nodes"]] == [
        "a/x/… (2 assets)",
        "a/y/… (1 asset)",
        "b/x/… (2 assets)",
        "b/z/… (1 asset)",
    ]
    assert [node["name"] for node in coarse["nodes"]] == ["a/… (3 assets)", "b/… (3 assets)"]
    assert notes[0] == "6 assets drawn by key prefix: there would be more than 2"


def test_else_levels_join() -> None:
    """Where neither groups nor keys tell anything, assets are joined by how far down they are."""
    smaller, notes = collapsed(chain(*(f"n{number:02}" for number in range(20))), 5)

    assert [node["name"] for node in smaller["nodes"]] == [
        "levels 1 to 4 (4 assets)",
        "levels 5 to 8 (4 assets)",
        "levels 9 to 12 (4 assets)",
        "levels 13 to 16 (4 assets)",
        "levels 17 to 20 (4 assets)",
    ]
    assert notes[0] == "20 assets drawn by level: there would be more than 5"


@pytest.mark.parametrize("limit", [1, 2, 7, 50])
def test_no_picture_exceeds_its_limit(limit: int) -> None:
    """However assets are named and joined, what comes out can be drawn."""
    names = [f"n{number}" for number in range(300)]
    given = chain(*names)
    given["edges"] = [
        {"from": names[one], "to": names[two], "label": None}
        for one in range(0, 300, 3)
        for two in range(one + 1, min(one + 20, 300))
    ]

    smaller, _ = collapsed(given, limit)

    assert len(smaller["nodes"]) <= limit
    assert len(smaller["edges"]) <= 3 * limit
