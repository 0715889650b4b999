"""Fields of pydantic classes that may hold what is only known when a run starts.

An ``EnvVar`` is no int, and a resource left to the launch is no resource yet; each field's
validation is wrapped so that such values pass unread. They are read, and validated, at run start.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, Final, cast

from pydantic_core import core_schema

from graphmat.resources.env import EnvVar, IntEnvVar


def let_fields_wait(made: Any, optional_fields: Mapping[str, bool]) -> None:
    """Wrap the validation of each field in pydantic's description of a class, in place.

    Args:
        made: The description.
        optional_fields: Field name → whether it is None where it is not given.
    """
    fields = _model_fields_of(made) or {}
    for name, field in fields.items():
        schema = _deferrable(field["schema"])
        if optional_fields.get(name) and schema.get("type") != "default":
            schema = core_schema.with_default_schema(schema, default=None)
        field["schema"] = schema


def is_optional(hint: Any) -> bool:
    """Whether a type hint allows None."""
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return is_optional(typing.get_args(hint)[0])
    if origin is typing.Union or origin is types.UnionType:
        return type(None) in typing.get_args(hint)
    return hint is type(None)


_FUNCTION_SCHEMAS: Final = frozenset(
    {"function-before", "function-after", "function-wrap", "model", "default", "nullable"}
)


def _model_fields_of(made: Any) -> dict[str, Any] | None:
    """The fields in pydantic's own description of a class; None where it is not found there."""
    while isinstance(made, dict):
        if made.get("type") == "model-fields":
            return cast("dict[str, Any]", made["fields"])
        if made.get("type") == "definitions" or made.get("type") in _FUNCTION_SCHEMAS:
            made = made.get("schema")
        else:
            return None
    return None


def _deferrable(made: Any) -> Any:
    """A field's validation that lets through, unread, what is only known when a run starts."""
    kind = made.get("type")
    if kind in ("default", "nullable"):
        return {**made, "schema": _deferrable(made["schema"])}
    if kind == "list" and "items_schema" in made:
        return {**made, "items_schema": _deferrable(made["items_schema"])}
    if kind == "dict" and "values_schema" in made:
        return {**made, "values_schema": _deferrable(made["values_schema"])}
    if kind == "literal":
        # it may tell the classes of a union apart, which pydantic does only with a bare literal
        return made
    if made.get("function", {}).get("function") is _let_deferred_pass:
        return made
    return core_schema.no_info_wrap_validator_function(_let_deferred_pass, made)


def _let_deferred_pass(value: Any, validate: Any) -> Any:
    if isinstance(value, EnvVar | IntEnvVar):
        return value
    if getattr(type(value), "__graphmat_deferred__", False):
        return value
    return validate(value)
