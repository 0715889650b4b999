from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphmat.rendering.lineage.layout.layers import columns_of, components, without_cycles

PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40)


@given(PAIRS)
def test_every_edge_goes_to_a_later_column(pairs: list[tuple[int, int]]) -> None:
    """Whatever circles there were, after some edges are turned all go from left to right."""
    straight, turned = without_cycles(range(12), pairs)
    column = columns_of(range(12), straight)

    assert all(column[start] < column[end] for start, end in straight)
    assert {frozenset(pair) for pair in straight} == {
        frozenset(pair) for pair in pairs if pair[0] != pair[1]
    }
    assert turned <= set(straight)


def test_only_what_closes_a_circle_is_turned() -> None:
    """A graph without a circle stays as it is; in one with a circle one edge gives way."""
    assert without_cycles("abc", [("a", "b"), ("b", "c"), ("a", "c")])[1] == set()
    assert without_cycles("abc", [("a", "b"), ("b", "c"), ("c", "a")])[1] == {("a", "c")}


def test_sources_stand_close_to_what_they_feed() -> None:
    """A source of a late item does not stand at the far left."""
    column = columns_of("abcs", [("a", "b"), ("b", "c"), ("s", "c")])

    assert column == {"a": 0, "b": 1, "c": 2, "s": 1}


def test_ports_stand_at_the_borders() -> None:
    """Entries have the first column to themselves, exits the last."""
    column = columns_of("iabo", [("i", "b"), ("a", "b"), ("a", "o")], first="i", last="o")

    assert column == {"i": 0, "a": 1, "b": 2, "o": 3}


def test_components() -> None:
    """What is joined stands together, in the order of the first."""
    assert components("abcde", [("c", "a"), ("e", "b")]) == [["a", "c"], ["b", "e"], ["d"]]
