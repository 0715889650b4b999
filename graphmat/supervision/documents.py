"""Errors, records and events as JSON values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat import errors
from graphmat.errors import GraphmatError, SourceLocation
from graphmat.events import records
from graphmat.events.model import Event
from graphmat.events.records import Record, StoredObject
from graphmat.execution.user_code import error_document, text_of
from graphmat.keys import AssetAddress, AssetKey


def pack_event(event: Event) -> list[Any]:
    """An event as a list."""
    key = event.asset_key
    return [
        event.kind, event.run_id, event.time, event.step_key,
        None if key is None else key.path,
        event.partition_key, event.message, event.data, event.sequence,
    ]


def unpack_event(packed: list[Any]) -> Event:
    """The inverse of ``pack_event``."""
    kind, run_id, time, step_key, path, partition_key, message, data, sequence = packed
    key = None if path is None else AssetKey(path)
    return Event(kind, run_id, time, step_key, key, partition_key, message, data, sequence)


def pack(value: Any) -> Any:
    """A question's argument or answer as JSON."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Event):
        return {"event": pack_event(value)}
    if isinstance(value, AssetKey):
        return {"key": list(value.path)}
    if isinstance(value, AssetAddress):
        return {"address": [list(value.asset_key.path), value.partition_key]}
    if isinstance(value, Record):
        return {"record": type(value).__name__, "fields": _fields(value)}
    if isinstance(value, Mapping):
        return {"map": [[pack(key), pack(item)] for key, item in value.items()]}
    if isinstance(value, frozenset | set):
        return {"set": [pack(item) for item in value]}
    return [pack(item) for item in value]


def _fields(record: Record) -> dict[str, Any]:
    found = {}
    for name in record.__slots__:
        value = getattr(record, name)
        if isinstance(value, AssetKey):
            value = value.path
        elif isinstance(value, StoredObject):
            value = [value.digest, value.size_bytes, value.serializer]
        found[name] = value
    return found


def unpack(value: Any) -> Any:
    """The inverse of ``pack``; sequences come back as lists."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "record" in value:
        return _record(value["record"], value["fields"])
    if "map" in value:
        return {unpack(key): unpack(item) for key, item in value["map"]}
    if "event" in value:
        return unpack_event(value["event"])
    if "key" in value:
        return AssetKey(value["key"])
    if "address" in value:
        path, partition_key = value["address"]
        return AssetAddress(AssetKey(path), partition_key)
    return frozenset(unpack(item) for item in value["set"])


_RECORDS: dict[str, type[Record]] = {
    kind.__name__: kind
    for kind in (
        records.RunRecord, records.MaterializationRecord, records.OutputRecord,
        records.StepAttempt, records.StoredObject,
    )
}


def _record(name: str, fields: dict[str, Any]) -> Record:
    if fields.get("asset_key") is not None:
        fields["asset_key"] = AssetKey(fields["asset_key"])
    stored = fields.get("stored")
    if stored is not None:
        fields["stored"] = StoredObject(
            digest=stored[0], size_bytes=stored[1], serializer=stored[2]
        )
    return _RECORDS[name](**fields)


def pack_error(error: BaseException) -> dict[str, Any]:
    """An error as a document."""
    location = getattr(error, "location", None)
    document = {
        "class": type(error).__name__,
        "bases": [kind.__name__ for kind in type(error).__mro__],
        "message": text_of(error),
        "hint": getattr(error, "hint", None),
        "code": getattr(error, "code", None),
        "location": [location.file, location.line] if location is not None else None,
        "exit_code": getattr(error, "exit_code", None),
        "faults": [pack_error(fault) for fault in getattr(error, "faults", ())],
    }
    if error.__cause__ is not None:
        document["cause"] = error_document(error.__cause__)
    if not isinstance(error, GraphmatError):
        document["cause"] = error_document(error)
    return document


def unpack_error(document: Mapping[str, Any]) -> GraphmatError:
    """The inverse of ``pack_error``."""
    kind: type[GraphmatError] = GraphmatError
    for name in document["bases"]:
        known = getattr(errors, name, None)
        if isinstance(known, type) and issubclass(known, GraphmatError):
            kind = known
            break
    error = kind.__new__(kind)
    error.args = (document["message"],)
    location = document.get("location")
    error.__dict__.update(
        message=document["message"],
        hint=document.get("hint"),
        code=document.get("code"),
        location=SourceLocation(*location) if location else None,
        cause_document=document.get("cause"),
    )
    if document.get("faults"):
        error.__dict__["faults"] = tuple(unpack_error(part) for part in document["faults"])
    if document.get("exit_code") is not None:
        error.exit_code = document["exit_code"]
    return error
