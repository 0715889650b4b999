"""The plan: what can be asked of it."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.planning.plan import NEEDED, SELECTED, ExecutionPlan, Step, StepOutput


def step(index, *outputs):
    """A step of a plan, without anything that these tests do not look at."""
    return Step(
        index=index,
        step_key=f"s{index}",
        path=(f"s{index}",),
        op=None,
        definition=None,
        inputs=(),
        outputs=outputs,
        reason="",
        partition_key=None,
        upstream=(),
    )


def test_selected_output_names_are_what_is_wanted():
    """An op is told of selected and needed outputs, not of dropped or unasked ones."""
    made = step(
        0,
        *(StepOutput(name, name, "") for name in ("selected", "needed", "dropped", "unexpected")),
    )

    assert made.selected_output_names == {"selected", "needed"}


def test_a_step_and_its_outputs_are_found_by_name():
    """A plan finds a step by its key, a step an output by its name."""
    first = step(0, StepOutput("a", SELECTED, "why"))
    plan = ExecutionPlan(run_id="r", job_name="j", steps=[first])

    assert plan.step("s0") is first
    assert plan.step("other") is None
    assert first.output("a").why == "why"
    with pytest.raises(KeyError):
        first.output("b")


@pytest.mark.parametrize(("on_unselected", "foreseen"), [("materialize", 1), ("drop", 0)])
def test_a_needed_sibling_is_foreseen(on_unselected, foreseen):
    """A sibling that another step needs is made unasked, unless such assets are dropped."""
    output = StepOutput("a", NEEDED, "why", asset_keys=(dg.AssetKey("x"),))
    plan = ExecutionPlan(
        run_id="r", job_name="j", steps=[step(0, output)], on_unselected=on_unselected
    )

    assert len(plan.foreseen_unexpected()) == foreseen


def test_what_a_plan_loads(plan_of):
    """The inputs that come from assets outside the plan, but for those that carry only order."""

    @dg.asset(ins={"order": dg.AssetIn("waited", dagster_type=dg.Nothing)})
    def made(up, other):
        return up

    plan = plan_of([made])

    assert {(s.step_key, i.name, str(found.asset_key)) for s, i, found in plan.loads()} == {
        ("made", "up", "up"),
        ("made", "other", "other"),
    }
