"""Names of things: asset keys, outputs of ops, and the addresses where values live.

All are hashable, ordered where a person would order them, and picklable. An *address* says where a
value is: an asset's (key and partition) or a run's (run, step, output). The plan carries
addresses; I/O managers load and store at them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from graphmat.errors import ParameterError

_SLASHES = re.compile(r"(\\*/|\\+\Z)")


def _escaped(part: str) -> str:
    """A component as it is printed: a slash with a backslash before it.

    Backslashes of its own are doubled only where they could be taken for such a one: before a
    slash, and at the end.
    """
    if "/" not in part and part[-1:] != "\\":
        return part
    return _SLASHES.sub(
        lambda found: found[0].rstrip("/") * 2 + ("\\/" if found[0][-1] == "/" else ""), part
    )


class AssetKey:
    r"""The name of an asset: one or more components.

    ``AssetKey("a/b")`` has one component with a slash in it; ``AssetKey(["a", "b"])`` has two. The
    first prints as ``a\/b``, so that the two are told apart.

    Args:
        path: One component, or the components in order.

    Raises:
        ParameterError: A component is not a string.
    """

    __slots__ = ("_hash", "_text", "parts")

    parts: tuple[str, ...]

    def __init__(self, path: str | Sequence[str]) -> None:
        if isinstance(path, str):
            parts: tuple[str, ...] = (path,)
        elif isinstance(path, list | tuple):
            parts = tuple(path)
        else:
            raise ParameterError(
                f"an asset key is a string or a list of strings, not of type "
                f"'{type(path).__name__}'"
            )
        for part in parts:
            if not isinstance(part, str):
                raise ParameterError(
                    f"an asset key is made of strings, but {part!r} is of type "
                    f"'{type(part).__name__}'"
                )
        self.parts = parts
        self._hash = hash(parts)
        self._text: str | None = None

    @property
    def path(self) -> list[str]:
        """The components, as a list."""
        return list(self.parts)

    def to_user_string(self) -> str:
        """The components joined by slashes, as people write the key.

        Source: the peer prints one component that holds a slash like two components; here a slash
        inside a component is escaped, so that printing and reading a key are inverse.
        """
        text = self._text
        if text is None:
            text = self._text = "/".join(map(_escaped, self.parts))
        return text

    def to_escaped_user_string(self) -> str:
        """The components joined by slashes, with slashes inside a component escaped."""
        return self.to_user_string()

    def to_string(self) -> str:
        """The components as a JSON list."""
        return json.dumps(self.parts)

    def to_python_identifier(self, suffix: str | None = None) -> str:
        """The key as a Python name: components (and the suffix) joined by two underscores."""
        parts = [*self.parts, suffix] if suffix is not None else self.parts
        return "__".join(parts).replace("-", "_").replace(".", "_").replace("/", "_")

    @staticmethod
    def from_user_string(text: str) -> AssetKey:
        """The key that ``to_user_string`` prints as ``text``."""
        if "\\" not in text:
            return AssetKey(text.split("/"))
        parts = [""]
        for piece in _SLASHES.split(text):
            before = piece.rstrip("/")
            if not _SLASHES.fullmatch(piece):
                parts[-1] += piece
                continue
            parts[-1] += "\\" * (len(before) // 2)
            if len(before) % 2:
                parts[-1] += "/" if before != piece else "\\"
            elif before != piece:
                parts.append("")
        return AssetKey(parts)

    @staticmethod
    def from_escaped_user_string(text: str) -> AssetKey:
        """The same as ``from_user_string``."""
        return AssetKey.from_user_string(text)

    @staticmethod
    def from_db_string(text: str) -> AssetKey:
        """The key that ``to_string`` wrote."""
        return AssetKey(json.loads(text))

    @staticmethod
    def from_coercible(value: Any) -> AssetKey:
        """Read a key from a key, a string (one component), a sequence, or something that has one.

        Raises:
            ParameterError: The value names no single asset.
        """
        if isinstance(value, AssetKey):
            return value
        if isinstance(value, str):
            return AssetKey(value)
        if isinstance(value, list | tuple):
            if not value:
                raise ParameterError("an asset key has at least one component")
            return AssetKey(value)
        key = getattr(value, "key", None)
        if isinstance(key, AssetKey):
            return key
        raise ParameterError(
            f"expected an asset key, a string or a list of strings, not {type(value).__name__!r}"
        )

    @staticmethod
    def is_key(value: Any) -> bool:
        """Whether the value is an asset key."""
        return isinstance(value, AssetKey)

    def with_prefix(self, prefix: str | Sequence[str]) -> AssetKey:
        """The key with components put before it."""
        before = (prefix,) if isinstance(prefix, str) else tuple(prefix)
        return AssetKey((*before, *self.parts))

    def has_prefix(self, prefix: Sequence[str]) -> bool:
        """Whether the first components are these."""
        return self.parts[: len(prefix)] == tuple(prefix)

    def __iter__(self) -> Any:
        raise ParameterError("an asset key cannot be iterated over; use '.path'")

    def __getitem__(self, index: object) -> Any:
        raise ParameterError("an asset key cannot be indexed; use '.path'")

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, AssetKey) and self.parts == other.parts)

    def __lt__(self, other: AssetKey) -> bool:
        return self.parts < other.parts

    def __le__(self, other: AssetKey) -> bool:
        return self.parts <= other.parts

    def __gt__(self, other: AssetKey) -> bool:
        return self.parts > other.parts

    def __ge__(self, other: AssetKey) -> bool:
        return self.parts >= other.parts

    def __repr__(self) -> str:
        return f"AssetKey({list(self.parts)!r})"

    def __str__(self) -> str:
        return self.to_user_string()

    def __reduce__(self) -> tuple[Any, ...]:
        return AssetKey, (self.parts,)


class AssetCheckKey:
    """The name of a check: the asset it belongs to and its own name."""

    __slots__ = ("asset_key", "name")

    def __init__(self, asset_key: AssetKey, name: str) -> None:
        self.asset_key = AssetKey.from_coercible(asset_key)
        self.name = name

    def to_user_string(self) -> str:
        """``asset:check``, as people write it."""
        return f"{self.asset_key.to_user_string()}:{self.name}"

    def __hash__(self) -> int:
        return hash((self.asset_key, self.name))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, AssetCheckKey)
            and self.name == other.name
            and self.asset_key == other.asset_key
        )

    def __lt__(self, other: AssetCheckKey) -> bool:
        return (self.asset_key, self.name) < (other.asset_key, other.name)

    def __repr__(self) -> str:
        return f"AssetCheckKey({self.to_user_string()!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return AssetCheckKey, (self.asset_key, self.name)


class AssetAddress:
    """Where an asset's value lives: its key and, where it is partitioned, the partition key."""

    __slots__ = ("asset_key", "partition_key")

    def __init__(self, asset_key: AssetKey, partition_key: str | None = None) -> None:
        self.asset_key = asset_key
        self.partition_key = partition_key

    def __hash__(self) -> int:
        return hash((self.asset_key, self.partition_key))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, AssetAddress)
            and self.asset_key == other.asset_key
            and self.partition_key == other.partition_key
        )

    def __repr__(self) -> str:
        return f"AssetAddress({self})"

    def __str__(self) -> str:
        text = self.asset_key.to_user_string()
        return text if self.partition_key is None else f"{text}[{self.partition_key}]"

    def __reduce__(self) -> tuple[Any, ...]:
        return AssetAddress, (self.asset_key, self.partition_key)


class RunAddress:
    """Where a value of a run lives: run, step, output and, in a fan-out, the mapping key."""

    __slots__ = ("mapping_key", "output_name", "run_id", "step_key")

    def __init__(
        self, run_id: str, step_key: str, output_name: str, mapping_key: str | None = None
    ) -> None:
        self.run_id = run_id
        self.step_key = step_key
        self.output_name = output_name
        self.mapping_key = mapping_key

    def _facts(self) -> tuple[str, str, str, str | None]:
        return self.run_id, self.step_key, self.output_name, self.mapping_key

    def __hash__(self) -> int:
        return hash(self._facts())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunAddress) and self._facts() == other._facts()

    def __repr__(self) -> str:
        return f"RunAddress({self})"

    def __str__(self) -> str:
        tail = f"[{self.mapping_key}]" if self.mapping_key is not None else ""
        return f"{self.run_id}/{self.step_key}/{self.output_name}{tail}"

    def __reduce__(self) -> tuple[Any, ...]:
        return RunAddress, self._facts()


def key_strings(keys: Iterable[AssetKey]) -> list[str]:
    """The keys as people write them, sorted."""
    return sorted(key.to_user_string() for key in keys)
