"""What a CI system should point at: failures and failed checks of runs, each with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphmat.rendering.failures import exception_lines

ERROR = "error"
WARNING = "warning"


class Finding:
    """One thing that went wrong in a run.

    Args:
        level: ``error`` or ``warning``.
        title: One line.
        text: The whole of it.
        file: The file, as the run recorded it; None where there is none.
        line: The line in it.
        kind: ``step`` or ``check``.
        name: The step, or ``asset.check``.
    """

    __slots__ = ("file", "kind", "level", "line", "name", "text", "title")

    def __init__(
        self,
        level: str,
        title: str,
        text: str,
        *,
        kind: str,
        name: str,
        file: str | None = None,
        line: int | None = None,
    ) -> None:
        self.level = level
        self.title = title
        self.text = text
        self.kind = kind
        self.name = name
        self.file = file
        self.line = line

    def path(self, root: str) -> str | None:
        """The file below a folder, with slashes; None where it lies elsewhere."""
        if self.file is None:
            return None
        path = os.path.relpath(os.path.realpath(self.file), os.path.realpath(root))
        return None if path.startswith("..") else path.replace(os.sep, "/")


def findings(documents: Sequence[Mapping[str, Any]], root: str) -> list[Finding]:
    """What went wrong in runs.

    Args:
        documents: The runs, as ``graphmat/run/1``.
        root: The folder of the checkout: the innermost frame in it is pointed at.
    """
    return [
        finding
        for document in documents
        for finding in (*_failures(document, root), *_checks(document))
    ]


def _failures(document: Mapping[str, Any], root: str) -> Iterator[Finding]:
    partition = f" [{document['partition']}]" if document.get("partition") else ""
    for failure in document["failures"]:
        place = failure["step_key"] or failure["what"]
        file, line = _place(failure, root)
        first = (failure.get("message") or "").strip().partition("\n")[0]
        yield Finding(
            ERROR,
            f"{place}{partition}: {failure.get('class', 'error')}: {first}",
            "\n".join(map(str, exception_lines(failure, frame_limit=20, message_limit=50))),
            kind="step",
            name=place,
            file=file,
            line=line,
        )
    if document["status"] not in {"success", "failure"} or (
        document["status"] == "failure" and not document["failures"]
    ):
        text = document.get("error") or f"the run ended: {document['status']}"
        yield Finding(ERROR, f"run{partition}: {text}", text, kind="step", name="run")


def _place(failure: Mapping[str, Any], root: str) -> tuple[str | None, int | None]:
    """The innermost frame of the checkout; else that of the error's own place."""
    inside = os.path.realpath(root) + os.sep
    for file, line, *_ in reversed(failure.get("frames") or ()):
        if os.path.realpath(file).startswith(inside):
            return file, line
    location = failure.get("location")
    if location:
        return location[0], location[1]
    return None, None


def _checks(document: Mapping[str, Any]) -> Iterator[Finding]:
    for check in document["checks"]:
        if check["passed"]:
            continue
        asset = check["asset"] + (f"[{check['partition']}]" if check["partition"] else "")
        text = f"check '{check['check']}' of '{asset}' failed"
        if check["description"]:
            text += f": {check['description']}"
        yield Finding(
            WARNING if check["severity"] == "WARN" else ERROR,
            text,
            text,
            kind="check",
            name=f"{asset}.{check['check']}",
        )
