"""``plan`` as text: the steps, why each runs, what becomes of its outputs, what is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count, listed, moment, short_id
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import Column, table_lines

_STEP_COLUMNS = (
    Column("#", is_right=True, keep=True),
    Column("STEP", wraps=True, keep=True),
    Column("WHY IT RUNS", wraps=True, keep=True),
    Column("OUTPUT", wraps=True),
    Column("BECOMES", wraps=True),
)
_LOAD_COLUMNS = (
    Column("LOADED", wraps=True, keep=True),
    Column("FROM", wraps=True, keep=True),
    Column("FOR", wraps=True, keep=True),
)
_STYLES = {"selected": "green", "needed": "", "dropped": "dim", "unexpected": "yellow"}


def plan_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """A plan as text."""
    lines: list[Text] = [Styled(headline(document), "bold"), ""]
    rows: list[list[Text]] = []
    for number, step in enumerate(document["steps"], 1):
        rows += _step_rows(number, step)
    lines += table_lines(screen, _STEP_COLUMNS, rows)
    if document.get("kept"):
        names = listed([safe(each["step_key"]) for each in document["kept"]], 8)
        lines += ["", f"kept from run {short_id(document['parent_run_id'])}: {names}"]
    if document["loads"]:
        lines.append("")
        lines += table_lines(screen, _LOAD_COLUMNS, [_load_row(load) for load in document["loads"]])
    return lines


def headline(document: Mapping[str, Any]) -> str:
    """How much would run, to make what."""
    steps = count(len(document["steps"]), "step")
    if not document["assets"] and not document["checks"] and document["job"] is not None:
        return f"plan: {steps} of job '{safe(document['job'])}'"
    aims = []
    if document["assets"]:
        names = listed([safe(name) for name in document["assets"]], 3)
        aims.append(f"make {count(len(document['assets']), 'asset')} ({names})")
    if document["checks"]:
        aims.append(f"evaluate {count(len(document['checks']), 'check')}")
    text = f"plan: {steps} to {' and '.join(aims)}"
    if document["partition"] is not None:
        text += f", partition {safe(document['partition'])}"
    return text


def _shorter(step: Mapping[str, Any], why: str) -> str:
    """A reason without the definition's name, which within a definition says nothing new."""
    return safe(why.replace(f"needed by {step['definition']}.", "needed by ", 1))


def _step_rows(number: int, step: Mapping[str, Any]) -> list[list[Text]]:
    name = safe(step["step_key"])
    if step["is_mapped"]:
        name += "[…]"
    head: list[Text] = [str(number), Styled(name, "bold"), _shorter(step, step["reason"])]
    rows: list[list[Text]] = []
    for output in step["outputs"]:
        becomes = Styled(_becomes(step, output), _STYLES[output["disposition"]])
        rows.append([*head, safe(output["name"]), becomes])
        head = ["", "", ""]
    return rows or [[*head, "", ""]]


def _becomes(step: Mapping[str, Any], output: Mapping[str, Any]) -> str:
    """An output's fate; its reason too, unless it is the step's."""
    disposition, why = output["disposition"], output["why"]
    if why == step["reason"]:
        return str(disposition)
    if disposition == "needed" and why.startswith("needed by"):
        return _shorter(step, why)
    return f"{disposition}: {safe(why)}"


def _load_row(load: Mapping[str, Any]) -> list[Text]:
    name = safe(load["asset"])
    if load["partitions"]:
        name += f" [{listed([safe(key) for key in load['partitions']], 3)}]"
    if load["is_materialized"]:
        origin = f"materialized {moment(load['materialized_at'])} by run {short_id(load['run_id'])}"
    else:
        origin = "not in the event log"
    if load["io_manager"] != "io_manager":
        origin += f", by {safe(load['io_manager'])}"
    return [Styled(name, "bold"), origin, listed([safe(key) for key in load["by"]], 3)]


def plan_warnings(document: Mapping[str, Any]) -> list[Text]:
    """What the reader should know before it runs."""
    lines = [
        f"warning: '{safe(each['asset'])}' will be materialized though it is not selected: "
        f"{_unexpected_why(each)}"
        for each in document["unexpected"]
    ]
    lines += [f"note: {safe(note)}" for note in document["notes"]]
    outside = [
        f"'{safe(step['step_key'])}'"
        for step in document["steps"]
        if step.get("tags", {}).get("graphmat/effects") == "external"
    ]
    if outside:
        lines.append(f"note: with effects outside: {listed(outside, 5)}")
    return [Styled(line, "yellow") for line in lines]


def _unexpected_why(each: Mapping[str, Any]) -> str:
    if str(each["why"]).startswith("needed by"):
        return safe(each["why"])
    return f"'{safe(each['step_key'])}' must produce its output '{safe(each['output'])}'"
