"""Text that no database stores, written with escapes.

A file name that is not valid in its encoding reaches Python with halves of surrogate pairs in it,
and by way of an error message it reaches the log. To lose the event would be worse than to lose
the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.events.model import Event
from graphmat.events.records import RunRecord


def plain(value: Any) -> Any:
    """The value with such text in it, at any depth, written with backslashes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {plain(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def plain_event(event: Event) -> Event:
    """The event with its texts made plain; its asset's key stays what it is."""
    return Event(
        event.kind,
        event.run_id,
        event.time,
        plain(event.step_key),
        event.asset_key,
        plain(event.partition_key),
        plain(event.message),
        plain(event.data),
        event.sequence,
    )


def plain_run(run: RunRecord) -> RunRecord:
    """The run with its texts made plain."""
    return RunRecord(**{name: plain(getattr(run, name)) for name in RunRecord.__slots__})
