"""Values in memory are handed over as they are."""

from __future__ import annotations

from graphmat.definitions.io_context import build_input_context, build_output_context
from graphmat.io_managers.memory import InMemoryIOManager


def test_the_very_object_is_handed_over():
    """No copy is made: what cannot be copied passes too."""
    manager, value = InMemoryIOManager(), object()
    manager.handle_output(build_output_context(asset_key="a"), value)

    assert manager.load_input(build_input_context(asset_key="a")) is value


def test_two_managers_share_nothing():
    """What one holds, another does not."""
    first, second = InMemoryIOManager(), InMemoryIOManager()
    first.handle_output(build_output_context(asset_key="a"), 1)

    assert second.values == {}
