from __future__ import annotations

import enum

import pytest

from graphmat.errors import InvalidConfigError, InvalidDefinitionError, ParameterError
from graphmat.resources.alternatives import Noneable
from graphmat.resources.env import EnvVar
from graphmat.resources.faults import ConfigCheck
from graphmat.resources.fields import (
    BoolSource,
    Enum,
    EnumValue,
    Field,
    IntSource,
    StringSource,
    validate,
)
from graphmat.resources.masking import Secrets


def test_optional_field_may_be_left_out() -> None:
    """A field that is not required and has no default does not appear."""
    assert validate({"n": Field(int, is_required=False)}, {}) == {}
    assert validate({"n": Field(int, is_required=False)}, {"n": 2}) == {"n": 2}


def test_default_makes_optional() -> None:
    """A field with a default is not required; a field of nullable type neither."""
    assert not Field(int, default_value=1).is_required
    assert not Field(Noneable(int)).is_required
    assert Field(int).is_required
    assert Field(Noneable(int), is_required=True).is_required


def test_required_with_default_is_refused() -> None:
    """A field cannot be required and have a default."""
    with pytest.raises(ParameterError, match="default"):
        Field(int, default_value=1, is_required=True)


def test_default_must_fit() -> None:
    """A default of the wrong type is refused where it is declared."""
    with pytest.raises(InvalidConfigError, match=r"default_value.n"):
        Field({"n": int}, default_value={"n": "x"})


def test_default_may_come_from_the_environment() -> None:
    """A default may be a reference; it is read when the config is."""
    field = Field(str, default_value={"env": "LATER"})
    assert validate({"a": field}, {}, environment={"LATER": "now"}) == {"a": "now"}
    assert Field(str, default_value=EnvVar("LATER")).default_provided


def test_secret_field_is_masked() -> None:
    """What a field declared secret holds is masked from then on."""
    secrets = Secrets()
    check = ConfigCheck(secrets=secrets)
    validate({"pin": Field(str, is_secret=True)}, {"pin": "12345"}, (), check)
    assert secrets.mask("12345") == "*****"


def test_enum() -> None:
    """An Enum reads a name to what it stands for."""
    colours = Enum("Colour", [EnumValue("RED", python_value=5), EnumValue("BLUE")])
    assert validate(colours, "RED") == 5
    assert validate(colours, "BLUE") == "BLUE"
    with pytest.raises(InvalidConfigError, match="'RED', 'BLUE'"):
        validate(colours, "5")
    with pytest.raises(InvalidDefinitionError, match="EnumValue"):
        Enum("Colour", ["RED"])


def test_enum_from_python() -> None:
    """The members of a Python enum are chosen by name."""

    class Colour(enum.Enum):
        RED = "r"

    assert validate(Enum.from_python_enum(Colour), "RED") is Colour.RED
    assert validate(Enum.from_python_enum_direct_values(Colour), "RED") == "r"
    assert validate({"c": Field(Enum.from_python_enum(Colour), default_value="RED")}, {}) == {
        "c": Colour.RED
    }


def test_sources() -> None:
    """StringSource and its kin take a value or a reference."""
    declared = {"a": StringSource, "b": IntSource, "c": BoolSource}
    value = {"a": {"env": "A"}, "b": 1, "c": {"env": "C"}}
    assert validate(declared, value, environment={"A": "x", "C": "no"}) == {
        "a": "x",
        "b": 1,
        "c": False,
    }
