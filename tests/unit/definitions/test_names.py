"""What things may be called."""

from __future__ import annotations

import pytest

from graphmat.definitions.names import (
    check_asset_name,
    check_group,
    check_name,
    check_owners,
    check_tags,
    text_tags,
)
from graphmat.errors import InvalidDefinitionError, ParameterError


@pytest.mark.parametrize("name", ["a", "A_1", "_", "1a"])
def test_names_of_ops(name):
    """Letters, digits and underscores make a name."""
    assert check_name(name, "an op") == name


@pytest.mark.parametrize(
    "name",
    ["", "a-b", "a b", "a.b", "é", "a\n", "context", "type", "input", "output", "config", "for", 1],
)
def test_what_no_op_may_be_called(name):
    """Other characters, reserved words and Python's own are refused, with the name shown."""
    with pytest.raises(InvalidDefinitionError) as caught:
        check_name(name, "an op")
    assert repr(name) in str(caught.value) or f"'{name}'" in str(caught.value)
    assert caught.value.code == "GM102"


@pytest.mark.parametrize("name", ["a", "a b", "a.b", "a-b", "é🙂", "*"])
def test_components_of_keys(name):
    """A component of a key may hold nearly anything."""
    assert check_asset_name(name) == name


@pytest.mark.parametrize("name", ["", "a/b", "a\nb", "\x1b[31m", "\x00"])
def test_what_no_component_may_be(name):
    """A slash and control characters are refused, told in a form that a terminal does not obey."""
    with pytest.raises(InvalidDefinitionError) as caught:
        check_asset_name(name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("name", "fits"), [("a", 1), ("a/b", 1), ("a-b", 0), ("", 0), (3, 0)])
def test_groups(name, fits):
    """A group is a name, in segments if need be."""
    if fits:
        assert check_group(name) == name
    else:
        with pytest.raises(InvalidDefinitionError, match="group name"):
            check_group(name)


@pytest.mark.parametrize("tags", [{"a": "b"}, {"a.b/c-d": ""}, {}, None])
def test_tags_of_assets(tags):
    """Tags are text by text; keys may have a namespace."""
    assert check_tags(tags) == (tags or {})


@pytest.mark.parametrize("tags", [{"a b": ""}, {"": ""}, {1: ""}, {"a": 1}, {"a" * 64: ""}])
def test_what_no_tag_may_be(tags):
    """A key with other characters, or a value that is no text, is refused."""
    with pytest.raises(InvalidDefinitionError):
        check_tags(tags)


def test_tags_of_ops_are_written_as_text():
    """A value of a run's or op's tag that is no text is written as JSON."""
    assert text_tags({"a": "b", "n": 1, "l": [True]}) == {"a": "b", "n": "1", "l": "[true]"}
    with pytest.raises(ParameterError, match="cannot be written as JSON"):
        text_tags({"a": object()})
    with pytest.raises(ParameterError, match="tag keys must be strings"):
        text_tags({1: "a"})


@pytest.mark.parametrize("owner", ["ann@example.com", "team:data"])
def test_owners(owner):
    """People are e-mail addresses, teams say so."""
    assert check_owners([owner]) == (owner,)


@pytest.mark.parametrize("owner", ["ann", "team:", "@", "a b@c.d", 1])
def test_who_is_no_owner(owner):
    """Anything else is refused and shown."""
    with pytest.raises(InvalidDefinitionError, match="owner"):
        check_owners([owner])
