from __future__ import annotations

from unittest.mock import Mock

import pytest

from graphmat.errors import InvalidDefinitionError, UnknownResourceError
from graphmat.resources.base import resource
from graphmat.resources.configurable import ConfigurableResource, ConfigurableResourceFactory
from graphmat.resources.faults import ConfigCheck
from graphmat.resources.io_definitions import io_manager
from graphmat.resources.opening import (
    build_resources,
    check_resource_configs,
    check_resource_type,
    missing_resources,
    open_resources,
)
from graphmat.resources.params import ResourceParam
from graphmat.resources.run_config import as_run_config


@resource
def base(_):
    """A number."""
    return 5


@resource(config_schema={"n": int}, required_resource_keys={"base"})
def tank(context):
    """Another number."""
    return context.resource_config["n"] + context.resources.base


def test_only_what_is_required_is_opened() -> None:
    """Required resources and what they need are open; the others are not touched."""
    opened_others = []

    @resource
    def other(_):
        opened_others.append(1)

    config = as_run_config({"resources": {"tank": {"config": {"n": 1}}}})
    with open_resources({"tank": tank, "base": base, "other": other}, ["tank"], config) as opened:
        assert opened.resources.tank == 6
        assert opened.opened == ("base", "tank")
        assert opened.config_of("tank") == {"n": 1}
        assert opened.resources_of("tank").base == 5
        with pytest.raises(UnknownResourceError):
            _ = opened.resources.base
    assert opened_others == []


def test_nothing_required() -> None:
    """Without requirements nothing happens, and every access is refused."""
    with open_resources({"base": base}, ()) as opened:
        assert opened.opened == ()
        assert opened.config_of("base") is None
        with pytest.raises(UnknownResourceError, match="op 'a'"):
            _ = opened.scoped(["base"], "op 'a'").base
    assert opened.teardown_errors == []


def test_scoped_to_what_an_op_asked_for() -> None:
    """An op sees what it asked for and no more."""
    with open_resources({"a": 1, "b": 2}, ["a", "b"]) as opened:
        scoped = opened.scoped(["a"], "op 'peek'")
        assert scoped.a == 1
        with pytest.raises(UnknownResourceError, match="op 'peek' uses the resource 'b' without"):
            _ = scoped.b


def test_teardown_error_does_not_hide_the_first() -> None:
    """The error of the run is raised although closing fails too; the latter is kept."""

    @resource
    def bad(_):
        yield 1
        raise OSError("will not close")

    @resource(required_resource_keys={"bad"})
    def interrupted(_):
        yield 1
        raise KeyboardInterrupt

    opening = open_resources({"bad": bad, "i": interrupted}, ["bad", "i"])
    with pytest.raises(ValueError, match="the first"), opening:
        raise ValueError("the first")
    assert [key for key, _ in opening.teardown_errors] == ["i", "bad"]


def test_config_of_all_is_checked_before_any_opens() -> None:
    """Faults of all resources are told together, before one of them is opened."""
    ran = []

    @resource
    def first(_):
        ran.append(1)

    @resource(config_schema={"n": int})
    def second(_):
        ran.append(2)

    config = as_run_config({"resources": {"b": {"config": {"n": "x"}}, "c": {"config": {}}}})
    with (
        pytest.raises(Exception, match="has 2 faults"),
        open_resources({"a": first, "b": second, "c": second}, ["a", "b", "c"], config),
    ):
        pass
    assert ran == []
    check = ConfigCheck()
    check_resource_configs({"a": first, "b": second}, ["a", "b"], config, check)
    assert [str(fault) for fault in check.faults] == [
        "resources.b.config.n: expected an int, got the string 'x'"
    ]


def test_missing_resources() -> None:
    """Every missing resource is named with who needs it and the nearest name."""

    @resource(required_resource_keys={"me"})
    def me(_):
        return 1

    faults = missing_resources(
        {"tank": tank, "me": me, "fine": 1},
        {"tnk": "op 'a'", "tank": "op 'b'", "me": "op 'c'", "fine": "op 'd'"},
    )
    assert [(fault.message, fault.hint) for fault in faults] == [
        (
            (
                "resource 'tnk', which op 'a' requires, is not provided; "
                "provided: 'fine', 'me', 'tank'"
            ),
            "did you mean 'tank'?",
        ),
        (
            (
                "resource 'base', which resource 'tank' requires, is not provided; "
                "provided: 'fine', 'me', 'tank'"
            ),
            "give it: resources={'base': ...}",
        ),
        ("resources need each other in a circle: me → me", None),
    ]


class Store(ConfigurableResource):
    root: str = ""


class SpecialStore(Store):
    pass


class Other(ConfigurableResource):
    pass


class Factory(ConfigurableResourceFactory[str]):
    def create_resource(self, context):
        """Make a text."""
        return "made"


@pytest.mark.parametrize(
    "definition",
    [
        Store(),
        SpecialStore(),
        Store.configure_at_launch(),
        Mock(),
        tank,
        Factory(),
        io_manager(lambda: 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_types_that_fit_or_may(definition) -> None:
    """A resource of the class, or one whose class is not known yet, is taken."""
    assert check_resource_type("store", definition, Store, "op 'a'") is None


@pytest.mark.parametrize(
    ("definition", "annotation", "words"),
    [
        (Other(), Store, "wants a Store as 'store', but that is a Other"),
        (Other.configure_at_launch(), Store, "but that is a Other"),
        ("text", Store, "but that is a str"),
        (3, ResourceParam[str], "wants a str"),
        (Store, Store, "is the class Store, not an object of it"),
    ],
)
def test_types_that_do_not_fit(definition, annotation, words) -> None:
    """A resource of another class is told, with both classes."""
    assert words in (check_resource_type("store", definition, annotation, "op 'a'") or "")


def test_build_resources_raises_what_closing_raised() -> None:
    """Outside a run a failing teardown is an error like any."""

    @resource
    def bad(_):
        yield 1
        raise OSError("will not close")

    with pytest.raises(OSError, match="will not close"), build_resources({"bad": bad}):
        pass


def test_unknown_requirement() -> None:
    """Asking for what is not there names what is."""
    with (
        pytest.raises(InvalidDefinitionError, match="'vault' is not provided"),
        open_resources({"a": 1}, ["vault"]),
    ):
        pass
