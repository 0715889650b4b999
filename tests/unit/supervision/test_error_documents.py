from __future__ import annotations

import json

import pytest

from graphmat.errors import (
    InvalidDefinitionError,
    InvalidDefinitionsError,
    InvalidSelectionError,
    LoadError,
    SourceLocation,
    StorageError,
    UsageError,
)
from graphmat.supervision.error_documents import (
    ChildTraceback,
    UnforeseenError,
    pack_error,
    unpack_error,
)


def sent(error: BaseException) -> Exception:
    """An error as it is raised at the other end."""
    return unpack_error(json.loads(json.dumps(pack_error(error))))


@pytest.mark.parametrize("kind", [LoadError, StorageError, UsageError, InvalidDefinitionError])
def test_facts_of_an_error(kind) -> None:
    """An error keeps its class, message, hint, place and exit code."""
    error = kind("what", hint="do", location=SourceLocation("f.py", 3), code="GM101")
    error.exit_code = 77

    found = sent(error)

    assert type(found) is kind
    assert (found.message, found.hint, found.code) == ("what", "do", "GM101")
    assert found.location == SourceLocation("f.py", 3)
    assert found.exit_code == 77
    assert str(found) == str(error)


def test_faults_are_kept() -> None:
    """Faults found together stay together, each with its facts."""
    faults = [InvalidDefinitionError("one", code="GM205"), InvalidSelectionError("two", names="n")]

    found = sent(InvalidDefinitionsError(faults))

    assert [type(fault) for fault in found.faults] == [
        InvalidDefinitionError,
        InvalidSelectionError,
    ]
    assert [fault.message for fault in found.faults] == ["one", "two"]
    assert found.faults[1].names == ("n",)


def test_class_that_is_not_known_here() -> None:
    """An error of a class of some other room becomes one of the nearest known class."""

    class SpecialError(InvalidDefinitionError):
        pass

    assert type(sent(SpecialError("x"))) is InvalidDefinitionError


def test_what_the_users_code_raised() -> None:
    """The original exception comes along as a document with the user's frames."""
    try:
        try:
            {}["missing"]
        except KeyError as error:
            raise LoadError("cannot be imported") from error
    except LoadError as error:
        found = sent(error)

    assert found.cause_document["class"] == "KeyError"
    assert found.cause_document["frames"][-1][0] == __file__


def test_bug() -> None:
    """An exception that is none of ours comes as a bug, with the traceback of where it was."""
    try:
        1 / 0
    except ZeroDivisionError as error:
        found = sent(error)

    assert isinstance(found, UnforeseenError)
    assert "ZeroDivisionError" in str(found)
    assert isinstance(found.__cause__, ChildTraceback)
    assert "test_bug" in str(found.__cause__)
