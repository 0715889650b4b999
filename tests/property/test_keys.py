"""Asset keys: whatever their components, they are told apart and read back."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from graphmat.definitions.asset_decorators import asset
from graphmat.keys import AssetKey

COMPONENT = st.text(st.sampled_from("a/\\\0"), max_size=5) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=6
)
KEYS = st.builds(AssetKey, st.lists(COMPONENT, min_size=1, max_size=4))
# what a definition may be called: no slash and no control character in a component
NAMES = st.text(st.sampled_from("a\\.*'[ "), min_size=1, max_size=5) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=6
)


@settings(max_examples=200)
@given(KEYS)
def test_the_stored_text_of_a_key_is_read_back(key):
    """The text that a log stores of a key leads to the same key, whatever its characters."""
    assert AssetKey.from_db_string(key.to_string()) == key


@settings(max_examples=200)
@given(KEYS)
def test_the_text_people_read_is_read_back(key):
    """The text that is printed of a key leads to the same key, whatever its characters."""
    assert AssetKey.from_user_string(key.to_user_string()) == key


@settings(max_examples=100)
@given(st.lists(NAMES, min_size=1, max_size=3))
def test_a_key_that_can_be_defined_is_printed_and_read_back(parts):
    """The keys that assets can have are read back from the text that commands print."""

    @asset(key=parts)
    def made():
        return 1

    assert AssetKey.from_user_string(made.key.to_user_string()) == AssetKey(parts)


@settings(max_examples=100)
@given(KEYS, KEYS)
def test_two_keys_never_print_alike(first, second):
    """Keys are equal just where their texts are, and then have one hash."""
    assert (first == second) == (first.to_user_string() == second.to_user_string())
    assert (first == second) == (first.parts == second.parts)
    if first == second:
        assert hash(first) == hash(second)


@settings(max_examples=50)
@given(st.lists(KEYS, max_size=6))
def test_keys_have_one_order(keys):
    """Keys are ordered by their components."""
    assert [key.parts for key in sorted(keys)] == sorted(key.parts for key in keys)


@settings(max_examples=50)
@given(KEYS)
def test_a_key_survives_pickling(key):
    """A key that went to another process is the same key."""
    twin = pickle.loads(pickle.dumps(key))

    assert twin == key
    assert hash(twin) == hash(key)
