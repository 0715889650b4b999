"""Metadata that is a number, over time: small line plots, each with its numbers in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphmat.rendering.html.markup import html, line
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import moment, short_id

WIDTH: Final = 300.0
HEIGHT: Final = 96.0
_LEFT: Final = 8.0
_TOP: Final = 10.0
_BOTTOM: Final = 80.0


def plots(history: Sequence[Mapping[str, Any]]) -> str:
    """All plots; empty where nothing was measured twice."""
    if not history:
        return ""
    return f'<div class="plots">{"".join(map(_plot, history))}</div>'


def number_text(value: float) -> str:
    """A number as people write it: ``1,234``, ``0.25``, ``1.2e+10``."""
    if isinstance(value, int) or (float(value).is_integer() and abs(value) < 1e15):  # noqa: PLR2004  # floats beyond have no units digit
        return f"{int(value):,}"
    return f"{value:,.4g}"


def _plot(series: Mapping[str, Any]) -> str:
    points = series["points"]
    values = [point["value"] for point in points]
    low, high = min(values), max(values)
    places = [
        (
            _LEFT + (WIDTH - 2 * _LEFT) * number / (len(points) - 1),
            _BOTTOM - (_BOTTOM - _TOP) * ((value - low) / (high - low) if high > low else 0.5),
        )
        for number, value in enumerate(values)
    ]
    name = f"{safe(series['asset'])}: {safe(series['metadata'])}"
    span = f"between {number_text(low)} and {number_text(high)}"
    told = f"{name}, {len(points)} values {span}, last {number_text(values[-1])}"
    trace = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle class="dot{" last" if number == len(points) - 1 else ""}" cx="{x:.1f}" '
        f'cy="{y:.1f}" r="{3.5 if number == len(points) - 1 else 2.2}">'
        f"<title>{line(_told(point))}</title></circle>"
        for number, ((x, y), point) in enumerate(zip(places, points, strict=True))
    )
    return (
        f'<figure><svg class="chart plot" role="img" aria-label="{line(told)}" '
        f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">'
        f'<path class="grid" d="M0 {_BOTTOM + 6:.0f}H{WIDTH:.0f}"/>'
        f'<polyline class="trace" points="{trace}"/>{dots}</svg>'
        f"<figcaption><strong>{html(name)}</strong><br/>last {html(number_text(values[-1]))}; "
        f"{html(span)} in {len(points)} materializations</figcaption></figure>"
    )


def _told(point: Mapping[str, Any]) -> str:
    partition = f" [{safe(point['partition'])}]" if point["partition"] else ""
    when = moment(point["at"], with_seconds=True)
    return f"{number_text(point['value'])}{partition}, {when}, run {short_id(point['run_id'])}"
