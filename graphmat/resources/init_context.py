"""What a resource is told when it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.resources.opened import Resources


class InitResourceContext:
    """What a resource is told when it is opened.

    Args:
        resource_config: Its config, checked.
        resources: The resources that it requires.
        resource_def: Its definition.
        run_id: The run; None outside one.
        instance: The event log as the user sees it.
        dagster_run: The run's record.
        log: A logger that writes to the event log.
        all_resource_defs: Every resource definition of the run.
    """

    __slots__ = (
        "all_resource_defs",
        "dagster_run",
        "instance",
        "log",
        "resource_config",
        "resource_def",
        "resources",
        "run_id",
    )

    def __init__(
        self,
        resource_config: Any = None,
        resources: Resources | None = None,
        resource_def: Any = None,
        *,
        run_id: str | None = None,
        instance: Any = None,
        dagster_run: Any = None,
        log: Any = None,
        all_resource_defs: Mapping[str, Any] | None = None,
    ) -> None:
        self.resource_config = resource_config
        self.resources = resources if resources is not None else Resources({}, "this resource")
        self.resource_def = resource_def
        self.run_id = run_id
        self.instance = instance
        self.dagster_run = dagster_run
        self.log = log if log is not None else _own_log()
        self.all_resource_defs = all_resource_defs or {}

    @property
    def log_manager(self) -> Any:
        """The same as ``log``."""
        return self.log

    @property
    def run(self) -> Any:
        """The same as ``dagster_run``."""
        return self.dagster_run

    def replace_config(self, config: Any) -> InitResourceContext:
        """The same context with another config."""
        return InitResourceContext(
            config,
            self.resources,
            self.resource_def,
            run_id=self.run_id,
            instance=self.instance,
            dagster_run=self.dagster_run,
            log=self.log,
            all_resource_defs=self.all_resource_defs,
        )


def _own_log() -> Any:
    import logging  # noqa: PLC0415  # only outside a run

    return logging.getLogger("graphmat")
