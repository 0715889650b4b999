"""What a run leaves in the hands of whoever started it from Python: values and events."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from graphmat.definitions.checks import AssetMaterialization
from graphmat.definitions.metadata import metadata_from_document
from graphmat.errors import InvariantViolationError, MissingValueError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from graphmat.events.records import MaterializationRecord, RunRecord, StepAttempt


class DagsterRunStatus(enum.Enum):
    """How a run stands."""

    STARTED = "STARTED"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    CANCELED = "CANCELED"
    INTERRUPTED = "INTERRUPTED"


class RunsFilter:
    """Which runs are asked for.

    Args:
        run_ids: These.
        job_name: Of this job.
        statuses: With these statuses.
        tags: With these tags.
    """

    def __init__(
        self,
        run_ids: Sequence[str] | None = None,
        job_name: str | None = None,
        statuses: Sequence[Any] | None = None,
        tags: dict[str, Any] | None = None,
        **_unused: Any,
    ) -> None:
        self.run_ids = run_ids
        self.job_name = job_name
        self.statuses = statuses
        self.tags = tags


class Run:
    """A run, as people read it in Python.

    Args:
        record: Its record.
    """

    def __init__(self, record: RunRecord) -> None:
        self.record = record

    def __getattr__(self, name: str) -> Any:
        if name == "record":
            raise AttributeError(name)
        return getattr(self.record, name)

    @property
    def status(self) -> DagsterRunStatus:
        """How it stands."""
        return DagsterRunStatus[self.record.status.upper()]

    @property
    def is_success(self) -> bool:
        """Whether it succeeded."""
        return self.record.status == "success"

    @property
    def is_failure(self) -> bool:
        """Whether it failed."""
        return self.record.status == "failure"

    @property
    def is_finished(self) -> bool:
        """Whether it has ended."""
        return self.record.status != "started"

    @property
    def asset_selection(self) -> frozenset[AssetKey] | None:
        """The selected assets; None where everything was asked for."""
        selected = self.record.asset_selection
        if selected is None:
            return None
        return frozenset(AssetKey.from_user_string(key) for key in selected)


class DagsterEventType(str, enum.Enum):
    """The kinds of event, as an enumeration."""

    PIPELINE_START = "PIPELINE_START"
    PIPELINE_SUCCESS = "PIPELINE_SUCCESS"
    PIPELINE_FAILURE = "PIPELINE_FAILURE"
    PIPELINE_CANCELED = "PIPELINE_CANCELED"
    RUN_START = "PIPELINE_START"
    RUN_SUCCESS = "PIPELINE_SUCCESS"
    RUN_FAILURE = "PIPELINE_FAILURE"
    RUN_CANCELED = "PIPELINE_CANCELED"
    STEP_START = kinds.STEP_START
    STEP_INPUT = kinds.STEP_INPUT
    STEP_OUTPUT = kinds.STEP_OUTPUT
    STEP_SUCCESS = kinds.STEP_SUCCESS
    STEP_FAILURE = kinds.STEP_FAILURE
    STEP_SKIPPED = kinds.STEP_SKIPPED
    STEP_UP_FOR_RETRY = kinds.STEP_UP_FOR_RETRY
    STEP_RESTARTED = kinds.STEP_RESTARTED
    LOADED_INPUT = kinds.LOADED_INPUT
    HANDLED_OUTPUT = kinds.HANDLED_OUTPUT
    ASSET_MATERIALIZATION_PLANNED = kinds.ASSET_MATERIALIZATION_PLANNED
    ASSET_MATERIALIZATION = kinds.ASSET_MATERIALIZATION
    ASSET_NOT_MATERIALIZED = kinds.ASSET_NOT_MATERIALIZED
    ASSET_OBSERVATION = kinds.ASSET_OBSERVATION
    ASSET_CHECK_EVALUATION_PLANNED = kinds.ASSET_CHECK_EVALUATION_PLANNED
    ASSET_CHECK_EVALUATION = kinds.ASSET_CHECK_EVALUATION
    STEP_EXPECTATION_RESULT = kinds.STEP_EXPECTATION_RESULT
    RESOURCE_INIT_STARTED = kinds.RESOURCE_INIT_STARTED
    RESOURCE_INIT_SUCCESS = kinds.RESOURCE_INIT_SUCCESS
    RESOURCE_INIT_FAILURE = kinds.RESOURCE_INIT_FAILURE
    HOOK_COMPLETED = kinds.HOOK_COMPLETED
    HOOK_SKIPPED = kinds.HOOK_SKIPPED
    HOOK_ERRORED = kinds.HOOK_ERRORED
    LOG_MESSAGE = kinds.LOG_MESSAGE
    ENGINE_EVENT = kinds.ENGINE_EVENT


_OLD_NAMES = {
    kinds.RUN_START: "PIPELINE_START",
    kinds.RUN_SUCCESS: "PIPELINE_SUCCESS",
    kinds.RUN_FAILURE: "PIPELINE_FAILURE",
    kinds.RUN_CANCELED: "PIPELINE_CANCELED",
}
"""Kinds of event that Python tests know by an older name; the record uses the newer one."""


def as_kinds(of_type: Any) -> tuple[str, ...]:
    """Read one kind of event, or several."""
    if of_type is None:
        return ()
    several = of_type if isinstance(of_type, set | frozenset | list | tuple) else [of_type]
    new_names = {old: new for new, old in _OLD_NAMES.items()}
    texts = [str(getattr(kind, "value", kind)) for kind in several]
    return tuple(new_names.get(text, text) for text in texts)


class RunEvent:
    """An event, as people read it in Python.

    Args:
        event: The event.
        live: Objects that only this process has: the exception of a failed step.
    """

    def __init__(self, event: Event, live: Any = None) -> None:
        self.event = event
        self._live = live

    @property
    def event_type_value(self) -> str:
        """The kind, as text."""
        return _OLD_NAMES.get(self.event.kind, self.event.kind)

    @property
    def event_type(self) -> DagsterEventType:
        """The kind."""
        return DagsterEventType(self.event_type_value)

    def __getattr__(self, name: str) -> Any:
        if name == "event":
            raise AttributeError(name)
        kind = _PREDICATES.get(name)
        if kind is not None:
            return self.event.kind == kind
        return getattr(self.event, name)

    @property
    def partition(self) -> str | None:
        """The partition."""
        return self.event.partition_key

    @property
    def is_step_event(self) -> bool:
        """Whether it is of a step."""
        return self.event.step_key is not None

    @property
    def node_name(self) -> str:
        """The last name of the step."""
        return (self.event.step_key or "").rsplit(".", 1)[-1]

    @property
    def materialization(self) -> AssetMaterialization:
        """The materialization of an ASSET_MATERIALIZATION."""
        return _materialization(self.event)

    asset_materialization = materialization

    @property
    def asset_check_evaluation_data(self) -> Any:
        """The finding of an ASSET_CHECK_EVALUATION."""
        return check_evaluation(self.event)

    @property
    def event_specific_data(self) -> Any:
        """The facts of the event, by kind."""
        return specific_data(self.event, self._live)

    step_output_data = step_failure_data = step_success_data = step_retry_data = (
        step_materialization_data
    ) = event_specific_data

    @property
    def logging_tags(self) -> dict[str, str]:
        """The step, as tags."""
        return {"step_key": self.event.step_key or ""}

    def __repr__(self) -> str:
        return f"RunEvent({self.event!r})"


_PREDICATES = {
    "is_step_start": kinds.STEP_START,
    "is_step_success": kinds.STEP_SUCCESS,
    "is_step_failure": kinds.STEP_FAILURE,
    "is_step_skipped": kinds.STEP_SKIPPED,
    "is_step_up_for_retry": kinds.STEP_UP_FOR_RETRY,
    "is_step_restarted": kinds.STEP_RESTARTED,
    "is_step_materialization": kinds.ASSET_MATERIALIZATION,
    "is_asset_materialization": kinds.ASSET_MATERIALIZATION,
    "is_asset_observation": kinds.ASSET_OBSERVATION,
    "is_expectation_result": kinds.STEP_EXPECTATION_RESULT,
    "is_successful_output": kinds.STEP_OUTPUT,
    "is_handled_output": kinds.HANDLED_OUTPUT,
    "is_loaded_input": kinds.LOADED_INPUT,
    "is_input_event": kinds.STEP_INPUT,
    "is_hook_event": kinds.HOOK_COMPLETED,
    "is_run_failure": kinds.RUN_FAILURE,
    "is_failure": kinds.RUN_FAILURE,
    "is_asset_materialization_planned": kinds.ASSET_MATERIALIZATION_PLANNED,
    "is_asset_check_evaluation": kinds.ASSET_CHECK_EVALUATION,
    "is_engine_event": kinds.ENGINE_EVENT,
    "is_pipeline_failure": kinds.RUN_FAILURE,
}


def _materialization(event: Event) -> AssetMaterialization:
    data = event.data
    found = AssetMaterialization(
        event.asset_key,
        description=event.message or None,
        partition=event.partition_key,
        tags=material_tags(
            data.get("tags", {}),
            data.get("code_version"),
            data.get("data_version"),
            data.get("upstream", ()),
            event.run_id,
            expected=data.get("expected", True),
        ),
    )
    found.metadata = metadata_from_document(data.get("metadata", {}))
    return found


def material_tags(
    tags: Any,
    code_version: str | None,
    data_version: str | None,
    upstream: Any,
    run_id: str,
    *,
    expected: bool = True,
) -> dict[str, str]:
    """Tags of a materialization, with its versions under the names that people know."""
    found = dict(tags)
    if not expected:
        found["graphmat/unexpected"] = "true"
    found.setdefault("dagster/code_version", code_version or run_id)
    if data_version is not None:
        found.setdefault("dagster/data_version", data_version)
    for document in upstream:
        name = f"dagster/input_data_version/{document['key']}"
        found[name] = str(document.get("data_version") or "")
    return found


def specific_data(event: Event, live: Any = None) -> Any:
    """The facts of an event under the names that people know."""
    data = dict(event.data)
    space = SimpleNamespace(**data)
    if event.kind == kinds.ASSET_MATERIALIZATION:
        space.materialization = _materialization(event)
        space.asset_lineage = []
    elif event.kind in {kinds.STEP_OUTPUT, kinds.HANDLED_OUTPUT}:
        space.step_output_handle = SimpleNamespace(
            step_key=event.step_key,
            output_name=data.get("output_name"),
            mapping_key=data.get("mapping_key"),
        )
        space.mapping_key = data.get("mapping_key")
        space.metadata = metadata_from_document(data.get("metadata") or {})
    elif event.kind == kinds.STEP_SUCCESS:
        space.duration_ms = data.get("duration_s", 0.0) * 1000
    elif event.kind in {kinds.STEP_FAILURE, kinds.STEP_UP_FOR_RETRY}:
        return failure_data(event, live)
    elif event.kind == kinds.ASSET_CHECK_EVALUATION:
        return check_evaluation(event)
    elif event.kind == kinds.ASSET_OBSERVATION:
        space.asset_observation = _materialization(event)
    elif event.kind == kinds.STEP_EXPECTATION_RESULT:
        space.expectation_result = SimpleNamespace(
            success=data.get("success"),
            label=data.get("label"),
            description=event.message or None,
            metadata=metadata_from_document(data.get("metadata") or {}),
        )
    return space


class ErrorInfo:
    """An exception as it was recorded.

    Args:
        document: Its document.
        cls_name: Name of the class, where the recorded one is wrapped.
    """

    def __init__(self, document: dict[str, Any], cls_name: str | None = None) -> None:
        self._document = document
        self.cls_name = cls_name or document.get("class")
        self.message = f"{self.cls_name}: {document.get('message', '')}\n"
        self.stack = [
            f'  File "{file}", line {line}, in {name}\n    {text}\n'
            for file, line, name, text in document.get("frames", ())
        ]
        cause = document.get("cause")
        self.cause: ErrorInfo | None = ErrorInfo(cause) if cause else None
        self.context: ErrorInfo | None = None

    def to_string(self) -> str:
        """The exception as text, with the user's frames."""
        return f"{self.message}\n{''.join(self.stack)}"

    def __str__(self) -> str:
        return self.to_string()


_OWN_ERRORS = {
    "StepOutputError": "DagsterInvariantViolationError",
    "InvariantViolationError": "DagsterInvariantViolationError",
    "MissingOutputError": "DagsterStepOutputNotFoundError",
    "TypeCheckError": "DagsterTypeCheckDidNotPass",
    "LoadInputError": "DagsterExecutionLoadInputError",
    "HandleOutputError": "DagsterExecutionHandleOutputError",
    "MissingValueError": "DagsterExecutionLoadInputError",
    "AssetCheckFailedError": "DagsterAssetCheckFailedError",
    "InvalidConfigError": "DagsterInvalidConfigError",
}


def failure_data(event: Event, live: Any = None) -> Any:
    """The facts of a failed attempt: the error, and what the user said of it."""
    document = dict(event.data.get("error") or {})
    failure = document.get("failure")
    user = None
    if failure is not None:
        user = SimpleNamespace(
            label="intentional-failure",
            description=failure["description"],
            metadata=metadata_from_document(failure["metadata"]),
        )
        error = ErrorInfo({**document, "cause": None})
    elif document.get("class") in _OWN_ERRORS:
        error = ErrorInfo(document, _OWN_ERRORS[document["class"]])
    else:
        error = ErrorInfo(
            {
                "class": "DagsterExecutionStepExecutionError",
                "message": f"the op raised {document.get('class')}: {document.get('message')}",
                "frames": document.get("frames", ()),
            }
        )
        if event.kind == kinds.STEP_UP_FOR_RETRY or event.data.get("retried"):
            error.cls_name = "RetryRequestedFromPolicy"
        error.cause = ErrorInfo(document)
    return SimpleNamespace(
        error=error,
        user_failure_data=user,
        error_source="USER_CODE_ERROR",
        exception=live,
        seconds_to_wait=event.data.get("delay_s"),
        error_display_string=error.to_string(),
    )


def check_evaluation(event: Event) -> Any:
    """The finding of a check, as people read it in Python."""
    from graphmat.definitions.checks import AssetCheckSeverity

    data = event.data
    return SimpleNamespace(
        asset_key=event.asset_key,
        check_name=data["check_name"],
        passed=data["passed"],
        severity=AssetCheckSeverity(data["severity"]),
        blocking=data["blocking"],
        description=data.get("description"),
        metadata=metadata_from_document(data.get("metadata") or {}),
        partition=event.partition_key,
    )


class LogEntry:
    """A row of the event log, as people read it in Python.

    Args:
        event: The event.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        self.is_dagster_event = event.kind != kinds.LOG_MESSAGE
        self.dagster_event = RunEvent(event) if self.is_dagster_event else None
        self.level = event.data.get("level", 10) if not self.is_dagster_event else 10
        self.user_message = event.message
        self.message = event.message
        self.step_key = event.step_key
        self.run_id = event.run_id
        self.timestamp = event.time

    @property
    def asset_materialization(self) -> AssetMaterialization | None:
        """The materialization, if it is one."""
        if self.event.kind != kinds.ASSET_MATERIALIZATION:
            return None
        return _materialization(self.event)

    def get_dagster_event(self) -> RunEvent:
        """The event."""
        if self.dagster_event is None:
            raise InvariantViolationError("a log message is no event of the run")
        return self.dagster_event


class EventRecord:
    """A materialization with its number in the log.

    Args:
        record: Its record.
    """

    def __init__(self, record: MaterializationRecord) -> None:
        self.record = record
        self.storage_id = record.id
        self.run_id = record.run_id
        self.timestamp = record.time
        self.asset_key = record.asset_key
        self.partition_key = record.partition_key

    @property
    def event_log_entry(self) -> LogEntry:
        """The row of the log."""
        return event_of_record(self.record)

    @property
    def asset_materialization(self) -> AssetMaterialization | None:
        """The materialization."""
        return self.event_log_entry.asset_materialization


class EventRecords:
    """Materializations, newest first.

    Args:
        records: The records.
    """

    def __init__(self, records: list[EventRecord]) -> None:
        self.records = records
        self.cursor = ""
        self.has_more = False


def event_of_record(record: MaterializationRecord) -> LogEntry:
    """The event that a record of a materialization was derived from."""
    return LogEntry(
        Event(
            kinds.ASSET_MATERIALIZATION,
            record.run_id,
            record.time,
            record.step_key,
            record.asset_key,
            record.partition_key,
            "",
            {
                "metadata": record.metadata,
                "tags": record.tags,
                "code_version": record.code_version,
                "data_version": record.data_version,
                "upstream": list(record.upstream),
            },
        )
    )


def step_stats(attempts: Sequence[StepAttempt]) -> list[Any]:
    """Status and number of attempts of each step."""
    found: dict[str, Any] = {}
    for attempt in attempts:
        found[attempt.step_key] = SimpleNamespace(
            step_key=attempt.step_key,
            status=SimpleNamespace(value=attempt.status.upper(), name=attempt.status.upper()),
            attempts=attempt.attempt,
            start_time=attempt.started_at,
            end_time=attempt.ended_at,
        )
    return list(found.values())


def run_stats(instance: Any, run_id: str) -> Any:
    """Counts of a run."""
    attempts = instance.event_log.step_attempts(run_id)
    last = {attempt.step_key: attempt.status for attempt in attempts}
    record = instance.event_log.run(run_id)
    return SimpleNamespace(
        run_id=run_id,
        steps_succeeded=sum(status == "success" for status in last.values()),
        steps_failed=sum(status == "failure" for status in last.values()),
        materializations=len(instance.event_log.run_materializations(run_id)),
        start_time=record.started_at,
        end_time=record.ended_at,
    )


class ExecuteInProcessResult:
    """What a run in this process made, and how it went.

    Args:
        run: The run's context.
        outcome: How it ended.
        events: Its events, in order.
        job: The job.
        read: Loads the value of a stored output.
        flat_outputs: (node name, output name) of graphs → (step key, output name).
    """

    def __init__(
        self,
        run: Any,
        outcome: Any,
        events: list[Event],
        job: Any,
        read: Callable[[Any], Any],
        flat_outputs: Callable[[str, str], tuple[str, str] | None],
    ) -> None:
        self._run = run
        self._outcome = outcome
        self._events = events
        self._job = job
        self._read = read
        self._flat_outputs = flat_outputs

    def __enter__(self) -> ExecuteInProcessResult:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    # ---------------------------------------------------------------- the run

    @property
    def success(self) -> bool:
        """Whether every step succeeded."""
        return bool(self._outcome.success)

    @property
    def run_id(self) -> str:
        """The run."""
        return str(self._run.run_id)

    @property
    def dagster_run(self) -> Run:
        """The record of the run."""
        record = self._run.recorder.log.run(self.run_id)
        if record is None:
            record = self._run.record
            record.status = "success" if self.success else "failure"
        return Run(record)

    run = dagster_run

    @property
    def job_def(self) -> Any:
        """The job."""
        return self._job

    @property
    def plan(self) -> Any:
        """What was planned."""
        return self._run.plan

    # ---------------------------------------------------------------- events

    @property
    def all_events(self) -> list[RunEvent]:
        """All events, in order."""
        return [
            RunEvent(event)
            for event in self._events
            if event.kind
            not in {
                kinds.LOG_MESSAGE,
                kinds.ASSET_MATERIALIZATION_PLANNED,
                kinds.ASSET_CHECK_EVALUATION_PLANNED,
            }
        ]

    @property
    def all_node_events(self) -> list[RunEvent]:
        """All events of steps, in order."""
        return [event for event in self.all_events if event.step_key is not None]

    def filter_events(self, event_filter: Callable[[RunEvent], bool]) -> list[RunEvent]:
        """The events that a function chooses."""
        return [event for event in self.all_events if event_filter(event)]

    def events_for_node(self, node_name: str) -> list[RunEvent]:
        """The events of a step, or of the steps of a graph."""
        return [event for event in self.all_node_events if _is_of(str(event.step_key), node_name)]

    def _of_kind(self, kind: str) -> list[RunEvent]:
        return [event for event in self.all_events if event.event.kind == kind]

    def get_asset_materialization_events(self) -> list[RunEvent]:
        """The materializations."""
        return self._of_kind(kinds.ASSET_MATERIALIZATION)

    def get_asset_materialization_planned_events(self) -> list[RunEvent]:
        """The materializations that were planned."""
        return [
            RunEvent(event)
            for event in self._events
            if event.kind == kinds.ASSET_MATERIALIZATION_PLANNED
        ]

    def get_asset_observation_events(self) -> list[RunEvent]:
        """The observations."""
        return self._of_kind(kinds.ASSET_OBSERVATION)

    def asset_materializations_for_node(self, node_name: str) -> list[AssetMaterialization]:
        """The materializations of a step."""
        return [
            event.materialization
            for event in self.events_for_node(node_name)
            if event.event.kind == kinds.ASSET_MATERIALIZATION
        ]

    def asset_observations_for_node(self, node_name: str) -> list[AssetMaterialization]:
        """The observations of a step."""
        return [
            event.materialization
            for event in self.events_for_node(node_name)
            if event.event.kind == kinds.ASSET_OBSERVATION
        ]

    def get_asset_check_evaluations(self) -> list[Any]:
        """The findings of checks."""
        return [
            check_evaluation(event.event) for event in self._of_kind(kinds.ASSET_CHECK_EVALUATION)
        ]

    def get_step_success_events(self) -> list[RunEvent]:
        """The steps that succeeded."""
        return self._of_kind(kinds.STEP_SUCCESS)

    def get_step_failure_events(self) -> list[RunEvent]:
        """The steps that failed."""
        return self._of_kind(kinds.STEP_FAILURE)

    def get_step_skipped_events(self) -> list[RunEvent]:
        """The steps that were skipped because an optional output was not yielded."""
        return [
            event
            for event in self._of_kind(kinds.STEP_SKIPPED)
            if event.event.data.get("reason") in _RIGHTLY_SKIPPED
        ]

    def get_failed_step_keys(self) -> set[str]:
        """The steps that failed."""
        return {str(event.step_key) for event in self.get_step_failure_events()}

    def get_run_success_event(self) -> RunEvent:
        """The end of a run that succeeded."""
        return self._only(kinds.RUN_SUCCESS)

    get_job_success_event = get_run_success_event

    def get_run_failure_event(self) -> RunEvent:
        """The end of a run that failed."""
        return self._only(kinds.RUN_FAILURE)

    get_job_failure_event = get_run_failure_event

    def _only(self, kind: str) -> RunEvent:
        found = self._of_kind(kind)
        if not found:
            raise InvariantViolationError(f"the run has no event {kind}")
        return found[0]

    def failure_data_for_node(self, node_name: str) -> Any:
        """The facts of a step's failure; None if it did not fail."""
        for event in self.events_for_node(node_name):
            if event.event.kind == kinds.STEP_FAILURE:
                retried = self.retry_attempts_for_node(node_name) > 0
                data = failure_data(event.event, self._outcome.exception)
                if retried and data.error.cause is not None:
                    asked = data.error.cause.cls_name == "RetryRequested"
                    data.error.cls_name = "RetryRequested" if asked else "RetryRequestedFromPolicy"
                return data
        return None

    def retry_attempts_for_node(self, node_name: str) -> int:
        """How often a step was tried again."""
        return sum(
            event.event.kind == kinds.STEP_RESTARTED for event in self.events_for_node(node_name)
        )

    def is_node_success(self, node_name: str) -> bool:
        """Whether a step, or every step of a graph, succeeded."""
        events = self.events_for_node(node_name)
        return any(event.event.kind == kinds.STEP_SUCCESS for event in events) and not any(
            event.event.kind == kinds.STEP_FAILURE for event in events
        )

    def is_node_failed(self, node_name: str) -> bool:
        """Whether a step, or a step of a graph, failed."""
        return any(
            event.event.kind == kinds.STEP_FAILURE for event in self.events_for_node(node_name)
        )

    def is_node_skipped(self, node_name: str) -> bool:
        """Whether a step was skipped because an optional output was not yielded."""
        events = self.events_for_node(node_name)
        return any(
            event.event.kind == kinds.STEP_SKIPPED
            and event.event.data.get("reason") in _RIGHTLY_SKIPPED
            for event in events
        ) and not any(event.event.kind == kinds.STEP_SUCCESS for event in events)

    def is_node_untouched(self, node_name: str) -> bool:
        """Whether a step was never started, nor rightly skipped."""
        return not any(
            event.event.kind not in {kinds.STEP_SKIPPED, kinds.ASSET_NOT_MATERIALIZED}
            or event.event.data.get("reason") in _RIGHTLY_SKIPPED
            for event in self.events_for_node(node_name)
        )

    # ---------------------------------------------------------------- values

    def asset_value(self, asset_key: Any) -> Any:
        """The value of an asset that the run made.

        Raises:
            InvariantViolationError: The run did not make it.
        """
        key = AssetKey.from_coercible(asset_key)
        for step in self._run.plan.steps:
            for output in step.outputs:
                if key in output.asset_keys:
                    found = self._value(step.step_key, output.name)
                    if found is not _ABSENT:
                        return found
        raise InvariantViolationError(f"the run did not make a value of asset '{key}'")

    def output_for_node(self, node_str: str, output_name: str = "result") -> Any:
        """The value of an output of a step, or of a graph.

        Args:
            node_str: Step key, or the name of a graph.
            output_name: The output.

        Returns:
            The value; for a mapped step, mapping key → value.

        Raises:
            InvariantViolationError: There is no such step or output, or it was not produced.
        """
        steps = {step.step_key: step for step in self._run.plan.steps}
        step_key, name = node_str, output_name
        if step_key not in steps:
            inner = self._flat_outputs(node_str, output_name)
            if inner is None:
                raise InvariantViolationError(
                    f"the run has no step or graph '{node_str}' with an output '{output_name}'"
                )
            step_key, name = inner
        if step_key in steps and not any(out.name == name for out in steps[step_key].outputs):
            raise InvariantViolationError(f"'{step_key}' has no output '{name}'")
        found = self._value(step_key, name)
        if found is _ABSENT:
            raise InvariantViolationError(
                f"no outputs found: '{step_key}' did not produce '{name}' in this run"
            )
        return found

    def output_value(self, output_name: str = "result") -> Any:
        """The value of an output of the job's graph."""
        if self._job is None or self._job.graph is None:
            raise InvariantViolationError("a job of assets has no outputs; use asset_value")
        inner = self._flat_outputs("", output_name)
        if inner is None:
            raise InvariantViolationError(f"job '{self._job.name}' has no output '{output_name}'")
        found = self._value(*inner)
        if found is _ABSENT:
            raise InvariantViolationError(f"the run did not produce output '{output_name}'")
        return found

    def _value(self, step_key: str, output_name: str) -> Any:
        """From the project's store where it holds the value: nobody has changed it since."""
        produced = self._outcome.outputs.get((step_key, output_name)) or {}
        if not any(output.record.stored is not None for output in produced.values()):
            found = self._live_value(step_key, output_name)
            if found is not _ABSENT:
                return found
        values = {}
        for path, output in produced.items():
            try:
                values[path] = self._read(output)
            except MissingValueError:
                return _ABSENT
        if not values:
            return _ABSENT
        if set(values) == {()}:
            return values[()]
        return {",".join(path): value for path, value in values.items()}

    def _live_value(self, step_key: str, output_name: str) -> Any:
        live = self._run.live_values
        if live is not None:
            found = {
                key: value
                for key, value in live.items()
                if key[1] == output_name and key[0].split("[", 1)[0] == step_key
            }
            if found:
                return _unwrapped(
                    {(key[0], key[2]): value for key, value in found.items()}, step_key
                )
        return _ABSENT


def _unwrapped(found: dict[tuple[str, str | None], Any], step_key: str) -> Any:
    if set(found) == {(step_key, None)}:
        return found[step_key, None]
    result = {}
    for (key, mapping_key), value in found.items():
        path = key.split("[", 1)[1][:-1] if "[" in key else ""
        names = [part for part in (path, mapping_key) if part]
        result[",".join(names)] = value
    return result


_ABSENT = object()
_RIGHTLY_SKIPPED = frozenset({"upstream_skipped", "output_not_yielded"})


def _is_of(step_key: str, node_name: str) -> bool:
    plain = step_key.split("[", 1)[0]
    return plain == node_name or plain.startswith(f"{node_name}.") or step_key == node_name
