from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from unittest.mock import MagicMock

import pytest

from graphmat.errors import (
    InvalidConfigDefinitionError,
    InvalidConfigError,
    InvalidInvocationError,
    ParameterError,
    ResourceInitError,
)
from graphmat.resources.base import (
    ResourceDefinition,
    make_values_resource,
    resource,
    takes_context,
)
from graphmat.resources.opening import build_init_resource_context, build_resources


def test_forms_of_the_decorator() -> None:
    """Bare, called, with or without a context: each makes a definition."""

    @resource
    def bare():
        """A number."""
        return 1

    @resource()
    def called(_):
        return 2

    @resource(int, "Three.")
    def positional(context):
        return context.resource_config

    assert [type(one) for one in (bare, called, positional)] == [ResourceDefinition] * 3
    assert (bare.description, positional.description) == ("A number.", "Three.")
    config = {"p": {"config": 3}}
    given = {"b": bare, "c": called, "p": positional}
    with build_resources(given, resource_config=config) as opened:
        assert list(opened) == [1, 2, 3]


def test_generator_resource() -> None:
    """What stands after the yield runs when the resource is closed."""
    said = []

    @resource
    def line(_):
        said.append("open")
        yield "line"
        said.append("close")

    with build_resources({"line": line}) as opened:
        assert opened.line == "line"
        assert said == ["open"]
    assert said == ["open", "close"]


def test_function_under_contextmanager() -> None:
    """A function under @contextmanager is entered; a connection is a resource as it is."""
    said = []

    @resource
    @contextmanager
    def framed(_):
        yield 3
        said.append("closed")

    class Connection:
        def __enter__(self):
            said.append("entered")

        def __exit__(self, *error):
            said.append("left")

    connection = Connection()
    plain = resource(lambda: connection)
    with build_resources({"f": framed, "c": plain}) as opened:
        assert opened.f == 3
        assert opened.c is connection
    assert said == ["closed"]


def test_generator_that_does_not_yield() -> None:
    """A generator that ends without a yield is refused."""

    @resource
    def empty(_):
        if said:
            yield 1

    said = []
    with (
        pytest.raises(ResourceInitError, match=r"'e' .*without a yield"),
        build_resources({"e": empty}),
    ):
        pass


def test_fixed_definitions() -> None:
    """The ready-made definitions give what their names say."""
    given = {
        "hard": ResourceDefinition.hardcoded_resource([1]),
        "none": ResourceDefinition.none_resource(),
        "mock": ResourceDefinition.mock_resource(),
        "text": ResourceDefinition.string_resource(),
        "values": make_values_resource(n=int),
    }
    config = {"text": {"config": "t"}, "values": {"config": {"n": 3}}}
    with build_resources(given, resource_config=config) as opened:
        assert (opened.hard, opened.none, opened.text, opened.values.n) == ([1], None, "t", 3)
        assert isinstance(opened.mock, MagicMock)


def test_configured_resource() -> None:
    """configured() fixes the config and leaves the original alone."""

    @resource(config_schema={"n": int})
    def tank(context):
        return context.resource_config["n"]

    three = tank.configured({"n": 3}, description="Three.")
    with build_resources({"t": three}) as opened:
        assert opened.t == 3
    assert three.description == "Three."
    with (
        pytest.raises(InvalidConfigError, match=r"resources.t.config"),
        build_resources({"t": tank}),
    ):
        pass


def test_call_outside_a_run() -> None:
    """A definition is called with a context that has its config and resources."""

    @resource(config_schema={"n": int}, required_resource_keys={"base"})
    def tank(context):
        return context.resource_config["n"] + context.resources.base

    context = build_init_resource_context(config={"n": 4}, resources={"base": 5})
    assert tank(context) == 9
    with pytest.raises(InvalidConfigError, match=r"config.n"):
        tank(build_init_resource_context(config={"n": "4"}))
    with pytest.raises(InvalidConfigError):
        tank(None)
    with pytest.raises(InvalidInvocationError, match="context"):
        tank()


def test_call_without_a_context() -> None:
    """A function without parameters takes no context; a generator gives a context manager."""

    @resource
    def plain():
        return 3

    @resource
    def line(_):
        yield 5

    assert plain() == 3
    with pytest.raises(InvalidInvocationError, match="no context"):
        plain(None)
    with line(None) as value:
        assert value == 5


def test_bad_declarations() -> None:
    """What makes no resource is refused where it is declared."""
    with pytest.raises(ParameterError, match="function"):
        ResourceDefinition(3)
    with pytest.raises(ParameterError, match="set of keys"):
        resource(required_resource_keys="db")(lambda: 1)
    with pytest.raises(InvalidConfigDefinitionError):
        resource(config_schema={"a": {1, 2}})(lambda: 1)


def test_takes_context() -> None:
    """Parameters are found on functions, methods, partials and classes."""

    class Maker:
        def with_context(self, context):
            return context

        def without(self):
            return None

    assert takes_context(lambda context: context)
    assert takes_context(lambda *args: args)
    assert not takes_context(lambda: None)
    assert takes_context(Maker().with_context)
    assert not takes_context(Maker().without)
    assert not takes_context(Maker)
    assert not takes_context(partial(Maker().with_context, 1))
