from __future__ import annotations

import json
from typing import Any

from graphmat.api import verbs


def by_key(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The assets of a list, by key."""
    return {asset["key"]: asset for asset in document["assets"]}


def test_assets_as_a_document(definitions: Any, instance: Any) -> None:
    """Each asset comes with what is said about it, its ops and what it is made from."""
    document = verbs.list_assets(definitions, instance)

    assert json.loads(json.dumps(document)) == document
    assets = by_key(document)
    assert list(assets) == ["baz_asset", "foo_asset", "raw", "total"]
    assert assets["foo_asset"]["ops"] == ["my_graph_assets.bar", "my_graph_assets.foo"]
    assert len(assets["baz_asset"]["ops"]) == 3
    assert assets["baz_asset"]["group"] == "sums"
    assert assets["total"]["upstream"] == ["baz_asset", "raw"]
    assert assets["total"]["kinds"] == ["csv"]
    assert assets["raw"]["is_external"]
    assert [job["name"] for job in document["jobs"]] == ["sums"]


def test_newest_materialization_is_told(definitions: Any, instance: Any) -> None:
    """An asset that was made says by which run."""
    made = verbs.materialize(definitions, instance, select=["foo_asset"])

    assets = by_key(verbs.list_assets(definitions, instance))

    assert assets["foo_asset"]["latest"]["run_id"] == made["run_id"]
    assert assets["baz_asset"]["latest"] is None


def test_ops_of_a_selection(definitions: Any, instance: Any) -> None:
    """The ops of the definitions behind a selection are listed with what they take and give."""
    document = verbs.list_assets(definitions, instance, select=["foo_asset"], with_ops=True)

    ops = {op["step_key"]: op for op in document["ops"]}
    assert list(ops) == ["my_graph_assets.bar", "my_graph_assets.foo", "my_graph_assets.baz"]
    assert ops["my_graph_assets.baz"]["inputs"] == [
        {"name": "foo_2", "from": ["my_graph_assets.foo.foo_2"]},
        {"name": "bar_2", "from": ["my_graph_assets.bar.bar_2"]},
    ]
    assert ops["my_graph_assets.foo"]["outputs"][0] == {
        "name": "foo_1",
        "assets": ["foo_asset"],
        "is_required": False,
        "is_dynamic": False,
    }
