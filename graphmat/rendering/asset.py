"""``show`` as text: one asset in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphmat.rendering.assets import last_made, op_lines
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, listed, moment, place, short_id, size
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import Column, fact_lines, table_lines

_HISTORY_COLUMNS = (
    Column("MATERIALIZED", keep=True),
    Column("PARTITION"),
    Column("RUN", keep=True),
    Column("BY STEP", wraps=True),
    Column("SIZE", is_right=True, gives_way=3),
    Column("VERSION", gives_way=2),
    Column("CODE", gives_way=1),
    Column("NOTE"),
)
_TEXT_LIMIT: Final = 400


def show_lines(screen: Screen, asset: Mapping[str, Any]) -> list[Text]:
    """An asset in full: what is said about it, its ops, its newest metadata, its history."""
    lines = fact_lines(screen, _facts(asset))
    if asset["metadata"]:
        lines += ["", "metadata of the definition", *metadata_lines(screen, asset["metadata"])]
    if asset["graph"]:
        title = "graph" if asset["is_graph"] else "op"
        lines += ["", title, *op_lines(screen, asset["graph"], "  ")]
    history = asset["history"]
    if history:
        newest = history[0]
        if newest["metadata"]:
            lines += ["", "metadata of the newest materialization"]
            lines += metadata_lines(screen, newest["metadata"])
        if newest["upstream"]:
            read = [_read(each) for each in newest["upstream"]]
            lines += ["", f"made from {listed(read, 12)}"]
        lines += ["", *_history_lines(screen, asset)]
    return lines


def _facts(asset: Mapping[str, Any]) -> list[tuple[str, Text]]:
    stored = asset["object"] or {}
    return [
        ("asset", Styled(safe(asset["key"]), "bold")),
        ("description", safe(asset["description"] or "")),
        ("group", safe(asset["group"] or "")),
        ("kinds", safe(", ".join(asset["kinds"]))),
        ("owners", safe(", ".join(asset["owners"]))),
        ("tags", safe(", ".join(_tag(*pair) for pair in sorted(asset["tags"].items())))),
        ("code version", safe(asset["code_version"] or "")),
        ("made by", _maker(asset)),
        ("defined at", place(asset["location"])),
        ("upstream", safe(", ".join(asset["upstream"]))),
        ("downstream", safe(", ".join(asset["downstream"]))),
        ("checks", _checks(asset)),
        ("partitions", _partitions(asset)),
        ("materialized", last_made(asset)),
        ("stored at", safe(stored.get("path") or "")),
        ("", Styled("the file is not there any more", "red") if _is_lost(stored) else ""),
    ]


def _is_lost(stored: Mapping[str, Any]) -> bool:
    return stored.get("is_there") is False


def _tag(name: str, value: str) -> str:
    return f"{name}={value}" if value else name


def _maker(asset: Mapping[str, Any]) -> str:
    if asset["is_external"]:
        return "another system: it is only read here"
    what = "graph" if asset["is_graph"] else "op"
    text = f"{what} {safe(asset['definition'])}"
    if asset["siblings"]:
        how = "can be made without" if asset["can_subset"] else "is made together with"
        text += f" ({how} {listed([safe(key) for key in asset['siblings']], 4)})"
    return text


def _checks(asset: Mapping[str, Any]) -> str:
    verdicts = {
        each["check"]: "passed" if each["passed"] else f"FAILED ({each['severity']})"
        for each in asset["check_results"]
    }
    return ", ".join(
        f"{safe(name)}: {verdicts.get(name, 'never evaluated')}" for name in asset["checks"]
    )


def _partitions(asset: Mapping[str, Any]) -> str:
    partitions = asset["partitions"]
    if partitions is None:
        return ""
    text = f"{partitions['materialized_count']} of {count(partitions['count'], 'partition')} made"
    if partitions["first"] is not None:
        text += f", {safe(partitions['first'])} … {safe(partitions['last'])}"
    return text


def _read(each: Mapping[str, Any]) -> str:
    key = safe(each.get("key"))
    partition = each.get("partition")
    name = key if partition is None else f"{key}[{safe(partition)}]"
    version = each.get("data_version")
    return f"{name} ({safe(version)[:16]})" if version else name


def _history_lines(screen: Screen, asset: Mapping[str, Any]) -> list[Text]:
    rows: list[list[Text]] = [
        [
            moment(each["at"], with_seconds=True),
            safe(each["partition"] or ""),
            short_id(each["run_id"]),
            safe(each["step_key"] or ""),
            size(each["size_bytes"]),
            safe(each["data_version"] or "")[:16],
            safe(each["code_version"] or ""),
            "" if each["is_expected"] else "unexpected",
        ]
        for each in asset["history"]
    ]
    return table_lines(screen, _HISTORY_COLUMNS, rows)


def metadata_lines(screen: Screen, metadata: Mapping[str, Any]) -> list[Text]:
    """Recorded metadata: names and values, each on one line."""
    facts: list[tuple[str, Text]] = [
        (safe(name), _metadata_text(value)) for name, value in sorted(metadata.items())
    ]
    return fact_lines(screen, facts, "  ")


def _metadata_text(value: Any) -> str:
    import json

    kind, plain = value.get("type"), value.get("value")
    if kind == "timestamp" and isinstance(plain, int | float):
        from datetime import UTC, datetime

        return datetime.fromtimestamp(plain, UTC).isoformat(timespec="seconds")
    if kind == "asset" and isinstance(plain, list):
        return safe("/".join(str(part) for part in plain))
    text = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    shown = safe(text)
    return shown if len(shown) <= _TEXT_LIMIT else f"{shown[:_TEXT_LIMIT]}…"
