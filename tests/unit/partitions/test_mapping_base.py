from __future__ import annotations

import pytest

from graphmat.errors import InvariantViolationError, UnknownPartitionError
from graphmat.partitions.base import Moment
from graphmat.partitions.mapping_base import PartitionMapping, Question
from graphmat.partitions.static import StaticPartitionsDefinition

LETTERS = StaticPartitionsDefinition(["a", "b", "c", "d", "e"])


class Neighbours(PartitionMapping):
    """The keys beside the downstream one."""

    def __init__(self, distance=1):
        self.distance = distance

    def upstream_keys(self, question):
        """The letter at that distance."""
        return question.existing([chr(ord(question.downstream_key) + self.distance)])

    def facts(self):
        """The distance."""
        return (self.distance,)


def question(key, now):
    """From letter to letter."""
    return Question(key, LETTERS, LETTERS, Moment(now))


def test_a_mapping_of_ones_own_can_be_written(now):
    """A subclass answers with keys; that they exist is checked for it."""
    assert Neighbours().upstream_keys(question("a", now)) == ("b",)
    with pytest.raises(
        UnknownPartitionError, match="'e' is made from upstream partition 'f', which"
    ):
        Neighbours().upstream_keys(question("e", now))


def test_a_missing_upstream_partition_breaks_a_rule_too(now):
    """The error is caught as what it is, and as the broken rule that the peer calls it."""
    error = question("a", now).missing(["v", "w", "x", "y", "z"])
    assert isinstance(error, InvariantViolationError)
    assert error.message == (
        "partition 'a' is made from upstream partitions 'v', 'w', 'x' and 2 more,"
        " which do not exist"
    )


def test_existing_keys_come_in_their_order(now):
    """Keys given anyhow come back in the definition's order, each once."""
    assert question("a", now).existing(["c", "a", "c"]) == ("a", "c")


def test_mappings_are_equal_by_what_they_say():
    """Kind and facts make a mapping, and are shown."""
    assert Neighbours(2) == Neighbours(2)
    assert hash(Neighbours(2)) == hash(Neighbours(2))
    assert Neighbours(2) != Neighbours(1)
    assert repr(Neighbours(2)) == "Neighbours(2)"


def test_a_mapping_that_needs_a_key_does_not_fit_an_unpartitioned_asset():
    """Without a partition downstream there is no key to lead from."""
    assert Neighbours().fault(LETTERS, None) == "the downstream asset is not partitioned"
    assert Neighbours().fault(LETTERS, LETTERS) is None
