from __future__ import annotations

import graphmat as dg
from graphmat.api.states import LogStates


def make(instance, *, breaks: tuple[str, ...] = (), selection=None) -> str:
    """Run two assets, some of them broken; the id of the run."""

    @dg.asset
    def a():
        if "a" in breaks:
            raise ValueError

    @dg.asset
    def b():
        if "b" in breaks:
            raise ValueError

    done = dg.materialize([a, b], instance=instance, selection=selection, raise_on_error=False)
    return done.run_id


def state(instance, word: str) -> list[str]:
    """The assets in a state."""
    return sorted(str(key) for key in LogStates(instance.event_log).in_state(word))


def of_run(instance, which: str) -> list[str] | None:
    """The assets of a run."""
    keys = LogStates(instance.event_log).of_run(which)
    return None if keys is None else sorted(map(str, keys))


def test_empty_log(instance) -> None:
    """Before the first run no asset is in any state, and there is no run."""
    assert [state(instance, word) for word in LogStates.words] == [[], [], []]
    assert of_run(instance, "last") is None


def test_materialized(instance) -> None:
    """What was made once is materialized."""
    make(instance, breaks=("b",))

    assert state(instance, "materialized") == ["a"]


def test_failed(instance) -> None:
    """What was planned and not made has failed."""
    make(instance, breaks=("b",))

    assert state(instance, "failed") == ["b"]


def test_failed_after_success(instance) -> None:
    """The newest attempt counts: an asset that was made before can have failed."""
    make(instance)
    make(instance, breaks=("a",))

    assert state(instance, "failed") == ["a"]
    assert state(instance, "materialized") == ["a", "b"]


def test_success_after_failure(instance) -> None:
    """The newest attempt counts: what was made since has not failed."""
    make(instance, breaks=("a", "b"))
    make(instance, selection=["a"])

    assert state(instance, "failed") == ["b"]


def test_unexpected(instance) -> None:
    """What was made although it was not selected is unexpected, until it is selected."""

    @dg.op(out={"x": dg.Out(), "y": dg.Out()})
    def both():
        return 1, 2

    @dg.graph_multi_asset(outs={"x": dg.AssetOut(), "y": dg.AssetOut()}, can_subset=True)
    def made():
        x, y = both()
        return {"x": x, "y": y}

    dg.materialize([made], instance=instance, selection=["x"])
    assert state(instance, "unexpected") == ["y"]

    dg.materialize([made], instance=instance)
    assert state(instance, "unexpected") == []


def test_runs(instance) -> None:
    """The last run, the last that failed, or one by the beginning of its id."""
    first = make(instance, breaks=("a",), selection=["a"])
    make(instance, selection=["b"])

    assert of_run(instance, "last") == ["b"]
    assert of_run(instance, "failed") == ["a"]
    assert of_run(instance, first[:8]) == ["a"]
    assert of_run(instance, "nope") is None
