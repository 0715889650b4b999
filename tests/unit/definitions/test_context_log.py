"""What an op logs."""

from __future__ import annotations

import pytest

from graphmat.definitions.context_log import ContextLog


@pytest.fixture
def lines():
    """What was logged: level and text."""
    return []


@pytest.fixture
def log(lines):
    """A log that remembers."""
    return ContextLog(lambda level, text: lines.append((level, text)))


@pytest.mark.parametrize(
    ("name", "level"),
    [("debug", 10), ("info", 20), ("warning", 30), ("warn", 30), ("error", 40), ("critical", 50)],
)
def test_levels(log, lines, name, level):
    """Each way to log has its level."""
    getattr(log, name)("x")

    assert lines == [(level, "x")]


def test_levels_by_name_and_number(log, lines):
    """A level may be a name in any case, or a number."""
    log.log("Warning", "a")
    log.log(35, "b")

    assert lines == [(30, "a"), (35, "b")]


@pytest.mark.parametrize(
    ("message", "arguments", "text"),
    [
        ("%s of %d", ("a", 3), "a of 3"),
        ("100%", (), "100%"),
        ("%d", ("x",), "%d ('x',)"),
        ({"a": 1}, (), "{'a': 1}"),
    ],
)
def test_messages_are_formatted(log, lines, message, arguments, text):
    """Arguments are filled in; those that do not fit are shown, and raise nothing."""
    log.info(message, *arguments)

    assert lines == [(20, text)]


def test_an_exception_is_logged_with_its_traceback(log, lines):
    """Within a handler the traceback is part of the text."""
    try:
        int("mine")
    except ValueError:
        log.exception("failed")

    ((level, text),) = lines
    assert level == 40
    assert text.startswith("failed\nTraceback")
    assert "'mine'" in text
