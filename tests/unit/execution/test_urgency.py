"""Which of the steps that are ready begins first, where several run side by side."""

from __future__ import annotations

from types import SimpleNamespace

from graphmat.execution.urgency import urgencies


def _run(durations: dict[str, float]) -> SimpleNamespace:
    """A run of `light`, and of `heavy` with `last` after it, whose steps took so long before."""

    def step(index: int, key: str, upstream: tuple[int, ...] = (), **tags: str) -> SimpleNamespace:
        return SimpleNamespace(
            index=index, step_key=key, upstream=upstream, blocked_by=(), tags=tags
        )

    steps = [step(0, "light"), step(1, "heavy"), step(2, "last", (1,)), step(3, "asked")]
    steps[3].tags = {"dagster/priority": "2"}
    log = SimpleNamespace(step_durations=lambda keys: {k: durations[k] for k in durations})
    recorder = SimpleNamespace(log=log, flush=lambda: None)
    return SimpleNamespace(
        plan=SimpleNamespace(steps=steps, steps_to_run=lambda: steps), recorder=recorder
    )


def _order(durations: dict[str, float]) -> list[int]:
    found = urgencies(_run(durations))
    return sorted(range(len(found)), key=found.__getitem__)


def test_priority_comes_first() -> None:
    """What a tag asks for begins before the longest chain."""
    assert _order({"light": 9.0, "heavy": 9.0, "last": 9.0, "asked": 0.1})[0] == 3


def test_longest_chain_without_history() -> None:
    """Nothing is known of the steps: the one with more after it begins first."""
    assert _order({}) == [3, 1, 0, 2]


def test_longest_chain_by_history() -> None:
    """A step that took longer than a whole chain begins before it."""
    assert _order({"light": 5.0, "heavy": 1.0, "last": 1.0, "asked": 0.1}) == [3, 0, 1, 2]


def test_unknown_steps_count_as_average() -> None:
    """A step without history takes as long as the others do."""
    assert _order({"heavy": 2.0, "last": 2.0}) == [3, 1, 0, 2]
