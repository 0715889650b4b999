"""Retries and failures that the user asks for."""

from __future__ import annotations

import pytest

from graphmat.definitions.policies import Backoff, Failure, Jitter, RetryPolicy, RetryRequested
from graphmat.errors import InvalidDefinitionError, ParameterError


@pytest.mark.parametrize(
    ("policy", "delays"),
    [
        (RetryPolicy(), [0, 0, 0]),
        (RetryPolicy(delay=2), [2, 2, 2]),
        (RetryPolicy(delay=2, backoff=Backoff.LINEAR), [2, 4, 6]),
        (RetryPolicy(delay=2, backoff=Backoff.EXPONENTIAL), [2, 6, 14]),
    ],
    ids=["none", "constant", "linear", "exponential"],
)
def test_delays_grow_as_they_are_told(policy, delays):
    """The delay before each retry follows from the base delay and the backoff."""
    assert [policy.calculate_delay(attempt) for attempt in (1, 2, 3)] == delays


@pytest.mark.parametrize(
    ("jitter", "chance", "delay"),
    [
        (Jitter.FULL, 0.0, 0.0),
        (Jitter.FULL, 0.5, 2.0),
        (Jitter.PLUS_MINUS, 0.0, 2.0),
        (Jitter.PLUS_MINUS, 0.5, 4.0),
        (Jitter.PLUS_MINUS, 0.75, 5.0),
    ],
)
def test_jitter_spreads_the_delay(jitter, chance, delay):
    """Full jitter reaches from nothing to the delay, the other one base delay around it."""
    policy = RetryPolicy(delay=2, backoff=Backoff.LINEAR, jitter=jitter)

    assert policy.calculate_delay(2, chance) == delay


def test_a_drawn_chance_stays_within_bounds():
    """Without a given chance the delay is drawn, within the bounds of the jitter."""
    policy = RetryPolicy(delay=2, jitter=Jitter.FULL)

    assert all(0 <= policy.calculate_delay(1) <= 2 for _ in range(50))


@pytest.mark.parametrize(
    "options",
    [
        {"max_retries": -1},
        {"delay": -1},
        {"backoff": Backoff.LINEAR},
        {"jitter": Jitter.FULL},
    ],
    ids=lambda options: next(iter(options)),
)
def test_policies_that_make_no_sense(options):
    """Negative numbers, and a backoff or jitter of no delay, are refused."""
    with pytest.raises(InvalidDefinitionError):
        RetryPolicy(**options)


@pytest.mark.parametrize("options", [{"max_retries": "3"}, {"delay": "soon"}])
def test_numbers_are_numbers(options):
    """Text in the place of a number is refused by the name of the option."""
    with pytest.raises(ParameterError, match=next(iter(options))):
        RetryPolicy(**options)


def test_policies_are_compared_by_what_they_say():
    """Two policies that say the same are equal."""
    assert RetryPolicy(2, 1) == RetryPolicy(2, 1)
    assert len({RetryPolicy(2, 1), RetryPolicy(2, 1), RetryPolicy(3, 1)}) == 2


def test_asking_for_a_retry():
    """Without a number, one retry is asked for."""
    assert RetryRequested(max_retries=None).max_retries == 1
    assert RetryRequested(4, 2.5).seconds_to_wait == 2.5


def test_a_failure_says_what_went_wrong():
    """A failure prints its description, and may be retried unless it says otherwise."""
    assert str(Failure("no rows")) == "no rows"
    assert Failure("x").allow_retries
    assert not Failure("x", allow_retries=False).allow_retries
    assert Failure(metadata={"a": 1}).metadata["a"].value == 1
