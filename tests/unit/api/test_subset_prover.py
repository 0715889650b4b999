from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.api.subset_prover import prove_subsets, selections
from graphmat.keys import AssetKey


def definition_of(op, names=("a", "b")):
    """A subsettable graph whose assets are the outputs of one op."""

    @dg.graph_multi_asset(outs={name: dg.AssetOut() for name in names}, can_subset=True)
    def made():
        return dict(zip(names, op(), strict=True))

    return made


def prove(*assets) -> dict:
    """What is found about some assets."""
    return prove_subsets(dg.Definitions(assets=list(assets)).asset_graph)


def out(*, is_required: bool) -> dict:
    """Two outputs."""
    return {name: dg.Out(is_required=is_required) for name in ("a", "b")}


@dg.op(out=out(is_required=False))
def asks(context):
    """Give what is wanted."""
    for name in ("a", "b"):
        if name in context.selected_output_names:
            yield dg.Output(1, name)


@dg.op(out=out(is_required=False))
def eager():
    """Give both, whatever is wanted."""
    yield dg.Output(1, "a")
    yield dg.Output(1, "b")


@dg.op(out=out(is_required=True))
def required(context):
    """Give what is wanted of what must be given."""
    for name in ("a", "b"):
        if name in context.selected_output_names:
            yield dg.Output(1, name)


def test_op_that_asks() -> None:
    """An op that asks what is selected is proved for every selection."""
    document = prove(definition_of(asks))

    (definition,) = document["definitions"]
    assert [each["verdict"] for each in definition["selections"]] == ["ok", "ok", "ok"]
    assert document["findings"] == []


def test_op_that_does_not_ask() -> None:
    """An op that yields unconditionally is found out although its outputs are optional."""
    document = prove(definition_of(eager))

    first, second, both = document["definitions"][0]["selections"]
    assert (first["selected"], first["unexpected"]) == (["a"], ["b"])
    assert (second["selected"], second["unexpected"]) == (["b"], ["a"])
    assert both["verdict"] == "ok"
    assert {each["code"] for each in document["findings"]} == {"GM301"}
    assert all(each["file"] == __file__ for each in document["findings"])


def test_required_output() -> None:
    """An output that is required although its asset can be deselected is a finding."""
    findings = prove(definition_of(required))["findings"]

    assert [each["code"] for each in findings] == ["GM302", "GM302"]
    assert "is_required=False" in findings[0]["hint"]


def test_single_assets_are_left_out() -> None:
    """A definition of one asset has no subsets."""

    @dg.asset
    def alone():
        return 1

    assert prove(alone) == {"definitions": [], "findings": []}


@pytest.mark.parametrize("count", [2, 6, 7, 10])
def test_number_of_selections(count) -> None:
    """Up to six assets all selections are tried; beyond: one, all but one, all, and halves."""
    names = [f"a{n}" for n in range(count)]

    @dg.op(out={name: dg.Out(is_required=False) for name in names})
    def many():
        yield from ()

    found = list(selections(definition_of(many, names)))

    all_of_them = 2**count - 1
    halves = 2 * (count - 1).bit_length()
    assert len(found) == (all_of_them if count <= 6 else count + halves + count + 1)
    assert len(set(found)) == len(found)
    assert tuple(AssetKey(name) for name in sorted(names)) in found
