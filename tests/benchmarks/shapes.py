"""Graphs of n ops as plain data: for each op the earlier ops that it takes values from."""

from __future__ import annotations

import math
import random

SHAPES = ("chain", "fan", "layered")


def shape(name: str, count: int, seed: int) -> list[tuple[int, ...]]:
    """The sources of each of `count` ops.

    A chain is as deep as it can be, a fan as wide, and layers of random edges lie between.
    """
    if count == 1:
        return [()]
    if name == "chain":
        return [(), *((number,) for number in range(count - 1))]
    if name == "fan":
        middle = tuple(range(1, count - 1)) or (0,)
        return [(), *((0,) for _ in range(count - 2)), middle]
    draw = random.Random(seed)
    width = max(1, math.isqrt(count))
    sources: list[tuple[int, ...]] = []
    for number in range(count):
        layer = number // width
        if layer == 0:
            sources.append(())
            continue
        before = range((layer - 1) * width, layer * width)
        sources.append(tuple(sorted(draw.sample(before, min(2, len(before))))))
    return sources
