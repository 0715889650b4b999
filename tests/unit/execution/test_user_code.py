"""Exceptions of the user's code, as they are recorded."""

from __future__ import annotations

import json
import os

import pytest

import graphmat
from graphmat.errors import GraphmatError
from graphmat.execution.user_code import (
    error_document,
    is_own_file,
    one_line,
    text_of,
    user_frames,
)


def caught(raises):
    """The exception that a function raises."""
    with pytest.raises(BaseException) as found:
        raises()
    return found.value


def fail():
    """Fail in a way that is easily recognised."""
    raise ValueError("first line\nsecond line")


def test_a_document_has_class_message_and_place():
    """What is recorded of an exception is JSON: class, message, and the user's frames."""
    document = json.loads(json.dumps(error_document(caught(fail))))

    assert document["class"] == "ValueError"
    assert document["message"] == "first line\nsecond line"
    file, _line, name, text = document["frames"][-1]
    assert (file, name) == (__file__, "fail")
    assert text.startswith("raise ValueError")


def test_frames_of_the_library_are_left_out():
    """A traceback begins with the user's line: nobody has to read past the library's frames."""
    folder = os.path.dirname(graphmat.__file__)

    assert is_own_file(os.path.join(folder, "execution", "step.py"))
    assert not is_own_file(__file__)
    error = caught(lambda: graphmat.op(name="not valid!")(fail))
    assert all(not frame[0].startswith(folder) for frame in user_frames(error.__traceback__))


def test_a_deep_recursion_is_recorded_short():
    """Of a thousand frames, the first and the last are kept."""

    def deeper():
        return deeper()

    frames = error_document(caught(deeper))["frames"]

    assert len(frames) <= 30


def test_causes_are_recorded():
    """The exception behind an exception is recorded too, unless it was suppressed."""

    def chained():
        try:
            fail()
        except ValueError as error:
            raise KeyError("outer") from error

    def suppressed():
        try:
            fail()
        except ValueError:
            raise KeyError("outer") from None

    assert error_document(caught(chained))["cause"]["class"] == "ValueError"
    assert "cause" not in error_document(caught(suppressed))


def test_a_circle_of_causes_ends():
    """Exceptions that are each other's cause are recorded without end in sight, and end."""
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first

    assert json.dumps(error_document(first))


def test_an_exception_that_cannot_be_printed():
    """An exception whose own text raises is told by its class."""

    class Broken(Exception):
        def __str__(self):
            raise RuntimeError

    assert "RuntimeError" in text_of(Broken())
    assert error_document(Broken())["class"] == "Broken"


def test_secrets_are_masked_in_messages():
    """A message goes through the mask before it is recorded, that of a cause as well."""
    error = ValueError("the key is hunter2")
    error.__cause__ = KeyError("hunter2")
    document = error_document(error, lambda text: text.replace("hunter2", "***"))

    assert "hunter2" not in json.dumps({**document, "frames": []})


def test_a_hint_is_recorded():
    """What the library advises is kept with the error."""
    assert error_document(GraphmatError("x", hint="do this"))["hint"] == "do this"
    assert "hint" not in error_document(ValueError("x"))


def test_in_one_line():
    """In a list, an exception is its class and the first line of its message."""
    assert one_line(error_document(caught(fail))) == "ValueError: first line"
    assert one_line({"class": "KeyError", "message": ""}) == "KeyError"
    assert one_line(None) == ""
