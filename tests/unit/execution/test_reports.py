"""What an op reports besides its outputs, and the answers of checks."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.events import kinds


def test_reports_are_recorded(carry_out):
    """Materializations, observations and expectations that an op yields are in the record."""

    @dg.op
    def reports():
        yield dg.AssetMaterialization("elsewhere", metadata={"rows": 1})
        yield dg.AssetObservation("seen", description="as it should be")
        yield dg.ExpectationResult(success=False, label="enough")
        yield dg.Output(1)

    @dg.graph_asset
    def made():
        return reports()

    ended = carry_out([made])

    told = [(e.kind, str(e.asset_key)) for e in ended.events if e.asset_key is not None]
    assert (kinds.ASSET_MATERIALIZATION, "elsewhere") in told
    assert (kinds.ASSET_OBSERVATION, "seen") in told
    (expectation,) = ended.of(kinds.STEP_EXPECTATION_RESULT)
    assert (expectation.data["success"], expectation.data["label"]) == (False, "enough")


def check(answer, **options):
    """A check that gives an answer."""

    @dg.asset_check(asset="made", name="ok", **options)
    def body():
        return answer

    return body


@dg.asset
def made():
    """The asset to check."""
    return 1


@pytest.mark.parametrize(
    ("answer", "passed"),
    [(True, True), (False, False), (dg.AssetCheckResult(passed=True), True)],
    ids=["true", "false", "result"],
)
def test_answers_of_a_check(carry_out, answer, passed):
    """A bool is as good an answer as a result, and a failed check fails no step."""
    ended = carry_out([made], checks=[check(answer)])

    (event,) = ended.of(kinds.ASSET_CHECK_EVALUATION)
    assert (event.data["check_name"], event.data["passed"]) == ("ok", passed)
    assert ended.outcome.success


@pytest.mark.parametrize("answer", [None, 1, "yes", []], ids=repr)
def test_what_is_no_answer_of_a_check(carry_out, answer):
    """Anything but a bool or a result fails the check's step, in words that name the check."""
    ended = carry_out([made], checks=[check(answer)])

    ((_, document),) = ended.outcome.failed.items()
    assert "'ok'" in document["message"]
    assert "must answer with an AssetCheckResult or a bool" in document["message"]


def test_a_result_of_a_check_that_is_not_declared(carry_out):
    """A result for an unknown check is refused, with the checks that there are."""

    @dg.asset(name="made", check_specs=[dg.AssetCheckSpec("ok", asset="made")])
    def body():
        yield dg.Output(1)
        yield dg.AssetCheckResult(passed=True, check_name="okay")

    ended = carry_out([body])

    _, message = ended.error("made")
    assert "'okay'" in message
    assert "made:ok" in message
