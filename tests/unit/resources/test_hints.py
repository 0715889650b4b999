# Hints are spelt in every way that users spell them.
# ruff: noqa: UP006, UP007, UP035, UP045
from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Dict, List, Literal, NewType, Optional, Union

import pytest

from graphmat.errors import InvalidConfigDefinitionError
from graphmat.resources.fields import validate
from graphmat.resources.hints import schema_of_hint


class Colour(enum.Enum):
    RED = "r"


@pytest.mark.parametrize(
    ("hint", "value", "read"),
    [
        (int, 1, 1),
        (float, 1, 1.0),
        (list, [1], [1]),
        (dict, {"a": 1}, {"a": 1}),
        (List, ["a"], ["a"]),
        (Dict, {"a": 1}, {"a": 1}),
        (list[int], [1], [1]),
        (dict[str, list[int]], {"a": [1]}, {"a": [1]}),
        (Mapping[str, int], {"a": 1}, {"a": 1}),
        (Optional[int], None, None),
        (int | None, 3, 3),
        (Annotated[int, "note"], 3, 3),
        (Literal["a", "b"], "a", "a"),
        (Colour, "RED", Colour.RED),
        (NewType("Count", int), 3, 3),
        (Any, object, object),
    ],
    ids=str,
)
def test_hints_that_are_config(hint, value, read) -> None:
    """A hint of a config type reads its values."""
    assert validate(schema_of_hint(hint), value) == read


@pytest.mark.parametrize(
    "hint", [set[int], tuple, tuple[int, int], Union[int, str], Path, bytes, object], ids=str
)
def test_hints_that_are_not(hint) -> None:
    """A hint that no run config can fit is refused, with what belongs to it and what to do."""
    with pytest.raises(InvalidConfigDefinitionError, match="field 'x'") as caught:
        schema_of_hint(hint, "field 'x'")
    assert "discriminator" in (caught.value.hint or "")
