"""Large values to hand on: an array or a frame, or plain bytes where numpy is not there."""

from __future__ import annotations

import resource


def make(kind: str, megabytes: int) -> object:
    """A value of that many megabytes."""
    size = megabytes * 1_000_000
    if kind == "bytes":
        return b"x" * size
    import numpy

    array = numpy.arange(size // 8, dtype="float64")
    if kind == "array":
        return array
    import pandas

    return pandas.DataFrame(array.reshape(-1, 10), columns=[f"c{number}" for number in range(10)])


def consume(value: object) -> int:
    """Look at a value as a following op would, without a copy."""
    return len(value)


def largest_memory() -> float:
    """The most memory that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
