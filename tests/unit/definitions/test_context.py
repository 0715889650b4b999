"""What an op sees of the run it is part of."""

from __future__ import annotations

import pytest

import graphmat as dg


def seen(look, **options):
    """What an op of a graph of two assets sees."""
    found = []

    @dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
    def looks(context, up):
        found.append(look(context))
        yield dg.Output(1, "a")

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def made(up):
        a, b = looks(up)
        return {"x": a, "y": b}

    @dg.asset
    def up():
        return 1

    dg.materialize([up, made], selection=["up", "x"], **options)
    return found[0]


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (lambda c: c.asset_key_for_output("a"), dg.AssetKey("x")),
        (lambda c: c.output_for_asset_key(dg.AssetKey("y")), "b"),
        (lambda c: c.asset_key_for_input("up"), dg.AssetKey("up")),
        (lambda c: c.selected_asset_keys, {dg.AssetKey("x")}),
        (lambda c: c.is_subset, True),
        (lambda c: c.has_partition_key, False),
        (lambda c: c.retry_number, 0),
        (lambda c: c.get_tag("who"), "me"),
        (lambda c: c.has_tag("nobody"), False),
        (lambda c: c.step_key, "made.looks"),
        (lambda c: c.op_def.name, "looks"),
        (lambda c: len(c.run_id), 36),
        (lambda c: c.get_mapping_key(), None),
    ],
)
def test_facts(look, expected):
    """Assets, selection, tags and place of an op can be asked for."""
    assert seen(look, tags={"who": "me"}) == expected


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (lambda c: c.asset_key, "belongs to 2 assets"),
        (lambda c: c.asset_key_for_output("z"), "output 'z'"),
        (lambda c: c.output_for_asset_key(dg.AssetKey("z")), "no output that is 'z'"),
        (lambda c: c.asset_key_for_input("z"), "input 'z'"),
        (lambda c: c.partition_key, "not for a partition"),
        (lambda c: c.add_output_metadata({"a": 1}), "has 2 outputs"),
        (lambda c: c.add_output_metadata({"a": 1}, "z"), "no output 'z'"),
    ],
)
def test_questions_that_have_no_answer(look, words):
    """What the op has not is told by name."""
    with pytest.raises(dg.GraphmatError, match=words):
        seen(look)


def test_metadata_comes_too_late():
    """Metadata cannot be added to an output that was yielded."""

    @dg.op
    def late(context):
        yield dg.Output(1)
        context.add_output_metadata({"a": 1})

    @dg.graph_asset
    def made():
        return late()

    with pytest.raises(dg.GraphmatError, match="has been yielded"):
        dg.materialize([made])


def test_each_item_knows_its_key():
    """In a fan-out, an op knows the item that it runs for."""
    found = []

    @dg.op(out=dg.DynamicOut())
    def spread():
        yield dg.DynamicOutput(1, "a")
        yield dg.DynamicOutput(2, "b")

    @dg.op
    def looks(context, x):
        found.append((context.get_mapping_key(), context.step_key))

    @dg.job
    def work():
        spread().map(looks)

    work.execute_in_process()

    assert found == [("a", "looks[a]"), ("b", "looks[b]")]
