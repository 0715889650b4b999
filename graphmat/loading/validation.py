"""Faults of definitions."""

from __future__ import annotations

from typing import Any


def validate_definitions(definitions: Any) -> None:
    """Find the faults of definitions."""
    _ = definitions.asset_graph
