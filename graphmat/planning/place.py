"""``Place``: a flat op while its step is not yet made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphmat.graphs.flat import FlatOp
    from graphmat.selection.subset import PartSubset


class Place:
    """Where a flat op goes in the plan.

    Args:
        part: The part that the op belongs to.
        flat_op: The op.
        number: Its number before the steps are ordered.
        siblings: Index of an op → its place, for the ops of the same part.
    """

    __slots__ = ("flat_op", "number", "part", "position", "siblings")

    def __init__(
        self, part: PartSubset, flat_op: FlatOp, number: int, siblings: dict[int, Place]
    ) -> None:
        self.part = part
        self.flat_op = flat_op
        self.number = number
        self.siblings = siblings
        self.position = -1
