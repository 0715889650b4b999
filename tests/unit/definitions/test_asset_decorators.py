"""``@asset`` and ``@multi_asset``."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError
from graphmat.keys import AssetKey


def body():
    """What it is.

    And more about it.
    """
    return 1


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({}, ["body"]),
        ({"name": "n"}, ["n"]),
        ({"key_prefix": "p"}, ["p", "body"]),
        ({"key_prefix": ["p", "q"], "name": "n"}, ["p", "q", "n"]),
        ({"key": "k"}, ["k"]),
        ({"key": ["a", "b"]}, ["a", "b"]),
        ({"key": AssetKey(["a", "b"])}, ["a", "b"]),
    ],
)
def test_the_key_of_an_asset(options, path):
    """The key follows from the function's name, or from name, prefix or key."""
    assert dg.asset(**options)(body).key == AssetKey(path)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"key": "k", "name": "n"}, "not both"),
        ({"key": "a/b"}, "'a/b'"),
        ({"name": ""}, "empty string"),
        ({"ins": {"x": dg.AssetIn("y")}}, "no such parameter"),
        ({"check_specs": [dg.AssetCheckSpec("c", asset="other")]}, "is for asset 'other'"),
    ],
)
def test_options_that_cannot_be(options, words):
    """Options that contradict each other or the function are refused."""
    with pytest.raises(GraphmatError, match=words):
        dg.asset(**options)(body)


@pytest.mark.parametrize(
    "decorator", [dg.asset, dg.multi_asset, dg.graph_asset, dg.graph_multi_asset]
)
def test_unknown_options_are_refused(decorator):
    """No unknown keyword is accepted; the nearest one is named."""
    needed = {"outs": {"a": dg.AssetOut()}} if "multi" in decorator.__name__ else {}

    with pytest.raises(TypeError, match=r"'group_nam'.*'group_name'"):
        decorator(group_nam="x", **needed)(body)


def test_what_is_said_of_an_asset():
    """Every option of the decorator is found in the spec or the op."""
    policy = dg.RetryPolicy(max_retries=2)

    @dg.asset(
        description="d",
        metadata={"m": 1},
        tags={"t": "1"},
        owners=["team:x"],
        kinds={"csv"},
        group_name="g",
        code_version="3",
        retry_policy=policy,
        op_tags={"o": "1"},
        pool="p",
        io_manager_key="io",
    )
    def made(up):
        return up

    (spec,) = made.specs
    assert (spec.description, spec.group_name, spec.code_version) == ("d", "g", "3")
    assert (spec.tags, list(spec.owners), spec.kinds) == ({"t": "1"}, ["team:x"], {"csv"})
    assert spec.metadata["m"] == 1
    assert spec.io_manager_key == "io"
    assert (made.op.retry_policy, made.op.tags, made.op.pool) == (policy, {"o": "1"}, "p")


def test_the_docstring_describes_the_asset():
    """Without a description the docstring is one, its indentation taken away."""
    assert dg.asset(body).specs[0].description == "What it is.\n\nAnd more about it."


def test_an_asset_can_be_called_in_a_test():
    """Calling an asset runs its function."""
    assert dg.asset(body)() == 1


@pytest.mark.parametrize(
    "options",
    [{}, {"outs": {"a": dg.AssetOut()}, "specs": [dg.AssetSpec("a")]}, {"outs": {}}],
    ids=["neither", "both", "empty"],
)
def test_several_assets_are_declared_in_one_way(options):
    """``@multi_asset`` takes outputs or specs, and at least one."""
    with pytest.raises(GraphmatError, match="outs"):
        dg.multi_asset(**options)(body)


def test_two_outputs_of_one_key():
    """Two outputs cannot be the same asset."""
    outs = {"a": dg.AssetOut(key="k"), "b": dg.AssetOut(key="k")}

    with pytest.raises(GraphmatError, match="'k' to two outputs"):
        dg.multi_asset(outs=outs)(body)


def test_specs_may_be_left_out_where_they_say_so():
    """With ``can_subset`` or ``skippable`` an output need not come."""

    def required(**options):
        made = dg.multi_asset(**options)(body)
        return [out.is_required for out in made.op.outs.values()]

    assert required(specs=[dg.AssetSpec("a"), dg.AssetSpec("b", skippable=True)]) == [True, False]
    assert required(specs=[dg.AssetSpec("a")], can_subset=True) == [False]


def test_an_asset_does_not_feed_itself():
    """An asset that takes itself is refused, unless its partitions can be told apart in time."""

    def loop(made):
        return made

    with pytest.raises(GraphmatError, match="depends on itself"):
        dg.asset(name="made")(loop)
    assert dg.asset(
        name="made",
        partitions_def=dg.DailyPartitionsDefinition("2024-01-01"),
        ins={
            "made": dg.AssetIn(
                partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)
            )
        },
    )(loop)
