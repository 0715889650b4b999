from __future__ import annotations

from graphmat.rendering.failures import exception_lines, frame_lines


def error(**facts: object) -> dict[str, object]:
    """A recorded exception."""
    return {"class": "ValueError", "message": "bad", "frames": [], **facts}


def test_exception_with_frames_and_cause() -> None:
    """The exception's own line comes first, then the user's frames, then what caused it."""
    frames = [["/p/a.py", 3, "outer", "inner()"], ["/p/b.py", 9, "<module>", ""]]
    cause = error(message="first\nsecond")
    cause["class"] = "KeyError"

    assert exception_lines(error(frames=frames, cause=cause)) == [
        "ValueError: bad",
        "  /p/a.py:3 in outer: inner()",
        "  /p/b.py:9",
        "caused by",
        "KeyError: first",
        "    second",
    ]


def test_innermost_frames_stay() -> None:
    """Of many frames the innermost are shown, and how many are not."""
    frames = [["/p/a.py", line, "f", "f()"] for line in range(1, 10)]

    assert frame_lines(frames, 2) == [
        "  (7 more frames)",
        "  /p/a.py:8 in f: f()",
        "  /p/a.py:9 in f: f()",
    ]


def test_long_message_is_cut() -> None:
    """A message of hundreds of lines does not bury what stands around it."""
    lines = exception_lines(error(message="\n".join(map(str, range(300)))), message_limit=3)

    assert lines == ["ValueError: 0", "    1", "    2", "    (297 more lines)"]


def test_message_is_shown_and_not_obeyed() -> None:
    """Escape sequences in an exception's text are shown."""
    assert exception_lines(error(message="\x1b[31mred [bold]x")) == [
        "ValueError: \\x1b[31mred [bold]x"
    ]


def test_exception_without_message() -> None:
    """An exception without a text is called by its class."""
    assert exception_lines(error(message="")) == ["ValueError"]
