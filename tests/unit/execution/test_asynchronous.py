"""Ops that are awaited."""

from __future__ import annotations

import asyncio

import pytest

from graphmat.execution.asynchronous import run_async


async def double(x):
    """Give twice the number, later."""
    await asyncio.sleep(0)
    return 2 * x


async def count(x):
    """Give the numbers below a number, later."""
    for number in range(x):
        await asyncio.sleep(0)
        yield number


async def fail(x):
    """Fail, later."""
    await asyncio.sleep(0)
    raise ValueError(x)


def test_a_coroutine_is_run_to_its_end():
    """The result is what the function returned."""
    assert run_async(double, {"x": 3}, is_generator=False) == 6


def test_everything_that_is_yielded_is_gathered():
    """Of an async generator, all items come in order."""
    assert run_async(count, {"x": 3}, is_generator=True) == [0, 1, 2]


def test_an_exception_comes_through_as_it_is():
    """What the function raised is raised."""
    with pytest.raises(ValueError, match="3"):
        run_async(fail, {"x": 3}, is_generator=False)
