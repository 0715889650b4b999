from __future__ import annotations

import subprocess
import sys

import pytest

from graphmat.resources.env import EnvVar
from graphmat.resources.faults import ABSENT, ConfigCheck
from graphmat.resources.pythonic import Config
from graphmat.resources.typed import config_schema_of, config_values, is_config_class, read_config


class Size(Config):
    n: int
    note: str | None = None


@pytest.mark.parametrize(
    ("declared", "value", "read"),
    [
        (None, {"any": [1]}, {"any": [1]}),
        (None, ABSENT, None),
        (int, 3, 3),
        (dict, {"a": 1}, {"a": 1}),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (list[int], [1], [1]),
        ({"n": int}, {"n": 1}, {"n": 1}),
        ({"n": int}, Size(n=1), {"n": 1}),
        (Size, {"n": 1}, Size(n=1)),
        (Size, Size(n=1), Size(n=1)),
    ],
    ids=repr,
)
def test_config_however_it_is_declared(declared, value, read) -> None:
    """Classes, annotations, plain schemas and nothing at all are read alike."""
    check = ConfigCheck()
    assert read_config(declared, value, (), check) == read
    assert check.faults == []


def test_references_are_read_without_a_schema() -> None:
    """EnvVar objects are read even where nothing is declared."""
    check = ConfigCheck(environment={"A": "x"})
    assert read_config(None, {"a": EnvVar("A")}, (), check) == {"a": "x"}


def test_faults_go_to_the_check() -> None:
    """What does not fit is found, whatever the declaration."""
    check = ConfigCheck()
    for declared in (int, {"n": int}, Size, list[int]):
        read_config(declared, {"x": 1}, ("here",), check)
    assert {fault.path[0] for fault in check.faults} == {"here"}
    assert len(check.faults) >= 4


def test_plain_values_of_a_config_object() -> None:
    """The plain form of a Config object is a dictionary with every field."""
    assert config_values(Size(n=1)) == {"n": 1, "note": None}
    assert config_values({"a": 1}) == {"a": 1}


def test_classes_are_told_by_a_mark() -> None:
    """Config classes are known, others and their objects not."""
    assert is_config_class(Size)
    assert not is_config_class(int)
    assert not is_config_class(Size(n=1))
    assert config_schema_of(Size) is Size.to_config_schema()


@pytest.mark.parametrize(
    "module",
    [
        "opening",
        "io_base",
        "io_definitions",
        "base",
        "typed",
        "mapping",
        "fields",
        "run_config",
        "masking",
        "env",
        "params",
        "overrides",
        "documents",
    ],
)
def test_light_modules_stay_light(module: str) -> None:
    """Importing a module of the room brings neither pydantic nor yaml in, save where named so."""
    program = (
        f"import sys, graphmat.resources.{module}; "
        "print([name for name in ('pydantic', 'pydantic_core', 'yaml', 'inspect') "
        "if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
