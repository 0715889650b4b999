"""Observed source assets: assets made elsewhere, with a function that looks at them.

graphmat makes assets and does not watch others: the function is kept, so that a module's own tests
can call it, and is not run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphmat.definitions.asset_specs import AssetSpec, SourceAsset
from graphmat.keys import AssetKey


class ObserveResult:
    """What a look at an asset found.

    Args:
        asset_key: The asset.
        metadata: Facts about it.
        check_results: Findings of checks.
        data_version: The version of its data.
        tags: Tags.
    """

    def __init__(
        self,
        asset_key: Any = None,
        metadata: Any = None,
        check_results: Sequence[Any] | None = None,
        data_version: Any = None,
        tags: Any = None,
    ) -> None:
        self.asset_key = None if asset_key is None else AssetKey.from_coercible(asset_key)
        self.metadata = dict(metadata or {})
        self.check_results = list(check_results or ())
        self.data_version = data_version
        self.tags = dict(tags or {})


class ObservedAsset(SourceAsset):
    """An asset made elsewhere, with the function that looks at it."""

    observe_fn: Callable[..., Any]

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Look at the asset, as a test does."""
        return self.observe_fn(*arguments, **options)


def observable_source_asset(
    observe_fn: Callable[..., Any] | None = None,
    *,
    key: Any = None,
    name: str | None = None,
    key_prefix: Any = None,
    metadata: Any = None,
    io_manager_key: str | None = None,
    io_manager_def: Any = None,
    description: str | None = None,
    group_name: str | None = None,
    resource_defs: Any = None,
    partitions_def: Any = None,
    tags: Any = None,
    **_unused: Any,
) -> Any:
    """An asset made elsewhere; the function that looks at it is kept, and not run.

    Args:
        observe_fn: Looks at the asset.
        key: The asset's key; default: the function's name.
        name: The last component of the key.
        key_prefix: Put before the name.
        metadata: Facts about the asset.
        io_manager_key: The I/O manager that loads it.
        io_manager_def: An I/O manager of its own.
        description: What it is; default: the function's docstring.
        group_name: Its group.
        resource_defs: Resources of its own.
        partitions_def: Its partitions.
        tags: Tags to select it by.
    """

    def decorate(function: Callable[..., Any]) -> ObservedAsset:
        own_key = key
        if own_key is None:
            prefix = [key_prefix] if isinstance(key_prefix, str) else list(key_prefix or ())
            own_key = AssetKey([*prefix, name or function.__name__])
        made = ObservedAsset(
            own_key,
            metadata=metadata,
            io_manager_key=io_manager_key,
            io_manager_def=io_manager_def,
            description=description or function.__doc__,
            partitions_def=partitions_def,
            group_name=group_name,
            resource_defs=resource_defs,
            tags=tags,
        )
        made.observe_fn = function
        return made

    return decorate if observe_fn is None else decorate(observe_fn)


def multi_observable_source_asset(
    *, specs: Sequence[AssetSpec], group_name: str | None = None, **_unused: Any
) -> Callable[[Callable[..., Any]], list[AssetSpec]]:
    """Assets made elsewhere; the function that looks at them is not run.

    Args:
        specs: The assets.
        group_name: Their group.
    """
    changes = {} if group_name is None else {"group_name": group_name}
    return lambda _function: [spec.replace_attributes(**changes) for spec in specs]
