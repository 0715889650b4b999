from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.rendering.plan import plan_lines, plan_warnings
from graphmat.rendering.screen import Screen, Text

Drawn = Callable[[list[Text]], str]


def output(name: str, disposition: str, why: str) -> dict[str, Any]:
    """One output of a step."""
    return {"name": name, "disposition": disposition, "why": why}


def step(key: str, reason: str, *outputs: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """One step of a plan."""
    return {
        "step_key": key,
        "definition": "g",
        "reason": reason,
        "outputs": list(outputs),
        "is_mapped": False,
        **facts,
    }


PLAN: dict[str, Any] = {
    "job": None,
    "partition": None,
    "assets": ["baz_asset"],
    "checks": [],
    "steps": [
        step(
            "g.bar",
            "needed by g.foo",
            output("bar_1", "needed", "needed by g.foo"),
            output("bar_2", "needed", "needed by g.baz"),
        ),
        step(
            "g.foo",
            "needed by g.baz",
            output("foo_1", "unexpected", "foo_asset is not selected, but the op must produce it"),
            output("foo_2", "dropped", "nothing in this plan needs it"),
        ),
        step("g.baz", "makes baz_asset", output("result", "selected", "makes baz_asset")),
    ],
    "loads": [
        {
            "asset": "raw",
            "partitions": ["a", "b"],
            "io_manager": "lake",
            "is_materialized": True,
            "materialized_at": None,
            "run_id": "8239d742-9bdb",
            "by": ["g.bar"],
        },
        {
            "asset": "elsewhere",
            "partitions": None,
            "io_manager": "io_manager",
            "is_materialized": False,
            "by": ["g.bar", "g.baz"],
        },
    ],
    "unexpected": [
        {"asset": "foo_asset", "step_key": "g.foo", "output": "foo_1", "why": "must produce it"},
        {"asset": "mid", "step_key": "g.m", "output": "o", "why": "needed by g.x: mid is missing"},
    ],
    "notes": ["a mixture \x1b[2J"],
}


def test_plan_as_a_table(pipe: Screen, drawn: Drawn) -> None:
    """Each step has its reason, each output its fate, each load where it comes from."""
    assert drawn(plan_lines(pipe, PLAN)) == (
        "plan: 3 steps to make 1 asset (baz_asset)\n"
        "\n"
        "#  STEP   WHY IT RUNS      OUTPUT  BECOMES\n"
        "1  g.bar  needed by foo    bar_1   needed\n"
        "                           bar_2   needed by baz\n"
        "2  g.foo  needed by baz    foo_1   unexpected: foo_asset is not selected, but the op must "
        "produce it\n"
        "                           foo_2   dropped: nothing in this plan needs it\n"
        "3  g.baz  makes baz_asset  result  selected\n"
        "\n"
        "LOADED      FROM                                    FOR\n"
        "raw [a, b]  materialized  by run 8239d742, by lake  g.bar\n"
        "elsewhere   not in the event log                    g.bar, g.baz"
    )


def test_plan_on_a_narrow_terminal(terminal: Callable[[int], Screen], drawn: Drawn) -> None:
    """Where no table fits, each step is a block with its outputs under it."""
    text = drawn(plan_lines(terminal(30), {**PLAN, "loads": []}))

    assert text.split("\n")[2:8] == [
        "1 g.bar",
        "  why it runs: needed by foo",
        "  output: bar_1",
        "  becomes: needed",
        "  output: bar_2",
        "  becomes: needed by baz",
    ]


def test_warnings_of_a_plan(drawn: Drawn) -> None:
    """Unselected assets that will be made are foreseen; notes of the planner follow."""
    assert drawn(plan_warnings(PLAN)) == (
        "warning: 'foo_asset' will be materialized though it is not selected: 'g.foo' must produce "
        "its output 'foo_1'\n"
        "warning: 'mid' will be materialized though it is not selected: needed by g.x: mid is "
        "missing\n"
        "note: a mixture \\x1b[2J"
    )


def test_plan_of_a_job_of_ops(pipe: Screen, drawn: Drawn) -> None:
    """A job of ops makes no assets; its headline names the job, a fan-out is marked."""
    plan = {
        **PLAN,
        "job": "nightly",
        "assets": [],
        "steps": [step("send", "part of the job", is_mapped=True)],
        "loads": [],
    }

    assert drawn(plan_lines(pipe, plan)) == (
        "plan: 1 step of job 'nightly'\n\n#  STEP     WHY IT RUNS\n1  send[…]  part of the job"
    )
