"""The cyclic garbage collector rests while many objects are made that all stay alive.

It would look at them again and again: half the time of loading or planning a large module.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_AT_START: Final = gc.get_threshold()
_WHILE_STARTING: Final = 50_000


def rest_while_starting() -> None:
    """Let a command start, which is mostly imports, without a look at what they leave."""
    gc.set_threshold(_WHILE_STARTING, 1_000, 1_000)


def wake() -> None:
    """Have the collector work as the interpreter was started with it: the user's code follows."""
    gc.set_threshold(*_AT_START)


class CollectorAtRest:
    """No cyclic collection, or seldom one, while this is entered.

    Args:
        every: Look at the newest objects each time there are that many; 0: never. For code that
            is not ours, whose garbage may be large.
        keeps: Whether what is alive at the end stays for the rest of the process, and is never
            looked at again.
    """

    __slots__ = ("_before", "_every", "_keeps")

    def __init__(self, *, every: int = 0, keeps: bool = False) -> None:
        self._every = every
        self._keeps = keeps
        self._before = (0, 0, 0)

    def __enter__(self) -> None:
        self._before = gc.get_threshold()
        # a threshold of 0 is a collector that rests; whether the user disabled it stays as it is
        gc.set_threshold(self._every, 1_000, 1_000)

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        if self._keeps and kind is None:
            gc.freeze()
        gc.set_threshold(*self._before)


def with_collector_at_rest(function: Callable[P, R]) -> Callable[P, R]:
    """The function, without cyclic collection while it works."""

    @wraps(function)
    def at_rest(*args: P.args, **kwargs: P.kwargs) -> R:
        with CollectorAtRest():
            return function(*args, **kwargs)

    return at_rest
