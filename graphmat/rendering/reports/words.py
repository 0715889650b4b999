"""The report of a run in words: for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, listed, took
from graphmat.rendering.reports.durations import exact
from graphmat.rendering.screen import Styled
from graphmat.rendering.table import Column, table_lines

if TYPE_CHECKING:
    from graphmat.rendering.screen import Screen, Text

VERDICTS: Final = {
    "success": "done",
    "failure": "failed",
    "canceled": "stopped",
    "interrupted": "interrupted",
    "started": "running",
}
_LONGEST: Final = 10


def verdict_facts(run: Mapping[str, Any]) -> str:
    """What came out of a run, in a line."""
    parts = [f"{count(len(run['materialized']), 'asset')} materialized"]
    if run["not_materialized"]:
        parts.append(f"{len(run['not_materialized'])} not")
    unexpected = sum(1 for each in run["materialized"] if not each["is_expected"])
    if unexpected:
        parts.append(f"{unexpected} unexpected")
    failed = sum(1 for step in run["steps"] if step["status"] == "failure")
    if failed:
        parts.append(f"{count(failed, 'op')} failed")
    bad = sum(1 for check in run["checks"] if not check["passed"])
    if run["checks"]:
        checks = count(len(run["checks"]), "check")
        parts.append(f"{checks}, {bad} failed" if bad else f"{checks} passed")
    if run["duration_s"] is not None:
        parts.append(took(run["duration_s"]))
    return ", ".join(parts)


def what_was_selected(run: Mapping[str, Any]) -> str:
    """What a run was to make."""
    if run["selection"] is None:
        return "everything"
    return listed([safe(each) for each in run["selection"]], 8)


def text_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A report for a terminal: the run, its critical path and its longest ops."""
    from graphmat.rendering.runs import run_lines

    lines = run_lines(screen, document["run"])
    path = document["critical_path"]
    if path:
        whole = sum(each["duration_s"] for each in path)
        lines += ["", Styled(f"critical path: {count(len(path), 'step')}, {exact(whole)}", "bold")]
        lines += _steps(screen, path if len(path) <= _LONGEST else _longest(path))
    return lines


def _longest(path: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(path, key=lambda each: -each["duration_s"])[:_LONGEST]


def _steps(screen: Screen, steps: list[Mapping[str, Any]]) -> list[Text]:
    columns = (
        Column("STEP", wraps=True, keep=True),
        Column("TOOK", is_right=True, keep=True),
        Column("WAITED", is_right=True),
    )
    rows = [
        [safe(each["step_key"]), exact(each["duration_s"]), exact(each["waited_s"])]
        for each in steps
    ]
    return table_lines(screen, columns, rows, "  ")


def markdown_lines(document: Mapping[str, Any], screen: Screen) -> list[Text]:
    """A report as Markdown, with its picture as Mermaid."""
    from graphmat.rendering.ci.markdown import summary_text
    from graphmat.rendering.lineage import LIMITS
    from graphmat.rendering.lineage.collapse import collapsed
    from graphmat.rendering.lineage.mermaid import mermaid_lines

    drawn: list[str] = []
    definitions = document["definitions"]
    if definitions is not None and definitions["lineage"]["nodes"]:
        smaller, _ = collapsed(definitions["lineage"], LIMITS["mermaid"])
        drawn = [str(line) for line in mermaid_lines(smaller, screen)]
    text = summary_text([document["run"]], str(Path.cwd()), drawn)
    return list(text.split("\n"))
