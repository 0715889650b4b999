"""The inputs of an op: what its function declares, joined with what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graphmat.definitions.arguments import as_dict
from graphmat.definitions.ins_outs import NO_VALUE, In
from graphmat.definitions.names import check_name
from graphmat.definitions.types import check_dagster_type
from graphmat.errors import (
    InvalidDefinitionError,
    ParameterError,
)

if TYPE_CHECKING:
    from graphmat.definitions.signature import (
        Parameter,
        Signature,
    )


def inputs_of(
    parameters: Sequence[Parameter],
    ins: Mapping[str, In] | None,
    signature: Signature,
    op_name: str,
) -> dict[str, In]:
    """The inputs in order: the function's own parameters, then those that only carry order."""
    if not ins:
        for parameter in parameters:
            check_name(parameter.name, f"an input of '{op_name}'")
        return {parameter.name: _input_of(parameter, None) for parameter in parameters}
    declared = as_dict(ins, "ins")
    for input_name, definition in declared.items():
        if not isinstance(definition, In):
            raise ParameterError(
                f"input '{input_name}' of '{op_name}' must be declared with In(...), "
                f"not {definition!r}"
            )
        check_name(input_name, f"an input of '{op_name}'")
        check_dagster_type(definition.dagster_type, f"input '{input_name}' of '{op_name}'")
    result = {}
    for parameter in parameters:
        check_name(parameter.name, f"an input of '{op_name}'")
        declaration = declared.pop(parameter.name, None)
        if declaration is not None and declaration.is_nothing:
            raise InvalidDefinitionError(
                f"input '{parameter.name}' of '{op_name}' is of type Nothing, so the function "
                "must not have it as a parameter",
                code="GM118",
            )
        result[parameter.name] = _input_of(parameter, declaration)
    for input_name, definition in declared.items():
        if not definition.is_nothing and not signature.has_kwargs:
            raise InvalidDefinitionError(
                f"'{op_name}' declares the input '{input_name}', but its function has no such "
                "parameter",
                code="GM118",
            )
        result[input_name] = definition
    return result


def _input_of(parameter: Parameter, declaration: In | None) -> In:
    if declaration is None:
        return In(parameter.annotation, default_value=parameter.default)
    if declaration.dagster_type is NO_VALUE or declaration.default_value is NO_VALUE:
        untyped = declaration.dagster_type is NO_VALUE
        undefaulted = declaration.default_value is NO_VALUE
        return In(
            parameter.annotation if untyped else declaration.dagster_type,
            declaration.description,
            parameter.default if undefaulted else declaration.default_value,
            declaration.metadata,
            declaration.asset_key,
            declaration.asset_partitions,
            declaration.input_manager_key,
        )
    return declaration
