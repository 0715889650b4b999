"""The report of a run as one HTML file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.html.markup import html
from graphmat.rendering.html.page import chip, facts, page, section
from graphmat.rendering.lineage import LIMITS
from graphmat.rendering.lineage.collapse import collapsed
from graphmat.rendering.lineage.page import framed, node_facts
from graphmat.rendering.lineage.svg import Picture, style
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, moment, near, short_id, took
from graphmat.rendering.reports.durations import exact
from graphmat.rendering.reports.matrix import matrices
from graphmat.rendering.reports.plots import plots
from graphmat.rendering.reports.run_tables import assets_table, checks_table, log_table, ops_table
from graphmat.rendering.reports.timeline import timeline
from graphmat.rendering.reports.words import VERDICTS, verdict_facts, what_was_selected

if TYPE_CHECKING:
    from graphmat.rendering.html.tables import Table
    from graphmat.rendering.screen import Screen, Text

MOST_FAILURES: Final = 50
_LONGEST_PATH: Final = 12

Part = tuple[str, str, str]
"""Id, name and markup of a section."""


def page_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A document of ``report`` as a page."""
    del screen
    run = document["run"]
    tables = {
        table.name: table
        for table in (
            ops_table(document),
            assets_table(document),
            checks_table(document),
            log_table(document),
        )
    }
    picture, notes = _picture(document)
    parts = [part for part in _parts(document, tables, picture, notes) if part[2]]
    title = f"{VERDICTS.get(run['status'], run['status'])}: run {short_id(run['run_id'])}"
    body = [_head(document), *(section(name, text, markup) for name, text, markup in parts)]
    data = {
        "tables": {name: table.document() for name, table in tables.items() if table.rows},
        "nodes": node_facts(picture) if picture is not None else [],
    }
    links = [(name, text) for name, text, _ in parts]
    return [page(title, links, body, data, style())[:-1]]


def _head(document: Mapping[str, Any]) -> str:
    run = document["run"]
    status = run["status"]
    word = VERDICTS.get(status, status)
    name = f"Run {short_id(run['run_id'])} of {safe(run['target'] or run['job'])}"
    return (
        f"<h1>{html(name)}</h1>\n"
        f'<p class="verdict">{chip(word, f"big {status}")} {html(verdict_facts(run))}</p>'
    )


def _parts(
    document: Mapping[str, Any],
    tables: Mapping[str, Table],
    picture: Picture | None,
    notes: list[str],
) -> Iterator[Part]:
    definitions = document["definitions"]
    run = document["run"]
    yield "summary", "Summary", _summary(document)
    yield "failures", "Failures", _failures(run)
    told = "".join(f"<li>{html(note)}</li>" for note in notes)
    told = f'<ul class="notes">{told}</ul>' if told else ""
    yield "lineage", "Lineage", told + ("\n".join(framed(picture)) if picture is not None else "")
    yield "timeline", "Timeline", _timeline(document)
    yield "op-table", "Ops", f'<div id="ops">{tables["ops"].markup()}</div>' * bool(run["steps"])
    yield "asset-table", "Assets", tables["assets"].markup()
    yield "check-table", "Checks", tables["checks"].markup()
    yield "metadata", "Metadata over time", plots(document["history"])
    if definitions is not None:
        planned = [each["asset"] for each in (*run["materialized"], *run["not_materialized"])]
        made = frozenset(planned) - {
            each["asset"] for each in run["materialized"] if not each["is_expected"]
        }
        yield "subsets", "Subset matrix", matrices(definitions["subsets"], made)
    yield "log-table", "Logs", tables["logs"].markup()
    yield "environment", "Environment and configuration", _environment(document)


def _summary(document: Mapping[str, Any]) -> str:
    run = document["run"]
    notes = []
    if document["definitions"] is None:
        why = document.get("definitions_error") or "they were not asked"
        notes.append(f"The definitions could not be loaded now, so there is no picture: {why}")
    tags = ", ".join(f"{safe(name)}={safe(value)}" for name, value in run["tags"].items())
    return facts(
        [
            ("selected", what_was_selected(run)),
            ("partition", safe(run["partition"] or "")),
            ("began", moment(run["started_at"], with_seconds=True)),
            ("ended", moment(run["ended_at"], with_seconds=True)),
            ("took", took(run["duration_s"])),
            ("assets made", len(run["materialized"])),
            ("assets not made", len(run["not_materialized"])),
            ("ops", len(run["steps"])),
            ("job", safe(run["job"] or "")),
            ("goes on from run", short_id(run["parent_run_id"])),
            ("tags", tags),
            ("run", run["run_id"]),
        ]
    ) + "".join(f'<p class="quiet">{html(note)}</p>' for note in notes)


def _failures(run: Mapping[str, Any]) -> str:
    parts = []
    for failure in run["failures"][:MOST_FAILURES]:
        where = safe(failure["step_key"] or failure["what"])
        parts.append(f"<h3>{html(where)}</h3>")
        parts += _error(failure)
    more = len(run["failures"]) - MOST_FAILURES
    if more > 0:
        parts.append(f'<p class="quiet">{count(more, "more failure")} in the table of ops.</p>')
    if run["error"] and not parts:
        parts.append(f"<pre>{html(run['error'])}</pre>")
    return "\n".join(parts)


def _error(error: Mapping[str, Any]) -> Iterator[str]:
    lines = [f"{error.get('class') or 'Error'}: {error.get('message') or ''}"]
    for file, number, function, text in error.get("frames") or ():
        lines.append(f"  {near(file)}:{number} in {function}")
        if text:
            lines.append(f"    {text}")
    yield f"<pre>{html(chr(10).join(lines))}</pre>"
    if error.get("cause"):
        yield '<p class="quiet">caused by</p>'
        yield from _error(error["cause"])


def _picture(document: Mapping[str, Any]) -> tuple[Picture | None, list[str]]:
    if document["definitions"] is None or not document["definitions"]["lineage"]["nodes"]:
        return None, []
    smaller, notes = collapsed(document["definitions"]["lineage"], LIMITS["html"])
    return Picture(smaller), list(notes[:-1])


def _timeline(document: Mapping[str, Any]) -> str:
    drawn = timeline(document)
    path = document["critical_path"]
    if not drawn or not path:
        return drawn
    rows = (
        path
        if len(path) <= _LONGEST_PATH
        else sorted(path, key=lambda each: -each["duration_s"])[:_LONGEST_PATH]
    )
    items = "".join(
        f"<li><code>{html(safe(each['step_key']))}</code> {html(exact(each['duration_s']))}"
        + (f", after waiting {html(exact(each['waited_s']))}" if each["waited_s"] >= 0.01 else "")  # noqa: PLR2004  # shorter is no waiting
        + "</li>"
        for each in rows
    )
    whole = sum(each["duration_s"] for each in path)
    longest = "" if len(rows) == len(path) else f"; the {len(rows)} longest of them"
    steps = f"{count(len(path), 'step')}{' that wait for each other' * (len(path) > 1)}"
    size = f"{steps}, {exact(whole)} of work"
    return (
        f"{drawn}\n<h3>Critical path</h3>"
        f'<p class="quiet">{html(size)}: the run cannot take less{html(longest)}</p>'
        f"<ol>{items}</ol>"
    )


def _environment(document: Mapping[str, Any]) -> str:
    environment = document["environment"]
    parts = [facts([(name, safe(value)) for name, value in environment.items() if value])]
    if document["run_config"]:
        text = json.dumps(document["run_config"], ensure_ascii=False, indent=2, default=str)
        parts.append(f"<h3>Run configuration</h3><pre>{html(text)}</pre>")
    return "\n".join(parts)
