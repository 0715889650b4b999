from __future__ import annotations

import time
from pathlib import Path

import pytest

from graphmat.rendering import quantities


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.0, "0.00 s"),
        (0.987, "0.99 s"),
        (4.06, "4.1 s"),
        (125, "2 min 05 s"),
        (3725, "1 h 02 min"),
    ],
)
def test_took(seconds: float | None, text: str) -> None:
    """Durations are as exact as a reader needs."""
    assert quantities.took(seconds) == text


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(None, ""), (0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 30, "5.0 GiB")],
)
def test_size(size_bytes: int | None, text: str) -> None:
    """Sizes are in binary units."""
    assert quantities.size(size_bytes) == text


def test_count_and_listed() -> None:
    """Nouns have a plural, and long lists an end."""
    assert quantities.count(1, "asset") == "1 asset"
    assert quantities.count(0, "asset") == "0 assets"
    assert quantities.listed(["a", "b"], 2) == "a, b"
    assert quantities.listed(["a", "b", "c", "d"], 2) == "a, b and 2 more"


def test_moment_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time in UTC is shown as the reader's clock shows it."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert quantities.moment("2026-01-31T20:00:00.000Z") == "2026-02-01 05:00"
        assert quantities.moment(None) == ""
    finally:
        monkeypatch.undo()
        time.tzset()


def test_place_is_near(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file below the current folder is shown as seen from there."""
    monkeypatch.chdir(tmp_path)

    assert quantities.place({"file": str(tmp_path / "a" / "b.py"), "line": 3}) == "a/b.py:3"
    assert quantities.place({"file": "/elsewhere/b.py", "line": 3}) == "/elsewhere/b.py:3"
    assert quantities.place(None) == ""
