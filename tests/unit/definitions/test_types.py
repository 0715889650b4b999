"""Types: checks at run time, and agreement across edges at load time."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Optional, Protocol

import pytest

import graphmat as dg
from graphmat.definitions.ins_outs import NO_VALUE, Nothing
from graphmat.definitions.types import can_feed, check_of, evaluate, type_name
from graphmat.errors import InvariantViolationError, ParameterError


class Duck(Protocol):
    """Anything that quacks."""

    def quack(self) -> None:
        """Quack."""


@pytest.mark.parametrize(
    ("hint", "value", "fits"),
    [
        (int, 1, True),
        (int, True, True),
        (float, 1, False),
        (str, None, False),
        (Any, object(), True),
        (NO_VALUE, object(), True),
        (object, 1, True),
        (None, None, True),
        (None, 1, False),
        (list, [object()], True),
        (list[int], [1, 2], True),
        (list[int], [1, "2"], False),
        (list[int], (1,), False),
        (dict[str, int], {"a": 1}, True),
        (dict[str, int], {"a": "b"}, False),
        (dict[str, int], {1: 1}, False),
        (set[int], {1}, True),
        (set[int], {"a"}, False),
        (tuple[int, str], (1, "a"), True),
        (tuple[int, str], (1,), False),
        (tuple[int, str], (1, 2), False),
        (tuple[int, ...], (1, 2, 3), True),
        (tuple[int, ...], (1, "2"), False),
        (int | None, None, True),
        (int | None, "a", False),
        (Optional[int], 1, True),  # noqa: UP045  # the older spelling
        (int | list[str], ["a"], True),
        (int | list[str], [1], False),
        (Literal["a", "b"], "a", True),
        (Literal["a", "b"], "c", False),
        (typing.Annotated[int, "positive"], 1, True),
        (typing.Annotated[int, "positive"], "a", False),
        (Mapping[str, int], {"a": 1}, True),
        (Mapping[str, int], [1], False),
        (Iterable[int], [1], True),
        (Duck, 1, True),
        (typing.TypeVar("T"), 1, True),
        ("int", "anything", True),
    ],
)
def test_values_are_held_against_hints(hint, value, fits):
    """Each hint that can be checked lets through what it names, and nothing else."""
    check = check_of(hint)

    assert (check is None or check(value) is None) is fits


def test_the_reason_shows_the_value():
    """A value that does not fit is shown with its type, shortened, whatever its repr does."""

    class Shy:
        def __repr__(self):
            raise RuntimeError

    assert check_of(int)("a") == "expected a value of type 'Int', got 'a' of type 'str'"
    assert len(check_of(int)("x" * 1000)) < 200
    assert "<unprintable>" in check_of(int)(Shy())


@pytest.mark.parametrize(
    ("hint", "name"),
    [
        (int, "Int"),
        (list[int], "[Int]"),
        (dict[str, int], "Dict[String,Int]"),
        (int | None, "Int?"),
        (int | str, "Int|String"),
        (Nothing, "Nothing"),
        (NO_VALUE, "Any"),
        (Duck, "Duck"),
        (dg.DagsterType(lambda _c, _v: True, name="Even"), "Even"),
    ],
)
def test_names_of_types(hint, name):
    """A type is shown as people read it."""
    assert type_name(hint) == name


@pytest.mark.parametrize(
    ("produced", "expected", "fits"),
    [
        (int, int, True),
        (int, str, False),
        (bool, int, True),
        (int, bool, True),
        (int, Any, True),
        (NO_VALUE, int, True),
        (list[int], list[int], True),
        (list[int], list[str], False),
        (list, list[int], True),
        (int | str, str, True),
        (int | None, str, False),
        (int, int | None, True),
        (dict[str, int], Mapping[str, int], True),
        (int, Duck, True),
        (None, int, False),
    ],
)
def test_what_can_feed_what(produced, expected, fits):
    """An edge is refused only where no value could be of both types."""
    assert can_feed(produced, expected) is fits


def test_a_type_of_the_users_own():
    """A check may answer with a bool or with a verdict that says why; nothing else."""
    even = dg.DagsterType(lambda _context, value: value % 2 == 0, name="Even")
    told = dg.DagsterType(
        lambda _context, value: dg.TypeCheck(success=False, description="never"), name="Told"
    )
    odd = dg.DagsterType(lambda _context, value: "yes", name="Odd")

    assert even.type_check(None, 2).success
    assert told.type_check(None, 2).description == "never"
    with pytest.raises(InvariantViolationError, match="'Odd'"):
        odd.type_check(None, 2)
    with pytest.raises(ParameterError, match="name"):
        dg.DagsterType(lambda _c, _v: True)
    with pytest.raises(ParameterError, match="type_check_fn"):
        dg.DagsterType("no function", name="x")


def test_a_type_that_is_a_class():
    """``PythonObjectDagsterType`` checks for an instance, of one class or several."""
    number = dg.PythonObjectDagsterType((int, float), name="Number")

    assert number.type_check(None, 1.5).success
    assert not number.type_check(None, "a").success
    assert dg.PythonObjectDagsterType(int).display_name == "int"


@pytest.mark.parametrize(
    ("text", "found"),
    [("int", int), ("list[int]", list[int]), ("NoSuchThing", Any), ("1 +", Any), ("Local", str)],
)
def test_annotations_that_are_text(text, found):
    """A text is read in the scope of its function; what cannot be read lets everything through."""
    assert evaluate(text, test_annotations_that_are_text, {"Local": str}) == found


def test_an_annotation_that_is_text_twice():
    """A quoted annotation of a module whose annotations are text all the same is read."""
    assert evaluate("'list[int]'", test_an_annotation_that_is_text_twice, None) == list[int]
