"""Durations fine enough to compare quick ops."""

from __future__ import annotations

from graphmat.rendering.quantities import took


def exact(seconds: float | None) -> str:
    """A duration: ``0.4 ms``, ``12 ms``, then as everywhere: ``1.4 s``, ``2 min 05 s``."""
    if seconds is None or seconds >= 1:
        return took(seconds)
    milliseconds = seconds * 1000
    if milliseconds < 9.95:  # noqa: PLR2004  # two digits
        return f"{milliseconds:.1f} ms"
    return f"{milliseconds:.0f} ms"
