from __future__ import annotations

import json
from typing import Any

import jsonschema

from graphmat.api import verbs


def names(document: dict[str, Any]) -> list[str]:
    """The ids of the nodes, in order."""
    return [node["id"] for node in document["nodes"]]


def edges(document: dict[str, Any]) -> set[tuple[str, str, str | None]]:
    """The edges of a document."""
    return {(each["from"], each["to"], each["label"]) for each in document["edges"]}


def test_lineage_of_everything(definitions: Any, instance: Any) -> None:
    """All assets are there, each after those it is made from; none is marked."""
    document = verbs.lineage(definitions, instance)

    assert json.loads(json.dumps(document)) == document
    assert names(document) == ["asset:baz_asset", "asset:foo_asset", "asset:raw", "asset:total"]
    assert edges(document) == {
        ("asset:baz_asset", "asset:total", None),
        ("asset:raw", "asset:total", None),
    }
    assert document["selected"] == []


def test_lineage_in_one_direction(definitions: Any, instance: Any) -> None:
    """Only what was asked for is walked, and the selection is marked."""
    up = verbs.lineage(definitions, instance, select=["total"], down=False)
    down = verbs.lineage(definitions, instance, select=["total"], up=False)

    assert names(up) == ["asset:baz_asset", "asset:raw", "asset:total"]
    assert names(down) == ["asset:total"]
    assert [node["is_selected"] for node in down["nodes"]] == [True]


def test_lineage_by_way_of_ops(definitions: Any, instance: Any) -> None:
    """Ops stand between assets, joined by their outputs; an op that is an asset stands for it."""
    document = verbs.lineage(definitions, instance, select=["total"], down=False, with_ops=True)

    assert edges(document) == {
        ("op:my_graph_assets.bar", "op:my_graph_assets.foo", "bar_1"),
        ("op:my_graph_assets.bar", "op:my_graph_assets.baz", "bar_2"),
        ("op:my_graph_assets.foo", "op:my_graph_assets.baz", "foo_2"),
        ("op:my_graph_assets.baz", "asset:baz_asset", None),
        ("asset:baz_asset", "asset:total", None),
        ("asset:raw", "asset:total", None),
    }


def test_schema_describes_the_document(definitions: Any, instance: Any, request: Any) -> None:
    """The published schema fits what is given, before and after a run, with and without ops."""
    path = request.config.rootpath / "graphmat/rendering/schemas/lineage-1.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(verbs.lineage(definitions, instance, with_ops=True), schema)
    verbs.materialize(definitions, instance, select=["baz_asset"])
    jsonschema.validate(verbs.lineage(definitions, instance, with_ops=True), schema)
    jsonschema.validate(verbs.lineage(definitions, instance, select=["total"], depth=1), schema)


def states(document: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """The state of each node, and why."""
    return {node["id"]: (node["state"], node["state_reason"]) for node in document["nodes"]}


def test_assets_of_one_graph_share_a_box(definitions: Any, instance: Any) -> None:
    """Siblings stand in the box of their graph; with ops its ops stand there too."""
    plain = verbs.lineage(definitions, instance)
    opened = verbs.lineage(definitions, instance, select=["baz_asset"], with_ops=True, up=False)

    graph = {"id": "box:my_graph_assets", "name": "my_graph_assets", "parent": None}
    assert plain["boxes"] == opened["boxes"] == [graph]
    assert {node["id"] for node in plain["nodes"] if node["box"]} == {
        "asset:baz_asset",
        "asset:foo_asset",
    }
    assert {node["box"] for node in opened["nodes"] if node["kind"] == "op"} == {graph["id"]}


def test_states(definitions: Any, instance: Any) -> None:
    """What is made, what is missing and what is made elsewhere is told; ops tell how they went."""
    verbs.materialize(definitions, instance, select=["baz_asset"])

    found = states(verbs.lineage(definitions, instance, with_ops=True))

    assert found["asset:baz_asset"] == ("materialized", None)
    assert found["asset:foo_asset"] == ("missing", None)
    assert found["asset:raw"] == ("external", None)
    assert found["op:my_graph_assets.baz"] == ("done", None)
