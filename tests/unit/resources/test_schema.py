from __future__ import annotations

from typing import Any, Optional

import pytest

from graphmat.errors import InvalidConfigDefinitionError, InvalidConfigError
from graphmat.resources.faults import ConfigFaultsError
from graphmat.resources.fields import Field, validate
from graphmat.resources.schema import Array, Map, Permissive, Shape, as_schema


@pytest.mark.parametrize(
    ("declared", "value", "read"),
    [
        (int, 3, 3),
        (float, 3, 3.0),
        (str, "x", "x"),
        (bool, False, False),
        (list, [1, "a"], [1, "a"]),
        (dict, {"a": {"b": 1}}, {"a": {"b": 1}}),
        (Any, {"env": "X"}, {"env": "X"}),
        ([int], [1, 2], [1, 2]),
        (Array(str), ["a"], ["a"]),
        ({str: int}, {"a": 1}, {"a": 1}),
        (Map(int, str), {1: "a"}, {1: "a"}),
        ({"a": int, "b": Field(str, default_value="d")}, {"a": 1}, {"a": 1, "b": "d"}),
        ({"a": {"b": Field(int, default_value=2)}}, {}, {"a": {"b": 2}}),
        ({"a": [{"b": int}]}, {"a": [{"b": 1}]}, {"a": [{"b": 1}]}),
        (Shape({"a": int}), {"a": 1}, {"a": 1}),
        (Permissive({"a": int}), {"a": 1, "z": 3}, {"a": 1, "z": 3}),
        (Permissive(), {"z": 3}, {"z": 3}),
    ],
)
def test_values_that_fit(declared, value, read) -> None:
    """A value that fits is read, defaults filled in."""
    result = validate(declared, value)
    assert result == read
    assert type(result) is type(read)


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (int, "3"),
        (int, True),
        (int, 1.5),
        (str, 3),
        (str, None),
        (bool, "true"),
        (bool, 1),
        (float, "1.5"),
        (float, True),
        (list, "ab"),
        (dict, [1]),
        ([int], [1, "x"]),
        ({str: int}, {"a": "x"}),
        ({str: int}, {1: 1}),
        ({"a": int}, None),
    ],
)
def test_values_that_do_not_fit(declared, value) -> None:
    """A value of another kind is refused, never converted in silence."""
    with pytest.raises(InvalidConfigError):
        validate(declared, value)


def test_every_fault_is_found() -> None:
    """Reading goes on after a fault; each is told with its own path."""
    declared = {"n": int, "rows": [{"x": float}], "limit": int}
    with pytest.raises(ConfigFaultsError) as caught:
        validate(declared, {"n": "a", "rows": [{"x": 1}, {"y": 2}], "limt": 1})
    assert [str(fault) for fault in caught.value.config_faults] == [
        "n: expected an int, got the string 'a'",
        "rows[1].x: required, but missing: expected a float",
        "rows[1].y: unknown key 'y'; known here: 'x'",
        "limit: required, but missing: expected an int",
        "limt: unknown key 'limt'; did you mean 'limit'?",
    ]


def test_missing_mapping_lists_its_required_keys() -> None:
    """Where a whole mapping is missing, its required keys are named."""
    with pytest.raises(InvalidConfigError, match=r"'name' \(a string\)"):
        validate({"name": str, "n": Field(int, default_value=1)})


def test_absent_values() -> None:
    """A declaration without required parts needs no value."""
    assert validate({"n": Field(int, default_value=1)}) == {"n": 1}
    assert validate(Any) is None
    assert validate(dict) == {}
    with pytest.raises(InvalidConfigError):
        validate(int)


@pytest.mark.parametrize("declared", [{1, 2}, (int,), [int, str], [], {1: int, 2: int}, 5, "int"])
def test_what_is_no_declaration(declared) -> None:
    """A schema of something else is refused where it is declared."""
    with pytest.raises(InvalidConfigDefinitionError):
        as_schema({"a": declared})


def test_typing_hints_are_refused_with_advice() -> None:
    """Optional[int] in a plain schema is refused; the hint names Noneable."""
    with pytest.raises(InvalidConfigDefinitionError) as caught:
        as_schema({"a": Optional[int]})  # noqa: UP045  # as users write it
    assert "Noneable" in (caught.value.hint or "")


def test_types_that_stand_for_plain_ones() -> None:
    """An object that checks a plain type, such as dagster.Int, stands for it."""

    class Checks:
        python_type = int

    assert validate({"a": Checks()}, {"a": 1}) == {"a": 1}


def test_secret_fields_become_secret() -> None:
    """A string under a name like password is masked from then on."""
    from graphmat.resources.faults import ConfigCheck
    from graphmat.resources.masking import Secrets

    secrets = Secrets()
    validate({"password": str}, {"password": "hunter2"}, (), ConfigCheck(secrets=secrets))
    assert secrets.mask("hunter2") == "*****"


def test_expected_shape_in_words() -> None:
    """A schema says what it expects in words."""
    shape = as_schema({"a": int, "b": Field([str], is_required=False)})
    assert shape.expected() == "a mapping with the keys a, b?"
    assert as_schema([int]).expected() == "a list (an int)"
