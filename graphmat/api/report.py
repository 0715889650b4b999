"""``report``: all there is to tell of a run, as one document.

The record alone gives what happened; the definitions, where they still load, add how the ops hang
together: the picture, the critical path and the subsets. Nothing in a report depends on when it is
made: of the history only what came before the run's end is told.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.api.runs import find_run, show_run
from graphmat.api.timestamps import timestamp
from graphmat.events import kinds

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.events.records import RunRecord, StepAttempt

SCHEMA: Final = "graphmat/report/1"
MOST_LOGS: Final = 20_000
MOST_PLOTS: Final = 60
HISTORY: Final = 50
_NUMBERS: Final = frozenset({"int", "float"})


def run_report(log: Any, run_id: str | None = None) -> dict[str, Any]:
    """What the record tells of a run.

    Args:
        log: The event log, or None where nothing was recorded yet.
        run_id: The run, or the beginning of its id; None: the newest.

    Raises:
        RunNotFoundError: There is no such run.
    """
    record = find_run(log, run_id)
    run = show_run(log, record.run_id, with_log=True)
    attempts = log.step_attempts(record.run_id)
    lines = run.pop("log")
    return {
        "schema": SCHEMA,
        "run": run,
        "run_config": _masked(record.run_config),
        "attempts": _attempts(attempts, record),
        "outputs": _outputs(log, record),
        "log": lines[-MOST_LOGS:],
        "log_left_out": max(0, len(lines) - MOST_LOGS),
        "history": _history(log, record, run["materialized"]),
        "environment": _environment(record),
        "critical_path": [],
        "definitions": None,
    }


def completed(document: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """A report with what the definitions add, and the critical path that follows from it.

    Args:
        document: What ``run_report`` gave.
        definitions: What ``report_definitions`` gave.
    """
    from graphmat.api.critical_path import critical_path

    path = critical_path(document["attempts"], definitions["after"])
    return {**document, "critical_path": path, "definitions": dict(definitions)}


def _masked(document: Mapping[str, Any]) -> Any:
    """Run configuration, values of fields with names like secrets hidden once more."""
    from graphmat.resources.masking import Secrets

    return Secrets().mask_document(document)


def _attempts(attempts: Sequence[StepAttempt], record: RunRecord) -> list[dict[str, Any]]:
    """Each attempt with the lane that it ran in: steps of one lane follow each other."""
    lanes: list[float] = []
    end_of_run = record.ended_at
    found = []
    for each in sorted(attempts, key=lambda one: (one.started_at or 0.0, one.step_key)):
        if each.started_at is None:
            continue
        ended = each.ended_at if each.ended_at is not None else end_of_run or each.started_at
        lane = next((n for n, free in enumerate(lanes) if free <= each.started_at), len(lanes))
        if lane == len(lanes):
            lanes.append(0.0)
        lanes[lane] = ended
        found.append(
            {
                "step_key": each.step_key,
                "attempt": each.attempt,
                "status": each.status,
                "lane": lane,
                "from_s": round(max(0.0, each.started_at - record.started_at), 6),
                "to_s": round(max(0.0, ended - record.started_at), 6),
            }
        )
    return found


def _outputs(log: Any, record: RunRecord) -> list[dict[str, Any]]:
    """What each step stored or handed on."""
    return [
        {
            "step_key": event.step_key,
            "output": event.data.get("output_name"),
            "disposition": event.data.get("disposition"),
        }
        for event in log.events(record.run_id, kinds=(kinds.STEP_OUTPUT,))
    ]


def _history(
    log: Any, record: RunRecord, made: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Metadata that is a number, over the materializations up to this run's."""
    from graphmat.keys import AssetKey

    found: list[dict[str, Any]] = []
    done: set[str] = set()
    for each in made:
        names = [name for name, value in each["metadata"].items() if _number(value) is not None]
        if not names or each["asset"] in done:
            continue
        if len(found) >= MOST_PLOTS:
            break
        done.add(each["asset"])
        last = record.ended_at
        records = [
            other
            for other in log.materializations(AssetKey.from_user_string(each["asset"]), limit=200)
            if other.run_id == record.run_id or last is None or other.time <= last
        ][:HISTORY]
        for name in names:
            points = [
                {
                    "at": timestamp(other.time),
                    "run_id": other.run_id,
                    "partition": other.partition_key,
                    "value": value,
                }
                for other in reversed(records)
                if (value := _number(other.metadata.get(name))) is not None
            ]
            if len(points) > 1:
                found.append({"asset": each["asset"], "metadata": name, "points": points})
    return found[:MOST_PLOTS]


def _number(document: Any) -> float | None:
    if not isinstance(document, Mapping) or document.get("type") not in _NUMBERS:
        return None
    value = document.get("value")
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _environment(record: RunRecord) -> dict[str, Any]:
    from graphmat import __version__

    process = record.process
    return {
        "host": process.get("host"),
        "process": process.get("pid"),
        "graphmat": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


# -------------------------------------------------------------------- what definitions add


def report_definitions(
    definitions: Definitions, instance: Any, *, run_id: str, target: str = ""
) -> dict[str, Any]:
    """What the definitions add to the report of a run.

    Args:
        definitions: The definitions as they are now.
        instance: Where the run is recorded.
        run_id: The run.
        target: How the definitions were found.

    Returns:
        ``lineage`` with the states as of the run, ``after`` (step → the steps before it),
        ``places`` (step → file and line) and ``subsets``.
    """
    from graphmat.api.run_picture import run_picture, steps_before
    from graphmat.api.subset_prover import prove_some_subsets

    log = instance.event_log
    record = log.run(run_id)
    graph = definitions.asset_graph
    known = [key for key in _keys_of(log, record) if graph.has(key)]
    before = steps_before(graph, known)
    return {
        "lineage": run_picture(definitions, log, record, known, target=target),
        **before,
        "subsets": prove_some_subsets(graph, known),
    }


def _keys_of(log: Any, record: RunRecord) -> list[Any]:
    """The assets that a run planned or made, in the order of their keys."""
    planned = {
        event.asset_key
        for event in log.events(record.run_id, kinds=(kinds.ASSET_MATERIALIZATION_PLANNED,))
    }
    made = {each.asset_key for each in log.run_materializations(record.run_id)}
    return sorted(key for key in planned | made if key is not None)
