from __future__ import annotations

from typing import Any

import pytest

import graphmat as dg
from graphmat.api import runs, verbs
from graphmat.errors import InvalidSelectionError


@dg.op(out={"foo_1": dg.Out(), "foo_2": dg.Out()})
def eager() -> Any:
    """Give both, whoever asks."""
    return 1, 2


@dg.graph_multi_asset(outs={"left": dg.AssetOut(), "right": dg.AssetOut()}, can_subset=True)
def both() -> Any:
    """Two assets of one op."""
    foo_1, foo_2 = eager()
    return {"left": foo_1, "right": foo_2}


def two() -> dg.Definitions:
    """Two assets that one op always makes together."""
    return dg.Definitions(assets=[both])


def test_plan_foresees_what_materialize_makes(instance: Any) -> None:
    """An unselected asset that must be made is foreseen, made, and marked."""
    foreseen = verbs.plan(two(), instance, select=["left"])["unexpected"]
    verbs.materialize(two(), instance, select=["left"])

    made = runs.show_run(instance.event_log)["materialized"]
    assert [each["asset"] for each in foreseen] == ["right"]
    assert {each["asset"]: each["is_expected"] for each in made} == {"left": True, "right": False}


def test_strict_refuses_before_anything_runs(instance: Any) -> None:
    """With strict, a foreseen surprise is an error, and nothing is recorded."""
    for verb in (verbs.plan, verbs.materialize):
        with pytest.raises(InvalidSelectionError, match="would also make 'right'"):
            verb(two(), instance, select=["left"], strict=True)

    assert instance.event_log.runs() == []


def test_unselected_assets_can_be_dropped(instance: Any) -> None:
    """With "drop" the unselected asset is not made."""
    verbs.materialize(two(), instance, select=["left"], on_unselected="drop")

    made = runs.show_run(instance.event_log)["materialized"]
    assert [each["asset"] for each in made] == ["left"]


def test_job_of_ops(instance: Any) -> None:
    """A job of ops runs by its name, with its configuration given value by value."""
    seen = []

    @dg.op(config_schema={"n": int})
    def emit(context: dg.OpExecutionContext) -> int:
        return context.op_config["n"]

    @dg.op
    def keep(number: int) -> None:
        seen.append(number)

    @dg.job
    def sending() -> None:
        keep(emit())

    definitions = dg.Definitions(jobs=[sending])

    verbs.materialize(definitions, instance, job="sending", settings=["ops.emit.config.n=3"])

    assert seen == [3]
    with pytest.raises(InvalidSelectionError, match="no assets to select from"):
        verbs.plan(definitions, instance, job="sending", select=["x"])
