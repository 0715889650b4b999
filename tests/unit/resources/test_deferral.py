# pydantic copies the defaults of fields
# ruff: noqa: RUF012, UP045
from __future__ import annotations

from typing import Optional

import pytest
from pydantic import Field, ValidationError, field_validator

from graphmat.resources.deferral import is_optional
from graphmat.resources.env import EnvVar
from graphmat.resources.models import FrozenModel


class Mixed(FrozenModel):
    n: int = Field(gt=3)
    maybe: int | None
    rows: list[dict[str, int]] = []
    checked: int = 0

    @field_validator("checked")
    @classmethod
    def _even(cls, value):
        if value % 2:
            raise ValueError("odd")
        return value


def test_references_pass_unread() -> None:
    """A reference stands in any field, past constraints and validators, and stays one."""
    made = Mixed(
        n=EnvVar.int("N"),
        maybe=EnvVar.int("M"),
        rows=[{"a": EnvVar.int("R")}],
        checked=EnvVar.int("C"),
    )
    assert [made.n, made.maybe, made.rows[0]["a"], made.checked] == [
        EnvVar.int(name) for name in "NMRC"
    ]


def test_values_are_still_validated() -> None:
    """What is no reference is validated as ever."""
    with pytest.raises(ValidationError) as caught:
        Mixed(n=1, maybe="x", rows=[{"a": "y"}], checked=1)
    assert caught.value.error_count() == 4


def test_optional_fields_default_to_none() -> None:
    """A field that may be None need not be given."""
    assert Mixed(n=4).maybe is None


def test_subclasses_behave_alike() -> None:
    """Fields of a subclass wait too."""

    class More(Mixed):
        extra: float

    assert More(n=4, extra=EnvVar("E")).extra == EnvVar("E")


@pytest.mark.parametrize(
    ("hint", "expected"), [(Optional[int], True), (int | None, True), (int, False), (None, False)]
)
def test_is_optional(hint, expected) -> None:
    """Hints that allow None are told from others."""
    assert is_optional(hint) is expected
