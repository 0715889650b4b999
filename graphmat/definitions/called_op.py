"""An op as it is called in a graph, and its names from the top down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class OpHandle(str):
    """The names of a call from the top down, joined by dots."""

    __slots__ = ()

    @property
    def path(self) -> list[str]:
        """The names."""
        return self.split(".")

    @property
    def name(self) -> str:
        """The last name."""
        return self.path[-1]

    @property
    def parent(self) -> OpHandle | None:
        """The graph around it."""
        return OpHandle(self.rpartition(".")[0]) if "." in self else None

    @property
    def root(self) -> OpHandle:
        """The outermost name."""
        return OpHandle(self.path[0])

    def to_string(self) -> str:
        """As text."""
        return str(self)


class CalledOp:
    """An op as it is called in a graph.

    Args:
        step: The step.
    """

    __slots__ = ("_step",)

    def __init__(self, step: Any) -> None:
        self._step = step

    @property
    def name(self) -> str:
        """The name of the call."""
        return str(self._step.path[-1])

    @property
    def definition(self) -> Any:
        """The op as it is defined."""
        return self._step.op

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags of the op and of the call."""
        tags: Mapping[str, str] = self._step.tags
        return tags

    def __getattr__(self, name: str) -> Any:
        return getattr(self._step.op, name)
