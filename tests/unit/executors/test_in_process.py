"""The executor that runs steps here and now."""

from __future__ import annotations

import graphmat as dg


def test_steps_run_one_after_the_other_in_this_process():
    """The order of the plan is the order of the calls, and what an op changes here is changed."""
    called = []

    @dg.op
    def first():
        called.append("first")
        return 1

    @dg.op
    def second(x):
        called.append("second")
        return x

    @dg.graph_asset
    def made():
        return second(first())

    dg.materialize([made])

    assert called == ["first", "second"]


def test_waiting_gives_what_ended_since():
    """Each step that was submitted is given back once, with how it ended."""
    from graphmat.executors.in_process import InProcessExecutor

    executor = InProcessExecutor(run=None)
    executor._done.append(("unit", "outcome"))

    assert executor.slots == 1
    assert list(executor.wait(0.0)) == [("unit", "outcome")]
    assert list(executor.wait(0.0)) == []
    executor.close()
