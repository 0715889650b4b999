"""What an op returned or yielded, as a stream of outputs and reports.

The rules, in short: a bare value is the only output; a tuple is matched by position; a generator
yields ``Output`` objects; nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graphmat.definitions.checks import (
    AssetCheckResult,
    AssetMaterialization,
    AssetObservation,
    ExpectationResult,
    MaterializeResult,
)
from graphmat.definitions.ins_outs import DynamicOutput, Output
from graphmat.errors import StepOutputError, did_you_mean

if TYPE_CHECKING:
    from graphmat.planning.plan import Step, StepOutput

REPORTS = (AssetMaterialization, AssetObservation, ExpectationResult)
"""What an op may yield besides outputs: recorded, not passed on."""

_ITEMS = (Output, DynamicOutput, MaterializeResult, AssetCheckResult, *REPORTS)


def stream_of(step: Step, returned: Any) -> Iterator[Any]:
    """Everything that the body of an op gave, one by one.

    Args:
        step: The step.
        returned: What the function returned; a generator is run to its end.

    Yields:
        ``Output``, ``DynamicOutput``, ``AssetCheckResult`` or a report.

    Raises:
        StepOutputError: Something that the op's declaration does not allow.
    """
    op = step.op
    if op.signature.is_generator:
        return of_generator(step, returned)
    if len(op.outs) == 1 and not isinstance(returned, _ITEMS) and not op.expects_output:
        ((name, out),) = op.outs.items()
        if not out.is_dynamic:  # a bare value is the only output: most ops
            return iter((Output(returned, name),))
    return _of_returned(step, returned)


def of_generator(step: Step, generator: Any) -> Iterator[Any]:
    """The outputs that a generator yields, each as it comes.

    Raises:
        StepOutputError: It yields or returns what it may not.
    """
    while True:
        try:
            item = next(generator)
        except StopIteration as stop:
            if stop.value is not None:
                raise StepOutputError(
                    f"'{step.step_key}' yields, and also returns {_shown(stop.value)}: what a "
                    "generator returns would be lost",
                    hint="yield it: yield Output(value, 'name')",
                    location=step.op.location,
                ) from None
            return
        if not isinstance(item, _ITEMS):
            raise StepOutputError(
                f"'{step.step_key}' yields {_shown(item)}, which is not an Output",
                hint="yield Output(value), or return the value instead of yielding it",
                location=step.op.location,
            )
        if isinstance(item, MaterializeResult):
            yield from _of_result(step, item)
        else:
            yield item


def _of_returned(step: Step, returned: Any) -> Iterator[Any]:
    outs = step.op.outs
    if isinstance(returned, MaterializeResult):
        yield from _of_result(step, returned)
    elif isinstance(returned, AssetCheckResult):
        yield returned
    elif isinstance(returned, REPORTS):
        raise StepOutputError(
            f"'{step.step_key}' returns a {type(returned).__name__}; yield it, or log it with "
            "context.log_event",
            location=step.op.location,
        )
    elif len(outs) == 1:
        yield from _of_single(step, next(iter(outs)), returned)
    elif not outs:
        if returned is not None:
            raise StepOutputError(
                f"'{step.step_key}' has no outputs, but returns {_shown(returned)}",
                location=step.op.location,
            )
    elif returned is None and _may_be_implicit(step):
        return
    else:
        yield from _of_several(step, returned)


def _may_be_implicit(step: Step) -> bool:
    if step.definition is not None and step.definition.options.get("specs_given"):
        return True
    return all(output.is_nothing for output in step.outputs)


def _of_single(step: Step, name: str, returned: Any) -> Iterator[Any]:
    out = step.op.outs[name]
    if out.is_dynamic:
        items = returned if isinstance(returned, list | tuple) else None
        if items is None or not all(isinstance(item, DynamicOutput) for item in items):
            raise StepOutputError(
                f"output '{name}' of '{step.step_key}' fans out: yield DynamicOutput objects, or "
                f"return a list of them, not {_shown(returned)}",
                location=step.op.location,
            )
        for item in items:
            item.output_name = name if item.output_name == "result" else item.output_name
            yield item
    elif isinstance(returned, Output):
        yield _named(step, returned, name)
    elif isinstance(returned, DynamicOutput):
        yield returned
    elif step.op.expects_output:
        raise StepOutputError(
            f"'{step.step_key}' is annotated to return an Output, but returns {_shown(returned)}",
            location=step.op.location,
        )
    else:
        yield Output(returned, name)


def _named(step: Step, output: Output[Any], name: str) -> Output[Any]:
    if output.output_name not in {name, "result"}:
        raise StepOutputError(
            f"'{step.step_key}' returns an Output named '{output.output_name}' in the place of "
            f"'{name}'",
            location=step.op.location,
        )
    return Output(output.value, name, output.metadata, output.data_version, tags=output.tags)


def _of_several(step: Step, returned: Any) -> Iterator[Any]:
    names = list(step.op.outs)
    if not isinstance(returned, tuple):
        raise StepOutputError(
            f"'{step.step_key}' has {len(names)} outputs ({', '.join(names)}), but returns "
            f"{_shown(returned)}",
            hint="return a tuple with one value for each, in order; or yield each as an Output",
            location=step.op.location,
        )
    if len(returned) != len(names):
        raise StepOutputError(
            f"'{step.step_key}' has {len(names)} outputs ({', '.join(names)}), but returns a tuple "
            f"of {len(returned)}",
            location=step.op.location,
        )
    for name, value in zip(names, returned, strict=True):
        if isinstance(value, Output):
            yield _named(step, value, name)
        elif isinstance(value, MaterializeResult):
            yield from _of_result(step, value)
        elif isinstance(value, AssetCheckResult):
            value.check_name = value.check_name or _check_of(step, name)
            yield value
        elif step.op.outs[name].is_dynamic and isinstance(value, list):
            for item in value:
                item.output_name = name
                yield item
        else:
            yield Output(value, name)


def _check_of(step: Step, output_name: str) -> str | None:
    key = step.output(output_name).check_key
    return key.name if key is not None else None


class ValuelessOutput(Output[Any]):
    """An output that was made without a value to store: facts only."""

    __slots__ = ()


def _of_result(step: Step, result: MaterializeResult) -> Iterator[Any]:
    """A ``MaterializeResult``: the asset's output, with or without a value, and its checks."""
    from graphmat.definitions.ins_outs import NO_VALUE

    output = _result_output(step, result)
    if output is not None:
        kind: type[Output[Any]] = ValuelessOutput if result.value is NO_VALUE else Output
        yield kind(
            None if result.value is NO_VALUE else result.value,
            output.name,
            result.metadata,
            result.data_version,
            tags=result.tags,
        )
    yield from result.check_results


def _result_output(step: Step, result: MaterializeResult) -> StepOutput | None:
    candidates = [output for output in step.outputs if output.asset_keys]
    if result.asset_key is not None:
        for output in candidates:
            if result.asset_key in output.asset_keys:
                return output
        raise StepOutputError(
            f"'{step.step_key}' reports asset '{result.asset_key}', which it does not make",
            hint=did_you_mean(
                str(result.asset_key), [str(key) for o in candidates for key in o.asset_keys]
            ),
            location=step.op.location,
        )
    if len(candidates) > 1:
        raise StepOutputError(
            f"'{step.step_key}' makes {len(candidates)} assets; a MaterializeResult must say "
            "which: MaterializeResult(asset_key=…)",
            location=step.op.location,
        )
    if candidates:
        return candidates[0]
    plain = [output for output in step.outputs if output.check_key is None]
    return plain[0] if len(plain) == 1 else None


def _shown(value: Any) -> str:
    if value is None:
        return "None"
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  # a user's __repr__ may raise anything
        text = "<unprintable>"
    return f"{text[:80]} of type '{type(value).__name__}'"
