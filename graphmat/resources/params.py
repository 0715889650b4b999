"""Annotations that ask for resources; told apart from others without importing pydantic."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

T = TypeVar("T")


class _ResourceMark(str):
    """Marks a type hint as that of a resource; in a pydantic class, its field takes anything."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Any value: what it is becomes known when the run starts."""
        del source, handler
        from pydantic_core import core_schema  # noqa: PLC0415  # pydantic is in already

        return core_schema.any_schema()


RESOURCE_MARK: Final = _ResourceMark("graphmat_resource")

ResourceParam = Annotated[T, RESOURCE_MARK]
"""``store: ResourceParam[Store]``: a parameter that takes the resource of its name."""

ResourceDependency = Annotated[T, RESOURCE_MARK]
"""``store: ResourceDependency[Store]``: a field that holds a resource of any kind."""


def is_resource_hint(hint: Any) -> bool:
    """Whether a type hint asks for a resource."""
    if isinstance(hint, type):
        return hasattr(hint, "__graphmat_resource__")
    return RESOURCE_MARK in getattr(hint, "__metadata__", ())
