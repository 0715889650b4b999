"""``why`` and ``why-not`` as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphmat.rendering.plain import padded, safe, width_of
from graphmat.rendering.quantities import listed
from graphmat.rendering.screen import Screen, Styled, Text

_NAMES = 4


def why_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """From something selected back to what was asked for, one output a line."""
    path = document["path"]
    asked = safe(document["asked"])
    verb = "is needed" if document["is_output"] else "runs"
    arrow = "←" if screen.has_unicode else "<-"
    lines: list[Text] = [f"{screen.paint(asked, 'bold')} {verb}:"]
    selected = safe(document["selected"])
    rows = [("", selected, "selected")]
    for place, member in enumerate(path):
        name = f"{safe(member['step_key'])}.{safe(member['output'])}"
        if place == 0:
            note = f"is {selected}"
        else:
            before = path[place - 1]
            note = f"input {safe(member['input'])} of {safe(before['step_key'])}"
            if member["asset"]:
                note += f" (asset {safe(member['asset'])})"
        rows.append((arrow, name, note))
    wide = max(width_of(name) for _, name, _ in rows)
    for mark, name, note in rows:
        lead = padded(mark, len(arrow))
        lines.append(f"  {lead} {padded(name, wide)}  {screen.paint(note, 'dim')}")
    return lines


def why_not_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """What ends the way from the selection, and which asset would pull it in."""
    asked = screen.paint(safe(document["asked"]), "bold")
    lines: list[Text] = []
    if document["op_runs"]:
        step = safe(document["step_key"])
        wanted = ", ".join(map(safe, document["wanted_outputs"]))
        lines.append(f"{asked} is not needed: '{step}' runs for {wanted} only")
    elif document["cut"]:
        lines.append(f"{asked} does not run: what is made from it is loaded, not made")
        lines += [
            f"  {safe(each['step_key'])} loads {safe(each['asset'])} (input {safe(each['input'])})"
            for each in document["cut"]
        ]
    else:
        names = _names(document["selection"])
        lines.append(f"{asked} does not run: nothing that is selected is made from it")
        lines.append(f"  selected: {names}")
    return [*lines, _pull(document["pulled_in_by"])]


def _pull(keys: Sequence[str]) -> Text:
    if not keys:
        return Styled("  no single asset that is selected too would make it run", "yellow")
    text = f"  selecting {safe(keys[0])} too would pull it in"
    others = f" (so would {_names(keys[1:])})" if len(keys) > 1 else ""
    return text + others


def _names(keys: Sequence[str]) -> str:
    return listed([safe(key) for key in keys], _NAMES) or "nothing"
