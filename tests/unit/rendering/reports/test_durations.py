from __future__ import annotations

import pytest

from graphmat.rendering.reports.durations import exact


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.0, "0.0 ms"),
        (0.00042, "0.4 ms"),
        (0.012, "12 ms"),
        (0.9994, "999 ms"),
        (1.44, "1.4 s"),
        (125, "2 min 05 s"),
    ],
)
def test_exact(seconds: float | None, text: str) -> None:
    """Quick ops are told apart; long ones are told as everywhere."""
    assert exact(seconds) == text
