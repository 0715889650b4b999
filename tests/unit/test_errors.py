"""The error tree: facts, exit codes, near names, and gathering faults while a module loads."""

from __future__ import annotations

import pytest

from graphmat import errors, exit_codes
from graphmat.errors import (
    FaultCollector,
    GraphmatError,
    InvalidDefinitionError,
    InvalidDefinitionsError,
    InvalidSelectionError,
    MissingOutputError,
    SourceLocation,
    did_you_mean,
    nearest,
    or_collect,
)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UserCodeError, exit_codes.STEP_FAILED),
        (errors.UsageError, exit_codes.USAGE),
        (errors.InvalidConfigError, exit_codes.USAGE),
        (errors.LoadError, exit_codes.DEFINITIONS_INVALID),
        (errors.InvalidDefinitionError, exit_codes.DEFINITIONS_INVALID),
        (errors.ParameterError, exit_codes.DEFINITIONS_INVALID),
        (errors.InvalidSelectionError, exit_codes.SELECTION_INVALID),
        (errors.UnknownPartitionError, exit_codes.SELECTION_INVALID),
        (errors.RunNotFoundError, exit_codes.SELECTION_INVALID),
        (errors.ConflictError, exit_codes.CONFLICT),
        (errors.StorageError, exit_codes.STORAGE_UNUSABLE),
        (errors.RunInterruptedError, exit_codes.INTERRUPTED),
    ],
)
def test_each_kind_of_error_has_its_exit_code(kind, code):
    """A command that ends with an error leaves with the code of its kind."""
    assert kind("x").exit_code == code


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        (errors.ParameterError, TypeError),
        (errors.MissingValueError, FileNotFoundError),
        (errors.UnknownResourceError, AttributeError),
        (errors.InvalidSelectionError, InvalidDefinitionError),
        (errors.StepOutputError, errors.InvariantViolationError),
    ],
)
def test_errors_can_be_caught_as_what_they_are(kind, base):
    """Python's own name for a fault catches the library's error of that kind too."""
    with pytest.raises(base):
        raise kind("x")


def test_an_error_prints_its_message():
    """The text of an error is its message; the hint and the place stand beside it."""
    place = SourceLocation("m.py", 7)
    error = GraphmatError("what is wrong", hint="do this", location=place, code="GM1")

    assert str(error) == "what is wrong"
    assert (error.hint, repr(error.location), error.code) == ("do this", "m.py:7", "GM1")


def test_a_missing_value_prints_its_message():
    """A missing value is a FileNotFoundError too, and still prints its own words."""
    assert str(errors.MissingValueError("nothing there", hint="make it")) == "nothing there"


def test_facts_of_their_own():
    """Some errors say more: the names of a selection, the step and output that is missing."""
    selection = InvalidSelectionError("x", names=["a", "b"], position=3)
    output = MissingOutputError("x", step_key="s", output_name="o", hint="h")

    assert (selection.names, selection.position) == (("a", "b"), 3)
    assert (output.step_key, output.output_name, output.hint) == ("s", "o", "h")


def test_several_faults_are_told_together():
    """Faults that were found together are one error with all of their messages."""
    error = InvalidDefinitionsError([InvalidDefinitionError("one"), InvalidDefinitionError("two")])

    assert str(error) == "one\ntwo"
    assert [str(fault) for fault in error.faults] == ["one", "two"]


def test_the_users_exception_is_kept():
    """An error about the user's code has the exception that the code raised."""
    with pytest.raises(errors.UserCodeError) as caught:
        raise errors.StepExecutionError("failed") from ValueError("mine")

    assert isinstance(caught.value.user_exception, ValueError)


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("baz_aset", ["foo_asset", "baz_asset", "x"], "baz_asset"),
        ("FOO", ["foo", "food"], "foo"),
        ("orders", ["raw/orders", "clean"], "raw/orders"),
    ],
)
def test_the_nearest_name_comes_first(name, known, expected):
    """A slip of a letter, of case, or a forgotten prefix leads to the name that was meant."""
    assert nearest(name, known)[0] == expected


def test_nothing_is_guessed_from_afar():
    """A name that is like nothing known gets no suggestion."""
    assert nearest("zzzz", ["alpha", "beta"]) == ()
    assert did_you_mean("zzzz", ["alpha", "beta"]) is None


def test_a_hint_names_what_is_near():
    """One near name is asked about; several are listed, the last with 'or'."""
    assert did_you_mean("alpa", ["alpha"]) == "did you mean 'alpha'?"
    hint = did_you_mean("item", ["items", "item1", "item2"])
    assert hint.startswith("did you mean 'item")
    assert " or '" in hint


@pytest.mark.parametrize("name", [1, None, ("a",)])
def test_a_name_that_is_no_text_has_no_near_ones(name):
    """Whatever a user writes in the place of a name, the hint does not fail over it."""
    assert did_you_mean(name, ["a", 2]) in {None, "did you mean 'a'?"}


def fail(text):
    """A definition that cannot be made."""

    def build():
        raise InvalidDefinitionError(text)

    return build


def test_faults_are_raised_outside_a_collector():
    """Where nobody gathers, a fault is raised at once."""
    with pytest.raises(InvalidDefinitionError, match="now"):
        or_collect(fail("now"), str)


def test_faults_are_gathered_while_a_module_loads():
    """Where somebody gathers, loading goes on with a placeholder, and all faults are kept."""
    with FaultCollector() as collector:
        found = [or_collect(fail(text), lambda fault: f"<{fault}>") for text in ("one", "two")]
        found.append(or_collect(lambda: "made", str))

    assert found == ["<one>", "<two>", "made"]
    assert [str(fault) for fault in collector.faults] == ["one", "two"]


def test_gathered_faults_are_taken_apart():
    """An error that holds several faults adds each of them."""
    with FaultCollector() as collector:
        collector.add(InvalidDefinitionsError([GraphmatError("a"), GraphmatError("b")]))

    assert [str(fault) for fault in collector.faults] == ["a", "b"]


def test_the_innermost_collector_gathers():
    """A module that loads another one does not get its faults, nor does a collector that ended."""
    with FaultCollector() as outer:
        with FaultCollector() as inner:
            or_collect(fail("inner"), str)
        or_collect(fail("outer"), str)

    assert [str(fault) for fault in inner.faults] == ["inner"]
    assert [str(fault) for fault in outer.faults] == ["outer"]


def test_other_exceptions_are_not_gathered():
    """A bug of the user's, not of a definition, ends the loading of the module."""

    def build():
        raise ZeroDivisionError

    with FaultCollector(), pytest.raises(ZeroDivisionError):
        or_collect(build, str)
