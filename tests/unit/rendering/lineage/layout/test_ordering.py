from __future__ import annotations

from graphmat.rendering.lineage.layout.ordering import crossings, ordered


def both(pairs: list[tuple[str, str]]) -> tuple[dict, dict]:
    """Neighbours before and after each item."""
    before, after = {}, {}
    for start, end in pairs:
        after.setdefault(start, []).append((end, 0.5))
        before.setdefault(end, []).append((start, 0.5))
    return before, after


def test_crossings_are_counted() -> None:
    """Two edges cross where their ends are in the opposite order."""
    _, after = both([("a", "y"), ("b", "x"), ("c", "x")])

    assert crossings([["a", "b", "c"], ["x", "y"]], after) == 2


def test_order_without_crossings_is_found() -> None:
    """Items are sorted so that edges need not cross."""
    before, after = both([("a", "z"), ("b", "y"), ("c", "x"), ("z", "m"), ("x", "n")])
    columns = ordered([["a", "b", "c"], ["x", "y", "z"], ["m", "n"]], before, after)

    assert crossings(columns, after) == 0
    assert [sorted(column) for column in columns] == [["a", "b", "c"], ["x", "y", "z"], ["m", "n"]]


def test_good_order_stays() -> None:
    """Where nothing crosses, items keep the order they were given in."""
    before, after = both([("b", "x"), ("a", "y")])

    assert ordered([["b", "a"], ["x", "y"]], before, after) == [["b", "a"], ["x", "y"]]
