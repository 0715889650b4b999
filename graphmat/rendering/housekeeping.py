"""``gc``, ``store`` and ``db`` as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, listed, short_id, size
from graphmat.rendering.table import Column, table_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmat.rendering.screen import Screen, Text

_FAULT_COLUMNS: Final = (
    Column("STATE", keep=True),
    Column("OBJECT", keep=True),
    Column("OF", wraps=True, keep=True),
    Column("BY RUN"),
    Column("WHY", wraps=True),
)
_AT_MOST: Final = 5


def gc_lines(document: Mapping[str, Any]) -> list[Text]:
    """What was taken away."""
    begin = "would remove" if document["dry_run"] else "removed"
    runs = count(document["runs"], "run")
    objects = count(document["objects"], "object")
    lines: list[Text] = [f"{begin} {runs} and {objects}, {size(document['bytes'])}"]
    if document["runs_without_values"]:
        kept = count(document["runs_without_values"], "old run")
        lines.append(f"{kept} with an asset's newest value: only values between ops go")
    if document["unfinished_files"]:
        lines.append(f"{begin} {count(document['unfinished_files'], 'unfinished file')}")
    return lines


def store_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """What is wrong with the store."""
    lines: list[Text] = []
    if document["faults"]:
        rows = [
            [
                fault["state"],
                f"{fault['digest'][:12]}…",
                _named(fault["named_by"]),
                short_id(fault["named_by"][0]["run_id"]),
                safe(fault["why"]),
            ]
            for fault in document["faults"]
        ]
        lines += table_lines(screen, _FAULT_COLUMNS, rows)
    good, lost = document["objects"] - len(document["faults"]), len(document["faults"])
    summary = f"{count(good, 'object')} as recorded, {size(document['bytes'])}"
    lines.append(f"{summary}; {lost} missing or damaged" if lost else summary)
    orphans = document["orphans"]
    if orphans["objects"]:
        lines.append(
            f"{count(orphans['objects'], 'object')} that no row names, {size(orphans['bytes'])}: "
            "graphmat gc removes them when they are old"
        )
    if document["other_files"]:
        names = [safe(path) for path in document["other_files"]]
        lines.append(f"{count(len(names), 'file')} that no graphmat made: {listed(names)}")
    return lines


def _named(places: list[Mapping[str, Any]]) -> str:
    names = []
    for place in places:
        step = f"{place['step']}.{place['output']}" if place["step"] else place["output"]
        name = f"{place['asset']}" if place["asset"] else f"output {step}"
        if place["partition"]:
            name += f" [{place['partition']}]"
        if place["asset"] and not place["newest"]:
            name += " (an old version)"
        names.append(safe(name))
    unique = sorted(set(names), key=lambda name: (name.startswith("output"), name))
    return listed(unique, _AT_MOST)


def db_check_lines(document: Mapping[str, Any]) -> list[Text]:
    """What is wrong with the event log."""
    faults = document["faults"]
    if not faults:
        return [f"event log '{safe(document['path'])}': no fault"]
    return [safe(fault) for fault in faults]


def db_upgrade_lines(document: Mapping[str, Any]) -> list[Text]:
    """What became of the event log."""
    path = safe(document["path"])
    if document["backup"] is None:
        return [f"event log '{path}' has version {document['to']} already"]
    return [
        f"event log '{path}': version {document['from']} → {document['to']}",
        f"a copy of what it was: {safe(document['backup'])}",
    ]


def db_backup_lines(document: Mapping[str, Any]) -> list[Text]:
    """Where the copy is."""
    return [f"{safe(document['copy'])}, {size(document['bytes'])}"]
