from __future__ import annotations

from collections.abc import Callable

from graphmat.errors import (
    GraphmatError,
    InvalidDefinitionError,
    InvalidDefinitionsError,
    InvalidSelectionError,
    LoadError,
    SourceLocation,
)
from graphmat.rendering.errors import bug_lines, error_lines
from graphmat.rendering.screen import Screen, Text

Drawn = Callable[[list[Text]], str]


def test_error_with_hint(pipe: Screen, drawn: Drawn) -> None:
    """What is wrong comes first, what to do behind an empty line."""
    error = InvalidSelectionError("there is no asset 'baz_aset'", hint="did you mean 'baz_asset'?")

    assert drawn(error_lines(pipe, error)) == (
        "error: there is no asset 'baz_aset'\n\nhint: did you mean 'baz_asset'?"
    )


def test_error_with_place(pipe: Screen, drawn: Drawn) -> None:
    """Where in the user's code an error has its cause is shown as evidence."""
    error = InvalidDefinitionError("no\nmore", location=SourceLocation("/p/defs.py", 7))

    assert drawn(error_lines(pipe, error)) == "error: no\n  more\n  at /p/defs.py:7"


def test_all_faults_are_told(pipe: Screen, drawn: Drawn) -> None:
    """Several faults are told together, each with place, code and hint."""
    error = InvalidDefinitionsError(
        [
            InvalidDefinitionError("one", location=SourceLocation("/p/a.py", 1), code="GM101"),
            InvalidDefinitionError("two", hint="do it"),
        ]
    )

    assert drawn(error_lines(pipe, error)) == (
        "error: the definitions have 2 faults\n"
        "\n"
        "  /p/a.py:1 GM101\n"
        "    one\n"
        "\n"
        "  ?\n"
        "    two\n"
        "    hint: do it"
    )


def test_single_fault_is_a_plain_error(pipe: Screen, drawn: Drawn) -> None:
    """A list of one fault reads like that fault."""
    error = InvalidDefinitionsError([InvalidDefinitionError("one")])

    assert drawn(error_lines(pipe, error)) == "error: one"


def with_cause(error: GraphmatError, **cause: object) -> GraphmatError:
    """An error as it comes from the child, with the document of its cause."""
    error.__dict__["cause_document"] = {"class": "ValueError", "frames": [], **cause}
    return error


def test_users_exception_is_shown_with_their_frames(pipe: Screen, drawn: Drawn) -> None:
    """What the user's module raised is told with the user's own frames."""
    frames = [["/p/defs.py", 4, "<module>", "helper()"]]
    error = with_cause(LoadError("'defs.py' cannot be imported"), message="no", frames=frames)

    assert drawn(error_lines(pipe, error)) == (
        "error: 'defs.py' cannot be imported\n  ValueError: no\n    /p/defs.py:4: helper()"
    )


def test_what_is_told_is_not_told_twice(pipe: Screen, drawn: Drawn) -> None:
    """An exception whose text stands in the error's message is not repeated."""
    error = with_cause(LoadError("cannot be imported: ValueError: no"), message="no")

    assert drawn(error_lines(pipe, error)) == "error: cannot be imported: ValueError: no"


def test_error_is_never_blank(pipe: Screen, drawn: Drawn) -> None:
    """An error without a message says what its class is for."""
    assert drawn(error_lines(pipe, LoadError())) == (
        "error: The user's module could not be imported or holds no definitions"
    )


def test_bug_asks_for_a_report(pipe: Screen, drawn: Drawn) -> None:
    """A bug says that it is one; the traceback comes only where it is asked for."""
    short = drawn(bug_lines(pipe, KeyError("x"), with_traceback=False))
    long = drawn(bug_lines(pipe, KeyError("x"), with_traceback=True))

    assert short.startswith("error: graphmat has a bug: KeyError: 'x'")
    assert "GRAPHMAT_DEBUG=1" in short
    assert "report it" in long


def test_error_is_shown_and_not_obeyed(pipe: Screen, drawn: Drawn) -> None:
    """Escape sequences in messages, hints and paths are shown."""
    error = InvalidDefinitionError(
        "\x1b[31m", hint="\x07", location=SourceLocation("/p/\x1b.py", 1)
    )

    assert drawn(error_lines(pipe, error)) == (
        "error: \\x1b[31m\n  at /p/\\x1b.py:1\n\nhint: \\x07"
    )
