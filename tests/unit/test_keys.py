"""Keys and addresses: made, printed, compared."""

from __future__ import annotations

import pickle

import pytest

from graphmat.errors import ParameterError
from graphmat.keys import AssetAddress, AssetCheckKey, AssetKey, RunAddress, key_strings


def test_one_component_and_two_are_different_keys():
    """A slash within a component is not the slash between two, and prints differently."""
    one, two = AssetKey("a/b"), AssetKey(["a", "b"])

    assert one != two
    assert (str(one), str(two)) == (r"a\/b", "a/b")


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["a"], "a"),
        (["a", "b"], "a/b"),
        (["a/b", "c"], r"a\/b/c"),
        (["a\\", "b"], r"a\\/b"),
        (["a\\/b"], r"a\\\/b"),
        (["a\\b"], r"a\b"),
        (["", ""], "/"),
    ],
)
def test_the_text_of_a_key(parts, text):
    """Backslashes tell slashes of a component from those between components."""
    assert AssetKey(parts).to_user_string() == text
    assert AssetKey.from_user_string(text) == AssetKey(parts)


@pytest.mark.parametrize("part", [1, None, b"x", ["a"]])
def test_a_component_is_a_string(part):
    """A component of another type is refused, and its type named."""
    with pytest.raises(ParameterError, match=type(part).__name__):
        AssetKey(["a", part])


@pytest.mark.parametrize("use", [iter, lambda key: key[0]], ids=["loop", "index"])
def test_a_key_is_not_a_sequence(use):
    """A loop over a key or an index into it, a frequent slip, is told to use the path."""
    with pytest.raises(ParameterError, match=r"\.path"):
        use(AssetKey("a"))


class Keyed:
    """Something that has a key."""

    key = AssetKey("mine")


@pytest.mark.parametrize(
    ("value", "parts"),
    [("a/b", ["a/b"]), (["a", "b"], ["a", "b"]), (("a",), ["a"]), (Keyed(), ["mine"])],
    ids=["text", "list", "tuple", "with a key"],
)
def test_what_a_key_can_be_read_from(value, parts):
    """Strings, lists and whatever has a key stand for a key."""
    assert AssetKey.from_coercible(value).path == parts


@pytest.mark.parametrize("value", [None, 3, [], {"a": 1}, object()])
def test_what_no_key_can_be_read_from(value):
    """Anything else is refused, and so is the empty list."""
    with pytest.raises(ParameterError):
        AssetKey.from_coercible(value)


def test_prefixes():
    """A prefix is put before the components, and asked for by whole components."""
    key = AssetKey(["b", "c"]).with_prefix(["x", "a"])

    assert key.path == ["x", "a", "b", "c"]
    assert key.has_prefix(["x", "a"])
    assert not key.has_prefix(["x", "b"])
    assert AssetKey("b").with_prefix("a").path == ["a", "b"]


def test_a_key_as_a_python_name():
    """Characters that a name cannot have become underscores, components are told apart."""
    assert AssetKey(["a-b", "c.d/e"]).to_python_identifier() == "a_b__c_d_e"
    assert AssetKey("a").to_python_identifier("io") == "a__io"


def test_the_path_is_a_copy():
    """Changing the list that a key gives does not change the key."""
    key = AssetKey(["a"])
    key.path.append("b")

    assert key == AssetKey(["a"])


def test_check_keys():
    """A check is named by its asset and its own name; both count."""
    key = AssetCheckKey(AssetKey(["a", "b"]), "fresh")

    assert key.to_user_string() == "a/b:fresh"
    assert key == AssetCheckKey(["a", "b"], "fresh")
    assert key != AssetCheckKey(["a", "b"], "full")
    assert sorted([AssetCheckKey("b", "a"), AssetCheckKey("a", "z")])[0].name == "z"
    assert pickle.loads(pickle.dumps(key)) == key


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (AssetAddress(AssetKey(["a", "b"])), "a/b"),
        (AssetAddress(AssetKey("a"), "2024"), "a[2024]"),
        (RunAddress("r", "g.step", "result"), "r/g.step/result"),
        (RunAddress("r", "g.step", "result", "m"), "r/g.step/result[m]"),
    ],
)
def test_addresses(address, text):
    """An address prints what it leads to, and is the same in another process."""
    twin = pickle.loads(pickle.dumps(address))

    assert str(address) == text
    assert twin == address
    assert hash(twin) == hash(address)


def test_partitions_have_addresses_of_their_own():
    """One asset's partitions, and its values without one, lie apart."""
    addresses = {AssetAddress(AssetKey("a"), part) for part in (None, "x", "y", "x")}

    assert len(addresses) == 3


def test_keys_as_sorted_texts():
    """Keys are listed as people write them, in one order."""
    assert key_strings([AssetKey("b"), AssetKey(["a", "c"])]) == ["a/c", "b"]
