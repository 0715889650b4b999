"""``runs logs`` as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphmat.rendering.plain import safe, safe_lines
from graphmat.rendering.quantities import moment
from graphmat.rendering.screen import Styled, Text

_STYLES = {"warning": "yellow", "error": "red", "critical": "red", "debug": "dim"}


def log_lines(entries: Sequence[Mapping[str, Any]]) -> list[Text]:
    """What was logged: time, step, and the level where it is not info."""
    lines: list[Text] = []
    for entry in entries:
        time = moment(entry["at"], with_seconds=True)
        label = "" if entry["level_name"] == "info" else f"{entry['level_name'].upper()}: "
        step = f"{safe(entry['step_key'])}: " if entry["step_key"] else ""
        style = _STYLES.get(entry["level_name"], "")
        first, *rest = safe_lines(entry["message"])
        lines.append(Styled(f"{time}  {step}{label}{first}", style))
        lines += [Styled(f"{' ' * len(time)}  {line}", style) for line in rest]
    return lines
