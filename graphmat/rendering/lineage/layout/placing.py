"""Where the items of a column stand: as near as can be to where their edges lead straight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from graphmat.rendering.lineage.layout.layers import Item

ROUNDS: Final = 14
_LOOSE: Final = 0.01


class Pull:
    """An edge as a spring: what it joins, and where it is fastened above or below the middles.

    Args:
        other: The item at its other end.
        here: Where it is fastened to this item, from its middle down.
        there: The same at the other end.
        weight: How strong it is.
    """

    __slots__ = ("here", "other", "there", "weight")

    def __init__(self, other: Item, here: float, there: float, weight: float) -> None:
        self.other = other
        self.here = here
        self.there = there
        self.weight = weight


Pulls = Mapping[Item, Sequence[Pull]]


def placed(
    columns: Sequence[Sequence[Item]],
    height: Mapping[Item, float],
    gap: Mapping[Item, float],
    before: Pulls,
    after: Pulls,
) -> dict[Item, float]:
    """The middle of each item, from the top down.

    Args:
        columns: The items of each column, in their order.
        height: How high each item is.
        gap: How much room each item wants above and below.
        before: The edges of each item to the columns before.
        after: The edges of each item to the columns behind.
    """
    middle: dict[Item, float] = {}
    for column in columns:
        top = 0.0
        for item in column:
            middle[item] = top + height[item] / 2
            top += height[item] + gap[item]
    tallest = max((_extent(column, middle, height) for column in columns), default=0.0)
    for column in columns:
        shift = (tallest - _extent(column, middle, height)) / 2
        for item in column:
            middle[item] += shift
    for number in range(ROUNDS):
        last = number >= ROUNDS - 2
        sides = (before, after) if last else ((before,), (after,))[number % 2]
        walked = columns if number % 2 == 0 else list(reversed(columns))
        for column in walked:
            _settle(column, middle, height, gap, sides)
    return middle


def _extent(
    column: Sequence[Item], middle: Mapping[Item, float], height: Mapping[Item, float]
) -> float:
    return middle[column[-1]] + height[column[-1]] / 2 if column else 0.0


def _settle(
    column: Sequence[Item],
    middle: dict[Item, float],
    height: Mapping[Item, float],
    gap: Mapping[Item, float],
    sides: Sequence[Pulls],
) -> None:
    """Move the items of a column to where they are pulled, without a change of their order.

    Least squares under "not above the one before": neighbours that would collide become one block
    (pool adjacent violators), which is exact and takes one pass.
    """
    blocks: list[tuple[float, float, list[tuple[Item, float]]]] = []
    offset = 0.0
    previous: Item | None = None
    for item in column:
        if previous is not None:
            room = max(gap[previous], gap[item])
            offset += (height[previous] + height[item]) / 2 + room
        previous = item
        goal, weight = _goal(item, middle, sides)
        block = (goal - offset, weight, [(item, offset)])
        while blocks and blocks[-1][0] > block[0]:
            place, mass, members = blocks.pop()
            total = mass + block[1]
            mean = (place * mass + block[0] * block[1]) / total
            block = (mean, total, members + block[2])
        blocks.append(block)
    for place, _, members in blocks:
        for item, below in members:
            middle[item] = place + below


def _goal(item: Item, middle: Mapping[Item, float], sides: Sequence[Pulls]) -> tuple[float, float]:
    goal = total = 0.0
    for side in sides:
        for pull in side.get(item, ()):
            goal += pull.weight * (middle[pull.other] + pull.there - pull.here)
            total += pull.weight
    if not total:
        return middle[item], _LOOSE
    return goal / total, total
