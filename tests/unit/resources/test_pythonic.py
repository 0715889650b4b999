# pydantic copies the defaults of fields
# ruff: noqa: RUF012
from __future__ import annotations

import enum
import pickle
from typing import Literal

import pytest
from pydantic import Field, ValidationError, field_validator, model_validator

from graphmat.errors import InvalidConfigDefinitionError, InvalidConfigError, InvalidInvocationError
from graphmat.resources.env import EnvVar
from graphmat.resources.faults import ABSENT, ConfigCheck
from graphmat.resources.fields import validate
from graphmat.resources.masking import Secrets
from graphmat.resources.pythonic import Config, PermissiveConfig, build_config
from graphmat.resources.written import as_document

PATH = ("ops", "make", "config")


def build(cls, value=ABSENT, **options):
    """A Config object from run config; faults are raised."""
    check = ConfigCheck(**options)
    made = build_config(cls, value, PATH, check)
    check.raise_faults()
    return made


class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"


class Point(Config):
    x: int
    y: int = 0


class Line(Config):
    start: Point
    through: list[Point] = []
    named: dict[str, Point] = {}
    colour: Colour = Colour.RED
    kind: Literal["solid", "dotted"] = "solid"
    width: float = 1
    note: str | None


def test_config_is_built_with_defaults() -> None:
    """Given values and defaults come as the declared types, nested ones too."""
    line = build(
        Line,
        {
            "start": {"x": 1},
            "through": [{"x": 2}],
            "named": {"end": {"x": 3}},
            "colour": "BLUE",
            "width": 2,
        },
    )
    assert line == Line(
        start=Point(x=1),
        through=[Point(x=2)],
        named={"end": Point(x=3)},
        colour=Colour.BLUE,
        width=2.0,
        note=None,
    )
    assert type(line.width) is float


def test_every_fault_is_told_with_its_path() -> None:
    """A wrong type, a wrong name and a missing field are told together."""
    with pytest.raises(InvalidConfigError) as caught:
        build(Line, {"start": {"x": "1", "z": 1}, "colour": "r", "kind": "solidd", "colur": "RED"})
    assert [str(fault) for fault in caught.value.config_faults] == [
        "ops.make.config.start.x: expected an int, got the string '1'",
        "ops.make.config.start.z: unknown key 'z'; known here: 'x', 'y'",
        "ops.make.config.colour: expected one of 'RED', 'BLUE', got the string 'r'",
        (
            "ops.make.config.kind: expected one of 'solid', 'dotted', got the string 'solidd'; "
            "did you mean 'solid'?"
        ),
        "ops.make.config.colur: unknown key 'colur'; did you mean 'colour'?",
    ]


def test_missing_config_names_its_required_fields() -> None:
    """Without any config, the required fields are named."""
    with pytest.raises(InvalidConfigError, match=r"ops.make.config: .*'x' \(an int\)"):
        build(Point)


def test_config_of_defaults_needs_nothing() -> None:
    """A class whose fields have defaults, or may be None, needs no config."""

    class Size(Config):
        n: int = 6
        m: int | None
        tags: list[str] = Field(default_factory=list)

    assert build(Size) == Size(n=6, m=None, tags=[])


def test_nested_config_of_defaults_may_be_left_out() -> None:
    """A required field whose class has only defaults may be left out."""

    class Size(Config):
        n: int = 6

    class Box(Config):
        size: Size

    assert build(Box, {}).size == Size()


def test_config_objects_are_frozen() -> None:
    """Assigning to a field is refused, unless the class says otherwise."""
    point = Point(x=1)
    with pytest.raises(InvalidInvocationError, match="'x' of Point"):
        point.x = 2
    with pytest.raises(InvalidInvocationError):
        point.unknown = 2

    class Loose(Config, frozen=False):
        n: int = 1

    loose = Loose()
    loose.n = 2
    assert loose.n == 2


def test_permissive_config_keeps_unknown_fields() -> None:
    """A PermissiveConfig keeps what it does not declare."""

    class Known(PermissiveConfig):
        known: int

    made = build(Known, {"known": 1, "extra": {"a": 1}})
    assert (made.known, made.extra) == (1, {"a": 1})
    assert as_document(made) == {"known": 1, "extra": {"a": 1}}


def test_objects_are_validated_when_made() -> None:
    """A Config made by hand refuses a value of the wrong type."""
    with pytest.raises(ValidationError, match="x"):
        Point(x="many")


def test_unknown_argument_is_warned_of() -> None:
    """An argument that no field takes is ignored, with a warning that names the nearest."""
    with pytest.warns(UserWarning, match="no field 'xx', the value is ignored; did you mean 'x'"):
        Point(x=1, xx=2)


def test_validators_run_before_the_run() -> None:
    """What the class's own validators refuse is told with its path."""

    class Even(Config):
        n: int = Field(gt=0)
        top: int = 10

        @field_validator("n")
        @classmethod
        def _even(cls, value):
            if value % 2:
                raise ValueError("odd number given")
            return value

        @model_validator(mode="after")
        def _in_order(self):
            if self.n > self.top:
                raise ValueError("n is over top")
            return self

    assert build(Even, {"n": 2}).n == 2
    for value, words in (
        ({"n": 3}, "ops.make.config.n: odd number given"),
        ({"n": 12}, "ops.make.config: n is over top"),
        ({"n": 0}, "ops.make.config.n: input should be greater than 0, got the int 0"),
    ):
        with pytest.raises(InvalidConfigError) as caught:
            build(Even, value)
        assert str(caught.value) == words
        assert isinstance(caught.value.__cause__, ValidationError)


def test_validator_with_another_exception() -> None:
    """A validator that fails in its own way is told too, its exception kept."""

    class Odd(Config):
        n: int

        @field_validator("n")
        @classmethod
        def _break(cls, value):
            raise KeyError("broken")

    with pytest.raises(InvalidConfigError, match="KeyError: 'broken'") as caught:
        build(Odd, {"n": 1})
    assert isinstance(caught.value.__cause__, KeyError)


def test_references_wait_for_the_run() -> None:
    """EnvVar may stand in any field of an object; it is read when the config is built."""

    class Login(Config):
        user: str
        port: int = Field(gt=1000)
        hosts: list[str] = []
        nested: Point | None = None

    waiting = Login(
        user=EnvVar("USER_NAME"),
        port=EnvVar.int("PORT"),
        hosts=["a", EnvVar("HOST")],
        nested=Point(x=EnvVar.int("X")),
    )
    environment = {"USER_NAME": "me", "PORT": "5432", "HOST": "b", "X": "1"}
    assert build(Login, waiting, environment=environment) == Login(
        user="me", port=5432, hosts=["a", "b"], nested=Point(x=1)
    )
    with pytest.raises(InvalidConfigError) as caught:
        build(Login, waiting, environment={**environment, "PORT": "1"})
    assert "greater than 1000" in str(caught.value)
    with pytest.raises(InvalidConfigError, match="'HOST' is not set"):
        build(Login, waiting, environment={"USER_NAME": "me", "PORT": "5432", "X": "1"})


def test_default_from_the_environment() -> None:
    """A field's default may be an EnvVar."""

    class Login(Config):
        user: str = EnvVar("USER_NAME")

    assert build(Login, environment={"USER_NAME": "me"}).user == "me"


def test_secret_fields() -> None:
    """A field named like a secret, or declared so, is masked from then on."""

    class Login(Config):
        password: str
        pin: str = Field(json_schema_extra={"dagster__is_secret": True})

    secrets = Secrets()
    build(Login, {"password": "hunter2", "pin": "98765"}, secrets=secrets)
    assert secrets.mask("hunter2 98765") == "***** *****"


class Cat(Config):
    species: Literal["cat"] = "cat"
    meows: int


class Dog(Config):
    species: Literal["dog"] = "dog"
    barks: float = 1


class Home(Config):
    pet: Cat | Dog = Field(discriminator="species")
    guest: Cat | Dog | None = Field(discriminator="species", default=None)


def test_union_with_a_discriminator() -> None:
    """A union of Config classes is written under the tag of the class, or flat with it."""
    assert build(Home, {"pet": {"cat": {"meows": 3}}}).pet == Cat(meows=3)
    assert build(Home, {"pet": {"species": "dog", "barks": 2}}).pet == Dog(barks=2)
    assert build(Home, {"pet": {"dog": None}, "guest": {"cat": {"meows": 1}}}).guest == Cat(meows=1)
    assert as_document(Home(pet=Cat(meows=3))) == {"pet": {"cat": {"meows": 3}}}
    with pytest.raises(InvalidConfigError, match="known here: 'cat', 'dog'"):
        build(Home, {"pet": {"cow": {}}})
    with pytest.raises(InvalidConfigError, match=r"pet.cat.meows"):
        build(Home, {"pet": {"cat": {"meows": "x"}}})


def test_aliases_are_the_names_in_run_config() -> None:
    """A field with an alias is written by it."""

    class Named(Config):
        schema_name: str = Field(alias="schema")

    assert build(Named, {"schema": "s"}).schema_name == "s"
    assert as_document(Named(schema="s")) == {"schema": "s"}


class Tree(Config):
    name: str
    children: list[Tree] = []


def test_class_that_holds_itself() -> None:
    """A Config class may have fields of its own type."""
    value = {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]}
    assert build(Tree, value).children[0].children[0].name == "c"
    with pytest.raises(InvalidConfigError, match=r"children\[0\].name"):
        build(Tree, {"name": "a", "children": [{"name": 1}]})


def test_unsupported_field_type() -> None:
    """A field of a type that no run config can fit is refused, by class and field."""

    class Odd(Config):
        x: set[int]

    for _ in range(2):
        with pytest.raises(InvalidConfigDefinitionError, match="field 'x' of Odd"):
            build(Odd, {"x": [1]})


def test_schema_for_a_dictionary() -> None:
    """A Config class may stand in a config_schema, whole or field by field."""
    assert validate(Point.to_config_schema(), {"x": 1}) == {"x": 1}
    assert validate({"at": Point}, {"at": {"x": 1}}) == {"at": {"x": 1}}
    assert list(Point.to_fields_dict()) == ["x", "y"]
    with pytest.raises(InvalidConfigError, match=r"at.x"):
        validate({"at": Point}, {"at": {}})


def test_inherited_fields() -> None:
    """A subclass has the fields of both, and a schema of its own."""

    class Space(Point):
        z: int = 0

    assert build(Point, {"x": 1}) == Point(x=1)
    assert build(Space, {"x": 1, "z": 2}) == Space(x=1, z=2)
    with pytest.raises(InvalidConfigError):
        build(Point, {"x": 1, "z": 2})


def test_objects_pickle() -> None:
    """Config objects cross process borders, references and all."""
    point = Point(x=EnvVar.int("X"), y=2)
    assert pickle.loads(pickle.dumps(point)) == point
