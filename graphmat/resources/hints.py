"""Python type hints → schemas: for ``config: int`` parameters and the fields of Config classes."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Mapping
from typing import Any, Final

from graphmat.errors import InvalidConfigDefinitionError
from graphmat.resources.alternatives import Choice, Noneable
from graphmat.resources.schema import Anything, Array, Map, Permissive, Scalar, Schema

_SCALARS: Final = (str, int, float, bool)


def schema_of_hint(hint: Any, what: str = "a config value") -> Schema:
    """The schema of values that fit a type hint.

    Args:
        hint: ``str``, ``int``, ``float``, ``bool``, ``list``, ``dict``, ``Any``, an enum, a
            ``Literal``, a Config class, and ``list[...]``, ``dict[..., ...]``, ``Optional[...]``
            of those.
        what: What the hint belongs to, for the message.

    Raises:
        InvalidConfigDefinitionError: No run config could be read as such a value.
    """
    if hint in _SCALARS:
        return Scalar(hint)
    if hint is Any:
        return Anything()
    made = getattr(hint, "__config_schema__", None)
    if made is not None:
        return typing.cast("Schema", made())
    if isinstance(hint, type) and not typing.get_args(hint):
        return _of_class(hint, what)
    if hasattr(hint, "__supertype__"):
        return schema_of_hint(hint.__supertype__, what)
    return _of_generic(hint, what)


def _of_class(hint: type, what: str) -> Schema:
    if hint is list:
        return Array(Anything())
    if hint is dict or hint is Mapping:
        return Permissive()
    if issubclass(hint, enum.Enum):
        return Choice({member.name: member for member in hint}, hint.__name__)
    raise unsupported(hint, what)


def _of_generic(hint: Any, what: str) -> Schema:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return schema_of_hint(arguments[0], what)
    if origin is typing.Literal:
        return Choice({value: value for value in arguments})
    if origin is typing.Union or origin is types.UnionType:
        inner = [argument for argument in arguments if argument is not type(None)]
        if len(inner) == 1:
            return Noneable(schema_of_hint(inner[0], what))
        raise unsupported(hint, what)
    if origin is list:
        return Array(schema_of_hint(arguments[0], what) if arguments else Anything())
    if isinstance(origin, type) and issubclass(origin, Mapping):
        if not arguments:
            return Permissive()
        return Map(schema_of_hint(arguments[0], what), schema_of_hint(arguments[1], what))
    raise unsupported(hint, what)


def unsupported(hint: Any, what: str) -> InvalidConfigDefinitionError:
    """The error of a hint that no run config can fit."""
    name = hint.__name__ if isinstance(hint, type) and not typing.get_args(hint) else str(hint)
    return InvalidConfigDefinitionError(
        f"{what} cannot be of type '{name}'",
        hint="config values are str, int, float, bool, list[...], dict[str, ...], Optional[...], "
        "Literal[...], an enum, a Config class, or a union of Config classes told apart by a "
        "discriminator; take such a type and convert it in a property or a validator",
    )
