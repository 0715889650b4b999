"""Findings as GitHub shows them: annotations at the failing line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graphmat.rendering.ci.findings import ERROR, Finding
from graphmat.rendering.plain import safe, safe_lines

if TYPE_CHECKING:
    from graphmat.errors import GraphmatError


def annotation_lines(found: Iterable[Finding], root: str) -> list[str]:
    """Workflow commands, one line each, which GitHub turns into annotations.

    Args:
        found: What went wrong.
        root: The folder of the checkout.
    """
    return [
        annotation(
            each.level,
            safe(each.title),
            "\n".join(safe_lines(each.text)),
            each.path(root),
            each.line,
        )
        for each in found
    ]


def fault_annotations(error: GraphmatError, root: str) -> list[str]:
    """Annotations for what a command could not do: one for each fault that has a place.

    Args:
        error: What was raised.
        root: The folder of the checkout.
    """
    lines = []
    for fault in getattr(error, "faults", ()) or (error,):
        place = fault.location
        finding = Finding(
            ERROR,
            str(fault.message),
            str(fault.message) + (f"\nhint: {fault.hint}" if fault.hint else ""),
            kind="definitions",
            name=fault.code or "error",
            file=place.file if place is not None else None,
            line=place.line if place is not None else None,
        )
        lines += annotation_lines([finding], root)
    return lines


def annotation(
    level: str, title: str, text: str, path: str | None = None, line: int | None = None
) -> str:
    """One workflow command."""
    properties = {}
    if path is not None:
        properties["file"] = path
        if line is not None:
            properties["line"] = str(line)
    properties["title"] = title
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {given}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
