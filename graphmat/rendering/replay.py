"""``replay`` as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.rendering.failures import exception_lines
from graphmat.rendering.inputs import input_lines
from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import short_id
from graphmat.rendering.screen import Screen, Styled, Text

_OUTCOMES = {"failure": ("failed", "red"), "success": ("done", "green"), "not_run": ("inputs", "")}


def replay_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """How a step ended when it was run again, and what it was given."""
    word, style = _OUTCOMES[document["outcome"]]
    name = f"{safe(document['step_key'])} of run {short_id(document['run_id'])}"
    if document["partition"] is not None:
        name += f" [{safe(document['partition'])}]"
    lines: list[Text] = [f"{screen.paint(word, style)}: {name}{_same(document)}"]
    lines += [Styled(f"  note: {safe(note)}", "yellow") for note in document["notes"]]
    lines += input_lines(document["inputs"], document.get("values"))
    for output in document["outputs"]:
        key = f"[{safe(output['mapping_key'])}]" if output["mapping_key"] is not None else ""
        dropped = " (dropped)" if output["disposition"] == "dropped" else ""
        lines.append(f"  output {safe(output['name'])}{key}{dropped} = {safe(output['value'])}")
    if document["error"]:
        lines += [f"  {line}" for line in exception_lines(document["error"], frame_limit=10)]
    return lines


def _same(document: Mapping[str, Any]) -> str:
    then = document["recorded_error"]
    if document["outcome"] == "not_run":
        return ""
    if document["outcome"] == "success":
        return ", which failed then" if then else ""
    if document["is_same"]:
        return ", as it did then"
    return f"; then it failed otherwise: {safe(then['class'])}" if then else "; then it did not"
