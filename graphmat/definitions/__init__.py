"""What the user said.

Purpose: the decorators and classes of the public API; runs nothing but the bodies of graphs.
Takes: the user's functions.
Gives: ``OpDefinition``, ``GraphDefinition``, ``AssetsDefinition``, ``Definitions`` and their parts.
May import: partitions, resources, events, keys, errors, collector.
To add one: an option of a decorator is one field of ``AssetSpec`` or ``OpDefinition`` and one
    parameter of the decorators; a test compares the decorators' signatures.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphmat.definitions.definitions import Definitions
    from graphmat.definitions.entry_points import LazyDefinitions


class _Room(ModuleType):
    """A room that bears the name of a public decorator, ``@graphmat.definitions``, and is both."""

    def __call__(self, fn: Callable[[], Definitions]) -> LazyDefinitions:
        """Make the definitions of a module in a function; see ``entry_points.definitions``."""
        from graphmat.definitions.entry_points import definitions

        return definitions(fn)


sys.modules[__name__].__class__ = _Room
