"""``runs``: what happened, as documents. Reads the event log only; no user code is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.chosen_partitions import range_of_tags
from graphmat.api.timestamps import duration, timestamp
from graphmat.errors import RunNotFoundError
from graphmat.events import kinds

if TYPE_CHECKING:
    from graphmat.events.model import Event
    from graphmat.events.records import MaterializationRecord, RunRecord

LIST_SCHEMA = "graphmat/runs/1"
RUN_SCHEMA = "graphmat/run/1"


def list_runs(log: Any, *, limit: int | None = 20, statuses: Sequence[str] = ()) -> dict[str, Any]:
    """Runs, newest first.

    Args:
        log: The event log, or None where nothing was recorded yet.
        limit: How many at most.
        statuses: Only runs of these statuses.
    """
    records = log.runs(statuses=statuses, limit=limit) if log is not None else ()
    documents = []
    for record in records:
        made = log.run_materializations(record.run_id)
        documents.append(
            {
                **run_document(record),
                "materialization_count": len(made),
                "unexpected_count": sum(1 for each in made if not each.is_expected),
            }
        )
    return {"schema": LIST_SCHEMA, "runs": documents}


def run_document(record: RunRecord) -> dict[str, Any]:
    """The facts of a run."""
    return {
        "run_id": record.run_id,
        "status": record.status,
        "job": job_document(record.job_name),
        "target": record.target,
        "selection": list(record.asset_selection) if record.asset_selection is not None else None,
        "partition": record.partition_key or _range_text(record),
        "tags": dict(record.tags),
        "parent_run_id": record.parent_run_id,
        "started_at": timestamp(record.started_at),
        "ended_at": timestamp(record.ended_at),
        "duration_s": duration(record.started_at, record.ended_at),
        "error": record.error,
    }


def _range_text(record: RunRecord) -> str | None:
    ends = range_of_tags(record.tags)
    return None if ends is None else "..".join(ends)


def job_document(name: str) -> str | None:
    """The name of a job as users know it; None where they named none."""
    return None if name.startswith("__") else name


def find_run(log: Any, run_id: str | None) -> RunRecord:
    """The newest run, a run by its id, by the beginning of its id, or by how long ago it was.

    Args:
        log: The event log, or None where nothing was recorded yet.
        run_id: None or ``last``: the newest; ``last-1``: the one before it, and so on.

    Raises:
        RunNotFoundError: There is none, or more than one.
    """
    if log is None or not (newest := log.runs(limit=1)):
        raise RunNotFoundError("no run is recorded yet", hint="graphmat materialize makes one")
    if run_id is None:
        return newest[0]  # type: ignore[no-any-return]  # the log is a port
    if run_id == "last" or run_id.startswith("last-"):
        return _nth_newest(log, run_id)
    found = log.run(run_id)
    if found is not None:
        return found  # type: ignore[no-any-return]  # as above
    matches = [run for run in log.runs() if run.run_id.startswith(run_id)] if run_id else []
    if len(matches) == 1:
        return matches[0]  # type: ignore[no-any-return]  # as above
    if not matches:
        raise RunNotFoundError(
            f"no run begins with '{run_id}'", hint="graphmat runs list shows the runs there are"
        )
    names = ", ".join(run.run_id for run in matches[:5])
    more = "" if len(matches) <= 5 else f" and {len(matches) - 5} more"  # noqa: PLR2004  # five are shown
    raise RunNotFoundError(f"{len(matches)} runs begin with '{run_id}': {names}{more}")


def _nth_newest(log: Any, word: str) -> RunRecord:
    number = word.removeprefix("last").removeprefix("-") or "0"
    if not (number.isascii() and number.isdecimal()):
        raise RunNotFoundError(f"'{word}' names no run", hint="last, last-1, last-2, … do")
    newest = log.runs(limit=int(number) + 1)
    if len(newest) <= int(number):
        is_are = "1 run is" if len(newest) == 1 else f"{len(newest)} runs are"
        raise RunNotFoundError(
            f"there is no run '{word}': {is_are} recorded",
            hint="graphmat runs list shows the runs there are",
        )
    return newest[-1]  # type: ignore[no-any-return]  # the log is a port


def show_run(log: Any, run_id: str | None = None, *, with_log: bool = False) -> dict[str, Any]:
    """One run in full: what it made, what it did not and why, its steps and failures.

    Args:
        log: The event log.
        run_id: The run, or the beginning of its id; None: the newest.
        with_log: Whether to add what the ops logged.

    Raises:
        RunNotFoundError: There is no such run.
    """
    record = find_run(log, run_id)
    made = log.run_materializations(record.run_id)
    events = log.events(record.run_id, kinds=_KINDS)
    failures = _failures(events)
    document = {
        "schema": RUN_SCHEMA,
        **run_document(record),
        "materialized": [materialization_document(each) for each in made],
        "not_materialized": _not_made(made, events, failures, record),
        "steps": _steps(log, record),
        "failures": _with_inputs(log, record.run_id, list(failures.values())),
        "checks": [check_document(event) for event in events if event.kind == _CHECK],
        "signal": _signal(events),
    }
    if with_log:
        document["log"] = [
            _log_line(event) for event in log.events(record.run_id, kinds=[kinds.LOG_MESSAGE])
        ]
    return document


def list_events(log: Any, run_id: str | None = None) -> list[dict[str, Any]]:
    """All events of one run, in their order, as documents.

    Args:
        log: The event log.
        run_id: The run, or the beginning of its id; None: the newest.

    Raises:
        RunNotFoundError: There is no such run.
    """
    record = find_run(log, run_id)
    return [
        {
            "run_id": event.run_id,
            "sequence": event.sequence,
            "kind": event.kind,
            "at": timestamp(event.time),
            "step_key": event.step_key,
            "asset": str(event.asset_key) if event.asset_key is not None else None,
            "partition": event.partition_key,
            "message": event.message,
            "data": dict(event.data),
        }
        for event in log.events(record.run_id)
    ]


STEP_FAILED = "step_failed"
_CHECK = kinds.ASSET_CHECK_EVALUATION
_KINDS = (
    kinds.ASSET_MATERIALIZATION_PLANNED,
    kinds.ASSET_NOT_MATERIALIZED,
    kinds.ASSET_CHECK_EVALUATION,
    kinds.STEP_FAILURE,
    kinds.STEP_SKIPPED,
    kinds.HOOK_ERRORED,
    kinds.RESOURCE_INIT_FAILURE,
    kinds.ENGINE_EVENT,
    kinds.RUN_FAILURE,
    kinds.RUN_CANCELED,
)


def materialization_document(record: MaterializationRecord) -> dict[str, Any]:
    """One materialization as a document."""
    stored = record.stored
    return {
        "asset": str(record.asset_key),
        "partition": record.partition_key,
        "is_expected": record.is_expected,
        "at": timestamp(record.time),
        "run_id": record.run_id,
        "step_key": record.step_key,
        "output": record.output_name,
        "code_version": record.code_version,
        "data_version": record.data_version,
        "io_manager": record.io_manager_key,
        "digest": stored.digest if stored is not None else None,
        "size_bytes": stored.size_bytes if stored is not None else None,
        "metadata": dict(record.metadata),
        "tags": dict(record.tags),
        "upstream": [dict(each) for each in record.upstream],
    }


def _steps(log: Any, record: RunRecord) -> list[dict[str, Any]]:
    steps: dict[str, dict[str, Any]] = {}
    for attempt in log.step_attempts(record.run_id):
        steps[attempt.step_key] = {
            "step_key": attempt.step_key,
            "status": attempt.status,
            "attempts": attempt.attempt,
            "started_at": timestamp(attempt.started_at),
            "duration_s": duration(attempt.started_at, attempt.ended_at),
            "error": attempt.error or None,
        }
    return list(steps.values())


def _with_inputs(log: Any, run_id: str, failures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Failures with what their ops were given, and where that came from."""
    if any(each["step_key"] is not None for each in failures):
        from graphmat.api.recorded_inputs import input_documents, loads_by_step

        loads = loads_by_step(log, run_id, {each["step_key"] for each in failures})
        for each in failures:
            each["inputs"] = input_documents(loads.get(each["step_key"], {}))
    return failures


def _failures(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Where failed → the exception; a resource or hook stands under its event's message."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        error = event.data.get("error")
        if event.kind in _FAILURE_KINDS and isinstance(error, Mapping):
            place = event.step_key or event.message
            found.setdefault(
                f"{event.kind} {place}",
                {
                    "step_key": event.step_key,
                    "kind": event.kind,
                    "what": event.message,
                    **error,
                },
            )
    return found


_FAILURE_KINDS = (
    kinds.STEP_FAILURE,
    kinds.HOOK_ERRORED,
    kinds.RESOURCE_INIT_FAILURE,
    kinds.ENGINE_EVENT,
)


def _not_made(
    made: Sequence[MaterializationRecord],
    events: Sequence[Event],
    failures: Mapping[str, Mapping[str, Any]],
    record: RunRecord,
) -> list[dict[str, Any]]:
    """Planned assets that the run did not make, each with the reason."""
    done = {(each.asset_key, each.partition_key) for each in made}
    told = {
        (event.asset_key, event.partition_key): event
        for event in events
        if event.kind == kinds.ASSET_NOT_MATERIALIZED
    }
    skipped = {event.step_key: event for event in events if event.kind == kinds.STEP_SKIPPED}
    found: list[dict[str, Any]] = []
    for event in events:
        place = (event.asset_key, event.partition_key)
        if event.kind != kinds.ASSET_MATERIALIZATION_PLANNED or place in done:
            continue
        reason, why = _reason(event, told.get(place), failures, skipped, record)
        found.append(
            {
                "asset": str(event.asset_key),
                "partition": event.partition_key,
                "step_key": event.step_key,
                "reason": reason,
                "why": why,
            }
        )
    # causes before their consequences
    return sorted(found, key=lambda each: each["reason"] != STEP_FAILED)


def _reason(
    planned: Event,
    told: Event | None,
    failures: Mapping[str, Mapping[str, Any]],
    skipped: Mapping[str | None, Event],
    record: RunRecord,
) -> tuple[str, str]:
    if told is not None:
        return str(told.data.get("reason", "not_made")), told.message
    step = planned.step_key
    if f"{kinds.STEP_FAILURE} {step}" in failures:
        return STEP_FAILED, f"'{step}' failed"
    skip = skipped.get(step)
    if skip is not None:
        return str(skip.data.get("reason", "skipped")), f"'{step}' was skipped: {skip.message}"
    return "run_ended", f"the run ended ({record.status}) before '{step}' made it"


def check_document(event: Event) -> dict[str, Any]:
    """One evaluation of an asset check as a document."""
    data = event.data
    return {
        "check": data.get("check_name"),
        "asset": str(event.asset_key),
        "partition": event.partition_key,
        "run_id": event.run_id,
        "passed": data.get("passed"),
        "severity": data.get("severity"),
        "blocking": data.get("blocking"),
        "description": data.get("description"),
        "metadata": data.get("metadata") or {},
    }


def _signal(events: Sequence[Event]) -> str | None:
    for event in events:
        if event.kind == kinds.RUN_CANCELED and event.data.get("signal"):
            return str(event.data["signal"])
    return None


def _log_line(event: Event) -> dict[str, Any]:
    return {
        "at": timestamp(event.time),
        "step_key": event.step_key,
        "level": event.data.get("level"),
        "message": event.message,
    }
