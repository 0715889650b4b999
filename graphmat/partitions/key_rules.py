"""What may be a partition key that a user writes down."""

from __future__ import annotations

from typing import Any

from graphmat.errors import InvalidDefinitionError, ParameterError

RANGE_MARK = "..."


def checked_keys(partition_keys: Any, where: str) -> tuple[str, ...]:
    """Keys that a user gave, refused where they cannot serve as partition keys.

    Args:
        partition_keys: What the user gave.
        where: The words that name the place in an error.

    Returns:
        The keys in their order.

    Raises:
        ParameterError: Not a series of strings.
        InvalidDefinitionError: A key is empty, stands twice, or holds a control character or
            ``...``, which separates the ends of a range.
    """
    if isinstance(partition_keys, str):
        raise ParameterError(
            f"{where} takes a list of keys, not the text {partition_keys!r}",
            hint=f"write [{partition_keys!r}]",
        )
    try:
        keys = tuple(partition_keys)
    except TypeError:
        raise ParameterError(
            f"{where} takes a list of keys, not a {type(partition_keys).__name__}"
        ) from None
    seen: set[str] = set()
    for key in keys:
        _check_key(key, where)
        if key in seen:
            raise InvalidDefinitionError(f"{where}: partition key {key!r} stands more than once")
        seen.add(key)
    return keys


def _check_key(key: object, where: str) -> None:
    if not isinstance(key, str):
        raise ParameterError(
            f"{where}: partition keys are strings, and {key!r} is of type {type(key).__name__}",
            hint=f"write {str(key)!r}",
        )
    if not key:
        raise InvalidDefinitionError(f"{where}: a partition key may not be empty")
    if RANGE_MARK in key:
        raise InvalidDefinitionError(
            f"{where}: partition key {key!r} may not hold '{RANGE_MARK}',"
            " which separates the ends of a range"
        )
    if any(character < " " or "\x7f" <= character < "\xa0" for character in key):
        raise InvalidDefinitionError(
            f"{where}: partition key {key!r} may not hold control characters"
        )
