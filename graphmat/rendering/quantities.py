"""Numbers, times and lists in words that people read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from graphmat.rendering.plain import safe

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_KIB: Final = 1024
_SHORT_ID: Final = 8


def count(number: int, noun: str, plural: str | None = None) -> str:
    """``1 asset``, ``2 assets``."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def listed(names: Sequence[str], limit: int = 5) -> str:
    """``a, b and 3 more``."""
    if len(names) <= limit:
        return ", ".join(names)
    return f"{', '.join(names[:limit])} and {len(names) - limit} more"


def took(seconds: float | None) -> str:
    """A duration: ``0.02 s``, ``4.1 s``, ``2 min 05 s``, ``1 h 02 min``; empty where unknown."""
    if seconds is None:
        return ""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < _MINUTE_S:
        return f"{seconds:.1f} s"
    if seconds < _HOUR_S:
        minutes, rest = divmod(round(seconds), _MINUTE_S)
        return f"{minutes} min {rest:02d} s"
    hours, rest = divmod(round(seconds), _HOUR_S)
    return f"{hours} h {rest // _MINUTE_S:02d} min"


def size(size_bytes: int | None) -> str:
    """A size: ``159 B``, ``1.2 KiB``; empty where unknown."""
    if size_bytes is None:
        return ""
    if size_bytes < _KIB:
        return f"{size_bytes} B"
    amount = float(size_bytes)
    for unit in ("KiB", "MiB", "GiB"):
        amount /= _KIB
        if amount < _KIB:
            return f"{amount:.1f} {unit}"
    return f"{amount / _KIB:.1f} TiB"


def moment(timestamp: str | None, *, with_seconds: bool = False) -> str:
    """A time of a document in local time: ``2026-01-31 12:00``; empty where there is none."""
    if not timestamp:
        return ""
    local = datetime.fromisoformat(timestamp).astimezone()
    return local.strftime("%Y-%m-%d %H:%M:%S" if with_seconds else "%Y-%m-%d %H:%M")


def short_id(run_id: str | None) -> str:
    """The beginning of a run's id, enough to name it."""
    return safe((run_id or "")[:_SHORT_ID])


def place(location: Any) -> str:
    """``file:line`` of a document's location, relative to the current folder where it is below."""
    if not location:
        return ""
    return f"{near(location['file'])}:{location['line']}"


def near(path: str) -> str:
    """A path as seen from the current folder, where it lies below; else as it is."""
    try:
        here = Path.cwd()
    except OSError:
        return safe(path)
    prefix = str(here).rstrip(os.sep) + os.sep
    return safe(path.removeprefix(prefix))
