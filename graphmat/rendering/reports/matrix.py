"""The subset matrix: for each selection of a graph's assets, which outputs of its ops it wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from graphmat.rendering.html.markup import html, line
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count

MOST_COLUMNS: Final = 80
_CAPTION: Final = "Selections by outputs of ops; ● wanted, · its op runs for another output"


def matrices(subsets: Sequence[Mapping[str, Any]], made: frozenset[str]) -> str:
    """One table for each graph with several assets.

    Args:
        subsets: What the definitions say.
        made: The assets that the run was to make; that selection is marked.
    """
    return "\n".join(_matrix(each, made) for each in subsets)


def _matrix(subset: Mapping[str, Any], made: frozenset[str]) -> str:
    outputs = subset["outputs"][:MOST_COLUMNS]
    steps = [(step, len(list(each))) for step, each in groupby(outputs, lambda o: o["step_key"])]
    heads = "".join(
        f'<th scope="colgroup" class="op" colspan="{size}">{html(_short(step))}</th>'
        for step, size in steps
    )
    names = "".join(_output(output) for output in outputs)
    own = made & {asset for each in subset["selections"] for asset in each["selected"]}
    rows = "\n".join(_row(each, outputs, own) for each in subset["selections"])
    notes = []
    if not subset["can_subset"]:
        notes.append("It makes all its assets together: it has no can_subset=True.")
    if subset["left_out"]:
        notes.append(f"{count(subset['left_out'], 'more selection')} not shown.")
    if len(subset["outputs"]) > MOST_COLUMNS:
        hidden = len(subset["outputs"]) - MOST_COLUMNS
        notes.append(f"{count(hidden, 'more output')} not shown.")
    said = "".join(f'<p class="quiet">{html(note)}</p>' for note in notes)
    name = safe(subset["name"])
    return (
        f"<h3>{html(name)}</h3>{said}"
        f'<div class="scroll" tabindex="0" role="region" aria-label="Subsets of {line(name)}">'
        f'<table class="matrix"><caption>{_CAPTION}</caption>'
        f'<thead><tr><th scope="col" rowspan="2">selected</th>{heads}'
        '<th scope="col" rowspan="2">also made</th></tr>'
        f"<tr>{names}</tr></thead><tbody>\n{rows}\n</tbody></table></div>"
    )


def _short(step_key: str) -> str:
    return safe(step_key.partition(".")[2] or step_key)


def _output(output: Mapping[str, Any]) -> str:
    assets = ", ".join(map(safe, output["assets"]))
    hint = f' title="{line(assets)}"' if assets else ""
    return f'<th scope="col" class="op"{hint}>{html(safe(output["output"]))}</th>'


def _row(
    selection: Mapping[str, Any], outputs: Sequence[Mapping[str, Any]], own: frozenset[str]
) -> str:
    cells = []
    for output in outputs:
        wanted = selection["steps"].get(output["step_key"])
        if wanted is None:
            cells.append('<td><span class="quiet" role="img" aria-label="not run"></span></td>')
        elif output["output"] in wanted:
            cells.append('<td><span role="img" aria-label="wanted">●</span></td>')
        else:
            cells.append('<td><span role="img" aria-label="not wanted">·</span></td>')
    is_own = frozenset(selection["selected"]) == own
    name = ", ".join(map(safe, selection["selected"]))
    mark = ' <span class="chip info">this run</span>' if is_own else ""
    row_class = ' class="this-run"' if is_own else ""
    unexpected = ", ".join(map(safe, selection["unexpected"]))
    also = f'<span class="chip warning">{html(unexpected)}</span>' if unexpected else ""
    return (
        f'<tr{row_class}><th scope="row" class="row">{html(name)}{mark}</th>'
        f"{''.join(cells)}<td>{also}</td></tr>"
    )
