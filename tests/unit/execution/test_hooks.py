"""Hooks run after an op, see what it did, and change nothing."""

from __future__ import annotations

import graphmat as dg
from graphmat.events import kinds


def test_each_hook_runs_after_its_own_end(carry_out):
    """A success hook runs after a success, a failure hook after a failure; the other is skipped."""
    seen = []

    @dg.success_hook
    def cheer(context):
        seen.append(("cheer", context.step_key, context.op_output_values))

    @dg.failure_hook
    def mourn(context):
        seen.append(("mourn", context.step_key, str(context.op_exception)))

    @dg.asset(hooks={cheer, mourn})
    def good():
        return 1

    @dg.graph_asset(hooks={cheer, mourn})
    def bad():
        return fail()

    ended = carry_out([good, bad])

    assert sorted(seen) == [("cheer", "good", {"result": 1}), ("mourn", "bad.fail", "on purpose")]
    assert len(ended.of(kinds.HOOK_COMPLETED)) == 2
    assert len(ended.of(kinds.HOOK_SKIPPED)) == 2


@dg.op
def fail():
    """An op that fails."""
    raise ValueError("on purpose")


def test_a_hook_that_fails_is_recorded_and_fails_nothing(carry_out):
    """The step of a hook that raises has succeeded all the same, and the fault is in the log."""

    @dg.success_hook
    def clumsy(context):
        raise RuntimeError("fell over")

    @dg.graph_asset(hooks={clumsy})
    def made():
        return dg.op(name="inner")(lambda: 1)()

    ended = carry_out([made])

    assert ended.outcome.success
    (event,) = ended.of(kinds.HOOK_ERRORED)
    assert "hook 'clumsy' failed: RuntimeError: fell over" in event.message


def test_a_hook_sees_the_resources_that_it_asks_for(carry_out):
    """A hook's resources are opened for it, though no op asks for them."""
    seen = []

    @dg.success_hook(required_resource_keys={"pager"})
    def page(context):
        seen.append(context.resources.pager)

    @dg.graph_asset(hooks={page})
    def made():
        return dg.op(name="inner")(lambda: 1)()

    carry_out([made], resources={"pager": dg.ResourceDefinition.hardcoded_resource("beep")})

    assert seen == ["beep"]
