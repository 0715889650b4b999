from __future__ import annotations

from typing import Any

import graphmat as dg
from graphmat.api import verbs
from graphmat.api.run_picture import run_picture, steps_before
from graphmat.keys import AssetKey


def drawn(definitions: Any, instance: Any, *keys: str) -> dict[str, Any]:
    """The picture of the newest run."""
    log = instance.event_log
    record = log.runs(limit=1)[0]
    return run_picture(definitions, log, record, [AssetKey(key) for key in keys], target="")


def test_only_what_took_part(definitions: Any, instance: Any) -> None:
    """The ops that a selection did not need are not in the picture of its run."""
    verbs.materialize(definitions, instance, select=["foo_asset"])

    document = drawn(definitions, instance, "foo_asset")

    assert {node["id"]: node["state"] for node in document["nodes"]} == {
        "op:my_graph_assets.bar": "done",
        "op:my_graph_assets.foo": "done",
        "asset:foo_asset": "materialized",
    }
    assert [box["name"] for box in document["boxes"]] == ["my_graph_assets"]


def test_what_was_read_is_kept(definitions: Any, instance: Any) -> None:
    """What the run loaded is drawn too, as what it found there."""
    verbs.materialize(definitions, instance, select=["baz_asset"])
    verbs.materialize(definitions, instance, select=["total"])

    document = drawn(definitions, instance, "total")

    assert {node["id"]: node["state"] for node in document["nodes"]} == {
        "asset:raw": "external",
        "asset:baz_asset": "kept",
        "asset:total": "materialized",
    }


def test_a_check_comes_after_what_it_checks() -> None:
    """The op of a check waits for the op that makes the asset: it can end the critical path."""

    @dg.asset
    def one() -> int:
        return 1

    @dg.asset_check(asset=one)
    def is_one(one: int) -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=one == 1)

    definitions = dg.Definitions(assets=[one], asset_checks=[is_one])
    found = steps_before(definitions.asset_graph, [AssetKey("one")])

    assert found["after"] == {"one": [], "one_is_one": ["one"]}


def test_steps_before(definitions: Any) -> None:
    """A step comes after those that make what it takes, through assets too."""
    found = steps_before(definitions.asset_graph, [AssetKey("total"), AssetKey("baz_asset")])

    assert found["after"]["my_graph_assets.baz"] == ["my_graph_assets.foo", "my_graph_assets.bar"]
    assert found["after"]["total"] == ["my_graph_assets.baz"]
    assert found["places"]["total"]["file"].endswith("conftest.py")
    assert found["descriptions"]["my_graph_assets.baz"] == "Add up."
