"""Runs as Markdown: the summary of a CI job, with a picture of what was made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from graphmat.rendering.ci.findings import findings
from graphmat.rendering.plain import safe, safe_lines
from graphmat.rendering.quantities import count

_MOST_ROWS: Final = 100
_MOST_FAILURES: Final = 20
_SIGNS: Final = {"success": "✅", "failure": "❌"}
_WORDS: Final = {
    "success": "done",
    "failure": "failed",
    "canceled": "stopped",
    "interrupted": "interrupted",
}


def summary_text(
    documents: Sequence[Mapping[str, Any]], root: str, picture: Iterable[str] = ()
) -> str:
    """Runs as Markdown.

    Args:
        documents: The runs, as ``graphmat/run/1``.
        root: The folder of the checkout.
        picture: Lines of a Mermaid drawing.
    """
    lines: list[str] = []
    for document in documents:
        lines += _run(document)
    drawn = list(picture)
    if drawn:
        lines += ["```mermaid", *drawn, "```", ""]
    lines += _failures(documents, root)
    return "\n".join(lines).rstrip()


def _run(document: Mapping[str, Any]) -> Iterator[str]:
    status = document["status"]
    partition = f" [{_cell(document['partition'])}]" if document["partition"] else ""
    made, missing = document["materialized"], document["not_materialized"]
    yield (
        f"### {_SIGNS.get(status, '⚠️')} graphmat: {_WORDS.get(status, status)}{partition}, "
        f"{count(len(made), 'asset')} materialized" + (f", {len(missing)} not" if missing else "")
    )
    yield ""
    took = f", {document['duration_s']:.2f} s" if document["duration_s"] is not None else ""
    yield f"Run `{document['run_id']}`{took}"
    yield ""
    rows = list(_rows(document))
    if rows:
        yield "| asset | state | by | took | note |"
        yield "|---|---|---|--:|---|"
        yield from rows[:_MOST_ROWS]
        yield ""
        if len(rows) > _MOST_ROWS:
            yield f"and {len(rows) - _MOST_ROWS} more"
            yield ""
    checks = document["checks"]
    if checks:
        yield "| check | asset | result | severity |"
        yield "|---|---|---|---|"
        for each in checks[:_MOST_ROWS]:
            result = "✅ passed" if each["passed"] else "❌ failed"
            yield (
                f"| {_cell(each['check'])} | {_cell(_asset(each))} | {result} "
                f"| {_cell(each['severity'])} |"
            )
        yield ""


def _rows(document: Mapping[str, Any]) -> Iterator[str]:
    seconds = {step["step_key"]: step["duration_s"] for step in document["steps"]}
    for each in document["not_materialized"]:
        state = "❌ failed" if each["reason"] == "step_failed" else "⏭️ not made"
        yield _row(each, state, seconds, each["why"])
    for each in document["materialized"]:
        state = "✅ made" if each["is_expected"] else "⚠️ made, not selected"
        yield _row(each, state, seconds, "")


def _row(
    each: Mapping[str, Any], state: str, seconds: Mapping[str, float | None], note: str
) -> str:
    took = seconds.get(each["step_key"])
    shown = f"{took:.2f} s" if took is not None else ""
    step = _cell(each["step_key"] or "")
    return f"| {_cell(_asset(each))} | {state} | {step} | {shown} | {_cell(note)} |"


def _asset(each: Mapping[str, Any]) -> str:
    return f"{each['asset']}[{each['partition']}]" if each["partition"] else str(each["asset"])


def _failures(documents: Sequence[Mapping[str, Any]], root: str) -> Iterator[str]:
    steps = [each for each in findings(documents, root) if each.kind == "step"]
    for each in steps[:_MOST_FAILURES]:
        path = each.path(root)
        where = f" at `{path}:{each.line}`" if path else ""
        yield f"**{_cell(each.name)}**{where}"
        yield ""
        text = safe_lines(each.text)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", each.text)), default=0))
        yield from (fence + "text", *text, fence, "")
    if len(steps) > _MOST_FAILURES:
        yield f"and {len(steps) - _MOST_FAILURES} more failures"


def _cell(text: str) -> str:
    """Text in a cell of a table: nothing in it is read as markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#~$])", r"\\\1", safe(text)).replace("@", "@\u200b")
