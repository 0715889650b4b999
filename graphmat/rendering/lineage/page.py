"""Lineage as one HTML file: the picture, to be traced and zoomed, and all of it as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.html.markup import html, line
from graphmat.rendering.html.page import chip, page, section
from graphmat.rendering.html.tables import Heading, Table
from graphmat.rendering.lineage.states import ORDER, class_of, facts_of
from graphmat.rendering.lineage.svg import Picture, style
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, moment, short_id

if TYPE_CHECKING:
    from graphmat.rendering.screen import Screen, Text

_HELP: Final = (
    "Choose a box to see what it is made from and what is made from it; the arrow keys go from box "
    "to box."
)


def page_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A document of ``lineage`` as a page.

    Its ``whole``, where it is there, is the document before it was made smaller: the picture shows
    the small one, the table the whole one.
    """
    del screen
    whole = document.get("whole", document)
    picture = Picture(document)
    assets = sum(1 for node in whole["nodes"] if node["kind"] in {"asset", "external"})
    ops = sum(1 for node in whole["nodes"] if node["kind"] == "op")
    size = count(assets, "asset") + (f", {count(ops, 'op')}" if ops else "")
    target = whole.get("target") or "assets"
    notes = "".join(f"<li>{html(note)}</li>" for note in document.get("notes", ()))
    table = lineage_table(whole)
    body = [
        f"<h1>Lineage of {html(target)}</h1>",
        f'<p class="quiet">{html(size)}</p>',
        f'<ul class="notes">{notes}</ul>' if notes else "",
        section("picture", "Picture", *framed(picture)),
        section("nodes", "Assets and ops", table.markup()),
    ]
    data = {"tables": {table.name: table.document()}, "nodes": node_facts(picture)}
    links = [("picture", "Picture"), ("nodes", "Assets and ops")]
    return [page(f"Lineage of {target}", links, body, data, style())[:-1]]


def framed(picture: Picture) -> list[str]:
    """A picture with its tools, its legend, and room for what is told of a chosen node."""
    if not picture.nodes:
        return ['<p class="quiet">There is nothing to draw.</p>']
    found = {node["state"] for node in picture.nodes.values()}
    legend = "".join(
        f"<li>{chip('made elsewhere' if state == 'external' else state, class_of(state))}</li>"
        for state in ORDER
        if state in found
    )
    return [
        '<div data-picture><div class="tools" hidden></div>',
        f'<p class="quiet">{_HELP}</p>',
        '<div class="canvas" tabindex="0" role="region" aria-label="The picture, which scrolls">',
        *picture.lines(facts='role="group"'),
        "</div>",
        '<div class="details" role="status" aria-live="polite" hidden></div></div>',
        f'<ul class="legend" aria-label="States">{legend}</ul>',
    ]


def node_facts(picture: Picture) -> list[list[tuple[str, str]]]:
    """What is told of each node when it is chosen."""
    return [
        [(name, value) for name, value in _facts(node) if value] for node in picture.nodes.values()
    ]


def _facts(node: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (node["kind"], safe(node["name"])),
        ("state", facts_of(node)),
        ("because", safe(node["state_reason"] or "")),
        ("made", moment(node["latest_at"], with_seconds=True)),
        ("by run", short_id(node["run_id"])),
        ("group", safe(node["group"] or "") if node["kind"] != "group" else ""),
        ("kinds", ", ".join(map(safe, node["kinds"]))),
        ("description", node["description"] or ""),
    ]


def lineage_table(document: Mapping[str, Any]) -> Table:
    """All nodes of a lineage as a table."""
    names = {node["id"]: safe(node["name"]) for node in document["nodes"]}
    parents: dict[str, list[str]] = {}
    for edge in document["edges"]:
        sources = parents.setdefault(edge["to"], [])
        if names[edge["from"]] not in sources:
            sources.append(names[edge["from"]])
    rows = [
        [
            names[node["id"]],
            node["kind"],
            node["state"],
            safe(node["group"] or ""),
            safe(node["definition"] or "") if node["is_graph"] or node["kind"] == "op" else "",
            (float(node["op_count"]), str(node["op_count"])) if node["kind"] == "asset" else "",
            ", ".join(parents.get(node["id"], ())),
            moment(node["latest_at"], with_seconds=True),
            node["description"] or "",
        ]
        for node in document["nodes"]
    ]
    headings = [
        Heading("name", "code"),
        Heading("kind"),
        Heading("state", "state"),
        Heading("group"),
        Heading("graph", "text"),
        Heading("ops", "number"),
        Heading("made from", "long"),
        Heading("made", "time"),
        Heading("description", "long"),
    ]
    return Table("nodes", line("Each asset and op with its state"), headings, rows)
