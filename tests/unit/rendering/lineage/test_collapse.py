from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


def test_then_assets_are_joined_by_group(document: Make) -> None:
    """A picture that is still too large has a box for each group; the selection stays."""
    smaller, notes = collapsed(document(selected="c"), 3)

    assert [node["name"] for node in smaller["nodes"]] == [
        "group default (1 asset)",
        "group left (1 asset)",
        "group right (1 asset)",
        "c",
    ]
    assert ("group:left", "asset:c") in pairs(smaller)
    assert notes == [
        "4 assets drawn by group: there would be more than 3",
        "select a part (KEY --depth 1), or draw everything with --limit 0",
    ]
