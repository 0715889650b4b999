"""The timeline of a run: one lane for each step that ran at the same time as others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log10
from typing import Any, Final

from graphmat.rendering.html.markup import html, line
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, took
from graphmat.rendering.reports.durations import exact

WIDTH: Final = 1200.0
LEFT: Final = 64.0
LANE: Final = 26.0
BAR: Final = 18.0
TOP: Final = 26.0
MOST_LANES: Final = 64
NARROW: Final = 2.5
_LETTER: Final = 6.4
_GRAVITY: Final = ("failure", "interrupted", "started", "retried", "success")


class Bar:
    """What is drawn in a lane: an attempt, or several too short to be told apart.

    Args:
        left: Where it begins.
        right: Where it ends.
        attempts: What it stands for.
    """

    __slots__ = ("attempts", "left", "right")

    def __init__(self, left: float, right: float, attempts: list[Mapping[str, Any]]) -> None:
        self.left = left
        self.right = right
        self.attempts = attempts

    @property
    def status(self) -> str:
        """The gravest status in it."""
        found = {each["status"] for each in self.attempts}
        return next((status for status in _GRAVITY if status in found), "success")


def timeline(document: Mapping[str, Any]) -> str:
    """The timeline as SVG; empty where nothing ran."""
    attempts = document["attempts"]
    if not attempts:
        return ""
    whole = max([each["to_s"] for each in attempts] + [document["run"]["duration_s"] or 0.0])
    lanes: dict[int, list[Mapping[str, Any]]] = {}
    for each in attempts:
        lanes.setdefault(each["lane"], []).append(each)
    shown = sorted(lanes)[:MOST_LANES]
    critical = {each["step_key"] for each in document["critical_path"]}
    height = TOP + LANE * len(shown) + 8
    summary = (
        f"Timeline of {count(len(attempts), 'attempt')} in {count(len(lanes), 'lane')}, "
        f"{exact(whole)} in all; the table of ops tells the same"
    )
    parts = [
        '<div class="scroll" tabindex="0" role="region" aria-label="Timeline, which scrolls">',
        f'<svg class="chart" role="img" aria-label="{line(summary)}" {_size(height)}>',
        *_grid(whole, height),
    ]
    for row, lane in enumerate(shown):
        parts.append(f'<text x="4" y="{TOP + LANE * row + 13:.1f}">lane {lane + 1}</text>')
        parts += _lane(lanes[lane], TOP + LANE * row, whole, critical)
    parts.append("</svg></div>")
    if len(lanes) > len(shown):
        left = len(lanes) - len(shown)
        parts.append(f'<p class="quiet">{count(left, "more lane")} not drawn.</p>')
    return "\n".join(parts)


def _size(height: float) -> str:
    size = f"{WIDTH:.0f} {height:.0f}"
    return f'width="{WIDTH:.0f}" height="{height:.0f}" viewBox="0 0 {size}"'


def _place(seconds: float, whole: float) -> float:
    return LEFT + (WIDTH - LEFT - 12) * (seconds / whole if whole else 0.0)


def _grid(whole: float, height: float) -> Iterator[str]:
    for tick in ticks(whole):
        x = _place(tick, whole)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="18" y2="{height - 4:.1f}"/>'
        yield f'<text x="{x + 3:.1f}" y="14">{html(_tick(tick))}</text>'


def _tick(seconds: float) -> str:
    return "0" if not seconds else f"{seconds:g} s" if seconds < 120 else took(seconds)  # noqa: PLR2004  # up to two minutes seconds are easy to read


def ticks(whole: float) -> list[float]:
    """Five to ten round numbers from 0 up to the whole."""
    if whole <= 0:
        return [0.0]
    step = 10.0 ** int(log10(whole / 5) // 1)
    step *= next(factor for factor in (1, 2, 5, 10) if whole / (step * factor) <= 10)  # noqa: PLR2004  # no more than ten
    return [round(step * number, 9) for number in range(int(whole / step) + 1)]


def bars(attempts: Sequence[Mapping[str, Any]], whole: float) -> list[Bar]:
    """Attempts of one lane as bars; those too narrow to be seen go together with their neighbours.

    A failed attempt is never hidden in a bar of others that are done.
    """
    found: list[Bar] = []
    for each in attempts:
        left = _place(each["from_s"], whole)
        right = max(_place(each["to_s"], whole), left + 0.6)
        last = found[-1] if found else None
        is_narrow = right - left < NARROW
        if (
            last is not None
            and is_narrow
            and left - last.right < 1
            and last.right - last.left < 4 * NARROW
            and last.status == each["status"]
            and (len(last.attempts) > 1 or last.right - last.left < NARROW)
        ):
            last.right = max(last.right, right)
            last.attempts.append(each)
        else:
            found.append(Bar(left, right, [each]))
    return found


def _lane(
    attempts: Sequence[Mapping[str, Any]], top: float, whole: float, critical: set[str]
) -> Iterator[str]:
    for bar in bars(attempts, whole):
        first = bar.attempts[0]
        on_path = len(bar.attempts) == 1 and first["step_key"] in critical
        name = safe(first["step_key"])
        if len(bar.attempts) == 1:
            told = f"{name}: {first['status']}, {exact(first['to_s'] - first['from_s'])}"
            if first["attempt"] > 1:
                told += f", attempt {first['attempt']}"
        else:
            told = f"{count(len(bar.attempts), 'attempt')}: {name} to "
            told += safe(bar.attempts[-1]["step_key"])
        if on_path:
            told += ", on the critical path"
        classes = f"bar {bar.status}" + (" many" if len(bar.attempts) > 1 else "")
        classes += " on-path" if on_path else ""
        width = max(bar.right - bar.left, 1.0)
        find = f' data-in="ops" data-find="{line(first["step_key"])}"'
        yield (
            f'<rect class="{classes}"{find} x="{bar.left:.1f}" y="{top:.1f}" width="{width:.1f}" '
            f'height="{BAR:.0f}" rx="2"><title>{line(told)}</title></rect>'
        )
        short = name.rpartition(".")[2] or name
        if len(bar.attempts) == 1 and len(short) * _LETTER + 8 < width:
            yield (
                f'<text class="bar-name" x="{bar.left + 4:.1f}" y="{top + 13:.1f}">'
                f"{line(short)}</text>"
            )
