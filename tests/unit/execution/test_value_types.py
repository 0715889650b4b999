"""Declared types, held against the values that pass."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.execution.value_types import check_value


@dg.op
def plain(x: int, anything):
    """An op with a typed input and an untyped one."""
    return x


Even = dg.DagsterType(lambda _context, value: value % 2 == 0, name="Even")


@dg.op(ins={"x": dg.In(Even)})
def picky(x):
    """An op with a type of the user's own."""
    return x


def verdict(op, name, value):
    """What is wrong with the value of an input, or None."""
    return check_value(op, "in", name, op.ins[name], value, None)


@pytest.mark.parametrize(
    ("op", "name", "value", "fits"),
    [
        (plain, "x", 1, True),
        (plain, "x", True, True),
        (plain, "x", "1", False),
        (plain, "anything", object(), True),
        (picky, "x", 2, True),
        (picky, "x", 3, False),
    ],
)
def test_values_and_types(op, name, value, fits):
    """A value fits its type or there is a reason why not; without a type everything fits."""
    assert (verdict(op, name, value) is None) is fits


def test_the_reason_names_the_type():
    """A type of the user's own is named in the reason."""
    assert "'Even'" in verdict(picky, "x", 3)
