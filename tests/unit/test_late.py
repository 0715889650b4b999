"""The doors from lower rooms into higher ones."""

from __future__ import annotations

import pytest

from graphmat import late


@pytest.mark.parametrize("door", sorted(late.DOORS))
def test_every_door_opens(door):
    """What is entered late is there, and can be called."""
    assert callable(late.enter(door))
