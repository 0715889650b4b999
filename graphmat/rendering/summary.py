"""The end of a run in a few lines: what was made, what was not and why, and what to type next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphmat.rendering.failures import exception_lines
from graphmat.rendering.inputs import input_lines
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, listed, short_id, took
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import fact_lines

_NAMES: Final = 6
_REASONS: Final = 2
_FRAMES: Final = 3
_MOST_LINES: Final = 9
"""With the next command they are ten."""

STATUS_WORDS: Final = {
    "success": "done",
    "failure": "failed",
    "canceled": "stopped",
    "interrupted": "interrupted",
    "started": "running",
}
STATUS_STYLES: Final = {
    "success": "green",
    "failure": "red",
    "canceled": "yellow",
    "interrupted": "yellow",
}


def summary_lines(screen: Screen, run: Mapping[str, Any]) -> list[Text]:
    """A run's document as a summary of some ten lines; failures may add their frames."""
    facts: list[tuple[str, Text]] = []
    expected = _names(run, is_expected=True)
    unexpected = _names(run, is_expected=False)
    if expected:
        facts.append(("materialized", listed(expected, _NAMES)))
    if unexpected:
        text = f"{listed(unexpected, _NAMES)} (not selected, but made all the same)"
        facts.append(("unexpected", Styled(text, "yellow")))
    facts += _reasons(run["not_materialized"])
    facts += _checks(run["checks"])
    if run["status"] == "failure" and not run["failures"]:
        facts.append(("why", Styled(safe(run["error"] or ""), "red")))
    lines: list[Text] = [headline(screen, run), *fact_lines(screen, facts, "  ")]
    room = _MOST_LINES - len(lines)
    return lines + _failures_within(run["failures"], max(2, room))


def _failures_within(failures: Sequence[Mapping[str, Any]], room: int) -> list[Text]:
    """What failed, in so many lines: the first failure in as much detail as there is room for."""
    if not failures:
        return []
    more = len(failures) - 1
    tail: list[Text] = [f"  and {count(more, 'failure')} more"] if more else []
    room -= len(tail)
    for frames, causes in ((_FRAMES, True), (1, True), (_FRAMES, False), (1, False)):
        first = failures[0] if causes else {**failures[0], "cause": None, "members": None}
        lines = failure_lines([first], limit=1, frame_limit=frames, message_limit=3)
        if len(lines) <= room:
            break
    return [*lines[: max(1, room)], *tail]


def headline(screen: Screen, run: Mapping[str, Any]) -> str:
    """How a run ended: status, how many assets, how long, its id."""
    word = screen.paint(
        STATUS_WORDS.get(run["status"], safe(run["status"])), STATUS_STYLES.get(run["status"], "")
    )
    made = len(run["materialized"])
    parts = [f"{count(made, 'asset')} materialized"] if made or run["not_materialized"] else []
    failed = sum(1 for step in run["steps"] if step["status"] == "failure")
    if failed:
        parts.append(f"{count(failed, 'step')} failed")
    if not parts:
        parts.append(f"{count(len(run['steps']), 'step')} ran")
    time = f" in {took(run['duration_s'])}" if run["duration_s"] is not None else ""
    return f"{word}: {', '.join(parts)}{time} (run {short_id(run['run_id'])})"


def _names(run: Mapping[str, Any], *, is_expected: bool) -> list[str]:
    return [asset_name(each) for each in run["materialized"] if each["is_expected"] == is_expected]


def asset_name(each: Mapping[str, Any]) -> str:
    """An asset's key, and its partition in brackets."""
    partition = each["partition"]
    name = safe(each["asset"])
    return name if partition is None else f"{name}[{safe(partition)}]"


def _reasons(missing: Sequence[Mapping[str, Any]]) -> list[tuple[str, Text]]:
    label = "not materialized"
    facts: list[tuple[str, Text]] = []
    for each in missing[:_REASONS]:
        facts.append((label, Styled(f"{asset_name(each)}: {safe(each['why'])}", "yellow")))
        label = ""
    if len(missing) > _REASONS:
        names = listed([asset_name(each) for each in missing[_REASONS:]], _NAMES)
        facts.append(("", f"and {len(missing) - _REASONS} more: {names}"))
    return facts


def _checks(checks: Sequence[Mapping[str, Any]]) -> list[tuple[str, Text]]:
    if not checks:
        return []
    failed = [check for check in checks if not check["passed"]]
    if not failed:
        return [("checks", f"{len(checks)} passed")]
    names = listed(
        [f"{safe(each['check'])} of {safe(each['asset'])} ({each['severity']})" for each in failed],
        _REASONS,
    )
    return [("checks", Styled(f"{len(failed)} of {len(checks)} failed: {names}", "red"))]


def failure_lines(
    failures: Sequence[Mapping[str, Any]],
    *,
    limit: int | None,
    frame_limit: int,
    message_limit: int = 12,
) -> list[Text]:
    """What failed, each with the user's own exception and frames, and what the op was given."""
    lines: list[Text] = []
    for failure in failures[:limit]:
        where = failure["step_key"] or failure.get("what") or ""
        first, *rest = exception_lines(
            failure, frame_limit=frame_limit, message_limit=message_limit
        )
        # What befell the run itself, not a step of it, has the exception's line for its name.
        what = first if safe(where) in {"", first} else f"{safe(where)}: {first}"
        lines.append(Styled(f"  failed  {what}", "red"))
        lines += [f"          {line}" for line in rest]
        lines += [f"        {line}" for line in input_lines(failure.get("inputs") or ())]
        if failure.get("hint"):
            lines.append(f"          hint: {safe(failure['hint'])}")
    if limit is not None and len(failures) > limit:
        lines.append(f"  and {count(len(failures) - limit, 'failure')} more")
    return lines
