"""``test-plan`` as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import count
from graphmat.rendering.screen import Styled, Text


def assertion_lines(document: Mapping[str, Any]) -> list[Text]:
    """Each assertion with its verdict; of those that do not hold, the reasons."""
    lines: list[Text] = []
    for each in document["assertions"]:
        verdict = Styled("holds   ", "green") if each["holds"] else Styled("BROKEN  ", "red")
        lines.append(Styled(f"{verdict}{safe(each['name'])}", verdict.style))
        lines += [f"        {safe(fault)}" for fault in each["faults"]]
    broken = sum(1 for each in document["assertions"] if not each["holds"])
    total = count(len(document["assertions"]), "assertion")
    lines.append(f"{total}, {broken} broken" if broken else f"{total}, all hold")
    return lines
