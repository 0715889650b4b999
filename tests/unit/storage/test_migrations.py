from __future__ import annotations

from graphmat.storage.migrations import CURRENT_VERSION, UPGRADES


def test_every_older_version_has_a_step_to_the_next():
    """There is one upgrade for each version before the current one."""
    assert len(UPGRADES) == CURRENT_VERSION - 1
