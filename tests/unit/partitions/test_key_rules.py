from __future__ import annotations

import pytest

from graphmat.errors import InvalidDefinitionError, ParameterError
from graphmat.partitions.key_rules import checked_keys


def test_keys_keep_their_order():
    """Any series of strings will do, and stays as it is."""
    assert checked_keys((key for key in "cab"), "keys") == ("c", "a", "b")
    assert checked_keys([], "keys") == ()
    assert checked_keys(["a b", "ä/ö", "..", "x.y", "a,b"], "keys")[1] == "ä/ö"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (["a", "b", "a"], "'a' stands more than once"),
        (["a...b"], r"may not hold '\.\.\.'"),
        (["a\nb"], r"'a\\nb' may not hold control characters"),
        (["a\x1bb"], r"'a\\x1bb' may not hold control"),
        (["a\x85b"], r"'a\\x85b' may not hold control"),
        ([""], "may not be empty"),
    ],
)
def test_a_key_that_cannot_be_one_is_refused(keys, message):
    """The error quotes the key and says what is wrong with it."""
    with pytest.raises(InvalidDefinitionError, match=f"^sizes: .*{message}"):
        checked_keys(keys, "sizes")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("abc", "takes a list of keys, not the text 'abc'"),
        (7, "takes a list of keys, not a int"),
        (["a", 1], "1 is of type int"),
        ([None], "None is of type NoneType"),
    ],
)
def test_what_is_no_list_of_strings_is_refused(keys, message):
    """A single string is not taken apart into letters, and numbers are not made into strings."""
    with pytest.raises(ParameterError, match=message):
        checked_keys(keys, "sizes")
