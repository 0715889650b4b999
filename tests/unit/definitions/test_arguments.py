"""Reading arguments: what has the wrong type is refused by name."""

from __future__ import annotations

from functools import partial

import pytest

import graphmat as dg
from graphmat.definitions.arguments import as_dict, as_hooks, as_items, as_names, function_name
from graphmat.errors import ParameterError


@pytest.mark.parametrize("nothing", [None, {}, [], ()], ids=repr)
def test_nothing_is_empty(nothing):
    """What is left out or empty has no members."""
    assert as_dict(nothing, "x") == {}
    assert as_items(nothing, "x") == ()
    assert as_names(nothing, "x") == frozenset()


def test_what_is_read_is_a_copy():
    """Changing what was given afterwards changes nothing."""
    given = {"a": 1}
    read = as_dict(given, "x")
    given["b"] = 2

    assert read == {"a": 1}


@pytest.mark.parametrize("value", [1, "text", ["a"], {"a"}], ids=repr)
def test_what_is_no_dictionary(value):
    """The argument is named, and what was given in its place shown."""
    with pytest.raises(ParameterError) as caught:
        as_dict(value, "tags")
    assert str(caught.value) == f"'tags' must be a dictionary, not {value!r}"


@pytest.mark.parametrize("value", [1, "text", b"x", {"a": 1}], ids=repr)
def test_what_is_no_list(value):
    """A single string is no list of its letters."""
    with pytest.raises(ParameterError, match="'deps' must be a list"):
        as_items(value, "deps")


def test_names_are_strings():
    """A member that is no string is shown."""
    assert as_names(["a", "b", "a"], "kinds") == {"a", "b"}
    with pytest.raises(ParameterError, match="'kinds' must hold strings, but 1 is not one"):
        as_names(["a", 1], "kinds")


def test_hooks_are_hooks():
    """Only what a decorator of hooks made is a hook."""

    @dg.success_hook
    def cheer(context):
        pass

    assert as_hooks([cheer, cheer]) == {cheer}
    with pytest.raises(ParameterError, match="is not one") as caught:
        as_hooks([print])
    assert "@success_hook" in caught.value.hint


def test_the_name_of_a_function():
    """A name that is given goes before the function's own; one without a name needs one."""
    assert function_name(as_dict, "@asset") == "as_dict"
    assert function_name(as_dict, "@asset", "other") == "other"
    with pytest.raises(ParameterError, match="@asset decorates a function, not 3"):
        function_name(3, "@asset")
    with pytest.raises(ParameterError, match="no name of its own") as caught:
        function_name(partial(print), "@asset")
    assert caught.value.hint == "give it one: @asset(name='…')"


def test_what_cannot_be_shown():
    """A value whose repr raises does not hide the message."""

    class Shy:
        def __repr__(self):
            raise RuntimeError

    with pytest.raises(ParameterError, match="a value of type 'Shy'"):
        as_dict(Shy(), "x")
