"""Where the inputs of a step came from, and the command that shows each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import short_id

if TYPE_CHECKING:
    from graphmat.rendering.screen import Text

_MOST = 8


def input_lines(
    inputs: Sequence[Mapping[str, Any]], values: Mapping[str, str] | None = None
) -> list[Text]:
    """One line for each input: its value, if it is given, and where it came from."""
    lines: list[Text] = []
    shown: set[str] = set()
    for each in inputs[:_MOST]:
        name = safe(each["name"])
        value = ""
        if values is not None and name in values and name not in shown:
            value = f" = {safe(values[name])}"
            shown.add(name)
        lines.append(f"  input {name}{value}, from {origin(each)}")
    if len(inputs) > _MOST:
        lines.append(f"  and {len(inputs) - _MOST} inputs more")
    for name, text in (values or {}).items():
        if name not in {safe(each["name"]) for each in inputs}:
            lines.append(f"  input {safe(name)} = {safe(text)}")
    return lines


def origin(each: Mapping[str, Any]) -> str:
    """Where an input came from, in words."""
    if each["asset"] is not None:
        partitions = each["partitions"]
        where = f"[{', '.join(map(safe, partitions[:3]))}]" if partitions else ""
        text = f"asset {safe(each['asset'])}{where}"
    else:
        run_id, _, rest = each["address"].partition("/")
        step, _, output = rest.rpartition("/")
        text = f"{safe(step)}.{safe(output)} of run {short_id(run_id)}" if step else safe(rest)
    digests = each["digests"]
    return f"{text} ({safe(digests[0][:8])})" if len(digests) == 1 else text
