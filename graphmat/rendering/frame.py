"""One frame of the live display: lines that fit a terminal of any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from graphmat.rendering.plain import padded, safe, width_of
from graphmat.rendering.quantities import count, took
from graphmat.rendering.screen import Styled

if TYPE_CHECKING:
    from graphmat.rendering.estimate import Estimate
    from graphmat.rendering.run_state import RunState

MOST_LINES: Final = 12
_WIDE: Final = 50
_SLOW: Final = 2.0
"""A step that takes so many times its usual time is marked."""


def frame_lines(
    state: RunState,
    usual: Mapping[str, float],
    rest: Estimate,
    now: float,
    *,
    width: int,
    height: int,
    has_unicode: bool = True,
) -> list[Styled]:
    """What a run looks like at a moment.

    Args:
        state: The run.
        usual: Step → how long it usually takes, in seconds.
        rest: What is left of it.
        now: Seconds since the epoch.
        width: Columns of the terminal; every line is narrower.
        height: Its lines; the frame leaves some of them free.
        has_unicode: Whether arrows and dots can be drawn.
    """
    room = max(1, min(MOST_LINES, height - 3))
    lines = [Styled(_head(state, rest, now, width - 1), "bold")]
    path = _path_line(rest, width - 1, has_unicode=has_unicode) if room > 4 else None  # noqa: PLR2004  # else the steps need it
    free = room - 1 - (path is not None)
    running = sorted(state.running.items(), key=lambda each: (each[1], each[0]))
    shown = running if len(running) <= free else running[: max(0, free - 1)]
    key_width = max((width_of(safe(step)) for step, _ in shown), default=0)
    for step, began in shown:
        normal = usual.get(step) or state.item_usual(step)
        lines.append(_step_line(step, now - began, normal, key_width, width - 1, has_unicode))
    if len(running) > len(shown) and free > 0:
        more = len(running) - len(shown)
        text = f"  and {more} more running" if shown else f"  {more} running"
        lines.append(Styled(cut(text, width - 1, has_unicode=has_unicode), "dim"))
    if path is not None:
        lines.append(path)
    return lines


def _head(state: RunState, rest: Estimate, now: float, width: int) -> str:
    """Assets, steps, time, and what is left; the least important parts give way."""
    ended, total, is_open = state.counts
    made = len(state.made & state.planned)
    more = "+" if is_open else ""
    parts: list[tuple[int, str]] = []
    if state.planned:
        parts.append((0, f"{made} of {count(len(state.planned), 'asset')}"))
    parts.append((3 if state.planned else 0, f"{ended} of {total}{more} ops"))
    if state.failure_count:
        parts.append((1, f"{state.failure_count} failed"))
    if state.began:
        parts.append((4, clock(now - state.began)))
    if rest.left_s is not None:
        word = "at least" if rest.is_least or is_open else "about"
        parts.append((2, f"{word} {clock(rest.left_s)} left"))
    while len(parts) > 1 and len(_joined(parts)) > width:
        parts.remove(max(parts))
    text = _joined(parts)
    if len(text) > width and state.planned:
        text = f"{made}/{len(state.planned)}"
    return text[:width]


def _joined(parts: Sequence[tuple[int, str]]) -> str:
    return ", ".join(text for _, text in parts)


def _step_line(
    step: str,
    elapsed_s: float,
    normal: float | None,
    key_width: int,
    width: int,
    has_unicode: bool,
) -> Styled:
    time = clock(elapsed_s)
    lead = ("▸ " if has_unicode else "> ") if width > 8 else ""  # noqa: PLR2004  # every column counts
    text = f"{time:>6}"
    if width >= _WIDE and normal is not None:
        text += f"  usually {clock(normal)}"
    room = width - len(lead) - 2 - (max(len(text), 24) if width >= _WIDE else len(text))
    key = cut(safe(step), max(1, room), has_unicode=has_unicode, at_start=True)
    is_slow = normal is not None and elapsed_s > 1 and elapsed_s > normal * _SLOW
    line = f"{lead}{padded(key, min(key_width, max(1, room)))}  {text}"
    return Styled(cut(line, width, has_unicode=has_unicode), "yellow" if is_slow else "cyan")


def _path_line(rest: Estimate, width: int, *, has_unicode: bool) -> Styled | None:
    """The steps that follow each other longest, as many as fit."""
    if len(rest.path) < 2 or width < _WIDE:  # noqa: PLR2004  # one step is no path
        return None
    arrow = " → " if has_unicode else " -> "
    text = f"critical path: {safe(rest.path[0])}"
    for place, step in enumerate(rest.path[1:], 2):
        more = len(rest.path) - place
        tail = f"{arrow}{more} more" if more else ""
        longer = f"{text}{arrow}{safe(step)}"
        if width_of(longer) + len(tail) > width:
            text += f"{arrow}{more + 1} more"
            break
        text = longer
    return Styled(cut(text, width, has_unicode=has_unicode), "dim")


def clock(seconds: float) -> str:
    """A duration as it is read while it grows: in whole seconds."""
    return f"{max(0, int(seconds))} s" if seconds < 60 else took(seconds)  # noqa: PLR2004  # a minute


def cut(text: str, width: int, *, has_unicode: bool, at_start: bool = False) -> str:
    """A text that is too wide without its end, or its beginning, and with a mark for that."""
    if width_of(text) <= width:
        return text
    mark = "…" if has_unicode else "..."
    room = width - len(mark)
    if room < 1:
        return text[-width:] if at_start else text[:width]
    while width_of(text) > room:
        text = text[1:] if at_start else text[:-1]
    return mark + text if at_start else text + mark
