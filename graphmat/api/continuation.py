"""Going on with a run whose process died: what it has done is read from its own record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.selecting import Choice
from graphmat.errors import RunNotFoundError
from graphmat.events import kinds
from graphmat.events.records import OutputRecord
from graphmat.keys import AssetCheckKey, AssetKey
from graphmat.planning.ended import EndedUnit
from graphmat.planning.passes.continuation import mark_ended
from graphmat.planning.passes.reexecution import split_unit_key

if TYPE_CHECKING:
    from graphmat.events.model import Event
    from graphmat.execution.recorder import Recorder
    from graphmat.planning.plan import ExecutionPlan, Step

_FAILED_REASONS = frozenset({"upstream_failed", "blocking_check_failed"})


class Continuation:
    """A run that goes on in another process than it began in.

    Args:
        log: The event log.
        run_id: The run.
        sequence: The number of its last event.
        died: The steps that were running when its process died: unit key, when it began, document
            of the error.

    Raises:
        RunNotFoundError: There is no such run.
    """

    def __init__(
        self, log: Any, run_id: str, sequence: int, died: Sequence[tuple[str, float, Any]]
    ) -> None:
        record = log.run(run_id)
        if record is None:
            raise RunNotFoundError(f"there is no run '{run_id}'")
        self.record = record
        self.sequence = sequence
        self._log = log
        self._died = died

    def choice(self, choice: Choice) -> Choice:
        """What the run had chosen: its states have changed, so it is not asked a second time.

        Args:
            choice: What is chosen without a selection.
        """
        if choice.is_graph_job:
            return choice
        planned = self._log.events(
            self.record.run_id, kinds=(kinds.ASSET_CHECK_EVALUATION_PLANNED,)
        )
        checks = frozenset(
            AssetCheckKey(event.asset_key, event.data["check_name"]) for event in planned
        )
        keys = choice.keys
        if self.record.asset_selection is not None:
            keys = frozenset(
                AssetKey.from_user_string(text) for text in self.record.asset_selection
            )
        selects_all = self.record.asset_selection is None
        return Choice(keys, checks, selects_all=selects_all, job=choice.job)

    def begin(self, recorder: Recorder, plan: ExecutionPlan, now: float) -> None:
        """Record the ends of the steps that died, and mark in the plan what has ended.

        Args:
            recorder: Numbers the run's events on.
            plan: The plan of the run, made again.
            now: Seconds since the epoch.
        """
        recorder.sequence = self.sequence
        ended = ended_units(self._log, self.record.run_id)
        attempts = {
            attempt.step_key: attempt.attempt
            for attempt in self._log.step_attempts(self.record.run_id)
        }
        steps = {step.step_key: step for step in plan.steps}
        for unit_key, began, error in self._died:
            step = steps.get(split_unit_key(unit_key)[0])
            document = {**error, "frames": _place(step)}
            text = f"{document['class']}: {document['message']}"
            attempt = attempts.get(unit_key, 1)
            delay_s = _delay(step, attempt)
            if delay_s is None:
                ended[unit_key] = EndedUnit("failure", attempt=attempt, error=document)
                duration = round(max(0.0, now - began), 6)
                facts: dict[str, Any] = {"error": document, "duration_s": duration}
                recorder.add(kinds.STEP_FAILURE, unit_key, message=text, data=facts)
            else:
                ended[unit_key] = EndedUnit("retry", attempt=attempt, delay_s=delay_s)
                facts = {"error": document, "delay_s": delay_s}
                message = f"attempt {attempt} failed: {text}"
                recorder.add(kinds.STEP_UP_FOR_RETRY, unit_key, message=message, data=facts)
        recorder.flush()
        mark_ended(plan, ended)


def _delay(step: Step | None, attempt: int) -> float | None:
    """Seconds until the next attempt; None where there is none."""
    policy = step.retry_policy if step is not None else None
    if policy is None or attempt > policy.max_retries:
        return None
    return float(policy.calculate_delay(attempt))


def _place(step: Step | None) -> list[list[Any]]:
    """Where the op is defined, in the form of a frame: the process left none."""
    location = step.op.location if step is not None else None
    if location is None:
        return []
    return [[location.file, location.line, step.op.name if step is not None else "", ""]]


def ended_units(log: Any, run_id: str) -> dict[str, EndedUnit]:
    """How each unit of a run has ended so far; those that were running are not among them."""
    stored = {
        (output.step_key, output.output_name, output.mapping_key): output
        for output in log.outputs(run_id)
    }
    outputs: dict[str, list[OutputRecord]] = {}
    attempts: dict[str, int] = {}
    ended: dict[str, EndedUnit] = {}
    for event in log.events(run_id, kinds=_KINDS):
        key = event.step_key
        if event.kind in {kinds.STEP_START, kinds.STEP_RESTARTED}:
            attempts[key] = event.data.get("attempt", 1)
            outputs.pop(key, None)
            ended.pop(key, None)
        elif event.kind == kinds.STEP_OUTPUT:
            if event.data.get("disposition") != "dropped":
                outputs.setdefault(key, []).append(_output(run_id, event, stored))
        else:
            ended[key] = _end(event, outputs.get(key, []), attempts.get(key, 1))
    return ended


_KINDS = (
    kinds.STEP_START,
    kinds.STEP_RESTARTED,
    kinds.STEP_OUTPUT,
    kinds.STEP_SUCCESS,
    kinds.STEP_FAILURE,
    kinds.STEP_SKIPPED,
    kinds.STEP_UP_FOR_RETRY,
)


def _output(run_id: str, event: Event, stored: dict[Any, OutputRecord]) -> OutputRecord:
    name, mapping_key = event.data["output_name"], event.data.get("mapping_key")
    step_key = event.step_key or ""
    return stored.get((step_key, name, mapping_key)) or OutputRecord(
        run_id=run_id, step_key=step_key, output_name=name, mapping_key=mapping_key
    )


def _end(event: Event, outputs: list[OutputRecord], attempt: int) -> EndedUnit:
    error = event.data.get("error")
    if event.kind == kinds.STEP_SUCCESS:
        return EndedUnit("success", tuple(outputs), attempt=attempt)
    if event.kind == kinds.STEP_SKIPPED:
        is_failed = event.data.get("reason") in _FAILED_REASONS
        return EndedUnit("upstream_failed" if is_failed else "skipped")
    if event.kind == kinds.STEP_UP_FOR_RETRY:
        return EndedUnit("retry", attempt=attempt, delay_s=event.data.get("delay_s") or 0.0)
    is_blocking = event.data.get("blocking_check")
    status = "blocking_check_failed" if is_blocking else "failure"
    kept = tuple(output for output in outputs if output.stored is not None)
    return EndedUnit(status, kept, attempt=attempt, error=error)
