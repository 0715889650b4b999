"""``execute_step``: load, call, judge, store; one attempt at one step."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.context import (
    AssetCheckExecutionContext,
    AssetExecutionContext,
    OpExecutionContext,
    running,
)
from graphmat.definitions.policies import Failure, RetryRequested
from graphmat.definitions.refs import SuspendComposition, is_composing
from graphmat.errors import (
    AssetCheckFailedError,
    GraphmatError,
    HandleOutputError,
    LoadInputError,
    StorageError,
    TypeCheckError,
)
from graphmat.events import kinds
from graphmat.execution.inputs import LoadedInputs, load_inputs
from graphmat.execution.keep import Keeper
from graphmat.execution.outcome import FAILURE, RETRY, SUCCESS, StepOutcome
from graphmat.execution.outputs import stream_of
from graphmat.execution.user_code import error_document
from graphmat.execution.value_types import check_value

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit


def execute_step(run: RunContext, unit: Unit) -> StepOutcome:
    """Run one attempt at a step and record what happens.

    Args:
        run: The run.
        unit: The step, with its resolved inputs.

    Returns:
        How it ended. Whatever the user's code raises becomes a failure or a retry; only an
        interrupt, and a record that cannot be kept, go further up.
    """
    began = time.perf_counter()
    context = make_context(run, unit)
    keeper: Keeper | None = None
    try:
        _set_up(run, unit, context)
        loaded = load_inputs(run, unit, context)
        for step_input in unit.step.inputs:
            run.recorder.add(kinds.STEP_INPUT, unit.step_key, data={"input_name": step_input.name})
        _check_inputs(unit, loaded.values, context)
        keeper = Keeper(run, unit, context, loaded)
        _call(run, unit, context, loaded, keeper)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever an op raises is its failure
        if isinstance(error, StorageError) and not unit.step.op.ins and keeper is None:
            raise
        return _failed(run, unit, context, keeper, error, time.perf_counter() - began)
    duration = time.perf_counter() - began
    if keeper.blocking_failure is not None:
        return _blocked(run, unit, keeper, duration)
    run.recorder.add(kinds.STEP_SUCCESS, unit.step_key, data={"duration_s": round(duration, 6)})
    if unit.step.hooks:
        _run_hooks(run, unit, context, keeper.held or {}, None)
    return StepOutcome(SUCCESS, keeper.kept)


def make_context(run: RunContext, unit: Unit) -> OpExecutionContext:
    """The context that the op sees."""
    op = unit.step.op
    if not op.is_asset_function:
        kind: type[OpExecutionContext] = OpExecutionContext
    elif unit.step.definition is not None and not unit.step.definition.specs_by_key:
        kind = AssetCheckExecutionContext
    else:
        kind = AssetExecutionContext
    return kind(run, unit.step, unit.attempt - 1, unit.mapping_path)


def _set_up(run: RunContext, unit: Unit, context: OpExecutionContext) -> None:
    """Configuration and resources, for the ops that have any."""
    if run.config is not None:
        context.op_config = run.config.plain_op_config(unit.step)
    if run.resources is None:
        context.resources_view = _NO_RESOURCES


class _NoResources:
    """The resources of an op that asked for none."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from graphmat.errors import UnknownResourceError

        raise UnknownResourceError(
            f"resource '{name}' was not asked for",
            hint=f"required_resource_keys={{'{name}'}}",
        )


_NO_RESOURCES = _NoResources()


# -------------------------------------------------------------------- types


def _check_inputs(unit: Unit, values: Mapping[str, Any], context: Any) -> None:
    op = unit.step.op
    for name, value in values.items():
        why = check_value(op, "in", name, op.ins[name], value, context)
        if why is not None:
            raise TypeCheckError(
                f"input '{name}' of '{unit.step_key}': {why}", location=op.location
            )


# -------------------------------------------------------------------- calling


def _call(run: RunContext, unit: Unit, context: Any, loaded: LoadedInputs, keeper: Keeper) -> None:
    op = unit.step.op
    arguments = loaded.values
    loaded.values = {}
    if op.context_param is not None:
        arguments[op.context_param] = context
    if op.config_param is not None:
        arguments[op.config_param[0]] = run.config.op_config(unit.step)
    for name in op.resource_params:
        arguments[name] = getattr(run.resources.view(op.required_resource_keys, op.name), name)
    token = running.set((*running.get(), context))
    try:
        # a body that is composed inside an op would swallow the calls of the op itself
        if is_composing():
            with SuspendComposition():
                _run_body(run, unit, context, op, arguments, keeper)
        else:
            _run_body(run, unit, context, op, arguments, keeper)
    finally:
        running.reset(token)
        run.end_stray()


def _run_body(
    run: RunContext,
    unit: Unit,
    context: Any,
    op: Any,
    arguments: dict[str, Any],
    keeper: Keeper,
) -> None:
    signature = op.signature
    if signature.is_coroutine or signature.is_async_generator:
        from graphmat.execution.asynchronous import run_async

        returned = run_async(op.compute_fn, arguments, signature.is_async_generator, run.loop)
    else:
        returned = op.compute_fn(**arguments)
        run.end_stray()
    arguments.clear()
    if signature.is_async_generator:
        stream = _checked(unit, returned)
    else:
        stream = stream_of(unit.step, returned)
    del returned
    if run.plan.on_unselected == "error":
        stream = _judged_first(unit, stream)
    for item in stream:
        keeper.take(item)
        if context.user_events:
            _flush_reports(context, keeper)
    if context.user_events:
        _flush_reports(context, keeper)
    keeper.finish()


def _checked(unit: Unit, items: list[Any]) -> Any:
    """What an async generator yielded, under the rules of generators."""
    from graphmat.execution.outputs import of_generator

    return of_generator(unit.step, iter(items))


def _judged_first(unit: Unit, stream: Any) -> list[Any]:
    """All outputs of a step, refused before any of them is stored."""
    from graphmat.definitions.ins_outs import DynamicOutput, Output
    from graphmat.errors import StepOutputError
    from graphmat.planning.plan import DROPPED

    items = list(stream)
    for item in items:
        if isinstance(item, Output | DynamicOutput):
            for output in unit.step.outputs:
                if (
                    output.name == item.output_name
                    and output.asset_keys
                    and output.disposition == DROPPED
                ):
                    raise StepOutputError(
                        f"'{unit.step_key}' gives output '{output.name}', which is asset "
                        f"'{output.asset_keys[0]}': it is not selected, and such outputs are "
                        "refused (--on-unselected error)",
                        hint="yield it only if it is in context.selected_output_names, or use "
                        "--on-unselected drop",
                        location=unit.step.op.location,
                    )
    return items


def _flush_reports(context: Any, keeper: Keeper) -> None:
    events, context.user_events = context.user_events, None
    for event in events:
        keeper.report(event)


# -------------------------------------------------------------------- failing


def _blocked(run: RunContext, unit: Unit, keeper: Keeper, duration: float) -> StepOutcome:
    """A blocking check failed: its step fails, what it checked stays."""
    error = AssetCheckFailedError(
        f"blocking check '{keeper.blocking_failure}' failed; what depends on its asset does not run"
    )
    document = error_document(error, run.mask)
    run.recorder.add(
        kinds.STEP_FAILURE,
        unit.step_key,
        message=error.message,
        data={"error": document, "duration_s": round(duration, 6), "blocking_check": True},
    )
    return StepOutcome(
        FAILURE,
        keeper.kept,
        error=document,
        exception=error,
        blocking_failure=keeper.blocking_failure,
    )


def fail_step(
    run: RunContext,
    unit: Unit,
    error: BaseException,
    duration: float,
    *,
    with_hooks: bool = True,
) -> StepOutcome:
    """Record that a step failed by what was not raised in it: its process died, its time was over.

    Args:
        run: The run.
        unit: The attempt.
        error: The error, which names the cause.
        duration: How many seconds it ran.
        with_hooks: Whether its hooks are run, which are the user's code.
    """
    context = make_context(run, unit)
    context.resources_view = _NO_RESOURCES
    return _failed(run, unit, context, None, error, duration, with_hooks=with_hooks)


def _failed(
    run: RunContext,
    unit: Unit,
    context: Any,
    keeper: Keeper | None,
    error: BaseException,
    duration: float,
    *,
    with_hooks: bool = True,
) -> StepOutcome:
    kept = keeper.kept if keeper is not None else {}
    if context.user_events and keeper is not None:
        _flush_reports(context, keeper)
    document = error_document(error, run.mask)
    place = unit.step.op.location
    if place is not None and not document["frames"] and "cause" not in document:
        document.setdefault("at", [place.file, place.line])
    if isinstance(error, Failure):
        from graphmat.execution.shown_metadata import shown_metadata

        document["failure"] = {
            "description": run.mask(error.description or "") or None,
            "metadata": shown_metadata(error.metadata),
        }
    delay = retry_delay(unit, error)
    if delay is not None:
        run.recorder.add(
            kinds.STEP_UP_FOR_RETRY,
            unit.step_key,
            message=f"attempt {unit.attempt} failed: {document['class']}: {document['message']}",
            data={"error": document, "delay_s": delay},
        )
        return StepOutcome(RETRY, {}, error=document, exception=error, retry_after_s=delay)
    run.recorder.add(
        kinds.STEP_FAILURE,
        unit.step_key,
        message=f"{document['class']}: {document['message']}",
        data={"error": document, "duration_s": round(duration, 6)},
    )
    if unit.step.hooks and with_hooks:
        _run_hooks(run, unit, context, {}, error)
    return StepOutcome(FAILURE, kept, error=document, exception=_original(error))


def _original(error: BaseException) -> BaseException:
    """What is raised to the caller: the user's exception where an I/O manager's was wrapped."""
    if isinstance(error, RetryRequested) and error.__cause__ is not None:
        return error.__cause__
    if isinstance(error, LoadInputError | HandleOutputError) and error.__cause__ is not None:
        return error.__cause__
    return error


def retry_delay(unit: Unit, error: BaseException) -> float | None:
    """Seconds until the next attempt, or None where there is none."""
    if isinstance(error, RetryRequested):
        if unit.attempt > error.max_retries:
            return None
        return float(error.seconds_to_wait or 0)
    policy = unit.step.retry_policy
    if policy is None or not isinstance(error, Exception):
        return None
    if isinstance(error, Failure) and not error.allow_retries:
        return None
    if isinstance(error, GraphmatError) and isinstance(error, StorageError):
        return None
    if unit.attempt > policy.max_retries:
        return None
    return float(policy.calculate_delay(unit.attempt))


def _run_hooks(
    run: RunContext, unit: Unit, context: Any, values: dict[str, Any], error: Any
) -> None:
    from graphmat.execution.hooks import run_hooks

    run_hooks(run, unit, context, values, error)


def attempt_step(run: RunContext, unit: Unit, keeper_of: type[Keeper]) -> Keeper:
    """Load, call and judge as a run does, but let everything that the op raises through.

    For looking at one step again: no hook, no retry, and the end of the attempt is not recorded.

    Args:
        run: The run, as it was.
        unit: The step, with its resolved inputs.
        keeper_of: Takes what the op gives.
    """
    context = make_context(run, unit)
    _set_up(run, unit, context)
    loaded = load_inputs(run, unit, context)
    _check_inputs(unit, loaded.values, context)
    keeper = keeper_of(run, unit, context, loaded)
    _call(run, unit, context, loaded, keeper)
    return keeper
