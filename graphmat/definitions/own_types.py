"""Checks of the user's own for Python classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.definitions.types import (
    CHECK_OF_CLASS,
    DagsterType,
    PythonObjectDagsterType,
    TypeCheck,
    check_of,
    own_check,
)
from graphmat.errors import ParameterError


def make_python_type_usable_as_dagster_type(python_type: type, dagster_type: DagsterType) -> None:
    """Let a class stand for a type: where the class is the hint, the type's check is made.

    Args:
        python_type: The class.
        dagster_type: The type with the check.

    Raises:
        ParameterError: One of them is of the wrong kind.
    """
    given: tuple[Any, Any] = (python_type, dagster_type)
    if not (isinstance(given[0], type) and isinstance(given[1], DagsterType)):
        raise ParameterError("a class and a DagsterType are wanted")
    CHECK_OF_CLASS[python_type] = dagster_type


def usable_as_dagster_type(
    name: Any = None, description: str | None = None, loader: Any = None
) -> Any:
    """Give a class a name and a description as a type; hints are the class itself.

    Args:
        name: The name to show; default: the class's.
        description: What it is.
        loader: Makes a value of it from run config.
    """

    def decorate(cls: type) -> type:
        made = PythonObjectDagsterType(
            cls,
            name=name if isinstance(name, str) else cls.__name__,
            description=description,
            loader=loader,
        )
        CHECK_OF_CLASS[cls] = made
        return cls

    return decorate(name) if isinstance(name, type) else decorate


def check_dagster_type(dagster_type: Any, value: Any) -> TypeCheck:
    """Check a value against a hint or type, as a test does.

    Args:
        dagster_type: A hint or a ``DagsterType``.
        value: The value.
    """
    found = own_check(dagster_type)
    if found is not None:
        return found.type_check(None, value)
    check = check_of(dagster_type if dagster_type is not NO_VALUE else Any)
    why = check(value) if check is not None else None
    return TypeCheck(why is None, why)


class DagsterTypeLoader:
    """Makes a value of a type from run config.

    Args:
        function: Called with a context and the config.
        config_schema: What the config may be.
        required_resource_keys: Resources that the function uses.
    """

    def __init__(
        self, function: Callable[[Any, Any], Any], config_schema: Any, required_resource_keys: Any
    ) -> None:
        self.function = function
        self.config_schema = config_schema
        self.required_resource_keys = frozenset(required_resource_keys or ())


def dagster_type_loader(
    config_schema: Any, required_resource_keys: Any = None
) -> Callable[[Callable[[Any, Any], Any]], DagsterTypeLoader]:
    """Make a loader of a function: values of a type from run config.

    Args:
        config_schema: What the config may be.
        required_resource_keys: Resources that the function uses.
    """
    return lambda function: DagsterTypeLoader(function, config_schema, required_resource_keys)
