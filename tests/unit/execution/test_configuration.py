"""Run configuration, read against a plan."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import InvalidConfigError


class Size(dg.Config):
    """How large."""

    rows: int
    name: str = "x"


@dg.asset
def sized(config: Size):
    """An asset with configuration."""
    return config.name * config.rows


def test_an_op_gets_what_is_written_for_it(carry_out):
    """Configuration reaches the op, with defaults filled in."""
    ended = carry_out([sized], run_config={"ops": {"sized": {"config": {"rows": 3}}}})

    assert ended.value("sized") == "xxx"


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (None, "rows"),
        ({"ops": {"sized": {"config": {"rows": "many"}}}}, "rows"),
        ({"ops": {"sized": {"config": {"rows": 1, "rowz": 2}}}}, "rowz"),
        ({"ops": {"sizde": {"config": {"rows": 1}}}}, "sizde"),
    ],
    ids=["missing", "wrong type", "unknown field", "unknown op"],
)
def test_faults_are_told_before_anything_runs(carry_out, instance, config, words):
    """Configuration that does not fit is refused before there is a run, with the place in it."""
    with pytest.raises(InvalidConfigError, match=words):
        carry_out([sized], run_config=config)

    assert instance.get_runs() == []


def test_all_faults_are_told_together(carry_out):
    """Two faults in one configuration are one error with both."""
    with pytest.raises(InvalidConfigError) as caught:
        carry_out([sized], run_config={"ops": {"sized": {"config": {"rows": "a", "more": 1}}}})

    assert "rows" in str(caught.value)
    assert "more" in str(caught.value)


def test_configuration_for_what_is_not_planned(carry_out):
    """Configuration for an op that the graph has and the plan has not is accepted."""

    @dg.op(config_schema={"n": int}, out=dg.Out(is_required=False))
    def number(context):
        return context.op_config["n"]

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "b": dg.AssetOut()}, can_subset=True)
    def pair():
        return {"a": number(), "b": number()}

    config = {"ops": {"pair": {"ops": {name: {"config": {"n": 1}} for name in ("number",)}}}}
    both = {"ops": {"pair": {"ops": {n: {"config": {"n": 1}} for n in ("number", "number_2")}}}}

    assert carry_out([pair], "a", run_config=config).made() == {"a": True}
    assert carry_out([pair], "a", run_config=both).made() == {"a": True}


def test_an_input_that_only_configuration_can_feed(carry_out):
    """An input that nothing feeds is demanded by its place in the configuration."""

    @dg.op
    def greet(name):
        return f"hello {name}"

    @dg.graph_asset
    def made():
        return greet()

    with pytest.raises(InvalidConfigError, match=r"ops\.made\.ops\.greet\.inputs\.name"):
        carry_out([made])
    given = {"ops": {"made": {"ops": {"greet": {"inputs": {"name": {"value": "you"}}}}}}}
    assert carry_out([made], run_config=given).value("made") == "hello you"
