"""Config values as they are written in a run config document."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from graphmat.resources.env import EnvVar, IntEnvVar


def as_document(value: Any, *, whole: bool = False) -> Any:
    """A value as it is written in run config: enums by name, references to the environment kept.

    Args:
        value: Any config value.
        whole: Also write fields that are None because nobody gave them.
    """
    if isinstance(value, EnvVar | IntEnvVar):
        return {"env": value.env_var_name}
    if hasattr(type(value), "__config_document__"):
        return value.__config_document__(whole=whole)
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, Mapping):
        return {
            (key.name if isinstance(key, enum.Enum) else key): as_document(item, whole=whole)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [as_document(item, whole=whole) for item in value]
    return value
