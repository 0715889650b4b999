"""Events and records as JSON values, and back; the two are inverse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphmat.events import records
from graphmat.events.model import Event
from graphmat.events.records import Record, StoredObject
from graphmat.keys import AssetAddress, AssetKey


def pack_event(event: Event) -> list[Any]:
    """An event as a list."""
    key, data = event.asset_key, event.data
    return [
        event.kind,
        event.run_id,
        event.time,
        event.step_key,
        None if key is None else key.path,
        event.partition_key,
        event.message,
        data if type(data) is dict else dict(data),
        event.sequence,
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
    """The inverse of ``pack``; every sequence comes back as a list."""
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


_RECORDS: Final[dict[str, type[Record]]] = {
    kind.__name__: kind
    for kind in (
        records.RunRecord,
        records.MaterializationRecord,
        records.OutputRecord,
        records.StepAttempt,
    )
}


def _record(name: str, fields: dict[str, Any]) -> Record:
    if fields.get("asset_key") is not None:
        fields["asset_key"] = AssetKey(fields["asset_key"])
    stored = fields.get("stored")
    if stored is not None:
        digest, size_bytes, serializer = stored
        fields["stored"] = StoredObject(digest=digest, size_bytes=size_bytes, serializer=serializer)
    return _RECORDS[name](**fields)
