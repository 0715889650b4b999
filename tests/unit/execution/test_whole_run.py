"""A run as a whole: what was planned, how it ended."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.events import kinds


def test_strict_runs_fail_for_what_is_not_made(carry_out):
    """With strict, a selected asset that was not made fails the run, by name."""

    @dg.asset(output_required=False)
    def maybe():
        yield from ()

    assert carry_out([maybe]).outcome.success
    ended = carry_out([maybe], strict=True)

    assert not ended.outcome.success
    assert "'maybe'" in ended.events[-1].message


def test_what_is_planned_is_recorded_first(carry_out):
    """Before a step starts, the log holds the assets and checks that the run is to make."""

    @dg.asset(check_specs=[dg.AssetCheckSpec("ok", asset="b")])
    def b():
        yield dg.Output(1)
        yield dg.AssetCheckResult(passed=True)

    @dg.asset
    def a(b):
        return b

    recorded = [event.kind for event in carry_out([b, a]).events]

    assert recorded[:4] == [
        kinds.RUN_START,
        kinds.ASSET_MATERIALIZATION_PLANNED,
        kinds.ASSET_MATERIALIZATION_PLANNED,
        kinds.ASSET_CHECK_EVALUATION_PLANNED,
    ]
    assert recorded.index(kinds.STEP_START) == 4


def test_a_run_can_be_asked_to_stop(carry_out):
    """A run that is told to stop ends between two steps, as canceled."""
    ran = []

    @dg.asset
    def first():
        ran.append("first")
        return 1

    @dg.asset
    def second(first):
        ran.append("second")
        return 1

    ended = carry_out([first, second], should_stop=lambda: bool(ran))

    assert ran == ["first"]
    assert ended.events[-1].kind == kinds.RUN_CANCELED
    assert ended.instance.get_runs()[0].status.value == "CANCELED"


def test_an_interrupt_is_recorded_and_goes_on_up(carry_out, instance):
    """Ctrl-C within an op ends the run as canceled, and reaches the caller."""

    @dg.asset
    def made():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out([made])

    (run,) = instance.get_runs()
    assert run.status.value == "CANCELED"


def test_the_end_of_a_run_names_what_failed(carry_out):
    """The last event names the steps that failed, the first five of many."""

    def bad(name):
        @dg.asset(name=name)
        def body():
            raise ValueError

        return body

    ended = carry_out([bad(f"bad_{number}") for number in range(7)])

    assert ended.events[-1].kind == kinds.RUN_FAILURE
    assert "'bad_0', 'bad_1', 'bad_2', 'bad_3', 'bad_4' and 2 more" in ended.events[-1].message
