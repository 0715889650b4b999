"""Events to JSON documents and back; the two are inverse.

The document is what ``--json`` prints, what a child process sends, and what the log stores of an
event's data. Values that JSON has not are refused here, so that a bad value fails at its source.
"""

from __future__ import annotations

import json
import json.encoder
from collections.abc import Callable, Mapping
from typing import Any

from graphmat.events.model import Event
from graphmat.keys import AssetKey

_encoder = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=True, check_circular=False
)


def _encoding() -> Callable[[Any], str]:
    """What turns a document into text: the interpreter's own encoder, made once.

    ``JSONEncoder.encode`` makes a new one for each document, which costs as much as a small one.
    """
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return _encoder.encode
    string = json.encoder.encode_basestring
    chunks = make(None, _encoder.default, string, None, ":", ",", False, False, True)
    return lambda document: "".join(chunks(document, 0))


_encode = _encoding()


def encode_data(data: Mapping[str, Any]) -> str:
    """The data of an event as compact JSON text; the empty mapping as the empty string."""
    return _encode(data) if data else ""


def decode_data(text: str) -> dict[str, Any]:
    """The inverse of ``encode_data``."""
    return dict(json.loads(text)) if text else {}


def event_document(event: Event) -> dict[str, Any]:
    """The event as a JSON document; absent facts are left out."""
    document: dict[str, Any] = {
        "kind": event.kind,
        "run_id": event.run_id,
        "sequence": event.sequence,
        "time": event.time,
    }
    if event.step_key is not None:
        document["step_key"] = event.step_key
    if event.asset_key is not None:
        document["asset_key"] = event.asset_key.path
    if event.partition_key is not None:
        document["partition_key"] = event.partition_key
    if event.message:
        document["message"] = event.message
    if event.data:
        document["data"] = dict(event.data)
    return document


def event_from_document(document: Mapping[str, Any]) -> Event:
    """The inverse of ``event_document``."""
    asset_key = document.get("asset_key")
    return Event(
        document["kind"],
        document["run_id"],
        document["time"],
        document.get("step_key"),
        AssetKey(asset_key) if asset_key is not None else None,
        document.get("partition_key"),
        document.get("message", ""),
        document.get("data", {}),
        document.get("sequence", 0),
    )
