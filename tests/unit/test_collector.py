"""The collector rests, and is as it was afterwards."""

from __future__ import annotations

import gc

import pytest

from graphmat.collector import (
    CollectorAtRest,
    rest_while_starting,
    wake,
    with_collector_at_rest,
)


def test_it_rests_and_wakes() -> None:
    """Nothing is collected inside; afterwards the thresholds are the user's own again."""
    before = gc.get_threshold()

    with CollectorAtRest():
        assert gc.get_threshold()[0] == 0
        with CollectorAtRest(every=5_000):
            assert gc.get_threshold()[0] == 5_000
        assert gc.get_threshold()[0] == 0

    assert gc.get_threshold() == before


def test_a_fault_wakes_it_too() -> None:
    """An error inside leaves the collector as it was before."""
    before = gc.get_threshold()

    with pytest.raises(KeyError), CollectorAtRest():
        raise KeyError("x")

    assert gc.get_threshold() == before


def test_a_function_works_without_it() -> None:
    """A decorated function keeps its arguments, its answer and its name."""

    @with_collector_at_rest
    def threshold(extra: int) -> int:
        return gc.get_threshold()[0] + extra

    assert threshold(extra=3) == 3
    assert threshold.__name__ == "threshold"


def test_a_start_rests_until_the_users_code_runs() -> None:
    """A command starts without collections, and wakes the collector as it found it."""
    before = gc.get_threshold()

    rest_while_starting()
    resting = gc.get_threshold()
    wake()

    assert resting[0] > before[0]
    assert gc.get_threshold() == before
