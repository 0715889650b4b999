from __future__ import annotations

import pytest

from graphmat.errors import InvalidDefinitionError, ResourceInitError
from graphmat.resources.base import resource
from graphmat.resources.faults import ConfigCheck
from graphmat.resources.masking import Secrets
from graphmat.resources.run_config import RunConfigDocument
from graphmat.resources.scope import ResourceScope, is_openable


def named(name, said, *needs):
    """A resource that says when it opens and closes."""

    @resource(required_resource_keys=set(needs))
    def made(context):
        said.append(f"open {name}")
        yield name
        said.append(f"close {name}")

    return made


def scope_of(definitions, check=None):
    """A scope without run config."""
    return ResourceScope(definitions, RunConfigDocument(), check or ConfigCheck())


def test_needed_first_closed_last() -> None:
    """Resources open after those they need, and close in reverse."""
    said = []
    scope = scope_of(
        {
            "a": named("a", said, "b", "c"),
            "b": named("b", said, "c"),
            "c": named("c", said),
            "d": named("d", said),
        }
    )
    scope.open_all(["a"])
    scope.close()
    assert said == ["open c", "open b", "open a", "close a", "close b", "close c"]
    scope.close()
    assert len(said) == 6


def test_circle_is_drawn() -> None:
    """Resources that need each other are refused with the whole circle."""
    scope = scope_of({"a": named("a", [], "b"), "b": named("b", [], "c"), "c": named("c", [], "a")})
    with pytest.raises(InvalidDefinitionError, match="a → b → c → a"):
        scope.open_all(["a"])


def test_missing_need() -> None:
    """A resource whose need is not there names both."""
    with pytest.raises(InvalidDefinitionError, match="'base', which resource 'a' requires"):
        scope_of({"a": named("a", [], "base")}).open_all(["a"])


def test_failure_closes_what_was_open() -> None:
    """Where one fails to open, those before it are closed; the failure names it, secrets hidden."""
    said = []

    @resource(required_resource_keys={"a"})
    def broken(_):
        raise OSError("refused hunter2")

    secrets = Secrets()
    secrets.add("hunter2")
    scope = scope_of({"a": named("a", said), "z": broken}, ConfigCheck(secrets=secrets))
    with pytest.raises(ResourceInitError, match=r"'z' .* OSError: refused \*\*\*\*\*") as caught:
        scope.open_all(["z"])
    assert isinstance(caught.value.__cause__, OSError)
    assert said == ["open a", "close a"]


def test_interrupt_while_opening_closes_what_was_open() -> None:
    """An interrupt while a resource opens closes the others and goes on."""
    said = []

    @resource(required_resource_keys={"a"})
    def slow(_):
        raise KeyboardInterrupt

    scope = scope_of({"a": named("a", said), "z": slow})
    with pytest.raises(KeyboardInterrupt):
        scope.open_all(["z"])
    assert said == ["open a", "close a"]


def test_teardown_errors_are_kept() -> None:
    """A failing teardown does not keep the others from closing."""
    said = []

    @resource(required_resource_keys={"a"})
    def bad(_):
        yield 1
        raise OSError("will not hang up")

    scope = scope_of({"a": named("a", said), "z": bad})
    scope.open_all(["z"])
    scope.close()
    assert said == ["open a", "close a"]
    assert [(key, str(error)) for key, error in scope.teardown_errors] == [
        ("z", "will not hang up")
    ]


def test_interrupt_while_closing() -> None:
    """An interrupt while closing closes the rest first, then goes on."""
    said = []

    @resource(required_resource_keys={"a"})
    def bad(_):
        yield 1
        raise KeyboardInterrupt

    scope = scope_of({"a": named("a", said), "z": bad})
    scope.open_all(["z"])
    with pytest.raises(KeyboardInterrupt):
        scope.close()
    assert said == ["open a", "close a"]


def test_plain_objects_are_resources() -> None:
    """Any object is a resource as it is, classes and callables too."""
    things = {"n": None, "list": [1], "cls": dict, "call": len}
    assert not any(is_openable(thing) for thing in things.values())
    scope = scope_of(things)
    scope.open_all(things)
    assert scope.values == things
