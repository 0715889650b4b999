"""What ops, outputs, inputs, groups, tags and owners may be called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from keyword import iskeyword
from typing import Any

from graphmat.definitions.arguments import as_dict, as_items
from graphmat.errors import InvalidDefinitionError, ParameterError

# compiled at the first use of each: all of them together cost every start a millisecond
_NAME = r"[A-Za-z0-9_]+\Z"
_ASSET_NAME = r"[^\x00-\x1f\x7f/]+\Z"
_GROUP = r"[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*\Z"
_TAG_KEY = r"([A-Za-z0-9_.-]{1,63}/){0,3}[A-Za-z0-9_.-]{1,63}\Z"
_OWNER = r"(team:.+|[^@\s]+@[^@\s]+\.[^@\s]+)\Z"

RESERVED = frozenset({"type", "context", "config", "input", "output"})

Tags = Mapping[str, str]


def how_many(number: int, noun: str) -> str:
    """A number of things in words: ``1 input``, ``2 inputs``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def check_name(name: Any, what: str) -> str:
    """The name, if an op, an input, an output or a job may have it.

    Raises:
        InvalidDefinitionError: It is reserved, or has characters other than A-Z, a-z, 0-9 and _.
    """
    if not isinstance(name, str) or not re.match(_NAME, name):
        raise InvalidDefinitionError(
            f"{name!r} is not a valid name for {what}: use letters, digits and underscores",
            code="GM102",
        )
    if name in RESERVED or iskeyword(name):
        raise InvalidDefinitionError(
            f"'{name}' is reserved and cannot be the name of {what}", code="GM102"
        )
    return name


def check_asset_name(part: Any, what: str = "an asset key") -> str:
    """One component of an asset key, if it may be that.

    Raises:
        InvalidDefinitionError: It is empty, holds a slash or a control character.
    """
    if not isinstance(part, str):
        raise ParameterError(f"{what} is made of strings, not of {part!r}")
    if not re.match(_ASSET_NAME, part):
        raise InvalidDefinitionError(
            f"{part!r} cannot be a component of {what}: slashes and control characters are not "
            "allowed, nor is the empty string",
            hint="give the components as a list: key=['a', 'b'] or key_prefix='a'",
            code="GM102",
        )
    return part


def check_group(name: Any) -> str:
    """A group name, if it may be that."""
    if not (isinstance(name, str) and re.match(_GROUP, name)):
        raise InvalidDefinitionError(
            f"{name!r} is not a valid group name: use letters, digits and underscores, in "
            "segments separated by slashes",
            code="GM103",
        )
    return name


def check_tags(tags: Mapping[Any, Any] | None) -> dict[str, str]:
    """Tags of an asset, if keys and values may be that."""
    if not tags:
        return {}
    for key, value in as_dict(tags, "tags").items():
        if not isinstance(key, str) or not re.match(_TAG_KEY, key):
            raise InvalidDefinitionError(
                f"{key!r} is not a valid tag key: use letters, digits and _ - . , with an "
                "optional namespace before a slash",
                code="GM104",
            )
        if not isinstance(value, str):
            raise InvalidDefinitionError(
                f"the value of tag '{key}' must be a string, not {value!r}", code="GM104"
            )
    return dict(tags)


def text_tags(tags: Mapping[str, Any] | None) -> dict[str, str]:
    """Tags of an op or a run: values that are not text are written as JSON."""
    if not tags:
        return {}
    read = as_dict(tags, "tags")
    for key in read:
        if not isinstance(key, str):
            raise ParameterError(f"tag keys must be strings, but {key!r} is not")
    if all(isinstance(value, str) for value in read.values()):
        return read
    import json

    try:
        return {
            key: value if isinstance(value, str) else json.dumps(value)
            for key, value in read.items()
        }
    except (TypeError, ValueError) as error:
        raise ParameterError(f"a value of the tags cannot be written as JSON: {error}") from None


def check_owners(owners: Sequence[Any] | None) -> tuple[str, ...]:
    """Owners, if each is an e-mail address or starts with ``team:``."""
    if not owners:
        return ()
    read = as_items(owners, "owners")
    for owner in read:
        if not isinstance(owner, str) or not re.match(_OWNER, owner):
            raise InvalidDefinitionError(
                f"owner {owner!r} must be an e-mail address or start with 'team:'", code="GM105"
            )
    return read
