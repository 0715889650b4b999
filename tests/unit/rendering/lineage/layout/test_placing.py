from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graphmat.rendering.lineage.layout.placing import Pull, placed


def place(columns: list[list[str]], pairs: list[tuple[str, str]]) -> dict[str, float]:
    """The middles of items of height 10 with a gap of 2."""
    before: dict[str, list[Pull]] = {}
    after: dict[str, list[Pull]] = {}
    for start, end in pairs:
        after.setdefault(start, []).append(Pull(end, 0, 0, 1))
        before.setdefault(end, []).append(Pull(start, 0, 0, 1))
    items = [item for column in columns for item in column]
    return placed(columns, dict.fromkeys(items, 10.0), dict.fromkeys(items, 2.0), before, after)


def test_a_chain_is_straight() -> None:
    """Items in a row stand at one height."""
    middle = place([["a"], ["b"], ["c"]], [("a", "b"), ("b", "c")])

    assert len({round(each, 6) for each in middle.values()}) == 1


def test_a_source_stands_in_the_middle_of_what_it_feeds() -> None:
    """One item with three neighbours is at the height of the middle one."""
    middle = place([["a"], ["x", "y", "z"]], [("a", "x"), ("a", "y"), ("a", "z")])

    assert round(middle["a"] - middle["y"], 6) == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_nothing_overlaps(pairs: list[tuple[int, int]]) -> None:
    """Items keep their order and their distance, wherever they are pulled."""
    columns = [[f"a{n}" for n in range(6)], [f"b{n}" for n in range(6)]]
    middle = place(columns, [(f"a{one}", f"b{two}") for one, two in pairs])

    for column in columns:
        for above, below in pairwise(column):
            assert middle[below] - middle[above] > 12 - 1e-6
