"""Times in documents: ISO 8601, UTC, to the millisecond."""

from __future__ import annotations

from graphmat.events.records import utc


def timestamp(seconds: float | None) -> str | None:
    """Seconds since the epoch as text that sorts, such as ``2026-01-31T12:00:00.000Z``."""
    moment = utc(seconds)
    if moment is None:
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def duration(started_at: float | None, ended_at: float | None) -> float | None:
    """Seconds between two times; None where one of them is not known."""
    if started_at is None or ended_at is None:
        return None
    return round(max(0.0, ended_at - started_at), 6)
