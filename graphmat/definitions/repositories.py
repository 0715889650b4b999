"""``@repository``: the older way to gather definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graphmat.definitions.asset_specs import AssetSpec, SourceAsset
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.definitions import Definitions
from graphmat.definitions.graphs import GraphDefinition
from graphmat.definitions.jobs import JobDefinition
from graphmat.definitions.schedules import ScheduleDefinition, SensorDefinition
from graphmat.errors import InvalidDefinitionError


class RepositoryDefinition(Definitions):
    """The definitions that a function returned, with its name."""

    name = "__repository__"
    description: str | None = None
    get_job = Definitions.get_job_def
    get_all_jobs = Definitions.get_all_job_defs


def repository(
    definitions_fn: Callable[[], Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    default_executor_def: Any = None,
    default_logger_defs: Mapping[str, Any] | None = None,
) -> Any:
    """Gather the definitions that a function returns: a list, or lists by their kind.

    Args:
        definitions_fn: Returns assets, jobs, graphs, schedules and sensors.
        name: Its name; default: the function's.
        description: What it is; default: the function's docstring.
        metadata: Facts about it.
        default_executor_def: How steps are run.
        default_logger_defs: Accepted, and not used.

    Raises:
        InvalidDefinitionError: Something among them is of another kind.
    """

    def decorate(function: Callable[[], Any]) -> RepositoryDefinition:
        made = RepositoryDefinition(
            **_by_kind(function.__name__, _flat(function())),
            metadata=metadata,
            executor=default_executor_def,
            loggers=default_logger_defs,
        )
        made.name = name or function.__name__
        made.description = description or function.__doc__
        return made

    return decorate if definitions_fn is None else decorate(definitions_fn)


def _flat(returned: Any) -> Iterable[Any]:
    for item in returned.values() if isinstance(returned, Mapping) else returned:
        if isinstance(item, list | tuple | Mapping):
            yield from _flat(item)
        elif callable(item) and getattr(item, "__name__", "") == "<lambda>":
            yield item()
        else:
            yield item


def _by_kind(name: str, items: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, list[Any]] = {
        each: [] for each in ("assets", "asset_checks", "jobs", "schedules", "sensors")
    }
    for item in items:
        if isinstance(item, AssetsDefinition) and not item.specs_by_key:
            found["asset_checks"].append(item)
        elif isinstance(item, AssetsDefinition | AssetSpec | SourceAsset):
            found["assets"].append(item)
        elif isinstance(item, JobDefinition):
            found["jobs"].append(item)
        elif isinstance(item, GraphDefinition):
            found["jobs"].append(item.to_job())
        elif isinstance(item, ScheduleDefinition | SensorDefinition):
            found["schedules" if isinstance(item, ScheduleDefinition) else "sensors"].append(item)
        else:
            raise InvalidDefinitionError(
                f"repository '{name}' returned {item!r}, which is neither asset, check, job, "
                "schedule nor sensor"
            )
    return found
