"""``runs list`` and ``runs show`` as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.rendering.plain import safe, safe_lines
from graphmat.rendering.quantities import count, listed, moment, short_id, size, took
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.summary import (
    STATUS_STYLES,
    STATUS_WORDS,
    asset_name,
    failure_lines,
)
from graphmat.rendering.table import Column, fact_lines, table_lines

_RUN_COLUMNS = (
    Column("RUN", keep=True),
    Column("STATUS", keep=True),
    Column("STARTED"),
    Column("TOOK", is_right=True),
    Column("ASSETS", is_right=True),
    Column("WHAT", wraps=True),
    Column("ERROR", wraps=True, gives_way=1),
)
_MADE_COLUMNS = (
    Column("MATERIALIZED", wraps=True, keep=True),
    Column("BY STEP", wraps=True),
    Column("SIZE", is_right=True, gives_way=2),
    Column("VERSION", gives_way=1),
    Column("NOTE", wraps=True),
)
_STEP_COLUMNS = (
    Column("STEP", wraps=True, keep=True),
    Column("STATUS", keep=True),
    Column("TOOK", is_right=True),
    Column("ATTEMPTS", is_right=True),
    Column("WHY", wraps=True),
)


def run_list_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """Runs as a table, newest first."""
    return table_lines(
        screen,
        _RUN_COLUMNS,
        [
            [
                Styled(short_id(run["run_id"]), "bold"),
                _status(run["status"]),
                moment(run["started_at"]),
                took(run["duration_s"]),
                str(run["materialization_count"]),
                what(run),
                safe(run["error"] or "").split("\\n", 1)[0],
            ]
            for run in document["runs"]
        ],
    )


def what(run: Mapping[str, Any]) -> str:
    """What a run was asked to do, in words."""
    if run["selection"] is not None:
        text = listed([safe(key) for key in run["selection"]], 3)
    else:
        text = "everything"
    if run["job"] is not None:
        text = f"job {safe(run['job'])}" + ("" if run["selection"] is None else f": {text}")
    if run["partition"] is not None:
        text += f" [{safe(run['partition'])}]"
    return text


def _status(status: str) -> Styled:
    return Styled(STATUS_WORDS.get(status, safe(status)), STATUS_STYLES.get(status, ""))


def run_lines(screen: Screen, run: Mapping[str, Any]) -> list[Text]:
    """One run in full."""
    facts: list[tuple[str, Text]] = [
        ("run", Styled(safe(run["run_id"]), "bold")),
        ("status", _status(run["status"])),
        ("what", what(run)),
        ("target", safe(run["target"])),
        ("started", moment(run["started_at"], with_seconds=True)),
        ("took", took(run["duration_s"])),
        ("tags", safe(", ".join(f"{name}={text}" for name, text in sorted(run["tags"].items())))),
        ("re-executes", safe(run["parent_run_id"] or "")),
        ("signal", safe(run["signal"] or "")),
    ]
    lines = fact_lines(screen, facts)
    lines += _made_lines(screen, run)
    for each in run["not_materialized"]:
        text = f"not materialized: {asset_name(each)}: {safe(each['why'])}"
        lines += (
            ["", Styled(text, "yellow")]
            if each is run["not_materialized"][0]
            else [Styled(text, "yellow")]
        )
    lines += _check_lines(run)
    lines += _step_lines(screen, run)
    if run["failures"]:
        lines += ["", *failure_lines(run["failures"], limit=None, frame_limit=10)]
    if "log" in run:
        lines += ["", *_log_lines(run)]
    return lines


def _made_lines(screen: Screen, run: Mapping[str, Any]) -> list[Text]:
    if not run["materialized"]:
        return []
    rows: list[list[Text]] = [
        [
            Styled(asset_name(each), "bold"),
            safe(each["step_key"] or ""),
            size(each["size_bytes"]),
            safe(each["data_version"] or "")[:16],
            "" if each["is_expected"] else Styled("unexpected: not selected", "yellow"),
        ]
        for each in run["materialized"]
    ]
    return ["", *table_lines(screen, _MADE_COLUMNS, rows)]


def _check_lines(run: Mapping[str, Any]) -> list[Text]:
    lines: list[Text] = []
    for check in run["checks"]:
        verdict = "passed" if check["passed"] else f"FAILED ({safe(check['severity'])})"
        text = f"check {safe(check['check'])} of {safe(check['asset'])}: {verdict}"
        if check["description"]:
            text += f": {safe(check['description'])}"
        lines.append(Styled(text, "green" if check["passed"] else "red"))
    return ["", *lines] if lines else []


def _step_lines(screen: Screen, run: Mapping[str, Any]) -> list[Text]:
    if not run["steps"]:
        return []
    styles = {"success": "green", "failure": "red"}
    words = {"success": "done", "failure": "FAILED"}
    rows: list[list[Text]] = [
        [
            Styled(safe(step["step_key"]), "bold"),
            Styled(words.get(step["status"], safe(step["status"])), styles.get(step["status"], "")),
            took(step["duration_s"]),
            str(step["attempts"]) if step["attempts"] > 1 else "",
            safe(step["error"] or ""),
        ]
        for step in run["steps"]
    ]
    return ["", *table_lines(screen, _STEP_COLUMNS, rows)]


def _log_lines(run: Mapping[str, Any]) -> list[Text]:
    lines: list[Text] = []
    for entry in run["log"]:
        first, *rest = safe_lines(entry["message"])
        time = moment(entry["at"], with_seconds=True)
        lines.append(f"{time}  {safe(entry['step_key'] or '')}: {first}")
        lines += [f"{' ' * len(time)}  {line}" for line in rest]
    return lines or ["nothing was logged"]


def run_list_talk(document: Mapping[str, Any]) -> list[Text]:
    """What there is to say beside the table."""
    runs = document["runs"]
    if not runs:
        return ["no run is recorded yet: graphmat materialize makes one"]
    return [f"{count(len(runs), 'run')}, newest first"]
