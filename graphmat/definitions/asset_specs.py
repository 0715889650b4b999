"""What is said about one asset, apart from how it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphmat.definitions.arguments import as_dict, as_items, as_names
from graphmat.definitions.ins_outs import as_metadata
from graphmat.definitions.names import check_asset_name, check_group, check_owners, check_tags
from graphmat.errors import InvalidDefinitionError, ParameterError, SourceLocation
from graphmat.keys import AssetKey

DEFAULT_GROUP = "default"
IO_MANAGER_KEY = "dagster/io_manager_key"
"""Metadata name under which the peer keeps an external asset's I/O manager; read and written."""


def coerce_key(value: Any) -> AssetKey:
    """Read a key from a key, a string, a list, or an asset with one key."""
    return AssetKey.from_coercible(value)


def prefix_parts(prefix: str | Sequence[str] | None) -> tuple[str, ...]:
    """Read a key prefix: one component, or several."""
    if prefix is None:
        return ()
    parts = (prefix,) if isinstance(prefix, str) else as_items(prefix, "key_prefix")
    return tuple(check_asset_name(part, "a key prefix") for part in parts)


class AssetDep:
    """A dependency on an asset that is not loaded.

    Args:
        asset: The asset: key, string, list, or definition.
        partition_mapping: Which of its partitions are depended on.
        metadata: Facts about the dependency.
    """

    __slots__ = ("asset_key", "metadata", "partition_mapping")

    def __init__(
        self,
        asset: Any,
        *,
        partition_mapping: Any = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.asset_key = coerce_key(asset)
        self.partition_mapping = partition_mapping
        self.metadata = dict(as_metadata(metadata) or {})

    @property
    def asset(self) -> AssetKey:
        """The asset's key."""
        return self.asset_key

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, AssetDep)
            and self.asset_key == other.asset_key
            and self.partition_mapping == other.partition_mapping
        )

    def __hash__(self) -> int:
        return hash(self.asset_key)

    def __repr__(self) -> str:
        return f"AssetDep({self.asset_key!r})"


def as_deps(deps: Iterable[Any] | None) -> tuple[AssetDep, ...]:
    """Read ``deps``: keys, strings, definitions or ``AssetDep``; a repeated key counts once.

    Raises:
        ParameterError: A single string or key instead of a list.
        InvalidDefinitionError: One key with two partition mappings.
    """
    if deps is None:
        return ()
    if isinstance(deps, str | AssetKey):
        raise ParameterError(f"'deps' must be a list, not {deps!r}")
    found: dict[AssetKey, AssetDep] = {}
    for dep in as_items(deps, "deps"):
        keys = getattr(dep, "keys", None)
        if isinstance(dep, AssetDep):
            single = [dep]
        elif not isinstance(dep, AssetKey | str | list | tuple) and isinstance(
            keys, set | frozenset | list
        ):
            single = [AssetDep(key) for key in sorted(keys)]
        else:
            single = [AssetDep(dep)]
        for one in single:
            known = found.get(one.asset_key)
            if known is not None and known != one:
                raise InvalidDefinitionError(
                    f"'{one.asset_key}' is given twice in 'deps', with different mappings"
                )
            found[one.asset_key] = one
    return tuple(found.values())


class AssetSpec:
    """What is said about one asset: its key and everything that is recorded or shown with it.

    Given to ``Definitions`` by itself it is an external asset: others may load it or depend on it,
    nothing here makes it.

    Args:
        key: The key: string (one component), list, or ``AssetKey``.
        deps: Assets it depends on without loading them.
        description: What it is.
        metadata: Facts about it.
        skippable: Whether it may be left out when its computation chooses so.
        group_name: The group that it is listed in; default "default".
        code_version: Version of the code that computes it.
        automation_condition: Kept for compatibility; graphmat runs when it is told to.
        owners: E-mail addresses, or teams as ``team:name``.
        tags: Tags to select it by.
        kinds: What it is made with, such as ``python`` or ``csv``.
        partitions_def: Its partitions.
        freshness_policy: Kept for compatibility.
        is_virtual: Kept for compatibility.

    Raises:
        InvalidDefinitionError: A name is not valid.
    """

    __slots__ = (
        "automation_condition",
        "code_version",
        "deps",
        "description",
        "freshness_policy",
        "group_name",
        "io_manager_key",
        "is_virtual",
        "key",
        "kinds",
        "location",
        "metadata",
        "owners",
        "partitions_def",
        "skippable",
        "tags",
    )

    def __init__(
        self,
        key: Any,
        *,
        deps: Iterable[Any] | None = None,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        skippable: bool = False,
        group_name: str | None = None,
        code_version: str | None = None,
        automation_condition: Any = None,
        owners: Sequence[str] | None = None,
        tags: Mapping[str, str] | None = None,
        kinds: Iterable[str] | None = None,
        partitions_def: Any = None,
        freshness_policy: Any = None,
        is_virtual: bool = False,
    ) -> None:
        self.key = key if type(key) is AssetKey else AssetKey.from_coercible(key)
        self.deps = as_deps(deps) if deps else ()
        self.description = description
        self.metadata: Mapping[str, Any] = dict(as_metadata(metadata) or {}) if metadata else {}
        self.skippable = skippable
        self.group_name = check_group(group_name) if group_name is not None else DEFAULT_GROUP
        self.code_version = code_version
        self.automation_condition = automation_condition
        self.owners: tuple[str, ...] = check_owners(owners) if owners else ()
        self.tags: dict[str, str] = check_tags(tags) if tags else {}
        self.kinds = as_names(kinds, "kinds") if kinds else _NO_KINDS
        for kind in self.kinds:
            if not isinstance(kind, str):
                raise ParameterError(f"kinds are strings, but {kind!r} is not")
        self.partitions_def = partitions_def
        self.freshness_policy = freshness_policy
        self.is_virtual = is_virtual
        self.io_manager_key: str | None = (
            self.metadata.get(IO_MANAGER_KEY) if self.metadata else None
        )
        self.location: SourceLocation | None = None

    def replace_attributes(self, **changes: Any) -> AssetSpec:
        """The same asset with some attributes replaced."""
        facts = {name: getattr(self, name) for name in SPEC_ATTRIBUTES}
        facts.update(changes)
        twin = AssetSpec(facts.pop("key"), **facts)
        twin.io_manager_key = self.io_manager_key
        twin.location = self.location
        return twin

    def merge_attributes(
        self,
        *,
        deps: Iterable[Any] = (),
        metadata: Mapping[str, Any] | None = None,
        owners: Sequence[str] = (),
        tags: Mapping[str, str] | None = None,
        kinds: Iterable[str] = (),
    ) -> AssetSpec:
        """The same asset with more dependencies, metadata, owners, tags and kinds."""
        return self.replace_attributes(
            deps=[*self.deps, *as_deps(deps)],
            metadata={**self.metadata, **(metadata or {})},
            owners=[*self.owners, *owners],
            tags={**self.tags, **(tags or {})},
            kinds=self.kinds | frozenset(kinds),
        )

    def with_io_manager_key(self, io_manager_key: str) -> AssetSpec:
        """The same asset, loaded by this I/O manager."""
        twin = self.replace_attributes(metadata={**self.metadata, IO_MANAGER_KEY: io_manager_key})
        twin.io_manager_key = io_manager_key
        return twin

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AssetSpec) and all(
            getattr(self, name) == getattr(other, name) for name in SPEC_ATTRIBUTES
        )

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"AssetSpec({self.key.to_user_string()!r})"


_NO_KINDS: frozenset[str] = frozenset()
SPEC_ATTRIBUTES = (
    "key",
    "deps",
    "description",
    "metadata",
    "skippable",
    "group_name",
    "code_version",
    "automation_condition",
    "owners",
    "tags",
    "kinds",
    "partitions_def",
    "freshness_policy",
    "is_virtual",
)


class SourceAsset:
    """An asset that is made elsewhere; the older way to write an ``AssetSpec``.

    Args:
        key: Its key.
        metadata: Facts about it.
        io_manager_key: The I/O manager that loads it.
        io_manager_def: An I/O manager of its own.
        description: What it is.
        partitions_def: Its partitions.
        group_name: Its group.
        resource_defs: Resources of its own.
        observe_fn: Not supported.
        op_tags: Kept for compatibility.
        auto_observe_interval_minutes: Kept for compatibility.
        freshness_policy: Kept for compatibility.
        automation_condition: Kept for compatibility.
        tags: Tags to select it by.
    """

    def __init__(
        self,
        key: Any,
        metadata: Mapping[str, Any] | None = None,
        io_manager_key: str | None = None,
        io_manager_def: Any = None,
        description: str | None = None,
        partitions_def: Any = None,
        group_name: str | None = None,
        resource_defs: Mapping[str, Any] | None = None,
        observe_fn: Any = None,
        op_tags: Mapping[str, Any] | None = None,
        *,
        auto_observe_interval_minutes: float | None = None,
        freshness_policy: Any = None,
        automation_condition: Any = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        del op_tags, auto_observe_interval_minutes
        if observe_fn is not None:
            raise InvalidDefinitionError("observable source assets are not supported")
        self.resource_defs = as_dict(resource_defs, "resource_defs")
        spec = AssetSpec(
            key,
            metadata=metadata,
            description=description,
            partitions_def=partitions_def,
            group_name=group_name,
            tags=tags,
            freshness_policy=freshness_policy,
            automation_condition=automation_condition,
        )
        if io_manager_def is not None:
            own_key = io_manager_key or f"{spec.key.to_python_identifier()}__io_manager"
            self.resource_defs[own_key] = io_manager_def
            io_manager_key = own_key
        spec.io_manager_key = io_manager_key
        self.spec = spec

    @property
    def key(self) -> AssetKey:
        """Its key."""
        return self.spec.key

    def __getattr__(self, name: str) -> Any:
        if name == "spec":
            raise AttributeError(name)
        return getattr(self.spec, name)

    def __repr__(self) -> str:
        return f"SourceAsset({self.key.to_user_string()!r})"


def source_of(spec: AssetSpec, partitions_def: Any) -> SourceAsset:
    """An asset of this project as one that is made elsewhere."""
    return SourceAsset(
        spec.key,
        metadata=spec.metadata,
        io_manager_key=spec.io_manager_key,
        description=spec.description,
        partitions_def=partitions_def,
        group_name=spec.group_name,
        tags=spec.tags,
    )
