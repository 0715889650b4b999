from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import graphmat as dg
from graphmat.api import verbs
from graphmat.api.showing import find_asset
from graphmat.errors import InvalidSelectionError, MissingValueError


def test_asset_as_a_document(definitions: Any, instance: Any) -> None:
    """An asset comes with its graph, history, metadata and where its value is."""
    verbs.materialize(definitions, instance, select=["baz_asset"])
    verbs.materialize(definitions, instance, select=["baz_asset"])

    document = verbs.show_asset(definitions, instance, asset="baz_asset", history=1)

    assert json.loads(json.dumps(document)) == document
    assert document["downstream"] == ["total"]
    assert document["siblings"] == ["foo_asset"]
    assert [op["op"] for op in document["graph"]] == ["bar", "foo", "baz"]
    assert len(document["history"]) == 1
    assert document["history"][0]["metadata"] == {"rows": {"type": "int", "value": 3}}
    assert Path(document["object"]["path"]).is_file()
    assert document["object"]["is_there"]


def test_value_and_path(definitions: Any, instance: Any) -> None:
    """The newest value can be had as text, as JSON, and as the file that holds it."""
    verbs.materialize(definitions, instance, select=["baz_asset"])

    value = verbs.asset_value(definitions, instance, asset="baz_asset")
    place = verbs.asset_path(definitions, instance, asset="baz_asset")

    assert (value["value"], value["is_json"], value["text"], value["type"]) == (4, True, "4", "int")
    assert Path(place["path"]).is_file()


def test_value_that_json_has_not(instance: Any) -> None:
    """A value that JSON has not comes as text only."""

    @dg.asset
    def odd() -> Any:
        return {(1, 2): {3}}

    definitions = dg.Definitions(assets=[odd])
    verbs.materialize(definitions, instance)

    value = verbs.asset_value(definitions, instance, asset="odd")

    assert (value["is_json"], value["value"], value["text"]) == (False, None, "{(1, 2): {3}}")


def test_missing_value_says_how_to_make_it(definitions: Any, instance: Any) -> None:
    """An asset that was never made has no value, and the command that makes it is told."""
    with pytest.raises(MissingValueError) as caught:
        verbs.asset_value(definitions, instance, asset="total")

    assert caught.value.hint == "graphmat materialize -s total"


def test_asset_is_found_by_its_last_component() -> None:
    """The whole key is not needed where its end is unique; where not, the candidates are told."""
    graph = dg.Definitions(
        assets=[dg.AssetSpec(["a", "x"]), dg.AssetSpec(["a", "y"]), dg.AssetSpec(["b", "y"])]
    ).asset_graph

    assert str(find_asset(graph, "x")) == "a/x"
    assert str(find_asset(graph, "b/y")) == "b/y"
    with pytest.raises(InvalidSelectionError, match="could be several assets: 'a/y', 'b/y'"):
        find_asset(graph, "y")
    with pytest.raises(InvalidSelectionError) as caught:
        find_asset(graph, "a/z")
    assert "did you mean" in caught.value.hint


def test_partitions_and_checks(instance: Any) -> None:
    """How many partitions were made is told, and the newest verdict of each check."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
    def parted() -> int:
        return 1

    @dg.asset_check(asset=parted)
    def is_one(parted: Any) -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=bool(parted))

    definitions = dg.Definitions(assets=[parted], asset_checks=[is_one])
    verbs.materialize(definitions, instance, partition="a")

    document = verbs.show_asset(definitions, instance, asset="parted")

    assert document["partitions"]["count"] == 2
    assert document["partitions"]["materialized_count"] == 1
    assert [each["passed"] for each in document["check_results"]] == [True]
