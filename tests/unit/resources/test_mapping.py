from __future__ import annotations

import pytest

from graphmat.errors import ConfigMappingError, InvalidConfigError, ParameterError
from graphmat.resources.base import resource
from graphmat.resources.faults import ABSENT, ConfigCheck
from graphmat.resources.fields import Field
from graphmat.resources.mapping import ConfiguredSchema, config_mapping, configured
from graphmat.resources.pythonic import Config

PATH = ("ops", "g", "config")


class Simple(Config):
    word: str = "four"


def resolve(mapping, value=ABSENT):
    """What a mapping makes of a graph's config; faults are raised."""
    check = ConfigCheck()
    made = mapping.resolve(value, PATH, check)
    check.raise_faults()
    return made


def test_mapping_with_a_schema() -> None:
    """A mapping's function gets the graph's config, checked, and gives the inner ops'."""

    @config_mapping(config_schema={"double": Field(int, default_value=4)})
    def widen(outer):
        return {"make": {"config": {"n": outer["double"] * 2}}}

    assert resolve(widen, {"double": 5}) == {"make": {"config": {"n": 10}}}
    assert resolve(widen) == {"make": {"config": {"n": 8}}}
    with pytest.raises(InvalidConfigError, match=r"ops.g.config.double"):
        resolve(widen, {"double": "x"})


def test_mapping_with_a_class() -> None:
    """The annotation of a mapping's parameter says what it takes, in text as well."""

    @config_mapping
    def measure(outer: Simple):
        return {"make": {"config": {"n": len(outer.word)}}}

    class Local(Config):
        n: int

    @config_mapping
    def local(outer: Local):
        return {"make": {"config": outer}}

    assert resolve(measure) == {"make": {"config": {"n": 4}}}
    assert resolve(local, {"n": 3}) == {"make": {"config": {"n": 3}}}
    assert measure.config_schema is Simple.to_config_schema()


def test_mapping_that_raises() -> None:
    """An exception in a mapping names it and is kept as the cause."""

    @config_mapping(config_schema={"x": int})
    def broken(outer):
        raise LookupError("no such recipe")

    with pytest.raises(ConfigMappingError, match="'broken' of 'g' raised LookupError") as caught:
        resolve(broken, {"x": 1})
    assert isinstance(caught.value.__cause__, LookupError)


def test_mapping_that_returns_something_else() -> None:
    """A mapping must return a dictionary of op names."""

    @config_mapping
    def odd(outer):
        return [outer]

    with pytest.raises(InvalidConfigError, match="'odd' must return a dictionary"):
        resolve(odd, {"x": 1})


def test_mapping_of_no_function() -> None:
    """What is not callable is no config mapping."""
    with pytest.raises(ParameterError, match="function"):
        config_mapping({"a": 1})


def read(schema, value=ABSENT):
    """What a definition gets of a configured schema; faults are raised."""
    check = ConfigCheck()
    made = schema.absent(PATH, check) if value is ABSENT else schema.read(value, PATH, check)
    check.raise_faults()
    return made


def test_fixed_config() -> None:
    """Fixed config needs nothing from the run, and takes nothing."""
    schema = ConfiguredSchema(
        {"n": 3}, {"n": int, "m": Field(int, default_value=1)}, what="'three'"
    )
    assert schema.may_be_absent
    assert read(schema) == {"n": 3, "m": 1}
    assert read(schema, {}) == {"n": 3, "m": 1}
    with pytest.raises(InvalidConfigError, match="'three' is already configured"):
        read(schema, {"n": 4})


def test_fixed_config_that_does_not_fit() -> None:
    """Fixed config is checked like any, and the message says where it came from."""
    schema = ConfiguredSchema({"n": "x"}, {"n": int})
    with pytest.raises(InvalidConfigError, match="config it was configured with"):
        read(schema)


def test_config_made_by_a_function() -> None:
    """A function makes the config from config of another form; both ends are checked."""
    schema = ConfiguredSchema(lambda outer: {"n": outer["m"] * 2}, {"n": int}, {"m": int})
    assert not schema.may_be_absent
    assert read(schema, {"m": 2}) == {"n": 4}
    with pytest.raises(InvalidConfigError, match=r"config.m"):
        read(schema, {"m": "x"})
    wrong = ConfiguredSchema(lambda outer: {"n": "x"}, {"n": int})
    with pytest.raises(InvalidConfigError, match="made of its config"):
        read(wrong, {"m": 1})


def test_config_class_inside_and_outside() -> None:
    """Config classes may stand at both ends."""

    class Inner(Config):
        n: int

    def convert(outer: Simple):
        return Inner(n=len(outer.word))

    assert read(ConfiguredSchema(convert, Inner)) == Inner(n=4)
    assert read(ConfiguredSchema(Inner(n=7), Inner)) == Inner(n=7)


def test_configured_decorator() -> None:
    """The decorator configures what it is given, and refuses what cannot be configured."""

    @resource(config_schema={"n": int})
    def tank(context):
        return context.resource_config["n"]

    @configured(tank, {"m": int})
    def small(outer):
        return {"n": outer["m"]}

    from graphmat.resources.opening import build_resources

    with build_resources({"t": small}, resource_config={"t": {"config": {"m": 2}}}) as opened:
        assert opened.t == 2
    with pytest.raises(ParameterError, match="cannot be configured"):
        configured(3)
