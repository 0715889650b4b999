"""The boundary around the user's code: what of an exception is theirs, and how it is recorded."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import TracebackType
from typing import Any

from graphmat.errors import SourceLocation

_OWN_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep  # noqa: PTH100, PTH120  # compared as text
_PYTHON = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120  # compared as text
_MACHINERY = (f"{_PYTHON}contextlib.py", f"{_PYTHON}importlib{os.sep}")
_SITE = f"{os.sep}site-packages{os.sep}"
_FRAME_LIMIT = 30
_GROUP_LIMIT = 5


def is_own_file(path: str) -> bool:
    """Whether a source file belongs to the library."""
    return path.startswith((_OWN_FOLDER, "<frozen importlib"))


def user_frames(trace: TracebackType | None) -> list[list[Any]]:
    """The user's frames of a traceback, outermost first: file, line, function, text of the line.

    Frames of libraries are left out, unless there are no others.
    """
    import linecache

    frames: list[list[Any]] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if not is_own_file(code.co_filename) and not code.co_filename.startswith(_MACHINERY):
            text = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            frames.append([code.co_filename, trace.tb_lineno, code.co_name, text])
        trace = trace.tb_next
    frames = [frame for frame in frames if not _is_library(frame[0])] or frames
    if len(frames) > _FRAME_LIMIT:
        half = _FRAME_LIMIT // 2
        frames = [*frames[:half], *frames[-half:]]
    return frames


def _is_library(path: str) -> bool:
    """Whether a source file belongs to Python or to an installed package."""
    return path.startswith((_PYTHON, "<frozen ")) or _SITE in path


def text_of(error: BaseException) -> str:
    """The message of an exception; a ``__str__`` that raises does no harm."""
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001  # a user's __str__ may raise anything
        return f"<the exception's own text cannot be made: {type(second).__name__}>"


def error_document(
    error: BaseException, mask: Callable[[str], str] | None = None, depth: int = 0
) -> dict[str, Any]:
    """An exception as a JSON document.

    Args:
        error: The exception.
        mask: Hides secrets in its texts.
        depth: How many causes deep this one is.

    Returns:
        ``class``, ``message``, ``frames`` (the user's), and where there are any ``notes``,
        ``cause``, and of an exception group the first ``members`` and ``member_count``; without
        frames ``at``: file and line of what the error is about, where it says so.
    """
    message = text_of(error)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    hint = getattr(error, "hint", None)
    document: dict[str, Any] = {
        "class": type(error).__name__,
        "message": mask(message) if mask else message,
        "frames": user_frames(error.__traceback__),
    }
    if isinstance(hint, str):
        document["hint"] = hint
    place = getattr(error, "location", None)
    if isinstance(place, SourceLocation) and not document["frames"]:
        document["at"] = [place.file, place.line]
    notes = getattr(error, "__notes__", None)
    if isinstance(notes, list) and notes:
        document["notes"] = [mask(str(note)) if mask else str(note) for note in notes]
    if isinstance(error, BaseExceptionGroup) and depth < 5:  # noqa: PLR2004  # as below
        members = error.exceptions
        document["members"] = [
            error_document(each, mask, depth + 1) for each in members[:_GROUP_LIMIT]
        ]
        document["member_count"] = len(members)
    if cause is not None and depth < 5:  # noqa: PLR2004  # enough for any honest chain
        document["cause"] = error_document(cause, mask, depth + 1)
    return document


def one_line(document: dict[str, Any] | None) -> str:
    """An exception's document in one line."""
    if not document:
        return ""
    first = (document.get("message") or "").strip().split("\n", 1)[0]
    return f"{document['class']}: {first}" if first else str(document["class"])
