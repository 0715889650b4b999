from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.api.resume import (
    check_can_resume,
    find_steps,
    newest_unfinished,
    plan_resumption,
)
from graphmat.errors import InvariantViolationError, RunNotFoundError, StepNotFoundError

broken: set[str] = set()


@dg.op
def first():
    """Give a number."""
    return 1


@dg.op
def second(n):
    """Pass it on, unless broken."""
    if "second" in broken:
        raise ValueError
    return n


@dg.op
def third(n):
    """Pass it on."""
    return n


@dg.graph_asset
def total():
    """Three ops in a row."""
    return third(second(first()))


@dg.asset
def alone():
    """An asset by itself."""
    return 1


@pytest.fixture(autouse=True)
def _healed():
    """Begin with nothing broken."""
    broken.clear()


@pytest.fixture
def definitions():
    """A graph of three ops in a row, and an asset."""
    return dg.Definitions(assets=[total, alone])


def run(instance, *breaks: str, selection=None):
    """Make assets with some ops broken; the record of the run."""
    broken.update(breaks)
    done = dg.materialize(
        [total, alone], instance=instance, selection=selection, raise_on_error=False
    )
    broken.clear()
    return instance.event_log.run(done.run_id)


def keys(plan) -> list[str]:
    """The steps that run."""
    return [step.step_key for step in plan.steps_to_run()]


def test_newest_unfinished(instance) -> None:
    """The newest run that failed is meant, whatever succeeded after it."""
    run(instance, "second")
    failed = run(instance, "second")
    run(instance, selection=["alone"])

    assert newest_unfinished(instance.event_log).run_id == failed.run_id


def test_nothing_unfinished(instance) -> None:
    """Where all runs succeeded there is none."""
    run(instance)

    with pytest.raises(RunNotFoundError, match="no run to resume"):
        newest_unfinished(instance.event_log)


def test_plan(definitions, instance) -> None:
    """The plan belongs to the chain of the run and holds what is left of it."""
    failed = run(instance, "second")

    plan = plan_resumption(definitions, instance, failed)

    assert keys(plan) == ["total.second", "total.third"]
    assert (plan.parent_run_id, plan.root_run_id) == (failed.run_id, failed.run_id)
    assert plan.run_id != failed.run_id


def test_plan_of_a_selection(definitions, instance) -> None:
    """A run of some assets is resumed with these."""
    failed = run(instance, "second", selection=["total"])

    plan = plan_resumption(definitions, instance, failed)

    assert {step.step_key for step in plan.steps} == {"total.first", "total.second", "total.third"}


def test_from_takes_what_follows(definitions, instance) -> None:
    """From a step on everything runs that depends on it."""
    done = run(instance)

    plan = plan_resumption(definitions, instance, done, from_steps=["total.second"])

    assert keys(plan) == ["total.second", "total.third"]


def test_lost_object(definitions, instance, tmp_path) -> None:
    """A step whose value is no longer in the store runs again."""
    failed = run(instance, "second")
    for path in (tmp_path / "home" / "objects").rglob("*"):
        if path.is_file():
            path.unlink()

    plan = plan_resumption(definitions, instance, failed)

    assert keys(plan) == ["total.first", "total.second", "total.third"]


def test_asset_that_the_module_lost(instance) -> None:
    """Assets that are no longer defined are left out of the plan."""
    failed = run(instance, "second", selection=["total", "alone"])

    plan = plan_resumption(dg.Definitions(assets=[total]), instance, failed)

    assert "alone" not in {step.step_key for step in plan.steps}


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("total.second", {"second"}),
        ("*total.second", {"first", "second"}),
        ("total.second*", {"second", "third"}),
        ("total.first+", {"first", "second"}),
        ("total.first++", {"first", "second", "third"}),
        ("+total.third", {"second", "third"}),
        ("total", {"first", "second", "third"}),
    ],
)
def test_clauses(definitions, instance, clause, found) -> None:
    """Stars reach all the way, each plus one step; a graph is all of its steps."""
    plan = plan_resumption(definitions, instance, run(instance, "second"))

    assert find_steps(plan, [clause]) == {f"total.{name}" for name in found}


@pytest.mark.parametrize("clause", ["nope", "", "total.", "**", "total.sec"])
def test_unknown_step(definitions, instance, clause) -> None:
    """A clause that names no step is an error with a hint."""
    plan = plan_resumption(definitions, instance, run(instance, "second"))

    with pytest.raises(StepNotFoundError, match="the run has no step") as caught:
        find_steps(plan, [clause])

    assert caught.value.hint


def test_can_resume(instance) -> None:
    """A run that succeeded cannot be resumed, one that failed can."""
    check_can_resume(run(instance, "second"))

    with pytest.raises(InvariantViolationError, match="nothing to resume"):
        check_can_resume(run(instance))
