"""Which way steps are run: what the command says, the job, the project, the module."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import InvalidConfigError
from graphmat.executors.in_process import InProcessExecutor
from graphmat.executors.time_limits import check_limits
from graphmat.resources.config_document import ConfigDocument

if TYPE_CHECKING:
    from graphmat.execution.ports import Executor
    from graphmat.execution.run_context import RunContext
    from graphmat.planning.plan import ExecutionPlan

IN_PROCESS: Final = "in_process"
THREADS: Final = "threads"
PROCESSES: Final = "processes"
DASK: Final = "dask"
NAMES: Final = (IN_PROCESS, THREADS, PROCESSES, DASK)
START_METHODS: Final = ("fork", "spawn")


class ExecutorChoice:
    """A way to run steps.

    Args:
        name: ``in_process``, ``threads``, ``processes`` or ``dask``.
        jobs: How many steps run at a time; None: one for each core.
        start_method: How workers are started: ``fork`` or ``spawn``; None: as is safe.
        timeout_s: How long a step may run that says nothing itself.
        definitions: The definitions, for workers that load them again.
        dask: The setting of that name: which cluster of Dask.
    """

    __slots__ = ("dask", "definitions", "jobs", "name", "start_method", "timeout_s")

    def __init__(
        self,
        name: str = IN_PROCESS,
        jobs: int | None = None,
        start_method: str | None = None,
        timeout_s: float | None = None,
        definitions: Any = None,
        dask: Mapping[str, Any] | None = None,
    ) -> None:
        self.dask = dict(dask or {})
        self.name = name
        self.jobs = jobs
        self.start_method = start_method
        self.timeout_s = timeout_s
        self.definitions = definitions

    @property
    def opens_resources_itself(self) -> bool:
        """Whether each worker opens the resources that it needs."""
        return self.name in {PROCESSES, DASK}

    def check(self, plan: ExecutionPlan, store: Any) -> None:
        """Make sure that a plan can be run this way.

        Args:
            plan: What will run.
            store: The project's store.

        Raises:
            InvalidDefinitionError: It cannot; nothing was recorded yet.
        """
        check_limits(plan)
        if self.name == PROCESSES:
            from graphmat.executors.memory_values import refuse_memory
            from graphmat.executors.starting import starter

            refuse_memory(plan, store)
            starter(self.start_method, self.definitions)
        if self.name == DASK:
            from graphmat.executors.dask_cluster import check_resources, refuse_without_package
            from graphmat.executors.memory_values import refuse_memory

            refuse_without_package()
            refuse_memory(plan, store)
            check_resources(plan)

    def make(self, run: RunContext) -> Executor:
        """The executor of a run."""
        slots = min(self.jobs or usable_cores(), max(1, len(run.plan.steps_to_run()) * 64))
        if self.name == THREADS:
            from graphmat.executors.threads import ThreadExecutor

            return ThreadExecutor(run, slots, self.timeout_s)
        if self.name == PROCESSES:
            from graphmat.executors.processes import ProcessExecutor
            from graphmat.executors.starting import starter

            return ProcessExecutor(
                run, slots, starter(self.start_method, self.definitions), self.timeout_s
            )
        if self.name == DASK:
            return self._on_dask(run, slots)
        return InProcessExecutor(run, self.timeout_s)

    def _on_dask(self, run: RunContext, slots: int) -> Executor:
        from graphmat.executors.dask import DaskExecutor
        from graphmat.executors.dask_cluster import connect

        connection = connect(self.dask, slots)
        ships = self.dask.get("ship", "auto")
        try:
            return DaskExecutor(run, connection, self.definitions, self.jobs, self.timeout_s, ships)
        except BaseException:
            connection.close()
            raise


def usable_cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def choose_executor(
    asked: Mapping[str, Any] | None = None,
    *,
    job: Any = None,
    definitions: Any = None,
    run_config: Any = None,
) -> ExecutorChoice:
    """The way to run a run's steps.

    The first that says something counts: the command; the job; the project's settings; the
    definitions. How many at a time is asked for in the same order, and in the run configuration
    (``execution: config: {max_concurrent: N}``), which comes after the command.

    Args:
        asked: ``executor``, ``jobs``, ``start_method``, ``timeout`` as the command says, and
            ``project``: the same of the project's settings.
        job: The job, if one is run.
        definitions: The definitions.
        run_config: The run configuration as given.

    Raises:
        InvalidConfigError: The configuration of the execution is wrong.
    """
    asked = asked or {}
    project = asked.get("project") or {}
    layers = [
        (asked.get("executor"), asked.get("jobs")),
        _of_run_config(run_config),
        _of_definition(getattr(job, "executor_def", None)),
        (project.get("executor"), project.get("jobs")),
        _of_definition(getattr(definitions, "executor", None)),
    ]
    name, jobs = _first(layers)
    return ExecutorChoice(
        name,
        jobs or None,
        asked.get("start_method") or project.get("start_method"),
        asked.get("timeout") or project.get("timeout"),
        definitions,
        project.get("dask"),
    )


_Layer = tuple[str | None, int | None]


def _first(layers: list[_Layer]) -> tuple[str, int]:
    """What the first layers say that say something; more than one at a time means processes."""
    named = next((place for place, (name, _) in enumerate(layers) if name), len(layers))
    counted = next((place for place, (_, jobs) in enumerate(layers) if jobs is not None), None)
    name = layers[named][0] if named < len(layers) else None
    jobs = layers[counted][1] if counted is not None else None
    if counted is not None and jobs != 1 and (name or IN_PROCESS) == IN_PROCESS and counted < named:
        name = PROCESSES
    if name is None or name == IN_PROCESS:
        return IN_PROCESS, 1
    return name, jobs or 0


def _of_definition(definition: Any) -> _Layer:
    name = getattr(definition, "name", None)
    if name not in NAMES:
        return None, None
    jobs = definition.options.get("max_concurrent")
    return name, None if jobs is None else _count(jobs, "max_concurrent of the executor")


def _of_run_config(run_config: Any) -> _Layer:
    """``execution: config: {max_concurrent: N}``, also one level deeper, below the way's name."""
    written = run_config.value if isinstance(run_config, ConfigDocument) else run_config
    execution = (
        written.get("execution")
        if isinstance(written, Mapping)
        else getattr(written, "execution", None)
    )
    config = execution.get("config") if isinstance(execution, Mapping) else None
    if not isinstance(config, Mapping):
        return None, None
    for key, name in (("multiprocess", PROCESSES), ("in_process", IN_PROCESS)):
        if key in config:
            inner = config[key] if isinstance(config[key], Mapping) else {}
            return name, _of_table(inner)
    return None, _of_table(config)


def _of_table(table: Mapping[str, Any]) -> int | None:
    jobs = table.get("max_concurrent")
    return None if jobs is None else _count(jobs, "execution.config.max_concurrent")


def _count(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidConfigError(f"{where} must be a whole number from 0, not {value!r}")
    return value
