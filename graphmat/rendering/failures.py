"""Exceptions of users' code: the exception's line, and the user's own frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.plain import safe, safe_lines
from graphmat.rendering.quantities import near

if TYPE_CHECKING:
    from graphmat.rendering.screen import Text

_MESSAGE_LINES: Final = 12


def exception_lines(
    error: Mapping[str, Any], *, frame_limit: int = 4, message_limit: int = _MESSAGE_LINES
) -> list[Text]:
    """An exception's document as lines: ``Class: message``, then frames, innermost last.

    Args:
        error: ``class``, ``message``, ``frames`` and perhaps ``cause``, as recorded.
        frame_limit: How many frames at most; the innermost stay.
        message_limit: How many lines of the message at most.
    """
    lines: list[Text] = []
    while error:
        first, *rest = safe_lines((error.get("message") or "").strip() or "")
        name = safe(error.get("class", "error"))
        lines.append(f"{name}: {first}" if first else name)
        if len(rest) >= message_limit:
            left = len(rest) - message_limit + 1
            rest = [*rest[: message_limit - 1], f"({left} more lines)"]
        lines += [f"    {line}" for line in rest]
        for note in error.get("notes") or ():
            lines += [f"    {line}" for line in safe_lines(note)]
        lines += frame_lines(error.get("frames") or (), frame_limit)
        if "at" in error:
            file, line = error["at"]
            lines.append(f"  at {near(file)}:{line}")
        lines += _member_lines(error, frame_limit, message_limit)
        cause = error.get("cause")
        if not cause:
            break
        lines.append("caused by")
        error = cause
    return lines


def _member_lines(error: Mapping[str, Any], frame_limit: int, message_limit: int) -> list[Text]:
    """The exceptions of a group, one below the other."""
    members = error.get("members") or ()
    lines: list[Text] = []
    for number, member in enumerate(members, 1):
        lines.append(f"  {number} of {error.get('member_count', len(members))}")
        found = exception_lines(member, frame_limit=frame_limit, message_limit=message_limit)
        lines += [f"    {line}" for line in found]
    return lines


def frame_lines(frames: Sequence[Sequence[Any]], limit: int) -> list[Text]:
    """Frames as ``file:line in function: text of the line``."""
    lines: list[Text] = []
    if len(frames) > limit:
        lines.append(f"  ({len(frames) - limit} more frames)")
    for file, line, function, text in frames[-limit:]:
        where = "" if function == "<module>" else f" in {safe(function)}"
        lines.append(f"  {near(file)}:{line}{where}" + (f": {safe(text)}" if text else ""))
    return lines
