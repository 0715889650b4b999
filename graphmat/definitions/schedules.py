"""Schedules and sensors: accepted in a module, called by its tests, and never started.

graphmat runs when it is told to. The functions under the decorators are kept as they are, so that
a module's own tests can call them with a context and look at what they ask for.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Self


class DefaultScheduleStatus(enum.Enum):
    """Whether a schedule is on; accepted, and not used."""

    RUNNING = "RUNNING"
    STOPPED = "STOPPED"


class DefaultSensorStatus(enum.Enum):
    """Whether a sensor is on; accepted, and not used."""

    RUNNING = "RUNNING"
    STOPPED = "STOPPED"


class _Asked:
    """What a schedule or sensor answers with: its options are its attributes."""

    _options: tuple[str, ...] = ()
    run_config: Any
    tags: Any
    stale_assets_only: Any
    skip_reason: Any

    def __init__(self, *arguments: Any, **options: Any) -> None:
        given = {**dict(zip(self._options, arguments, strict=False)), **options}
        unknown = [name for name in given if name not in self._options]
        if unknown or len(arguments) > len(self._options):
            raise TypeError(f"{type(self).__name__} takes no {', '.join(unknown) or 'more'}")
        for name in self._options:
            setattr(self, name, given.get(name))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # holds dictionaries

    def __repr__(self) -> str:
        shown = ", ".join(f"{k}={v!r}" for k, v in vars(self).items() if v is not None)
        return f"{type(self).__name__}({shown})"


class RunRequest(_Asked):
    """A run that a schedule or sensor asks for."""

    _options = (
        "run_key",
        "run_config",
        "tags",
        "job_name",
        "asset_selection",
        "stale_assets_only",
        "partition_key",
        "asset_check_keys",
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.run_config = self.run_config or {}
        self.tags = dict(self.tags or {})
        self.stale_assets_only = bool(self.stale_assets_only)


class SkipReason(_Asked):
    """Why a schedule or sensor asks for nothing."""

    _options = ("skip_message",)


class SensorResult(_Asked):
    """All that a sensor answers with."""

    _options = (
        "run_requests",
        "skip_reason",
        "cursor",
        "dynamic_partitions_requests",
        "asset_events",
        "automation_condition_evaluations",
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if isinstance(self.skip_reason, str):
            self.skip_reason = SkipReason(self.skip_reason)


class AddDynamicPartitionsRequest(_Asked):
    """Keys that a sensor adds to dynamic partitions."""

    _options = ("partitions_def_name", "partition_keys")


class DeleteDynamicPartitionsRequest(_Asked):
    """Keys that a sensor removes from dynamic partitions."""

    _options = ("partitions_def_name", "partition_keys")


class _Evaluation:
    """What the function of a schedule or sensor is called with; made by a test."""

    def __init__(self, **facts: Any) -> None:
        self.__dict__.update(facts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""


class ScheduleEvaluationContext(_Evaluation):
    """What a schedule's function is called with."""


class SensorEvaluationContext(_Evaluation):
    """What a sensor's function is called with."""

    cursor: str | None = None

    def update_cursor(self, cursor: str | None) -> None:
        """Keep how far the sensor has come."""
        self.cursor = cursor


class RunStatusSensorContext(SensorEvaluationContext):
    """What the function of a sensor of runs is called with."""


class RunFailureSensorContext(RunStatusSensorContext):
    """What the function of a sensor of failed runs is called with."""


def build_schedule_context(
    instance: Any = None,
    scheduled_execution_time: datetime | None = None,
    resources: Mapping[str, Any] | None = None,
    **_unused: Any,
) -> ScheduleEvaluationContext:
    """A context to call a schedule's function with, in a test."""
    return ScheduleEvaluationContext(
        **_facts(instance, resources),
        scheduled_execution_time=scheduled_execution_time or datetime.now(UTC),
    )


def build_sensor_context(
    instance: Any = None,
    cursor: str | None = None,
    repository_name: str | None = None,
    repository_def: Any = None,
    sensor_name: str | None = None,
    resources: Mapping[str, Any] | None = None,
    **_unused: Any,
) -> SensorEvaluationContext:
    """A context to call a sensor's function with, in a test."""
    return SensorEvaluationContext(
        **_facts(instance, resources),
        cursor=cursor,
        repository_name=repository_name,
        repository_def=repository_def,
        sensor_name=sensor_name,
        last_run_key=None,
        last_tick_completion_time=None,
    )


def _facts(instance: Any, resources: Mapping[str, Any] | None) -> dict[str, Any]:
    from types import SimpleNamespace  # tests alone come here

    from graphmat.definitions.automation import get_dagster_logger  # as above

    return {
        "instance": instance,
        "resources": SimpleNamespace(**(resources or {})),
        "resource_defs": resources or {},
        "log": get_dagster_logger("test"),
    }


class _Trigger:
    """Says when a job should run; accepted, and never started.

    Args:
        name: Its name.
        function: What decides; called when this is called.
        options: The other options.
    """

    def __init__(
        self, name: str | None, function: Callable[..., Any] | None, **options: Any
    ) -> None:
        self.function = function
        self.options = options
        job = options.get("job") or options.get("target")
        self.job_name = options.get("job_name") or getattr(job, "name", None)
        self.name = name or getattr(function, "__name__", None) or self._default_name()
        self.job = job
        self.description = options.get("description") or getattr(function, "__doc__", None)
        self.default_status = options.get("default_status")
        self.tags = options.get("tags") or {}
        self.metadata = options.get("metadata") or {}

    def _default_name(self) -> str:
        return f"{self.job_name}_trigger"

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call the function, as a test does.

        Raises:
            TypeError: There is none.
        """
        if self.function is None:
            raise TypeError(f"'{self.name}' has no function to call")
        given = arguments or tuple(options.values())[:1]
        from inspect import signature

        known = signature(self.function).parameters
        if not known:
            return self.function()
        resources = getattr(given[0], "resource_defs", {}) if given else {}
        wanted = {name: resources[name] for name in list(known)[1:] if name in resources}
        return self.function(*arguments, **{**wanted, **options})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class ScheduleDefinition(_Trigger):
    """When a job should run; accepted, and never started."""

    def __init__(
        self,
        name: str | None = None,
        *,
        cron_schedule: str | Sequence[str] | None = None,
        execution_timezone: str | None = None,
        execution_fn: Callable[..., Any] | None = None,
        **options: Any,
    ) -> None:
        self.cron_schedule = cron_schedule
        self.execution_timezone = execution_timezone
        super().__init__(name, execution_fn, **options)

    def _default_name(self) -> str:
        return f"{self.job_name}_schedule"


class SensorDefinition(_Trigger):
    """After what a job should run; accepted, and never started."""

    def __init__(
        self,
        name: str | None = None,
        *,
        evaluation_fn: Callable[..., Any] | None = None,
        **options: Any,
    ) -> None:
        self.minimum_interval_seconds = options.get("minimum_interval_seconds")
        super().__init__(name, evaluation_fn, **options)

    def _default_name(self) -> str:
        return f"{self.job_name}_sensor"


class AssetSensorDefinition(SensorDefinition):
    """A sensor of an asset; accepted, and never started."""


class MultiAssetSensorDefinition(SensorDefinition):
    """A sensor of several assets; accepted, and never started."""


class RunStatusSensorDefinition(SensorDefinition):
    """A sensor of runs; accepted, and never started."""


class AutomationConditionSensorDefinition(SensorDefinition):
    """Evaluates automation conditions elsewhere; accepted, and never started."""

    def __init__(self, name: str, target: Any = None, **options: Any) -> None:
        super().__init__(name, target=target, **options)


def schedule(
    cron_schedule: str | Sequence[str], *, name: str | None = None, **options: Any
) -> Callable[[Callable[..., Any]], ScheduleDefinition]:
    """A schedule; accepted, and never started."""
    return lambda function: ScheduleDefinition(
        name, cron_schedule=cron_schedule, execution_fn=function, **options
    )


def sensor(job_name: Any = None, *, name: str | None = None, **options: Any) -> Any:
    """A sensor; accepted, and never started."""
    if callable(job_name):
        return SensorDefinition(name, evaluation_fn=job_name, **options)
    return lambda function: SensorDefinition(
        name, evaluation_fn=function, job_name=job_name, **options
    )


def asset_sensor(asset_key: Any, *, name: str | None = None, **options: Any) -> Any:
    """A sensor of an asset; accepted, and never started."""
    return lambda function: AssetSensorDefinition(
        name, evaluation_fn=function, asset_key=asset_key, **options
    )


def multi_asset_sensor(monitored_assets: Any, *, name: str | None = None, **options: Any) -> Any:
    """A sensor of several assets; accepted, and never started."""
    return lambda function: MultiAssetSensorDefinition(
        name, evaluation_fn=function, monitored_assets=monitored_assets, **options
    )


def run_status_sensor(run_status: Any, name: str | None = None, **options: Any) -> Any:
    """A sensor of runs; accepted, and never started."""
    return lambda function: RunStatusSensorDefinition(
        name, evaluation_fn=function, run_status=run_status, **options
    )


def run_failure_sensor(name: Any = None, **options: Any) -> Any:
    """A sensor of failed runs; accepted, and never started."""
    if callable(name):
        return RunStatusSensorDefinition(evaluation_fn=name, **options)
    return lambda function: RunStatusSensorDefinition(name, evaluation_fn=function, **options)


def make_email_on_run_failure_sensor(
    *_arguments: Any, name: str | None = None, **options: Any
) -> RunStatusSensorDefinition:
    """A sensor that writes of failed runs; accepted, and never started."""
    options.pop("email_password", None)
    return RunStatusSensorDefinition(name or "email_on_run_failure", **options)


def build_schedule_from_partitioned_job(
    job: Any, description: str | None = None, name: str | None = None, **options: Any
) -> ScheduleDefinition:
    """A schedule of a partitioned job; accepted, and never started."""
    return ScheduleDefinition(name, job=job, description=description, **options)
