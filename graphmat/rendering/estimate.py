"""How long the rest of a run will take, judged by how long its steps usually take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphmat.rendering.run_state import RunState


class Estimate:
    """What is left of a run.

    Args:
        left_s: Seconds that are left; None where too little is known.
        is_least: Whether steps of unknown length come on top.
        path: The steps that are left and follow each other longest.
    """

    __slots__ = ("is_least", "left_s", "path")

    def __init__(self, left_s: float | None, *, is_least: bool, path: tuple[str, ...]) -> None:
        self.left_s = left_s
        self.is_least = is_least
        self.path = path


def estimate(state: RunState, usual: Mapping[str, float], now: float) -> Estimate:
    """Judge what is left of a run.

    The steps that are left cannot take less than the longest chain of them, nor less than all of
    them shared out over as many as have run at once so far.

    Args:
        state: The run.
        usual: Step → how long it usually takes, in seconds, where that is known.
        now: Seconds since the epoch.
    """
    left = [_left(state, step, usual, now) for step in state.steps]
    known = [each for each in left if each is not None]
    is_least = len(known) < len(left)
    if not any(known) and is_least:
        return Estimate(None, is_least=True, path=())
    chain = [0.0] * len(left)
    before: list[int | None] = [None] * len(left)
    for index, mine in enumerate(left):
        longest_before = max(state.upstream[index], key=chain.__getitem__, default=None)
        before[index] = longest_before
        chain[index] = (mine or 0.0) + (chain[longest_before] if longest_before is not None else 0)
    last: int | None = max(range(len(left)), key=chain.__getitem__, default=None)
    longest = chain[last] if last is not None else 0.0
    path: list[str] = []
    while last is not None:
        if left[last] != 0:
            path.append(state.steps[last])
        last = before[last]
    shared = sum(known) / state.peak
    return Estimate(max(longest, shared), is_least=is_least, path=tuple(reversed(path)))


def _left(state: RunState, step: str, usual: Mapping[str, float], now: float) -> float | None:
    """Seconds that a step still takes: 0 where it has ended, None where that is unknown."""
    if step in state.ended:
        return 0.0
    if step in state.mapped:
        return _items_left(state, step, now)
    normal = usual.get(step)
    if normal is None:
        return None
    began = state.running.get(step)
    return normal if began is None else max(0.05, normal - (now - began))


def _items_left(state: RunState, step: str, now: float) -> float | None:
    """The same for the items of a fan-out that run; those that wait are not known."""
    running = [key for key in state.running if key.startswith(f"{step}[")]
    done = any(key.startswith(f"{step}[") for key in state.ended)
    if not running:
        return 0.0 if done else None
    normal = state.item_usual(running[0])
    if normal is None:
        return None
    return max(0.05, *(normal - (now - state.running[key]) for key in running))
