"""What an op reports besides its outputs: materializations, observations, findings of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.definitions.checks import AssetCheckResult, AssetObservation, ExpectationResult
from graphmat.errors import StepOutputError
from graphmat.events import kinds
from graphmat.execution.shown_metadata import shown_metadata, shown_tags

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit
    from graphmat.planning.plan import StepOutput


def record_report(run: RunContext, unit: Unit, event: Any) -> None:
    """Record a materialization, an observation or an expectation that an op reports."""
    if isinstance(event, ExpectationResult):
        run.recorder.add(
            kinds.STEP_EXPECTATION_RESULT,
            unit.step_key,
            message=run.mask(event.description or ""),
            data={
                "success": event.success,
                "label": event.label,
                "metadata": shown_metadata(event.metadata),
            },
        )
        return
    observed = isinstance(event, AssetObservation)
    data: dict[str, Any] = {
        "metadata": shown_metadata(event.metadata),
        "tags": shown_tags(event.tags),
    }
    if not observed:
        data.update(expected=True, stored=None, upstream=[], reported=True)
    run.recorder.add(
        kinds.ASSET_OBSERVATION if observed else kinds.ASSET_MATERIALIZATION,
        unit.step_key,
        event.asset_key,
        event.partition,
        run.mask(event.description or ""),
        data,
    )


def as_check_result(unit: Unit, result: Any, output: StepOutput | None) -> AssetCheckResult:
    """Read what a check answers with.

    Raises:
        StepOutputError: It is neither a result nor a bool.
    """
    if isinstance(result, bool):
        return AssetCheckResult(passed=result)
    if isinstance(result, AssetCheckResult):
        return result
    name = output.check_key.name if output is not None and output.check_key else "a check"
    raise StepOutputError(
        f"check '{name}' of '{unit.step_key}' must answer with an AssetCheckResult or "
        f"a bool, not with a value of type '{type(result).__name__}'",
        location=unit.step.op.location,
    )


def check_spec_of(unit: Unit, result: AssetCheckResult, output: StepOutput | None) -> Any:
    """The check that a result is of, by its output or by what the result names.

    Raises:
        StepOutputError: The step has no such check, or it could be several.
    """
    definition = unit.step.definition
    specs = list(definition.check_specs_by_output_name.values()) if definition else []
    if output is not None:
        candidates = [spec for spec in specs if spec.key == output.check_key]
    else:
        candidates = [spec for spec in specs if _names(result, spec)]
    if len(candidates) == 1:
        spec = candidates[0]
        if _names(result, spec):
            return spec
        candidates = []
    known = ", ".join(spec.key.to_user_string() for spec in specs) or "none"
    raise StepOutputError(
        f"'{unit.step_key}' gives a result of check '{result.check_name or '?'}', which "
        + ("could be several" if candidates else "it does not declare")
        + f"; its checks: {known}",
        hint="name it: AssetCheckResult(check_name=…, asset_key=…)",
        location=unit.step.op.location,
    )


def _names(result: AssetCheckResult, spec: Any) -> bool:
    """Whether a result may be of a check: what it names is the check's."""
    return result.check_name in {None, spec.name} and result.asset_key in {None, spec.asset_key}


def record_check(run: RunContext, unit: Unit, result: AssetCheckResult, spec: Any) -> bool:
    """Record the finding of a check.

    Returns:
        Whether what depends on the asset must not run.
    """
    description = run.mask(result.description or "")
    run.recorder.add(
        kinds.ASSET_CHECK_EVALUATION,
        unit.step_key,
        spec.asset_key,
        unit.step.partition_key,
        description,
        {
            "check_name": spec.name,
            "passed": result.passed,
            "severity": result.severity.value,
            "blocking": spec.blocking,
            "description": description if result.description is not None else None,
            "metadata": shown_metadata(result.metadata),
        },
    )
    return not result.passed and result.severity.value == "ERROR" and bool(spec.blocking)
