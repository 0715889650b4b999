"""Plans under test."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.testing import plan_of


@pytest.fixture
def assets() -> list[dg.AssetsDefinition]:
    """A graph whose second op the first asset does not need."""

    @dg.op(out={"a": dg.Out(is_required=False), "b": dg.Out(is_required=False)})
    def split(context):
        for name in context.selected_output_names:
            yield dg.Output(1, name)

    @dg.op
    def charge(b):
        return b

    @dg.graph_multi_asset(outs={"a": dg.AssetOut(), "charged": dg.AssetOut()}, can_subset=True)
    def both():
        a, b = split()
        return {"a": a, "charged": charge(b)}

    @dg.asset
    def report(charged):
        return charged

    return [both, report]


def test_facts(assets: list[dg.AssetsDefinition]) -> None:
    """A plan tells its steps, the outputs they are to yield, and what is made."""
    plan = plan_of(assets, "a")

    assert plan.steps == ["both.split"]
    assert plan.wanted_outputs == {"both.split": {"a"}}
    assert plan.assets == {"a"}


def test_assertions_that_hold(assets: list[dg.AssetsDefinition]) -> None:
    """Names of ops, step keys and wildcards will do."""
    plan_of(assets, "a").assert_never_runs("charge", "report")
    plan_of(assets, "charged").assert_runs_only("split", "both.charge")
    plan_of(assets, ["a", "report"]).assert_runs("both.sp*", "report")
    plan_of(assets, "report").assert_runs_only("report")


def test_assertions_that_do_not_hold(assets: list[dg.AssetsDefinition]) -> None:
    """A broken assertion says what would run, and why."""
    with pytest.raises(AssertionError, match=r"'both\.charge' would run: makes charged"):
        plan_of(assets, "charged").assert_never_runs("charge")
    with pytest.raises(AssertionError, match=r"would not run: charge; would: both\.split"):
        plan_of(assets, "a").assert_runs("charge")
    with pytest.raises(AssertionError, match=r"'both\.charge' would run as well"):
        plan_of(assets, "charged").assert_runs_only("split")
