from __future__ import annotations

import enum

from graphmat.resources.env import EnvVar
from graphmat.resources.pythonic import Config
from graphmat.resources.written import as_document


class Colour(enum.Enum):
    RED = "r"


class Paint(Config):
    colour: Colour = Colour.RED
    note: str | None = None
    bound: int | None = 5


def test_values_as_they_are_written() -> None:
    """Enums are written by name, references by reference, containers through and through."""
    value = {"a": [Colour.RED, EnvVar("X")], Colour.RED: ({"b": EnvVar.int("Y")},), "n": None}
    assert as_document(value) == {
        "a": ["RED", {"env": "X"}],
        "RED": [{"b": {"env": "Y"}}],
        "n": None,
    }


def test_config_objects() -> None:
    """A Config object leaves out what nobody gave, unless the whole is asked for."""
    assert as_document(Paint()) == {"colour": "RED", "bound": 5}
    assert as_document(Paint(bound=None)) == {"colour": "RED", "bound": None}
    assert as_document(Paint(), whole=True) == {"colour": "RED", "note": None, "bound": 5}
