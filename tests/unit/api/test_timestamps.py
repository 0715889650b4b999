from __future__ import annotations

from graphmat.api.timestamps import duration, timestamp


def test_timestamp_is_utc_text() -> None:
    """A time is written so that it sorts and says its zone."""
    assert timestamp(0.5) == "1970-01-01T00:00:00.500Z"
    assert timestamp(None) is None


def test_duration() -> None:
    """A duration is known when both ends are, and never negative."""
    assert duration(1.0, 3.5) == 2.5
    assert duration(3.0, 1.0) == 0.0
    assert duration(1.0, None) is None
