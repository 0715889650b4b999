"""``runs logs``: what the ops of a run logged, and how their attempts failed; also as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.api.runs import find_run, run_document
from graphmat.api.timestamps import timestamp
from graphmat.errors import StepNotFoundError, UsageError, did_you_mean
from graphmat.events import kinds
from graphmat.events.records import STARTED

if TYPE_CHECKING:
    from graphmat.events.model import Event

SCHEMA = "graphmat/run-logs/1"
LEVELS: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}
_KINDS: Final = (kinds.LOG_MESSAGE, kinds.STEP_FAILURE, kinds.STEP_UP_FOR_RETRY)
_PAUSE_S: Final = 0.25
_LOOK_EVERY: Final = 4
"""So many pauses go by before it is looked whether the run's process is still alive."""


def level_number(name: str) -> int:
    """The number of a level.

    Raises:
        UsageError: There is no such level.
    """
    number = LEVELS.get(name.lower())
    if number is None:
        raise UsageError(
            f"there is no level '{name}'; levels: {', '.join(LEVELS)}",
            hint=did_you_mean(name.lower(), LEVELS),
        )
    return number


def run_logs(
    log: Any, run_id: str | None = None, *, step: str | None = None, level: int = 0
) -> dict[str, Any]:
    """What was logged in a run.

    Args:
        log: The event log.
        run_id: The run, or the beginning of its id; None: the newest.
        step: Only of this step, of one item of it, or of the steps of this graph.
        level: The least level, as in logging.

    Raises:
        RunNotFoundError: There is no such run.
        StepNotFoundError: The run has no such step.
    """
    record = find_run(log, run_id)
    if step is not None:
        _check_step(log, record.run_id, step)
    entries, _last = _entries(log, record.run_id, 0, step, level)
    return {"schema": SCHEMA, **run_document(record), "entries": entries}


def follow_logs(
    log: Any,
    run_id: str,
    *,
    step: str | None = None,
    level: int = 0,
    settle: Callable[[], object],
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[list[dict[str, Any]]]:
    """What is logged in a run, as it comes, until the run has ended.

    Args:
        log: The event log.
        run_id: The run.
        step: As for ``run_logs``.
        level: As for ``run_logs``.
        settle: Marks runs as interrupted whose process has died.
        sleep: Waits a number of seconds.

    Yields:
        What has come since the last time; perhaps nothing.
    """
    last = 0
    is_checked = step is None
    idle = 0
    while True:
        # asked before the events: what comes between the two is then read in the next round
        is_over = log.run(run_id).status != STARTED
        if not is_checked and log.events(run_id, kinds=(kinds.RUN_START,), limit=1):
            _check_step(log, run_id, step or "")
            is_checked = True
        entries, last = _entries(log, run_id, last, step, level)
        yield entries
        if is_over:
            return
        idle += 1
        if idle % _LOOK_EVERY == 0:
            settle()
        sleep(_PAUSE_S)


def _entries(
    log: Any, run_id: str, after: int, step: str | None, level: int
) -> tuple[list[dict[str, Any]], int]:
    events: Sequence[Event] = log.events(run_id, kinds=_KINDS, after=after)
    last = events[-1].sequence if events else after
    entries = [_entry(event) for event in events if _is_of(event.step_key or "", step)]
    return [entry for entry in entries if entry["level"] >= level], last


def _is_of(step_key: str, step: str | None) -> bool:
    return step is None or step_key == step or step_key.startswith((f"{step}.", f"{step}["))


def _entry(event: Event) -> dict[str, Any]:
    level = event.data.get("level")
    if event.kind != kinds.LOG_MESSAGE:
        level = LEVELS["error" if event.kind == kinds.STEP_FAILURE else "warning"]
    number = int(level or 0)
    name = next((name for name, least in reversed(LEVELS.items()) if number >= least), "debug")
    return {
        "at": timestamp(event.time),
        "sequence": event.sequence,
        "kind": event.kind,
        "step_key": event.step_key,
        "level": number,
        "level_name": name,
        "message": event.message,
    }


def _check_step(log: Any, run_id: str, step: str) -> None:
    known = run_steps(log, run_id)
    if known and not any(_is_of(key, step) for key in known):
        raise StepNotFoundError(
            f"the run has no step '{step}'",
            hint=did_you_mean(step, known) or "graphmat runs show lists its steps",
        )


def run_steps(log: Any, run_id: str) -> list[str]:
    """The steps of a run, as it was planned, and the items of fan-outs that were tried."""
    start = log.events(run_id, kinds=(kinds.RUN_START,), limit=1)
    planned = [str(each["key"]) for event in start for each in event.data.get("steps") or ()]
    tried = [attempt.step_key for attempt in log.step_attempts(run_id)]
    return list(dict.fromkeys([*planned, *tried]))
