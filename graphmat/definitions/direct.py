"""Calling an op as a function, outside a graph: in a test, or inside another op."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from graphmat.definitions.context import AssetExecutionContext, ExecutionContext
from graphmat.definitions.types import DagsterType, check_of
from graphmat.errors import (
    InvalidInvocationError,
    InvalidPropertyError,
    MissingOutputError,
    StepOutputError,
    TypeCheckError,
    did_you_mean,
)

EPHEMERAL_RUN = "EPHEMERAL"


class DirectExecutionContext(AssetExecutionContext):
    """A context for calling an op in a test; made by ``build_op_context``."""

    __slots__ = ("_asked", "_config_value", "_facts", "_opened")

    def __init__(self, facts: Mapping[str, Any], opened: Any = None) -> None:
        run = SimpleNamespace(
            run_id=EPHEMERAL_RUN,
            tags=dict(facts.get("run_tags") or {}),
            run_config={},
            instance=facts.get("instance"),
            write_log=_write_nothing,
            plan=SimpleNamespace(
                job_name=EPHEMERAL_RUN, asset_keys=frozenset(), check_keys=frozenset()
            ),
            partitions_def_of=lambda _step: None,
            partition_key_object=lambda _step, key: key,
        )
        step = SimpleNamespace(
            step_key="direct",
            path=("direct",),
            op=None,
            definition=None,
            inputs=(),
            outputs=(),
            selected_output_names=frozenset(),
            partition_key=facts.get("partition_key"),
        )
        mapping_key = facts.get("mapping_key")
        super().__init__(
            run,
            step,
            int(facts.get("retry_number") or 0),
            (mapping_key,) if mapping_key else (),
            facts.get("config"),
            opened,
        )
        self._facts = facts
        self._opened: Any = None
        self._asked = facts.get("selected_output_names")

    def bind(self, op: Any) -> DirectExecutionContext:
        """The context for one op."""
        names = frozenset(op.outs) if self._asked is None else frozenset(self._asked)
        unknown = names - frozenset(op.outs)
        if unknown:
            name = min(unknown)
            raise InvalidInvocationError(
                f"'{op.name}' has no output '{name}' to be selected",
                hint=did_you_mean(name, op.outs),
            )
        self._step.op = op
        self._step.step_key = op.name
        self._step.path = (op.name,)
        self._step.selected_output_names = names
        self.outputs_seen = None
        return self

    @property
    def instance(self) -> Any:
        """Where runs are recorded; one in memory unless another is given."""
        if self._run.instance is None:
            from graphmat.late import enter

            self._run.instance = enter("instance").ephemeral()
        return self._run.instance

    def _refuse(self, name: str) -> Any:
        raise InvalidPropertyError(f"'{name}' is not known outside a run")

    @property
    def job_name(self) -> str:
        """Not known outside a run."""
        return str(self._refuse("job_name"))

    @property
    def run(self) -> Any:
        """Not known outside a run."""
        return self._refuse("run")

    dagster_run = run

    @property
    def op_config(self) -> Any:
        """The op's configuration."""
        return self._config_value

    @op_config.setter
    def op_config(self, value: Any) -> None:
        self._config_value = value

    @property
    def partition_key_range(self) -> Any:
        """The partitions, as first and last."""
        given = self._facts.get("partition_key_range")
        return given if given is not None else super().partition_key_range

    @property
    def partition_keys(self) -> list[str]:
        """The partitions."""
        return [self.partition_key]

    @property
    def selected_asset_keys(self) -> set[Any]:
        """None outside a run."""
        return set()

    def __enter__(self) -> DirectExecutionContext:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Tear down the resources that were opened for the context."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.__exit__(None, None, None)

    def __del__(self) -> None:
        try:
            self.close()
        except Exception:  # noqa: BLE001, S110  # nobody is left to tell
            pass


def _write_nothing(_step_key: str, _level: int, _text: str) -> None:
    """Outside a run there is no record to write to."""


def build_op_context(
    resources: Mapping[str, Any] | None = None,
    op_config: Any = None,
    resources_config: Mapping[str, Any] | None = None,
    instance: Any = None,
    config: Any = None,
    partition_key: str | None = None,
    partition_key_range: Any = None,
    mapping_key: str | None = None,
    run_tags: Mapping[str, str] | None = None,
    event_loop: Any = None,
    *,
    selected_output_names: Any = None,
    retry_number: int = 0,
) -> DirectExecutionContext:
    """Make a context for calling an op in a test.

    Args:
        resources: Resource key → resource.
        op_config: The op's configuration.
        resources_config: Configuration of the resources.
        instance: Where runs are recorded; default: one in memory.
        config: The same as ``op_config``.
        partition_key: The partition.
        partition_key_range: The partitions, as first and last.
        mapping_key: The item of a fan-out.
        run_tags: Tags of the run.
        event_loop: Kept for compatibility.
        selected_output_names: The outputs that the op is to yield; default: all of them.
        retry_number: 0 in the first attempt.

    Returns:
        The context; use it in a ``with`` block where a resource has a tear-down.
    """
    del event_loop
    if op_config is not None and config is not None:
        raise InvalidInvocationError("give 'config' or 'op_config', not both")
    facts = {
        "config": op_config if op_config is not None else config,
        "instance": instance,
        "partition_key": partition_key,
        "partition_key_range": partition_key_range,
        "mapping_key": mapping_key,
        "run_tags": run_tags,
        "selected_output_names": selected_output_names,
        "retry_number": retry_number,
    }
    from graphmat.resources.opening import open_resources
    from graphmat.resources.run_config import as_run_config

    given = dict(resources or {})
    opening = open_resources(
        given,
        list(given),
        as_run_config({"resources": dict(resources_config or {})}),
        run_id=EPHEMERAL_RUN,
        instance=instance,
    )
    opening.__enter__()
    context = DirectExecutionContext(facts, opening.resources)
    context._opened = opening  # noqa: SLF001  # made here
    return context


def build_asset_context(
    resources: Mapping[str, Any] | None = None,
    resources_config: Mapping[str, Any] | None = None,
    asset_config: Any = None,
    instance: Any = None,
    partition_key: str | None = None,
    partition_key_range: Any = None,
    run_tags: Mapping[str, str] | None = None,
    event_loop: Any = None,
    *,
    selected_output_names: Any = None,
    retry_number: int = 0,
) -> DirectExecutionContext:
    """Make a context for calling an asset's function in a test; see ``build_op_context``."""
    return build_op_context(
        resources,
        asset_config,
        resources_config,
        instance,
        None,
        partition_key,
        partition_key_range,
        None,
        run_tags,
        event_loop,
        selected_output_names=selected_output_names,
        retry_number=retry_number,
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
    names = list(op.input_params)
    if len(positional) > len(names):
        raise InvalidInvocationError(
            f"'{op.name}' takes {len(names)} inputs, but {len(positional)} are given"
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
