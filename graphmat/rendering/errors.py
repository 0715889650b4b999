"""Errors as people read them: what, where, why; then what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.failures import exception_lines
from graphmat.rendering.plain import safe, safe_lines
from graphmat.rendering.quantities import near

if TYPE_CHECKING:
    from graphmat.errors import GraphmatError
    from graphmat.rendering.screen import Screen, Text

_FRAMES: Final = 6
_WORDED_BY_US: Final = frozenset(
    {"SyntaxError", "IndentationError", "TabError", "ModuleNotFoundError"}
)


def error_lines(screen: Screen, error: GraphmatError) -> list[Text]:
    """An error: ``error: …``, its evidence, and behind an empty line ``hint: …``."""
    faults = getattr(error, "faults", ())
    if len(faults) > 1:
        return _fault_lines(screen, faults)
    if faults:
        error = faults[0]
    first, *rest = safe_lines(error.message or _default_message(error))
    lines: list[Text] = [f"{screen.paint('error:', 'red')} {first}"]
    lines += [f"  {line}" for line in rest]
    lines += _evidence(error)
    return [*lines, *_hint(screen, error)]


def _default_message(error: GraphmatError) -> str:
    """An error without a message says what its class is for."""
    return (type(error).__doc__ or type(error).__name__).split("\n", 1)[0].rstrip(".")


def _fault_lines(screen: Screen, faults: Any) -> list[Text]:
    lines: list[Text] = [
        f"{screen.paint('error:', 'red')} the definitions have {len(faults)} faults"
    ]
    for fault in faults:
        lines.append("")
        code = f" {safe(fault.code)}" if fault.code else ""
        location = fault.location
        where = f"{near(location.file)}:{location.line}" if location is not None else "?"
        lines.append(f"  {where}{code}")
        lines += [f"    {line}" for line in safe_lines(fault.message or _default_message(fault))]
        if fault.hint:
            lines += [f"    hint: {line}" for line in safe_lines(fault.hint)]
    return lines


def _evidence(error: GraphmatError) -> list[Text]:
    """Where in the user's code, and what their code raised."""
    lines: list[Text] = []
    cause: Mapping[str, Any] | None = getattr(error, "cause_document", None)
    if cause:
        told, *rest = exception_lines(cause, frame_limit=_FRAMES)
        if not _is_told(cause, error.message):
            lines.append(f"  {told}")
        lines += [f"  {line}" for line in rest]
    if error.location is not None and not (cause and cause.get("frames")):
        lines.append(f"  at {near(error.location.file)}:{error.location.line}")
    return lines


def _is_told(cause: Mapping[str, Any], message: str) -> bool:
    """Whether an error's own message says already what its cause says."""
    if cause.get("class") in _WORDED_BY_US:
        return True
    return f"{cause.get('class')}: {cause.get('message')}" in message


def _hint(screen: Screen, error: GraphmatError) -> list[Text]:
    if not error.hint:
        return []
    first, *rest = safe_lines(error.hint)
    label = screen.paint("hint:", "cyan")
    return ["", f"{label} {first}", *(f"      {line}" for line in rest)]


def bug_lines(screen: Screen, error: BaseException, *, with_traceback: bool) -> list[Text]:
    """An exception of our own that nobody foresaw.

    Args:
        screen: Where it will be shown.
        error: The exception; where it was raised in the child, its cause is the traceback there.
        with_traceback: Whether the traceback is shown.
    """
    from_child = str(error.__cause__) if type(error).__name__ == "UnforeseenError" else None
    name = "" if from_child is not None else f"{type(error).__name__}: "
    first, *rest = safe_lines(error)
    lines: list[Text] = [
        f"{screen.paint('error:', 'red')} graphmat has a bug: {name}{first}",
        *(f"  {line}" for line in rest),
    ]
    if with_traceback:
        import traceback

        text = from_child or "".join(traceback.format_exception(error))
        lines += safe_lines(text.rstrip())
        advice = "please report it, with what stands above"
    else:
        advice = "run it again with GRAPHMAT_DEBUG=1 for the traceback, and please report it"
    return [*lines, "", f"{screen.paint('hint:', 'cyan')} {advice}"]
