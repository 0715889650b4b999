"""Hooks, as they are declared and called in a test."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError


def test_names_of_hooks():
    """A hook bears its function's name or another, and says when it runs."""

    @dg.success_hook
    def cheer(context):
        pass

    @dg.failure_hook(name="alarm", required_resource_keys={"pager"})
    def mourn(context):
        pass

    assert (cheer.name, cheer.on_failure) == ("cheer", False)
    assert (mourn.name, mourn.on_failure) == ("alarm", True)
    assert mourn.required_resource_keys == {"pager"}


def test_a_hook_can_be_called():
    """A hook is its function, for a test."""

    @dg.failure_hook
    def double(context):
        return context * 2

    assert double(2) == 4


@pytest.mark.parametrize("decorator", [dg.success_hook, dg.failure_hook])
def test_resources_are_a_set_of_names(decorator):
    """A single name in the place of the set would be read letter by letter: it is refused."""
    with pytest.raises(GraphmatError, match="required_resource_keys"):
        decorator(required_resource_keys="pager")(print)
