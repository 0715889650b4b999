"""The tables of a report: ops, assets, checks, logs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from graphmat.rendering.html.tables import Cell, Heading, Table
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, moment, near, size
from graphmat.rendering.reports.durations import exact
from graphmat.rendering.reports.plots import number_text

_LEVELS: Final = {10: "debug", 20: "info", 30: "warning", 40: "error", 50: "critical"}
_LONGEST_VALUE: Final = 400


def ops_table(document: Mapping[str, Any]) -> Table:
    """Each step with what became of it."""
    definitions = document["definitions"] or {}
    critical = {each["step_key"] for each in document["critical_path"]}
    begun: dict[str, float] = {}
    for each in document["attempts"]:
        begun.setdefault(each["step_key"], each["from_s"])
    assets: dict[str, list[str]] = {}
    for each in document["run"]["materialized"]:
        assets.setdefault(each["step_key"], []).append(each["asset"])
    rows = []
    for step in document["run"]["steps"]:
        key = step["step_key"]
        plain = key.partition("[")[0]
        start = begun.get(key)
        place = definitions.get("places", {}).get(plain)
        rows.append(
            [
                safe(key),
                step["status"],
                _seconds(step["duration_s"]),
                _seconds(start),
                (float(step["attempts"]), str(step["attempts"])) if step["attempts"] > 1 else "",
                "yes" if key in critical else "",
                ", ".join(map(safe, assets.get(key, ()))),
                step["error"] or "",
                f"{near(place['file'])}:{place['line']}" if place else "",
                definitions.get("descriptions", {}).get(plain, ""),
            ]
        )
    return Table(
        "ops",
        "Each op that ran or was skipped",
        [
            Heading("op", "code"),
            Heading("status", "state"),
            Heading("took", "number"),
            Heading("began after", "number"),
            Heading("attempts", "number"),
            Heading("critical path", "state"),
            Heading("made", "long"),
            Heading("error", "long"),
            Heading("where"),
            Heading("description", "long"),
        ],
        rows,
    )


def _seconds(seconds: float | None) -> Cell:
    return "" if seconds is None else (seconds, exact(seconds))


def assets_table(document: Mapping[str, Any]) -> Table:
    """Each asset that was made, or was to be made and was not."""
    rows: list[list[Cell]] = [
        [
            safe(each["asset"]),
            "materialized" if each["is_expected"] else "unexpected",
            safe(each["partition"] or ""),
            safe(each["step_key"] or ""),
            (float(each["size_bytes"]), size(each["size_bytes"])) if each["size_bytes"] else "",
            safe(each["data_version"] or ""),
            safe(each["code_version"] or ""),
            metadata_text(each["metadata"]),
            "" if each["is_expected"] else "nobody selected it",
        ]
        for each in document["run"]["materialized"]
    ]
    rows += [
        [
            safe(each["asset"]),
            "failed" if each["reason"] == "step_failed" else "missing",
            safe(each["partition"] or ""),
            safe(each["step_key"] or ""),
            "",
            "",
            "",
            "",
            safe(each["why"]),
        ]
        for each in document["run"]["not_materialized"]
    ]
    return Table(
        "assets",
        "Each asset that was made, or was to be made",
        [
            Heading("asset", "code"),
            Heading("state", "state"),
            Heading("partition"),
            Heading("by", "code"),
            Heading("size", "number"),
            Heading("data version"),
            Heading("code version"),
            Heading("metadata", "long"),
            Heading("why", "long"),
        ],
        rows,
    )


def metadata_text(metadata: Mapping[str, Any]) -> str:
    """Metadata as lines: name and value."""
    return "\n".join(f"{safe(name)}: {value_text(value)}" for name, value in metadata.items())


def value_text(document: Any) -> str:
    """A value of metadata in words."""
    kind = document.get("type") if isinstance(document, Mapping) else None
    value = document.get("value") if kind is not None else document
    if kind == "timestamp" and isinstance(value, int | float):
        from datetime import UTC, datetime

        return moment(datetime.fromtimestamp(value, UTC).isoformat(), with_seconds=True)
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, int | float):
        return number_text(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def checks_table(document: Mapping[str, Any]) -> Table:
    """Each check that was evaluated."""
    rows = [
        [
            safe(each["check"] or ""),
            "passed" if each["passed"] else "failed",
            safe(each["asset"]),
            safe(each["partition"] or ""),
            str(each["severity"] or "").lower(),
            "yes" if each["blocking"] else "",
            each["description"] or "",
            metadata_text(each["metadata"]),
        ]
        for each in document["run"]["checks"]
    ]
    return Table(
        "checks",
        "Each check that was evaluated",
        [
            Heading("check", "code"),
            Heading("result", "state"),
            Heading("asset", "code"),
            Heading("partition"),
            Heading("severity"),
            Heading("blocking"),
            Heading("description", "long"),
            Heading("metadata", "long"),
        ],
        rows,
    )


def log_table(document: Mapping[str, Any]) -> Table:
    """What the ops logged."""
    rows = [
        [
            moment(each["at"], with_seconds=True),
            _LEVELS.get(each["level"], str(each["level"] or "")),
            safe(each["step_key"] or ""),
            each["message"],
        ]
        for each in document["log"]
    ]
    left_out = document["log_left_out"]
    more = f"; {count(left_out, 'earlier line')} left out" if left_out else ""
    return Table(
        "logs",
        f"What the ops logged{more}",
        [
            Heading("time", "time"),
            Heading("level", "state"),
            Heading("op", "code"),
            Heading("message", "long"),
        ],
        rows,
    )
