"""``LogKeeper``: the supervisor's side of the event log: stores for the child, answers it, shows.

It follows the runs of the child as their events go by, so that it can end them in the record when
the child can no longer do that itself.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import GraphmatError, StorageError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.supervision.documents import pack, unpack, unpack_event
from graphmat.supervision.error_documents import pack_error
from graphmat.supervision.leases import RunConflictError, as_claims

if TYPE_CHECKING:
    from graphmat.events.ports import EventSink
    from graphmat.events.records import RunRecord
    from graphmat.supervision.leases import Claim
    from graphmat.supervision.run_locks import RunLocks
    from graphmat.supervision.server_locks import ServerRunLocks

OpenLog = Callable[[bool], Any]
"""Gives the event log; whether it is created is the argument; None where there is none."""

WRITING: Final = frozenset({"add_dynamic_partitions", "delete_dynamic_partition", "wipe"})
_NOTHING_RECORDED: Final[Mapping[str, Any]] = {
    "run": None,
    "latest_materializations": {},
    "materialized_partitions": frozenset(),
}
"""Answers where there is no log yet; all other questions are answered with an empty list."""

_STEP_BEGINS: Final = frozenset({kinds.STEP_START, kinds.STEP_RESTARTED})
_STEP_ENDS: Final = kinds.STEP_ENDS | {kinds.STEP_UP_FOR_RETRY}


class OpenRun:
    """A run of the child that has not ended.

    Args:
        run_id: The run.
    """

    __slots__ = ("ended_count", "is_handed_over", "run_id", "sequence", "steps")

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.sequence = 0
        self.steps: dict[str, float] = {}
        self.ended_count = 0
        self.is_handed_over = False


class LogKeeper:
    """Keeps the event log for the child.

    Args:
        open_log: Gives the event log.
        locks: The locks of its runs.
        close: Closes the event log, which is opened again when it is needed.
    """

    def __init__(
        self,
        open_log: OpenLog,
        locks: RunLocks | ServerRunLocks,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._open_log = open_log
        self.close = close
        self._locks = locks
        self.open_runs: dict[str, OpenRun] = {}
        self.last_end: Event | None = None
        self.conflict: RunConflictError | None = None
        self._claims: dict[str, Collection[Claim]] = {}
        self.stopping_signal: int | None = None

    def warm(self) -> None:
        """Open the log, if there is one, while the child is busy; its faults are told later."""
        try:
            self._open_log(False)
        except StorageError:
            return

    @property
    def running_steps(self) -> list[str]:
        """The steps that have begun and not ended."""
        return [step for run in self.open_runs.values() for step in run.steps]

    # ---------------------------------------------------------------- for the child

    def append(self, packed: list[Any], *, durable: bool) -> tuple[list[Any], list[Event]]:
        """Store events.

        Returns:
            The reply to the child, and the events that are now to be shown.
        """
        events = [unpack_event(event) for event in packed]
        for event in events:
            if event.kind == kinds.RUN_CANCELED and self.stopping_signal is not None:
                name = signal.Signals(self.stopping_signal).name
                event.data = {**event.data, "signal": name}
        try:
            self._log(create=True).append(events, durable=durable)
        except GraphmatError as error:
            return ["error", pack_error(error)], []
        self._follow(events)
        return ["ok", None], events

    def answer(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> list[Any]:
        """Answer a question.

        Returns:
            The reply to the child.
        """
        given = [unpack(arg) for arg in args]
        options = {key: unpack(value) for key, value in kwargs.items()}
        try:
            if name == "create_run":
                self._create_run(*given)
                return ["ok", None]
            if name == "claim":
                self._claims[given[0]] = as_claims(given[1])
                return ["ok", None]
            log = self._log(create=name in WRITING)
            if log is None:
                return ["ok", pack(_NOTHING_RECORDED.get(name, ()))]
            return ["ok", pack(getattr(log, name)(*given, **options))]
        except GraphmatError as error:
            return ["error", pack_error(error)]

    def _log(self, *, create: bool) -> Any:
        return self._open_log(create)

    def _create_run(self, run: RunRecord) -> None:
        log = self._log(create=True)
        self.conflict = None
        try:
            self._locks.hold(run.run_id, self._claims.pop(run.run_id, ()))
        except RunConflictError as error:
            self.conflict = error
            raise
        try:
            log.create_run(run)
        except BaseException:
            self._locks.release(run.run_id)
            raise
        self.open_runs[run.run_id] = OpenRun(run.run_id)

    def _follow(self, events: Sequence[Event]) -> None:
        run = self.open_runs.get(events[0].run_id)
        if run is None:
            return
        run.sequence = max(run.sequence, events[-1].sequence)
        for event in events:
            if event.kind in _STEP_BEGINS:
                run.steps[event.step_key or ""] = event.time
            elif event.kind in _STEP_ENDS:
                run.steps.pop(event.step_key or "", None)
                run.ended_count += 1
            elif event.kind in kinds.RUN_ENDS:
                self.last_end = event
                del self.open_runs[run.run_id]
                self._locks.release(run.run_id)

    def hand_over(self, how: str, hint: str | None) -> dict[str, Any] | None:
        """Hand the run of a child that has ended over to another one.

        Each child must have ended a step, or died in one that no other has died in: so their number
        is bounded by that of the attempts.

        Args:
            how: How the child ended.
            hint: What to do about it.

        Returns:
            ``run_id``, ``sequence`` and ``died``: the steps that were running, each with its error.
        """
        if len(self.open_runs) != 1:
            return None
        run = next(iter(self.open_runs.values()))
        if not run.ended_count and (run.is_handed_over or not run.steps):
            return None
        run.is_handed_over, run.ended_count = True, 0
        died = []
        for step_key, began in run.steps.items():
            error = {"class": "ProcessDied", "message": f"{how} while running '{step_key}'"}
            if hint is not None:
                error["hint"] = hint
            died.append([step_key, began, error])
        return {"run_id": run.run_id, "sequence": run.sequence, "died": died}

    # ---------------------------------------------------------------- in its stead

    def end_open_runs(self, kind: str, message: str, show: EventSink, **data: Any) -> str | None:
        """Record the end of the runs that the child did not end.

        Args:
            kind: How they end; for a failure the steps that were running fail, too.
            message: Why.
            show: Shows it.
            data: Facts of the end.

        Returns:
            The id of such a run; None where there was none.
        """
        ended = None
        for run in list(self.open_runs.values()):
            events = self._ending(run, kind, message, data)
            ended = run.run_id
            try:
                self._log(create=True).append(events)
            except StorageError:
                # the lock is let go of, so that the next command settles the run
                self.open_runs.pop(run.run_id, None)
                self._locks.release(run.run_id)
                continue
            self._follow(events)
            show(events)
        return ended

    def _ending(
        self, run: OpenRun, kind: str, message: str, data: Mapping[str, Any]
    ) -> list[Event]:
        now = time.time()
        events = []
        hint = data.get("hint")
        if kind == kinds.RUN_FAILURE:
            for step_key, began in run.steps.items():
                error = {"class": "ProcessDied", "message": message, "frames": []}
                if hint is not None:
                    error["hint"] = hint
                facts = {"error": error, "duration_s": round(max(0.0, now - began), 6)}
                events.append(
                    Event(
                        kinds.STEP_FAILURE,
                        run.run_id,
                        now,
                        step_key,
                        message=f"ProcessDied: {message}",
                        data=facts,
                    )
                )
        events.append(Event(kind, run.run_id, now, message=message, data=data))
        for number, event in enumerate(events, run.sequence + 1):
            event.sequence = number
        return events
