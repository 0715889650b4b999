"""``Recorder``: numbers events, stores them in one transaction, and shows them afterwards.

Events wait in memory until something depends on them: the engine flushes before user code runs, so
that an op never starts on what is not recorded, and one op costs one transaction. Log lines of a
long op are flushed when they have waited for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.resources.masking import PROCESS_SECRETS

if TYPE_CHECKING:
    from graphmat.events.ports import EventLog, EventSink
    from graphmat.keys import AssetKey

MAX_AGE_S: Final = 0.5
LOGS_AT_ONCE: Final = 20
"""So many messages of a second are stored, and shown, as they come; more of them wait together."""


class Recorder:
    """Numbers, stores and shows the events of one run.

    Args:
        log: Where they are stored.
        run_id: The run.
        clock: Seconds since the epoch.
        sinks: What shows them, after they are stored.
    """

    __slots__ = (
        "_clock",
        "_durable",
        "_logged",
        "_oldest",
        "_pending",
        "_second",
        "log",
        "run_id",
        "sequence",
        "sinks",
    )

    def __init__(
        self,
        log: EventLog,
        run_id: str,
        clock: Callable[[], float],
        sinks: Sequence[EventSink] = (),
    ) -> None:
        self.log = log
        self.run_id = run_id
        self.sinks = list(sinks)
        self.sequence = 0
        self._clock = clock
        self._pending: list[Event] = []
        self._durable = False
        self._oldest = 0.0
        self._second = 0.0
        self._logged = 0

    def add(
        self,
        kind: str,
        step_key: str | None = None,
        asset_key: AssetKey | None = None,
        partition_key: str | None = None,
        message: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> Event:
        """Take an event; it is stored with the next flush."""
        self.sequence += 1
        now = self._clock()
        if PROCESS_SECRETS and (message or data):
            message, data = PROCESS_SECRETS.mask(message), _masked(data)
        event = Event(
            kind, self.run_id, now, step_key, asset_key, partition_key, message, data, self.sequence
        )
        if not self._pending:
            self._oldest = now
        self._pending.append(event)
        if kind == kinds.ASSET_MATERIALIZATION:
            self._durable = True
        elif kind == kinds.LOG_MESSAGE and self._is_log_due(now):
            self.flush()
        return event

    def take(self, events: Sequence[Event]) -> None:
        """Take events that another process or thread made, in their order."""
        if not self._pending:
            self._oldest = self._clock()
        for event in events:
            self.sequence += 1
            event.sequence = self.sequence
            if event.kind == kinds.ASSET_MATERIALIZATION:
                self._durable = True
        self._pending.extend(events)

    def patience(self) -> float | None:
        """For how many seconds what waits may still wait; None where nothing does."""
        if not self._pending:
            return None
        return max(0.0, MAX_AGE_S - (self._clock() - self._oldest))

    def _is_log_due(self, now: float) -> bool:
        """Whether what was logged is stored at once: the first few of each second are."""
        if now - self._second >= 1:
            self._second, self._logged = now, 0
        self._logged += 1
        return self._logged <= LOGS_AT_ONCE or now - self._oldest > MAX_AGE_S

    def flush(self) -> None:
        """Store what waits, all or nothing, and show it.

        Raises:
            StorageError: It could not be stored; the run must stop.
        """
        if not self._pending:
            return
        batch, self._pending = self._pending, []
        durable, self._durable = self._durable, False
        try:
            self.log.append(batch, durable=durable)
        except BaseException:
            # none of it is stored: what is recorded of the end takes these numbers
            self.sequence = batch[0].sequence - 1
            raise
        for sink in self.sinks:
            sink(batch)


def _masked(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What an event bears, without secrets in what the user says there: names stay as they are."""
    said = [name for name in ("metadata", "description", "error") if data and data.get(name)]
    if data is None or not said:
        return data
    return {**data, **{name: PROCESS_SECRETS.mask_document(data[name]) for name in said}}
