"""``diff`` as text: the earliest divergence first, then what else is different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphmat.rendering.plain import safe
from graphmat.rendering.quantities import short_id, took
from graphmat.rendering.screen import Screen, Styled, Text

_MOST: Final = 12
_FEW: Final = 3
_SLOWER: Final = 1.5
"""Durations are told where one is so many times the other, and by more than a tenth of a second."""
_WORDS: Final = {
    "is_there": "is in one of them only",
    "code": "its code is different",
    "code_version": "its code version is different",
    "wanted": "other outputs of it were wanted",
    "status": "it ended otherwise",
}
_NAMES: Final = {"is_there": "is there", "code_version": "code version"}


def diff_lines(screen: Screen, document: Mapping[str, Any]) -> list[Text]:
    """What is different in two runs."""
    a, b = short_id(document["a"]["run_id"]), short_id(document["b"]["run_id"])
    if document["is_same"]:
        title = f"{screen.paint('same', 'green')}: run {a} | run {b}"
        alike = "ops, configuration, environment, code, inputs and values"
        return [f"{title}: {alike}", *_duration_lines(document["durations"])]
    lines: list[Text] = [f"{screen.paint('different', 'yellow')}: run {a} | run {b}"]
    first = document["first_divergence"]
    if first is not None:
        key = screen.paint(safe(first["step_key"]), "bold")
        lines.append(f"first divergence: {key}: {_why(first['differences'])}")
        lines += [f"  {_fact(each)}" for each in first["differences"][:_MOST]]
    for title in ("run", "config", "environment"):
        lines += _section(title, document[title])
    rest = [each for each in document["steps"] if each is not first and each != first]
    if rest:
        lines.append("other ops that differ")
        for each in rest[:_MOST]:
            note = "" if each["is_cause"] else " (follows from what came before)"
            lines.append(f"  {safe(each['step_key'])}: {_why(each['differences'])}{note}")
        if len(rest) > _MOST:
            lines.append(f"  and {len(rest) - _MOST} more")
    assets = [
        {**each, "what": f"{each['asset']} {each['what'].replace('_', ' ')}"}
        for each in document["assets"]
    ]
    lines += _section("assets", assets)
    return [*lines, *_duration_lines(document["durations"])]


def _why(differences: Sequence[Mapping[str, Any]]) -> str:
    whats = [each["what"] for each in differences]
    words = [_WORDS[what] for what in dict.fromkeys(whats) if what in _WORDS]
    if "inputs" in whats:
        words.append("it was given other values")
    elif whats and set(whats) == {"values"}:
        words.append("same code and inputs, other values")
    elif "values" in whats:
        words.append("it gave other values")
    return ", ".join(words)


def _fact(each: Mapping[str, Any]) -> str:
    name = f" {safe(each['name'])}" if "name" in each else ""
    what = safe(_NAMES.get(each["what"], each["what"]))
    return f"{what}{name}: {_text(each['a'])} | {_text(each['b'])}"


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        shown = [_text(each) for each in value[:_FEW]]
        return ", ".join([*shown, *(["…"] if len(value) > _FEW else [])]) or "-"
    text = safe(value)
    is_digest = len(text) == 64 and all(char in "0123456789abcdef" for char in text)  # noqa: PLR2004  # SHA-256
    return text[:8] if is_digest else text


def _section(title: str, facts: Sequence[Mapping[str, Any]]) -> list[Text]:
    if not facts:
        return []
    lines: list[Text] = [title, *(f"  {_fact(each)}" for each in facts[:_MOST])]
    if len(facts) > _MOST:
        lines.append(f"  and {len(facts) - _MOST} more")
    return lines


def _duration_lines(durations: Sequence[Mapping[str, Any]]) -> list[Text]:
    far = [
        each
        for each in durations
        if abs(each["a"] - each["b"]) > 0.1  # noqa: PLR2004  # less is chance
        and max(each["a"], each["b"]) > _SLOWER * min(each["a"], each["b"])
    ]
    if not far:
        return []
    far.sort(key=lambda each: -abs(each["a"] - each["b"]))
    return [
        Styled("durations", ""),
        *(f"  {safe(each['step_key'])}: {took(each['a'])} | {took(each['b'])}" for each in far[:5]),
    ]
