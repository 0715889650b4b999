"""What events mean for the tables: attempts, outputs, materializations, checks, the run's end.

An op's events usually come in one piece, so an attempt that begins and ends among them is one row
written once. An attempt that began earlier is found by its step in ``OpenAttempts``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import StorageError
from graphmat.events import kinds
from graphmat.events.codec import encode_data
from graphmat.events.records import CANCELED, FAILURE, STARTED, SUCCESS
from graphmat.storage.rows import MAX_SEQUENCE, document_text, event_id, list_text

if TYPE_CHECKING:
    from graphmat.events.model import Event
    from graphmat.keys import AssetKey
    from graphmat.storage.database import Row

OpenAttempts = dict[str, tuple[int, int, float]]
"""Step key → id, attempt and start of an attempt that has not ended."""


class Derivation:
    """The rows that follow from some events of one run.

    Args:
        run_number: The run.
        asset_ids: Number of each asset that the events name.
        open_attempts: Attempts at steps that earlier events began; it is left as it is.
    """

    __slots__ = (
        "_asset_ids",
        "_base",
        "_begun",
        "_open",
        "asset_checks",
        "attempt_ends",
        "attempts",
        "ended_steps",
        "events",
        "materializations",
        "outputs",
        "run_end",
        "run_number",
    )

    def __init__(
        self, run_number: int, asset_ids: Mapping[AssetKey, int], open_attempts: OpenAttempts
    ) -> None:
        self.run_number = run_number
        self._base = event_id(run_number, 0)
        self._asset_ids = asset_ids
        self._open = open_attempts
        self._begun: dict[str, list[Any]] = {}
        self.events: list[Row] = []
        self.attempts: list[list[Any]] = []
        self.attempt_ends: list[Row] = []
        self.ended_steps: dict[str, None] = {}
        self.outputs: list[Row] = []
        self.materializations: list[Row] = []
        self.asset_checks: list[Row] = []
        self.run_end: tuple[str, float, str] | None = None

    def read(self, events: Sequence[Event]) -> None:
        """Take the events in.

        Raises:
            StorageError: An event has no number.
        """
        base, run_number, rows, asset_ids = (
            self._base,
            self.run_number,
            self.events,
            self._asset_ids,
        )
        for event in events:
            sequence = event.sequence
            if not 0 < sequence <= MAX_SEQUENCE:
                raise StorageError(f"event {event!r} has no number in its run ({sequence})")
            asset_key = event.asset_key
            rows.append(
                (
                    base + sequence,
                    run_number,
                    sequence,
                    event.kind,
                    event.time,
                    event.step_key or "",
                    0 if asset_key is None else asset_ids[asset_key],
                    event.partition_key or "",
                    event.message,
                    encode_data(event.data),
                )
            )
            consequence = _CONSEQUENCES.get(event.kind)
            if consequence is not None:
                consequence(self, event)

    @property
    def begun_steps(self) -> OpenAttempts:
        """Attempts that these events began and did not end."""
        return {step_key: (row[0], row[3], row[5]) for step_key, row in self._begun.items()}

    def begin_attempt(self, event: Event) -> None:
        """A step starts, or starts again."""
        step_key = event.step_key or ""
        attempt = event.data.get("attempt", 1)
        begun = self._begun.get(step_key)
        current = begun[3] if begun is not None else self._open.get(step_key, (0, 0, 0.0))[1]
        if step_key not in self.ended_steps and current == attempt:
            return  # told twice: as restarted, then as started
        row = [
            self._base + event.sequence,
            self.run_number,
            step_key,
            attempt,
            STARTED,
            event.time,
            None,
            None,
            "",
        ]
        self._begun[step_key] = row
        self.attempts.append(row)

    def end_attempt(self, event: Event) -> None:
        """A step ends, or has to be tried again."""
        step_key = event.step_key or ""
        status = _ATTEMPT_STATUS[event.kind]
        ended_at, error = event.time, _error_line(event)
        row = self._begun.pop(step_key, None)
        if row is not None:
            row[4:] = [status, row[5], ended_at, _duration(event, row[5]), error]
        elif step_key in self._open and step_key not in self.ended_steps:
            number, _, started_at = self._open[step_key]
            self.attempt_ends.append(
                (status, ended_at, _duration(event, started_at), error, number)
            )
            self.ended_steps[step_key] = None
        else:
            # it never began: skipped, or failed before its first line
            begun_at = None if status == "skipped" else ended_at
            attempt = event.data.get("attempt", 1)
            number = self._base + event.sequence
            facts = [status, begun_at, ended_at, _duration(event, begun_at), error]
            self.attempts.append([number, self.run_number, step_key, attempt, *facts])

    def add_output(self, event: Event) -> None:
        """An output was stored."""
        data = event.data
        self.outputs.append(
            (
                self._base + event.sequence,
                self.run_number,
                event.step_key or "",
                data.get("output_name", "result"),
                data.get("mapping_key") or "",
                data.get("io_manager_key") or "",
                *_stored_facts(data),
            )
        )

    def add_materialization(self, event: Event) -> None:
        """An asset was made."""
        if event.asset_key is None:
            raise StorageError(f"event {event!r} names no asset")
        data = event.data
        self.materializations.append(
            (
                self._asset_ids[event.asset_key],
                event.partition_key or "",
                self.run_number,
                event.step_key or "",
                data.get("output_name") or "",
                event.time,
                document_text(data.get("metadata")),
                document_text(data.get("tags")),
                data.get("code_version") or "",
                data.get("data_version") or "",
                list_text(data.get("upstream") or None),
                int(data.get("expected", True)),
                *_stored_facts(data),
                data.get("io_manager_key") or "",
            )
        )

    def add_asset_check(self, event: Event) -> None:
        """An asset check was evaluated."""
        if event.asset_key is None:
            raise StorageError(f"event {event!r} names no asset")
        data = event.data
        self.asset_checks.append(
            (
                self._asset_ids[event.asset_key],
                event.partition_key or "",
                data.get("check_name", ""),
                self.run_number,
                event.step_key or "",
                event.time,
                int(data.get("passed", False)),
                data.get("severity", "ERROR"),
                int(data.get("blocking", False)),
                data.get("description") or "",
                document_text(data.get("metadata")),
            )
        )

    def end_run(self, event: Event) -> None:
        """The run came to its end."""
        status = _RUN_STATUS[event.kind]
        error = ""
        if status != SUCCESS:
            error = _error_line(event) or str(event.data.get("signal", ""))
        self.run_end = (status, event.time, error)


def _stored_facts(data: Mapping[str, Any]) -> tuple[str, int | None, str]:
    stored = data.get("stored")
    if not stored:
        return "", None, ""
    return stored["digest"], stored["size_bytes"], stored.get("serializer", "pickle")


def _duration(event: Event, started_at: float | None) -> float | None:
    duration = event.data.get("duration_s")
    if duration is None and started_at is not None:
        # the clock may have been set back
        return max(0.0, event.time - started_at)
    return duration


def _error_line(event: Event) -> str:
    if event.kind == kinds.STEP_SUCCESS:
        return ""
    error = event.data.get("error")
    if isinstance(error, Mapping):
        first_line = str(error.get("message", "")).partition("\n")[0]
        return ": ".join(part for part in (str(error.get("class", "")), first_line) if part)
    return str(error or event.message)


_ATTEMPT_STATUS: Final = {
    kinds.STEP_SUCCESS: "success",
    kinds.STEP_FAILURE: "failure",
    kinds.STEP_SKIPPED: "skipped",
    kinds.STEP_UP_FOR_RETRY: "retried",
}
_RUN_STATUS: Final = {
    kinds.RUN_SUCCESS: SUCCESS,
    kinds.RUN_FAILURE: FAILURE,
    kinds.RUN_CANCELED: CANCELED,
}
_CONSEQUENCES: Final[dict[str, Callable[[Derivation, Event], None]]] = {
    kinds.STEP_START: Derivation.begin_attempt,
    kinds.STEP_RESTARTED: Derivation.begin_attempt,
    **dict.fromkeys(_ATTEMPT_STATUS, Derivation.end_attempt),
    kinds.HANDLED_OUTPUT: Derivation.add_output,
    kinds.ASSET_MATERIALIZATION: Derivation.add_materialization,
    kinds.ASSET_CHECK_EVALUATION: Derivation.add_asset_check,
    **dict.fromkeys(_RUN_STATUS, Derivation.end_run),
}
