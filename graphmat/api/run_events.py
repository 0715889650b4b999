"""Events of a run, as people read them in Python."""

from __future__ import annotations

import enum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from graphmat.definitions.checks import AssetMaterialization
from graphmat.definitions.metadata import metadata_from_document
from graphmat.events import kinds

if TYPE_CHECKING:
    from graphmat.events.model import Event


class DagsterEventType(enum.StrEnum):
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
        return materialization_of(self.event)

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


def materialization_of(event: Event) -> AssetMaterialization:
    """The materialization that an event tells of."""
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
        space.materialization = materialization_of(event)
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
        space.asset_observation = materialization_of(event)
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
