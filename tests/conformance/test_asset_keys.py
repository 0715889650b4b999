"""What an asset key is, how it is written, and what counts as the same key."""

import pytest


def test_text_is_one_part(dg):
    """A key of text has one part."""
    assert dg.AssetKey("a").path == ["a"]
    assert list(dg.AssetKey("a").parts) == ["a"]


@pytest.mark.parametrize("parts", [["a"], ["a", "b"], ("a", "b", "c")])
def test_sequence_is_the_parts(dg, parts):
    """A key of a list or a tuple has these parts."""
    assert dg.AssetKey(parts).path == list(parts)


def test_equality_and_hash(dg):
    """Keys of the same parts are the same key."""
    assert dg.AssetKey(["a", "b"]) == dg.AssetKey(("a", "b"))
    assert dg.AssetKey("a") == dg.AssetKey(["a"])
    assert dg.AssetKey("a") != dg.AssetKey("b")
    assert dg.AssetKey("a") != "a"
    assert len({dg.AssetKey("a"), dg.AssetKey(["a"]), dg.AssetKey("b")}) == 2


def test_slash_inside_a_part(dg):
    """A slash in a part does not make two parts of it."""
    assert dg.AssetKey("a/b") != dg.AssetKey(["a", "b"])


def test_order(dg):
    """Keys sort by their parts."""
    keys = [dg.AssetKey("b"), dg.AssetKey(["a", "z"]), dg.AssetKey("a")]
    assert [k.path for k in sorted(keys)] == [["a"], ["a", "z"], ["b"]]


@pytest.mark.parametrize(
    ("parts", "user", "text", "identifier"),
    [
        (["a"], "a", '["a"]', "a"),
        (["a", "b"], "a/b", '["a", "b"]', "a__b"),
        (["x", "y", "z"], "x/y/z", '["x", "y", "z"]', "x__y__z"),
    ],
)
def test_written_forms(dg, parts, user, text, identifier):
    """A key has a form for users, one for machines and one for Python names."""
    key = dg.AssetKey(parts)
    assert key.to_user_string() == user
    assert key.to_string() == text
    assert key.to_python_identifier() == identifier


def test_identifier_with_a_suffix(dg):
    """A suffix is joined to the Python name."""
    assert dg.AssetKey(["a", "b"]).to_python_identifier("s") == "a__b__s"


def test_escaped_form(dg):
    """The escaped form keeps a slash inside a part apart from the slash between parts."""
    assert dg.AssetKey(["a/b", "c"]).to_escaped_user_string() == "a\\/b/c"


@pytest.mark.parametrize("text", ["a", "a/b", "a/b/c"])
def test_from_user_string(dg, text):
    """A user's text is read with slashes between the parts."""
    key = dg.AssetKey.from_user_string(text)
    assert key.path == text.split("/")
    assert key.to_user_string() == text


def test_from_coercible(dg):
    """Text, lists, tuples and keys can be taken for a key."""
    assert dg.AssetKey.from_coercible("a") == dg.AssetKey("a")
    assert dg.AssetKey.from_coercible(["a", "b"]) == dg.AssetKey(["a", "b"])
    assert dg.AssetKey.from_coercible(("a", "b")) == dg.AssetKey(["a", "b"])
    assert dg.AssetKey.from_coercible(dg.AssetKey("a")) == dg.AssetKey("a")


def test_prefixes(dg):
    """A key can be given a prefix, and asked for one."""
    key = dg.AssetKey(["b", "c"])
    assert key.with_prefix("a") == dg.AssetKey(["a", "b", "c"])
    assert key.with_prefix(["x", "y"]) == dg.AssetKey(["x", "y", "b", "c"])
    assert key.has_prefix(["b"])
    assert key.has_prefix(["b", "c"])
    assert not key.has_prefix(["c"])


@pytest.mark.parametrize("bad", [5, None, {"a": 1}, [1, 2]])
def test_only_text_makes_a_key(dg, bad):
    """Parts of a key are text."""
    with pytest.raises(Exception) as caught:
        dg.AssetKey(bad)
    assert not isinstance(caught.value, (KeyError, AttributeError))


def test_iterating_is_refused(dg):
    """A key is no sequence, so that one in place of a list of keys is noticed."""
    with pytest.raises(Exception):  # noqa: B017
        list(dg.AssetKey(["a", "b"]))
    with pytest.raises(Exception):  # noqa: B017
        dg.AssetKey(["a", "b"])[0]


def test_repr_names_the_parts(dg):
    """The printed form shows the parts."""
    assert "a" in repr(dg.AssetKey(["a", "b"]))
    assert "AssetKey" in repr(dg.AssetKey(["a", "b"]))


@pytest.mark.parametrize("parts", [["únï", "b"], ["with space"], ["dash-ed", "do.t"]])
def test_odd_text_survives(dg, parts):
    """Any text may be part of a key."""
    key = dg.AssetKey(parts)
    assert key.path == parts
    assert dg.AssetKey.from_user_string(key.to_user_string()) == key


def test_pickle(dg):
    """A key can be pickled."""
    import pickle

    key = dg.AssetKey(["a", "b"])
    assert pickle.loads(pickle.dumps(key)) == key


def test_keys_in_other_definitions(dg):
    """Wherever a key is wanted, text, a list and a key do."""
    assert dg.AssetSpec("a").key == dg.AssetSpec(["a"]).key == dg.AssetSpec(dg.AssetKey("a")).key
    assert dg.AssetDep("a").asset_key == dg.AssetKey("a")
    assert dg.AssetIn("a").key == dg.AssetKey("a")
    assert dg.AssetMaterialization("a").asset_key == dg.AssetKey("a")
    assert dg.AssetMaterialization(asset_key=["a", "b"]).asset_key == dg.AssetKey(["a", "b"])
