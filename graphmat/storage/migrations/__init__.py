"""The versions of the schema, and the way from each to the next.

``graphmat.storage.schema`` describes the current version. A change to it raises ``CURRENT_VERSION``
and adds the step that takes a log of the version before to the new one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

CURRENT_VERSION: Final = 1

UPGRADES: Final[tuple[Callable[[Any], None], ...]] = ()
"""``UPGRADES[n - 1]`` takes a connection whose log has version ``n`` to version ``n + 1``."""
