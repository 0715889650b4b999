"""Samples become medians, spreads, ratios, growth exponents, and a table of them."""

from __future__ import annotations

import math
import statistics
from typing import NamedTuple

SIDES = ("graphmat", "peer", "floor")


class Spread(NamedTuple):
    """The middle of some samples, and the distance between their quartiles."""

    median: float
    iqr: float
    count: int


def spread(samples: list[float]) -> Spread:
    """The median and the interquartile range of samples."""
    if len(samples) == 1:
        return Spread(samples[0], 0.0, 1)
    low, middle, high = statistics.quantiles(samples, n=4, method="inclusive")
    return Spread(middle, high - low, len(samples))


def exponent(points: list[tuple[float, float]]) -> float | None:
    """The power of the size that a cost grows with: the slope of a line through the logarithms."""
    usable = [(math.log(size), math.log(cost)) for size, cost in points if size > 0 and cost > 0]
    if len({size for size, _ in usable}) < 2:
        return None
    return statistics.linear_regression(*zip(*usable, strict=True)).slope


def ratio(upper: Spread | None, lower: Spread | None) -> float | None:
    """How many times one median is another."""
    if upper is None or lower is None or lower.median <= 0:
        return None
    return upper.median / lower.median


def shown_ratio(value: float | None) -> str:
    """A ratio in three digits."""
    if value is None:
        return "-"
    return f"{value:,.0f}x" if value >= 100 else f"{value:.3g}x"


UNITS = {
    "s": ((1.0, "s"), (1e-3, "ms"), (1e-6, "us")),
    "mb": ((1024.0, "GB"), (1.0, "MB"), (1 / 1024, "KB")),
    "bytes": ((1e6, "MB"), (1e3, "KB"), (1.0, "B")),
}


def shown(metric: str, value: Spread | None) -> str:
    """A median with its spread, in the unit that the metric's name ends with."""
    if value is None:
        return "-"
    units = UNITS.get(metric.rpartition("_")[2], ((1.0, ""),))
    scale, unit = next((found for found in units if value.median >= found[0]), units[-1])
    spread_text = f" ±{value.iqr / scale:.2g}" if value.count > 1 else ""
    return f"{value.median / scale:.3g}{spread_text} {unit}".strip()


def table(rows: list[list[str]]) -> str:
    """Rows in columns; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)
