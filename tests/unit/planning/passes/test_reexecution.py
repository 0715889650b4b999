from __future__ import annotations

import pytest

from graphmat.events.records import OutputRecord
from graphmat.planning.passes.reexecution import FinishedUnit, keep_finished, split_unit_key
from graphmat.planning.plan import ExecutionPlan, Step, StepInput, StepOutput
from graphmat.planning.sources import FromStep


def step(index: int, key: str, *sources: int, is_nothing: bool = False) -> Step:
    """A step that takes the output of others."""
    inputs = tuple(
        StepInput(f"in{other}", (FromStep(other, "result"),), is_list=False, is_nothing=is_nothing)
        for other in sources
    )
    return Step(
        index=index,
        step_key=key,
        path=(key,),
        op=None,
        definition=None,
        inputs=inputs,
        outputs=(StepOutput("result", "needed", "needed"),),
        reason="selected",
        partition_key=None,
        upstream=tuple(sources),
    )


def chain(*, is_nothing: bool = False) -> ExecutionPlan:
    """Three steps in a row, and one beside them."""
    steps = [
        step(0, "a"),
        step(1, "b", 0, is_nothing=is_nothing),
        step(2, "c", 1),
        step(3, "beside"),
    ]
    return ExecutionPlan(run_id="new", job_name="job", steps=steps)


def finished(*keys: str) -> dict[str, FinishedUnit]:
    """Units that an earlier run finished."""
    return {
        key: FinishedUnit(
            "0123456789", (OutputRecord(run_id="old", step_key=key, output_name="result"),)
        )
        for key in keys
    }


def to_run(plan: ExecutionPlan) -> dict[str, str]:
    """Step key → why it runs."""
    return {each.step_key: each.reason for each in plan.steps_to_run()}


def there(_output: OutputRecord) -> bool:
    """Nothing is lost."""
    return True


def test_finished_steps_are_kept() -> None:
    """What finished is kept; the rest runs and says how it ended before."""
    plan = chain()

    keep_finished(plan, finished("a", "beside"), {"b": "failure", "c": "skipped"}, there)

    assert to_run(plan) == {"b": "failed before", "c": "was skipped before"}
    assert plan.reused == {
        "a": "finished in run 01234567",
        "beside": "finished in run 01234567",
    }


@pytest.mark.parametrize("status", ["interrupted", "started", "retried"])
def test_interrupted(status) -> None:
    """A step that had begun and has no end was interrupted."""
    plan = chain()

    keep_finished(plan, finished("a", "beside"), {"b": status}, there)

    assert to_run(plan)["b"] == "was interrupted"


def test_rerun() -> None:
    """A step that is asked for runs although it finished."""
    plan = chain()

    keep_finished(plan, finished("a", "b", "c", "beside"), {}, there, rerun={"b"})

    assert to_run(plan) == {"b": "asked for"}


def test_lost_output_that_is_needed() -> None:
    """A step whose output is gone runs again if it is needed, and so on up to the first."""
    plan = chain()

    keep_finished(plan, finished("a", "b", "beside"), {"c": "failure"}, lambda _output: False)

    gone = "its output 'result' is no longer there"
    assert to_run(plan) == {"a": gone, "b": gone, "c": "failed before"}
    assert set(plan.reused) == {"beside"}


def test_lost_output_that_nothing_needs() -> None:
    """An output that is gone and that no step left to run takes stays gone."""
    plan = chain()

    keep_finished(plan, finished("a", "b", "beside"), {}, lambda output: output.step_key != "a")

    assert set(to_run(plan)) == {"c"}


def test_order_needs_no_value() -> None:
    """A step that only comes after another does not need its output."""
    plan = chain(is_nothing=True)

    keep_finished(plan, finished("a", "beside"), {}, lambda _output: False)

    assert set(to_run(plan)) == {"b", "c"}


def test_only() -> None:
    """Only what is asked for runs; what finished is kept, and nothing else is in the plan."""
    plan = chain()

    keep_finished(plan, finished("a"), {}, there, only={"b"})

    assert to_run(plan) == {"b": "asked for"}
    assert [each.step_key for each in plan.steps] == ["a", "b"]


def test_only_brings_what_it_needs() -> None:
    """What is asked for brings along its sources that never finished."""
    plan = chain()

    keep_finished(plan, finished("a"), {}, there, only={"c"})

    assert to_run(plan) == {"b": "needed by c", "c": "asked for"}


def test_positions_follow() -> None:
    """In a shortened plan positions, and what points at them, are those of the new order."""
    plan = ExecutionPlan(
        run_id="new",
        job_name="job",
        steps=[step(0, "left_out"), step(1, "a"), step(2, "b", 1)],
    )

    keep_finished(plan, {}, {}, there, only={"a", "b"})

    assert [(each.index, each.step_key, each.upstream) for each in plan.steps] == [
        (0, "a", ()),
        (1, "b", (0,)),
    ]
    assert plan.steps[1].inputs[0].sources[0].step_index == 0


def test_items_of_a_mapped_step() -> None:
    """A mapped step keeps the items that finished, and stays in what runs."""
    plan = ExecutionPlan(
        run_id="new", job_name="job", steps=[step(0, "spread"), step(1, "work", 0)]
    )
    plan.steps[1].scope = ((0, "result"),)

    keep_finished(plan, finished("spread", "work[x]", "work[y]"), {"work[z]": "failure"}, there)

    assert set(plan.steps[1].kept or ()) == {("x",), ("y",)}
    assert set(to_run(plan)) == {"work"}


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("a.b", ("a.b", ())),
        ("a.b[x]", ("a.b", ("x",))),
        ("a[x,y]", ("a", ("x", "y"))),
    ],
)
def test_unit_keys(key, parts) -> None:
    """A unit key is a step key and, in brackets, the keys of its fan-outs."""
    assert split_unit_key(key) == parts
