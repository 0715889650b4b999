from __future__ import annotations

import pytest

from graphmat.resources.io_base import InputManager, IOManager


def test_io_managers_are_abstract() -> None:
    """An I/O manager without its two methods cannot be made."""

    class Half(IOManager):
        def load_input(self, context):
            return 1

    with pytest.raises(TypeError, match="handle_output"):
        Half()
    with pytest.raises(TypeError, match="load_input"):
        InputManager()


def test_io_managers_load_inputs() -> None:
    """An I/O manager can stand where an input manager is wanted."""

    class Whole(IOManager):
        def handle_output(self, context, obj):
            return None

        def load_input(self, context):
            return context

    assert isinstance(Whole(), InputManager)
    assert Whole().load_input(3) == 3
