from __future__ import annotations

from graphmat.rendering.lineage.layout.sheet import Sheet, Wire


def test_wire_goes_around_what_lies_between() -> None:
    """An edge over several columns passes above or below the items of those between."""
    sheet = Sheet({})
    for item in "abc":
        sheet.add(item, (50.0, 40.0))
    wires = [Wire(*pair) for pair in [("a", None, "b", None, None), ("b", None, "c", None, None)]]
    long = Wire("a", None, "c", None, None)
    for wire in [*wires, long]:
        sheet.join(wire)
    sheet.arrange()
    left, top = sheet.corners()["b"]

    inside = [
        (x, y) for x, y in sheet.way(long) if left <= x <= left + 50 and top - 1 <= y <= top + 41
    ]
    assert inside == []


def test_room_for_labels() -> None:
    """Columns stand so far apart that the name of an output fits between them."""
    widths = []
    for room in (0.0, 200.0):
        sheet = Sheet({"label": room})
        sheet.add("a", (50.0, 40.0))
        sheet.add("b", (50.0, 40.0))
        sheet.join(Wire("a", None, "b", None, "label", is_first=True))
        sheet.arrange()
        widths.append(sheet.width)

    assert widths[1] >= 300 > widths[0]


def test_edge_back_to_where_it_came_from_is_not_drawn() -> None:
    """An item that depends on itself has no line."""
    sheet = Sheet({})
    sheet.add("a", (50.0, 40.0))
    wire = Wire("a", None, "a", None, None)
    sheet.join(wire)
    sheet.arrange()

    assert sheet.way(wire) == []
