from __future__ import annotations

import pytest

from graphmat.errors import InvalidConfigError
from graphmat.resources.alternatives import Choice, Noneable, ScalarUnion, Selector
from graphmat.resources.fields import Field, validate


def test_selector_takes_one_key() -> None:
    """A selector takes exactly one of its keys."""
    schema = Selector({"file": str, "table": {"name": str}})
    assert validate(schema, {"file": "x"}) == {"file": "x"}
    assert validate(schema, {"table": {"name": "t"}}) == {"table": {"name": "t"}}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"file": "x", "table": {}}, "'file', 'table'"),
        ({}, "got none"),
        ({"fiel": "x"}, "did you mean 'file'"),
        ("file", "expected a mapping"),
    ],
)
def test_selector_refuses(value, words) -> None:
    """None, two, or an unknown key are refused."""
    with pytest.raises(InvalidConfigError, match=words):
        validate(Selector({"file": str, "table": dict}), value)


def test_selector_with_one_default() -> None:
    """A selector whose only key has a default needs no value."""
    schema = Selector({"n": Field(int, default_value=3)})
    assert validate(schema) == {"n": 3}
    assert validate(schema, {}) == {"n": 3}


def test_selector_without_a_value() -> None:
    """A selector with a choice must be given."""
    with pytest.raises(InvalidConfigError, match="one of the keys a, b"):
        validate(Selector({"a": int, "b": int}))


def test_choice_reads_a_name() -> None:
    """A choice gives what the name stands for, and names the nearest where there is none."""
    schema = Choice({"RED": 1, "BLUE": 2})
    assert validate(schema, "RED") == 1
    assert validate(schema, {"env": "C"}, environment={"C": "BLUE"}) == 2
    with pytest.raises(InvalidConfigError, match="did you mean 'BLUE'"):
        validate(schema, "BLEU")


def test_choice_tells_kinds_apart() -> None:
    """1, 1.0 and True are three different names."""
    schema = Choice({1: "int"})
    assert validate(schema, 1) == "int"
    for other in (True, 1.0, "1"):
        with pytest.raises(InvalidConfigError):
            validate(schema, other)


def test_noneable() -> None:
    """A nullable value may be null or left out."""
    assert validate({"a": Noneable(int)}, {}) == {"a": None}
    assert validate({"a": Noneable(int)}, {"a": None}) == {"a": None}
    assert validate({"a": Noneable(int)}, {"a": 1}) == {"a": 1}
    with pytest.raises(InvalidConfigError, match="an int, got"):
        validate({"a": Noneable(int)}, {"a": "x"})


def test_scalar_union() -> None:
    """A scalar or a structure, told apart by form."""
    schema = ScalarUnion(int, {"low": int})
    assert validate(schema, 3) == 3
    assert validate(schema, {"low": 3}) == {"low": 3}
    assert validate(schema, {"env": "N"}, environment={"N": "4"}) == 4
    with pytest.raises(InvalidConfigError):
        validate(schema, "x")
