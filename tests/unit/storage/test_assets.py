from __future__ import annotations

import pytest

from graphmat.keys import AssetKey
from graphmat.storage.assets import AssetNumbers
from graphmat.storage.sqlite import SqliteDatabase


@pytest.fixture
def database():
    """A database in memory."""
    opened = SqliteDatabase(None)
    yield opened
    opened.close()


def entered(database, *names):
    """The numbers of assets that are entered and kept."""
    numbers = AssetNumbers(database)
    with database.transaction():
        numbers.enter([AssetKey(name) for name in names])
    numbers.settle(kept=True)
    return numbers


def test_number_is_the_same_for_everyone(database):
    """Two views of one log agree on the numbers, whichever way they ask."""
    mine = entered(database, *(f"a{n}" for n in range(150)))
    keys = [AssetKey(f"a{n}") for n in range(150)]

    known = AssetNumbers(database).known([*keys, AssetKey("never")])
    one_by_one = AssetNumbers(database)
    all_read = AssetNumbers(database)
    all_read.read_all()

    assert list(known) == keys
    for key, number in known.items():
        assert mine.number(key) == one_by_one.number(key) == all_read.number(key) == number
        assert AssetNumbers(database).key(number) == key
    assert one_by_one.number(AssetKey("never")) is None


def test_numbers_of_an_undone_transaction_are_forgotten(database):
    """A number that was never kept may be another asset's later."""
    numbers = AssetNumbers(database)
    with pytest.raises(ZeroDivisionError), database.transaction():
        numbers.enter([AssetKey("lost")])
        raise ZeroDivisionError
    numbers.settle(kept=False)

    assert numbers.number(AssetKey("lost")) is None
    entered(database, "other", "lost")
    assert numbers.number(AssetKey("lost")) == 2


def test_asset_that_another_process_entered_is_not_entered_twice(database):
    """Entering a known asset answers with its number."""
    entered(database, "a", "b")
    again = entered(database, "b", "c")

    assert [again.number(AssetKey(name)) for name in "abc"] == [1, 2, 3]
