"""Reading a config value for an op, resource or mapping, however its config is declared."""

from __future__ import annotations

import typing
from typing import Any

from graphmat.resources.env import read_env_deep
from graphmat.resources.faults import ABSENT, ConfigCheck, Path
from graphmat.resources.hints import schema_of_hint
from graphmat.resources.schema import Schema, as_schema
from graphmat.resources.written import as_document


def is_config_class(annotation: Any) -> bool:
    """Whether an annotation is a ``Config`` class; told without importing pydantic."""
    return isinstance(annotation, type) and hasattr(annotation, "__graphmat_config__")


def config_schema_of(declared: Any, what: str = "config") -> Schema:
    """The schema of a ``config_schema`` or of the annotation of a ``config`` parameter.

    Raises:
        InvalidConfigDefinitionError: No run config can be read for it.
    """
    is_hint = typing.get_origin(declared) is not None or hasattr(declared, "__supertype__")
    if is_hint or (isinstance(declared, type) and declared not in (str, int, float, bool)):
        return schema_of_hint(declared, what)
    return as_schema(declared)


def read_config(declared: Any, value: Any, path: Path, check: ConfigCheck) -> Any:
    """What the user's code gets as its config.

    Args:
        declared: A Config class, any ``config_schema`` or annotation, a schema, or None where
            nothing is declared: then whatever is written is taken.
        value: What is written; ``ABSENT`` where nothing is.
        path: Where it stands.
        check: Gathers faults.

    Returns:
        A Config object or plain values; None or ``ABSENT`` where there is nothing.
    """
    if declared is None:
        return None if value is ABSENT else read_env_deep(value, path, check)
    if is_config_class(declared):
        return declared.__config_build__(value, path, check)
    schema = config_schema_of(declared)
    read = (
        schema.absent(path, check)
        if value is ABSENT
        else schema.read(
            as_document(value) if hasattr(type(value), "__config_document__") else value,
            path,
            check,
        )
    )
    return None if read is ABSENT else read


def config_values(value: Any) -> Any:
    """What was read, as plain values: a Config object as the dictionary it was read from."""
    return as_document(value, whole=True) if is_config_class(type(value)) else value
