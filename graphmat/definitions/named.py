"""Inputs and outputs together with their names, as people look at them in Python."""

from __future__ import annotations

from typing import Any

from graphmat.definitions.ins_outs import NO_VALUE, In, Nothing, Out


class Named:
    """An input or output of an op together with its name."""

    __slots__ = ("definition", "name")

    def __init__(self, name: str, definition: In | Out) -> None:
        self.name = name
        self.definition = definition

    def __getattr__(self, attribute: str) -> Any:
        if attribute == "dagster_type":
            return _NamedType(self.definition.dagster_type)
        return getattr(self.definition, attribute)


class _NamedType:
    """A type as it is shown on the definition of an input or output."""

    __slots__ = ("hint",)

    def __init__(self, hint: Any) -> None:
        self.hint = hint

    @property
    def display_name(self) -> str:
        """The type as people read it."""
        from graphmat.definitions.types import type_name

        return type_name(self.hint)

    key = unique_name = display_name

    @property
    def is_nothing(self) -> bool:
        """Whether it carries order, not data."""
        return self.hint is Nothing

    @property
    def typing_type(self) -> Any:
        """The Python type."""
        return Any if self.hint is NO_VALUE else self.hint
