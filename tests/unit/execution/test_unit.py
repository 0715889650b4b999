"""Units: names and order."""

from __future__ import annotations

from types import SimpleNamespace

from graphmat.execution.unit import Unit


def unit(index, *path, **facts):
    """One attempt at a step."""
    return Unit(SimpleNamespace(index=index, step_key=f"s{index}"), path, [], **facts)


def test_an_item_has_its_mapping_keys_in_brackets():
    """A step of a fan-out is told apart by the keys around it, outermost first."""
    assert unit(1).step_key == "s1"
    assert unit(1, "a", "b").step_key == "s1[a,b]"


def test_units_run_in_the_order_of_the_plan():
    """Earlier steps come first; the items of one step in the order of the fan-out."""
    late, second, first = unit(2, "a"), unit(1, "a", rank=1), unit(1, "z", rank=0)

    assert sorted([late, second, first]) == [first, second, late]
