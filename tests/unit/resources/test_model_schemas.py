from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel, Field

from graphmat.errors import InvalidConfigDefinitionError
from graphmat.resources.pythonic import Config


class Size(Config):
    n: int
    unit: str = "m"


def test_expected_names_fields_and_class() -> None:
    """The expected shape names the fields, the optional ones marked, and the class."""
    assert Size.to_config_schema().expected() == ("a mapping with the keys n, unit? (Size)")


def test_union_of_other_classes_is_refused() -> None:
    """A discriminated union of classes that are no Config classes is refused."""

    class Left(BaseModel):
        side: Literal["left"] = "left"

    class Right(BaseModel):
        side: Literal["right"] = "right"

    class Holder(Config):
        one: Left | Right = Field(discriminator="side")

    with pytest.raises(InvalidConfigDefinitionError, match="field 'one' of Holder"):
        Holder.to_config_schema()
