"""What a run leaves in the hands of whoever started it from Python: values and events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from graphmat.api.run_events import RunEvent, check_evaluation, failure_data
from graphmat.api.run_records import Run
from graphmat.errors import InvariantViolationError, MissingValueError
from graphmat.events import kinds
from graphmat.execution.outcome import NOT_HELD
from graphmat.graphs.nested import InputMember
from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from graphmat.definitions.checks import AssetMaterialization
    from graphmat.events.model import Event
    from graphmat.graphs.nested import NestedOutput


class ExecuteInProcessResult:
    """What a run in this process made, and how it went.

    Args:
        run: The run's context.
        outcome: How it ended.
        events: Its events, in order.
        job: The job.
        read: Loads the value of a stored output.
        nested_output: (node name, output name) of graphs → what it is made of.
    """

    def __init__(
        self,
        run: Any,
        outcome: Any,
        events: list[Event],
        job: Any,
        read: Callable[[Any], Any],
        nested_output: Callable[[str, str], NestedOutput | None],
    ) -> None:
        self._run = run
        self._outcome = outcome
        self._events = events
        self._job = job
        self._read = read
        self._nested_output = nested_output

    def __enter__(self) -> Self:
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
        step = self._run.plan.step(node_str)
        if step is not None:
            found = self._value(node_str, output_name)
            if not any(out.name == output_name for out in step.outputs):
                raise InvariantViolationError(f"'{node_str}' has no output '{output_name}'")
        else:
            inner = self._nested_output(node_str, output_name)
            if inner is None:
                raise InvariantViolationError(
                    f"the run has no step or graph '{node_str}' with an output '{output_name}'"
                )
            found = self._graph_value(inner)
        if found is _ABSENT:
            raise InvariantViolationError(
                f"no outputs found: '{node_str}' did not produce '{output_name}' in this run"
            )
        return found

    def output_value(self, output_name: str = "result") -> Any:
        """The value of an output of the job's graph."""
        if self._job is None or self._job.graph is None:
            raise InvariantViolationError("a job of assets has no outputs; use asset_value")
        inner = self._nested_output("", output_name)
        if inner is None:
            raise InvariantViolationError(f"job '{self._job.name}' has no output '{output_name}'")
        found = self._graph_value(inner)
        if found is _ABSENT:
            raise InvariantViolationError(f"the run did not produce output '{output_name}'")
        return found

    def _graph_value(self, nested: NestedOutput) -> Any:
        """The value of a graph's output: of an op, of a collected fan-out, or passed through."""
        found = [self._member_value(member) for member in nested.members]
        present = [value for value in found if value is not _ABSENT]
        if nested.is_list and (present or not found):
            return present
        return present[0] if present else _ABSENT

    def _member_value(self, member: Any) -> Any:
        if isinstance(member, InputMember):
            if not member.is_asset:
                if member.name in self._run.input_values or self._run.config is None:
                    return self._run.input_values.get(member.name, _ABSENT)
                given = self._run.config.graph_input(member.name)
                return _ABSENT if given is NOT_HELD else given
            try:
                return self.asset_value(AssetKey.from_user_string(member.name))
            except InvariantViolationError:
                return _ABSENT
        if member.collect_depth is None:
            return self._value(member.step_key, member.output_name)
        found = self._values(member.step_key, member.output_name)
        if not found and not self.success:
            return _ABSENT
        groups: dict[tuple[str, ...], list[Any]] = {} if member.collect_depth else {(): []}
        for path, value in found.items():
            groups.setdefault(path[: member.collect_depth], []).append(value)
        return _unwrapped(groups)

    def _value(self, step_key: str, output_name: str) -> Any:
        return _unwrapped(self._values(step_key, output_name))

    def _values(self, step_key: str, output_name: str) -> dict[tuple[str, ...], Any]:
        """Item path → value; from the project's store where it has it: nobody changed it since."""
        produced = self._outcome.outputs.get((step_key, output_name)) or {}
        if not any(output.record.stored is not None for output in produced.values()):
            found = self._live_values(step_key, output_name)
            if found:
                return found
        try:
            return {path: self._read(output) for path, output in produced.items()}
        except MissingValueError:
            return {}

    def _live_values(self, step_key: str, output_name: str) -> dict[tuple[str, ...], Any]:
        found = {}
        for (key, name, mapping_key), value in (self._run.live_values or {}).items():
            plain, _, item = key.partition("[")
            if name == output_name and plain == step_key:
                path = tuple(item[:-1].split(",")) if item else ()
                found[(*path, mapping_key) if mapping_key else path] = value
        return found


def _unwrapped(found: dict[tuple[str, ...], Any]) -> Any:
    """One value, or mapping keys → value."""
    if not found:
        return _ABSENT
    if set(found) == {()}:
        return found[()]
    return {",".join(path): value for path, value in found.items()}


_ABSENT = object()
_RIGHTLY_SKIPPED = frozenset({"upstream_skipped", "output_not_yielded"})


def _is_of(step_key: str, node_name: str) -> bool:
    plain = step_key.split("[", 1)[0]
    return plain == node_name or plain.startswith(f"{node_name}.") or step_key == node_name
