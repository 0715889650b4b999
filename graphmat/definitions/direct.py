"""Calling an op as a function, outside a graph: in a test, or inside another op."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.definitions.context import ExecutionContext
from graphmat.definitions.direct_context import DirectExecutionContext
from graphmat.definitions.names import how_many
from graphmat.definitions.types import DagsterType, check_of
from graphmat.errors import (
    InvalidInvocationError,
    MissingOutputError,
    StepOutputError,
    TypeCheckError,
    did_you_mean,
)


def call_directly(op: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Call the function of an op.

    Args:
        op: The op.
        args: A context, if the op takes one, and inputs in order.
        kwargs: Inputs by name, ``config``, resources.

    Returns:
        What the function returns; outputs of a generator are checked as they come.

    Raises:
        InvalidInvocationError: An argument is missing, or unknown.
        TypeCheckError: A value is not of the declared type.
    """
    given = dict(kwargs)
    context, positional = _context_of(op, args, given)
    arguments = _arguments(op, positional, given, context)
    for name, value in arguments.items():
        if name in op.ins:
            _check(op, "input", name, op.ins[name], value)
    if op.context_param is not None:
        arguments[op.context_param] = (
            context.bind(op) if isinstance(context, DirectExecutionContext) else context
        )
    returned = op.compute_fn(**arguments)
    signature = op.signature
    if signature.is_generator:
        wanted = context.selected_output_names if context is not None else set(op.outs)
        return _generated(op, returned, wanted)
    if signature.is_coroutine or signature.is_async_generator:
        return returned
    _check_returned(op, returned)
    return returned


def _context_of(op: Any, args: tuple[Any, ...], given: dict[str, Any]) -> tuple[Any, list[Any]]:
    positional = list(args)
    if op.context_param is None:
        if positional and isinstance(positional[0], ExecutionContext):
            return positional[0], positional[1:]
        return None, positional
    if op.context_param in given:
        context = given.pop(op.context_param)
    elif positional:
        context = positional.pop(0)
    else:
        raise InvalidInvocationError(
            f"'{op.name}' takes a context, but is called without one",
            hint="build_op_context() makes one",
        )
    if context is not None and not isinstance(context, ExecutionContext):
        raise InvalidInvocationError(
            f"the first argument of '{op.name}' must be a context, not {context!r}",
            hint="build_op_context() makes one",
        )
    return context, positional


def _arguments(
    op: Any, positional: list[Any], given: dict[str, Any], context: Any
) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if op.config_param is not None:
        arguments[op.config_param[0]] = _config(op, positional, given, context)
    elif op.config_schema is not None and context is not None:
        _read_plain_config(op, context)
    for name in op.resource_params:
        arguments[name] = _resource(op, name, positional, given, context)
    if op.required_resource_keys and context is not None:
        _check_resources(op, context)
    arguments.update(_inputs(op, positional, given))
    return arguments


def _inputs(op: Any, positional: list[Any], given: dict[str, Any]) -> dict[str, Any]:
    """The inputs, from what is left of the arguments."""
    arguments: dict[str, Any] = {}
    names = list(op.input_params)
    if len(positional) > len(names):
        raise InvalidInvocationError(
            f"'{op.name}' takes {how_many(len(names), 'input')}, but {len(positional)} are given"
        )
    for name, value in zip(names, positional, strict=False):
        if name in given:
            raise InvalidInvocationError(f"input '{name}' of '{op.name}' is given twice")
        arguments[name] = value
    for name in names:
        if name in arguments:
            continue
        if name in given:
            arguments[name] = given.pop(name)
        elif op.ins[name].has_default_value:
            arguments[name] = op.ins[name].default_value
        else:
            raise InvalidInvocationError(f"input '{name}' of '{op.name}' is not given")
    for name in list(given):
        if name in op.ins:  # an input that carries order only
            del given[name]
    if given:
        name = next(iter(given))
        raise InvalidInvocationError(
            f"'{op.name}' has no input '{name}'", hint=did_you_mean(name, op.ins)
        )
    return arguments


def _config(op: Any, positional: list[Any], given: dict[str, Any], context: Any) -> Any:
    from graphmat.resources.faults import ABSENT, ConfigCheck
    from graphmat.resources.typed import read_config

    name, annotation = op.config_param
    if name in given:
        value = given.pop(name)
    elif positional and len(positional) > len(op.input_params):
        value = positional.pop(0)
    else:
        value = context.op_config if context is not None else None
        value = ABSENT if value is None else value
    if isinstance(annotation, type) and isinstance(value, annotation):
        return value
    check = ConfigCheck()
    read = read_config(annotation, value, ("config",), check)
    check.raise_faults()
    if context is not None and isinstance(context, DirectExecutionContext):
        context.op_config = read
    return read


def _read_plain_config(op: Any, context: Any) -> None:
    from graphmat.resources.faults import ABSENT, ConfigCheck
    from graphmat.resources.typed import read_config

    value = context.op_config
    check = ConfigCheck()
    read = read_config(op.config_schema, ABSENT if value is None else value, ("config",), check)
    check.raise_faults()
    context.op_config = read


def _resource(
    op: Any, name: str, positional: list[Any], given: dict[str, Any], context: Any
) -> Any:
    if name in given:
        return given.pop(name)
    annotation = getattr(op.resource_params[name], "__origin__", op.resource_params[name])
    for index, value in enumerate(positional):
        if isinstance(annotation, type) and isinstance(value, annotation):
            return positional.pop(index)
    if context is not None:
        return getattr(context.resources, name)
    raise InvalidInvocationError(
        f"'{op.name}' asks for the resource '{name}', which is not given",
        hint=f"pass it: {op.name}(…, {name}=…), or build_op_context(resources={{'{name}': …}})",
    )


def _check_resources(op: Any, context: Any) -> None:
    from graphmat.errors import InvalidDefinitionError

    for key in sorted(op.required_resource_keys - set(op.resource_params)):
        try:
            getattr(context.resources, key)
        except AttributeError:
            raise InvalidDefinitionError(
                f"'{op.name}' asks for the resource '{key}', which the context does not have",
                hint=f"build_op_context(resources={{'{key}': …}})",
            ) from None


def _check(op: Any, side: str, name: str, declared: Any, value: Any) -> None:
    hint = declared.dagster_type
    if isinstance(hint, DagsterType):
        found = hint.type_check(None, value)
        why = None if found.success else f"the check of '{hint.display_name}' failed"
    else:
        check = check_of(hint)
        why = check(value) if check is not None else None
    if why is not None:
        raise TypeCheckError(f"{side} '{name}' of '{op.name}': {why}")


def _check_returned(op: Any, returned: Any) -> None:
    from graphmat.definitions.checks import AssetCheckResult, MaterializeResult
    from graphmat.definitions.ins_outs import DynamicOutput, Output

    items: Any
    if len(op.outs) == 1:
        items = [(next(iter(op.outs)), returned)]
    elif isinstance(returned, tuple) and len(returned) == len(op.outs):
        items = list(zip(op.outs, returned, strict=True))
    else:
        return
    for name, value in items:
        if isinstance(value, Output):
            value = value.value  # noqa: PLW2901  # what is checked
        elif (
            isinstance(value, DynamicOutput | MaterializeResult | AssetCheckResult)
            or op.outs[name].is_dynamic
        ):
            continue
        _check(op, "output", name, op.outs[name], value)


def _generated(op: Any, generator: Any, wanted: Any) -> Any:
    from graphmat.definitions.ins_outs import DynamicOutput, Output

    seen = set()
    for item in generator:
        if isinstance(item, Output | DynamicOutput):
            if item.output_name not in op.outs:
                raise StepOutputError(
                    f"'{op.name}' has no output '{item.output_name}'",
                    hint=did_you_mean(item.output_name, op.outs),
                )
            seen.add(item.output_name)
            if isinstance(item, Output):
                _check(op, "output", item.output_name, op.outs[item.output_name], item.value)
        yield item
    for name, out in op.outs.items():
        if (
            out.is_required
            and name in wanted
            and name not in seen
            and not out.is_nothing
            and not out.is_dynamic
        ):
            raise MissingOutputError(
                f"'{op.name}' did not give its output '{name}', which is required",
                step_key=op.name,
                output_name=name,
            )
