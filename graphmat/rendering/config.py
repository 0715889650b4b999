"""``config show`` as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.rendering.plain import safe
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import Column, table_lines

_COLUMNS = (
    Column("SETTING", keep=True),
    Column("VALUE", wraps=True, keep=True),
    Column("FROM", wraps=True, keep=True),
)


def config_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """The settings of a project as a table, each with the place where it was made."""
    rows: list[list[Text]] = []
    for setting in document["settings"]:
        if isinstance(setting["value"], Mapping):
            rows += [
                [safe(f"{setting['name']}.{name}"), safe(_text(value)), safe(setting["origin"])]
                for name, value in setting["value"].items()
            ]
            continue
        is_default = setting["origin"] == "default"
        rows.append(
            [
                safe(setting["name"]),
                Styled(safe(_text(setting["value"])), "dim" if is_default else ""),
                Styled(safe(setting["origin"]), "dim" if is_default else ""),
            ]
        )
    return table_lines(screen, _COLUMNS, rows)


def config_talk(document: Mapping[str, Any]) -> list[Text]:
    """What stands beside the table: the folder, and the profiles there are."""
    lines: list[Text] = ["", f"project: {safe(document['config_file'] or document['folder'])}"]
    if document["profiles"]:
        names = ", ".join(safe(name) for name in document["profiles"])
        lines.append(f"profiles: {names} (--profile NAME, or GRAPHMAT_PROFILE)")
    if document["variables_from_files"]:
        names = ", ".join(safe(name) for name in document["variables_from_files"])
        lines.append(f"variables set by env files: {names}")
    return lines


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"{len(value)} assertion{'s' if len(value) != 1 else ''}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
