from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from graphmat.errors import UnknownPartitionError
from graphmat.partitions.base import Moment, PartitionKeyRange, PartitionsDefinition, moment


class Squares(PartitionsDefinition):
    """A kind that only lists its keys: one more for each day of January 2024."""

    def get_partition_keys(self, current_time=None, dynamic_partitions_store=None):
        """Zero, one, four, nine and so on."""
        return [str(number * number) for number in range(current_time.day)]


def test_a_kind_that_only_lists_its_keys_can_do_everything(now):
    """Membership, ends, neighbours, ranges, order and count all follow from the list."""
    squares = Squares()
    assert squares.has_partition_key("81", now)
    assert not squares.has_partition_key("100", now)
    assert squares.get_first_partition_key(now) == "0"
    assert squares.get_last_partition_key(now) == "81"
    assert squares.get_next_partition_key("9", now) == "16"
    assert squares.get_prev_partition_key("9", now) == "4"
    assert squares.get_next_partition_key("81", now) is None
    assert squares.get_prev_partition_key("0", now) is None
    span = PartitionKeyRange("4", "25")
    assert squares.get_partition_keys_in_range(span, now) == ["4", "9", "16", "25"]
    assert squares.in_order({"25", "4"}, Moment(now)) == ("4", "25")
    assert squares.get_num_partitions(now) == 10
    assert squares.describe() == {"kind": "Squares"}


@pytest.mark.parametrize(
    "ask",
    [
        lambda squares, now: squares.validate_partition_key("5", now),
        lambda squares, now: squares.get_next_partition_key("5", now),
        lambda squares, now: squares.get_partition_keys_in_range(PartitionKeyRange("4", "5"), now),
    ],
)
def test_an_unknown_key_is_refused(ask, now):
    """Whatever is asked about a key that does not exist, the answer is the same error."""
    with pytest.raises(UnknownPartitionError, match="partition key '5' does not exist"):
        ask(Squares(), now)


@pytest.mark.parametrize(
    ("key", "days", "hint"),
    [
        ("811", 10, "did you mean '81'"),
        ("x", 1, "the only key is '0'"),
        ("x", 3, "the keys are '0', '1', '4'"),
        ("x", 9, "the 9 keys go from '0' to '64'"),
    ],
)
def test_the_hint_gives_what_helps_most(key, days, hint):
    """Near keys where there are any, few keys in full, many by their ends."""
    with pytest.raises(UnknownPartitionError) as caught:
        Squares().validate_partition_key(key, datetime(2024, 1, days, tzinfo=UTC))
    assert caught.value.hint.startswith(hint)


def test_control_characters_of_a_key_are_shown_escaped(now):
    """A key from outside cannot move the reader's cursor."""
    with pytest.raises(UnknownPartitionError) as caught:
        Squares().validate_partition_key("\x1b[2J", now)
    assert "\\x1b[2J" in caught.value.message
    assert "\x1b" not in caught.value.message


def test_a_time_that_is_given_is_not_replaced(now):
    """The clock is read only where no time was given."""
    assert moment(now, None).now is now
    assert datetime.now(UTC) - moment(None, None).now < timedelta(minutes=1)
