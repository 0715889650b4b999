"""Retries and failures that the user asks for."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from graphmat.definitions.metadata import metadata_values
from graphmat.errors import InvalidDefinitionError, ParameterError


class Backoff(enum.Enum):
    """How the delay grows with each attempt.

    LINEAR: delay, 2 delay, 3 delay …; EXPONENTIAL: delay x (2^n - 1).
    """

    LINEAR = "LINEAR"
    EXPONENTIAL = "EXPONENTIAL"


class Jitter(enum.Enum):
    """How the delay is spread, so that many retries do not come at once.

    FULL: anywhere between nothing and the delay; PLUS_MINUS: anywhere within one base delay of it.
    """

    FULL = "FULL"
    PLUS_MINUS = "PLUS_MINUS"


class RetryPolicy:
    """When and how often a failed op is tried again.

    Args:
        max_retries: How many times after the first attempt.
        delay: Seconds before a retry; None: none.
        backoff: How the delay grows.
        jitter: How the delay is spread.

    Raises:
        InvalidDefinitionError: A count or delay below zero, or backoff or jitter without a delay.
    """

    __slots__ = ("backoff", "delay", "jitter", "max_retries")

    def __init__(
        self,
        max_retries: int = 1,
        delay: float | None = None,
        backoff: Backoff | None = None,
        jitter: Jitter | None = None,
    ) -> None:
        for name, number in (("max_retries", max_retries), ("delay", delay)):
            if number is not None and not isinstance(number, int | float):
                raise ParameterError(f"'{name}' must be a number, not {number!r}")
        if max_retries < 0:
            raise InvalidDefinitionError(f"max_retries must not be negative, but is {max_retries}")
        if delay is not None and delay < 0:
            raise InvalidDefinitionError(f"delay must not be negative, but is {delay}")
        if delay is None and backoff is not None:
            raise InvalidDefinitionError("a retry policy with a backoff needs a delay")
        if delay is None and jitter is not None:
            raise InvalidDefinitionError("a retry policy with a jitter needs a delay")
        self.max_retries = max_retries
        self.delay = delay
        self.backoff = backoff
        self.jitter = jitter

    def calculate_delay(self, attempt_num: int, chance: float | None = None) -> float:
        """Seconds to wait before a retry.

        Args:
            attempt_num: Which retry, from 1.
            chance: A number in [0, 1) for the jitter; None draws one.
        """
        base = self.delay or 0.0
        delay = base
        if self.backoff is Backoff.EXPONENTIAL:
            delay = (2**attempt_num - 1) * base
        elif self.backoff is Backoff.LINEAR:
            delay = attempt_num * base
        if self.jitter is None:
            return delay
        if chance is None:
            import random

            chance = random.random()  # noqa: S311  # spreads load, hides nothing
        if self.jitter is Jitter.FULL:
            return chance * delay
        return delay + (2 * chance - 1) * base

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RetryPolicy) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    def __hash__(self) -> int:
        return hash((self.max_retries, self.delay, self.backoff, self.jitter))

    def __repr__(self) -> str:
        return f"RetryPolicy(max_retries={self.max_retries}, delay={self.delay})"


class RetryRequested(Exception):  # noqa: N818  # the public name
    """Raised by an op to be tried again.

    Args:
        max_retries: How many retries it may have in all.
        seconds_to_wait: Seconds before the next one.
    """

    def __init__(self, max_retries: int | None = 1, seconds_to_wait: float | None = None) -> None:
        super().__init__(f"retry requested (at most {max_retries})")
        self.max_retries = 1 if max_retries is None else max_retries
        self.seconds_to_wait = seconds_to_wait


class Failure(Exception):  # noqa: N818  # the public name
    """Raised by an op to fail with facts.

    Args:
        description: What went wrong.
        metadata: Facts to record with the failure.
        allow_retries: False: the op is not tried again, whatever its retry policy says.
    """

    def __init__(
        self,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        allow_retries: bool | None = None,
    ) -> None:
        super().__init__(description or "")
        self.description = description
        self.metadata = metadata_values(metadata)
        self.allow_retries = True if allow_retries is None else allow_retries
