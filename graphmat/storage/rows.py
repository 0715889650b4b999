"""Rows of the tables to records, and back: the one door between the two."""

from __future__ import annotations

import json
from json.scanner import make_scanner
from typing import TYPE_CHECKING, Any, Final

from graphmat.events.codec import decode_data, encode_data
from graphmat.events.model import Event
from graphmat.events.records import (
    MaterializationRecord,
    OutputRecord,
    RunRecord,
    StepAttempt,
    StoredObject,
)
from graphmat.storage.records import AssetCheckRecord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphmat.keys import AssetKey
    from graphmat.storage.database import Row

EVENT_ID_BITS: Final = 32
"""How many bits of an event's id hold its sequence; those above hold the number of its run."""

MAX_SEQUENCE: Final = (1 << EVENT_ID_BITS) - 1

_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# Documents that this room wrote itself, many at a time: without the looks that ``json.loads`` takes
# at what it is given.
_scan: Final[Any] = make_scanner(json.JSONDecoder())  # type: ignore[arg-type]  # the stub is wrong


def event_id(run_number: int, sequence: int) -> int:
    """The id of an event: events of a run follow each other, and runs follow each other.

    Args:
        run_number: The number of the run.
        sequence: From 1 to ``MAX_SEQUENCE``; 0 gives what all events of the run come after.
    """
    return run_number << EVENT_ID_BITS | sequence


def event_ids(run_number: int) -> tuple[int, int]:
    """Two numbers between which all ids of events of a run are, themselves left out."""
    return event_id(run_number, 0), event_id(run_number + 1, 0)


def document_text(document: Mapping[str, Any] | None) -> str:
    """A document for its column; nothing for an empty one."""
    return encode_data(document) if document else ""


def list_text(items: Sequence[Any] | None) -> str:
    """A list for its column; nothing for None, which is not the empty list."""
    return "" if items is None else _encode(list(items))


def _list(text: str) -> list[Any] | None:
    return list(json.loads(text)) if text else None


def run_row(run: RunRecord) -> Row:
    """The values of ``insert_run``."""
    return (
        run.run_id,
        run.status,
        run.job_name,
        run.target,
        list_text(run.asset_selection),
        run.partition_key or "",
        document_text(run.tags),
        document_text(run.run_config),
        run.parent_run_id or "",
        run.root_run_id,
        run.started_at,
        run.ended_at,
        run.error or "",
        document_text(run.process),
        list_text(run.step_keys_to_execute),
    )


def run_from_row(row: Row) -> RunRecord:
    """A row of ``runs``; its number stays inside the room."""
    return RunRecord(
        run_id=row[1],
        status=row[2],
        job_name=row[3],
        target=row[4],
        asset_selection=_list(row[5]),
        partition_key=row[6] or None,
        tags=decode_data(row[7]),
        run_config=decode_data(row[8]),
        parent_run_id=row[9] or None,
        root_run_id=row[10],
        started_at=row[11],
        ended_at=row[12],
        error=row[13] or None,
        process=decode_data(row[14]),
        step_keys_to_execute=_list(row[15]),
    )


def event_from_row(row: Row, run_id: str, asset_key: AssetKey | None) -> Event:
    """A row of ``events``."""
    kind, time, step_key, _, partition_key, message, data, sequence = row
    return Event(
        kind,
        run_id,
        time,
        step_key or None,
        asset_key,
        partition_key or None,
        message,
        decode_data(data),
        sequence,
    )


def step_attempt_from_row(row: Row, run_id: str) -> StepAttempt:
    """A row of ``step_attempts``."""
    _, _, step_key, attempt, status, started_at, ended_at, _, error = row
    return StepAttempt(
        run_id=run_id,
        step_key=step_key,
        attempt=attempt,
        status=status,
        started_at=started_at,
        ended_at=ended_at,
        error=error or None,
    )


def output_from_row(row: Row, run_id: str) -> OutputRecord:
    """A row of ``outputs``."""
    _, _, step_key, output_name, mapping_key, io_manager_key, digest, size_bytes, serializer = row
    return OutputRecord(
        run_id=run_id,
        step_key=step_key,
        output_name=output_name,
        mapping_key=mapping_key or None,
        stored=_stored(digest, size_bytes, serializer),
        io_manager_key=io_manager_key or None,
    )


def materialization_from_row(row: Row, asset_key: AssetKey, run_id: str) -> MaterializationRecord:
    """A row of ``materializations``."""
    # filled in by hand: ten thousand of them are asked for at once, and the constructor copies
    record = MaterializationRecord.__new__(MaterializationRecord)
    metadata, tags, upstream = row[7], row[8], row[11]
    record.id = row[0]
    record.asset_key = asset_key
    record.partition_key = row[2] or None
    record.run_id = run_id
    record.step_key = row[4] or None
    record.output_name = row[5] or None
    record.time = row[6]
    record.metadata = _scan(metadata, 0)[0] if metadata else {}
    record.tags = _scan(tags, 0)[0] if tags else {}
    record.code_version = row[9] or None
    record.data_version = row[10] or None
    record.upstream = tuple(_scan(upstream, 0)[0]) if upstream else ()
    record.is_expected = bool(row[12])
    record.stored = _stored(row[13], row[14], row[15])
    record.io_manager_key = row[16] or None
    return record


def _stored(digest: str, size_bytes: int, serializer: str) -> StoredObject | None:
    if not digest:
        return None
    return StoredObject(digest=digest, size_bytes=size_bytes, serializer=serializer)


def asset_check_from_row(row: Row, asset_key: AssetKey, run_id: str) -> AssetCheckRecord:
    """A row of ``asset_checks``."""
    return AssetCheckRecord(
        id=row[0],
        asset_key=asset_key,
        partition_key=row[2] or None,
        check_name=row[3],
        run_id=run_id,
        step_key=row[5] or None,
        time=row[6],
        passed=bool(row[7]),
        severity=row[8],
        blocking=bool(row[9]),
        description=row[10] or None,
        metadata=decode_data(row[11]),
    )
