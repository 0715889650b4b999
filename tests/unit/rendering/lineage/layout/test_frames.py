from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphmat.rendering.lineage.layout.frames import WHOLE, Drawing, Rectangle, draw

BOXES = {"outer": WHOLE, "inner": "outer", "other": WHOLE}
HOMES = [WHOLE, "outer", "inner", "other"]


def drawn(homes: list[str], pairs: list[tuple[int, int]]) -> Drawing:
    """A picture of nodes in given boxes, with edges between their numbers."""
    sizes = {f"n{number}": (60.0 + 10 * (number % 3), 40.0) for number in range(len(homes))}
    box_of = {f"n{number}": home for number, home in enumerate(homes)}
    edges = [(f"n{one}", f"n{two}", "label" if one % 2 else None) for one, two in pairs]
    return draw(sizes, box_of, BOXES, dict.fromkeys(BOXES, 50.0), edges, {"label": 30.0})


def overlap(one: Rectangle, two: Rectangle) -> bool:
    """Whether two rectangles share an area."""
    return (
        one.left < two.left + two.width - 0.01
        and two.left < one.left + one.width - 0.01
        and one.top < two.top + two.height - 0.01
        and two.top < one.top + one.height - 0.01
    )


def holds(outer: Rectangle, inner: Rectangle) -> bool:
    """Whether a rectangle lies in another."""
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and inner.left + inner.width <= outer.left + outer.width + 0.01
        and inner.top + inner.height <= outer.top + outer.height + 0.01
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(HOMES), min_size=1, max_size=9),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20),
)
def test_boxes_hold_what_is_theirs_and_nothing_else(
    homes: list[str], pairs: list[tuple[int, int]]
) -> None:
    """Nodes never overlap, lie within their boxes and outside of all others; edges meet nodes."""
    count = len(homes)
    pairs = [(one, two) for one, two in pairs if one < count and two < count]
    drawing = drawn(homes, pairs)
    around = {WHOLE: set(), "outer": {"outer"}, "inner": {"outer", "inner"}, "other": {"other"}}

    for number, home in enumerate(homes):
        place = drawing.nodes[f"n{number}"]
        assert not any(overlap(place, drawing.nodes[f"n{other}"]) for other in range(number))
        for box, rectangle in drawing.boxes.items():
            if box in around[home]:
                assert holds(rectangle, place)
            else:
                assert not overlap(rectangle, place)
    for (one, two), way in zip(pairs, drawing.ways, strict=True):
        if one != two:
            assert on_border(drawing.nodes[f"n{one}"], way[0])
            assert on_border(drawing.nodes[f"n{two}"], way[-1])


def on_border(place: Rectangle, point: tuple[float, float]) -> bool:
    """Whether an edge ends at the middle of a side of a node."""
    x, y = point
    sides = (place.left, place.left + place.width)
    return (
        min(abs(x - side) for side in sides) < 0.01 and abs(y - place.top - place.height / 2) < 0.01
    )


def test_nothing_at_all() -> None:
    """A picture of nothing has no size."""
    drawing = draw({}, {}, {}, {}, [])

    assert (drawing.width, drawing.height, drawing.ways) == (0.0, 0.0, [])


def test_assets_without_edges_do_not_make_a_tower() -> None:
    """Many nodes that nothing joins stand in a grid."""
    drawing = drawn([WHOLE] * 50, [])

    assert drawing.height < 50 * 20
    assert drawing.width < 10 * 200
