"""Errors that cross the process boundary: as documents with all their facts, and raised again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphmat import errors
from graphmat.errors import GraphmatError, SourceLocation
from graphmat.execution.user_code import error_document, text_of


class UnforeseenError(Exception):
    """An exception in the child that is none of ours: a bug; its cause is the traceback there."""


class ChildTraceback(Exception):  # noqa: N818  # a text to be shown, which nobody raises
    """The traceback of an exception in the child, as text."""


def pack_error(error: BaseException) -> dict[str, Any]:
    """An error as a document."""
    if not isinstance(error, GraphmatError):
        import traceback  # noqa: PLC0415  # only for bugs

        return {
            "class": type(error).__name__,
            "message": text_of(error),
            "traceback": "".join(traceback.format_exception(error)),
        }
    location = error.location
    document = {
        "class": type(error).__name__,
        "bases": [kind.__name__ for kind in type(error).__mro__],
        "message": error.message,
        "hint": error.hint,
        "code": error.code,
        "location": [location.file, location.line] if location is not None else None,
        "exit_code": error.exit_code,
        "names": list(getattr(error, "names", ())),
        "position": getattr(error, "position", None),
        "faults": [pack_error(fault) for fault in getattr(error, "faults", ())],
    }
    if error.__cause__ is not None and not isinstance(error.__cause__, GraphmatError):
        document["cause"] = error_document(error.__cause__)
    return document


def unpack_error(document: Mapping[str, Any]) -> Exception:
    """The inverse of ``pack_error``: of the same class, or the nearest one that is known here.

    What the user's code raised is the document ``cause_document`` of the error.
    """
    if "traceback" in document:
        bug = UnforeseenError(f"{document['class']}: {document['message']}")
        bug.__cause__ = ChildTraceback(document["traceback"])
        return bug
    kind = _known_class(document["bases"])
    error = kind.__new__(kind)
    error.args = (document["message"],)
    location = document["location"]
    facts: dict[str, Any] = {
        "message": document["message"],
        "hint": document["hint"],
        "code": document["code"],
        "location": SourceLocation(*location) if location else None,
        "exit_code": document["exit_code"],
        "cause_document": document.get("cause"),
        "names": tuple(document["names"]),
        "position": document["position"],
    }
    if document["faults"]:
        facts["faults"] = tuple(unpack_error(part) for part in document["faults"])
    error.__dict__.update(facts)
    return error


def _known_class(names: list[str]) -> type[GraphmatError]:
    for name in names:
        known = getattr(errors, name, None)
        if isinstance(known, type) and issubclass(known, GraphmatError):
            return known
    return GraphmatError
