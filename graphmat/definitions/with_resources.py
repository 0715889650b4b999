"""Giving assets resources of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphmat.definitions.assets import AssetsDefinition


def with_resources(
    definitions: Iterable[Any],
    resource_defs: Mapping[str, Any],
    resource_config_by_key: Mapping[str, Any] | None = None,
) -> list[Any]:
    """The same assets, each with resources of its own.

    Args:
        definitions: Assets and source assets.
        resource_defs: Resource key → resource.
        resource_config_by_key: Resource key → its configuration.
    """
    given = dict(resource_defs)
    for key, config in (resource_config_by_key or {}).items():
        if key in given and hasattr(given[key], "configured"):
            given[key] = given[key].configured(config.get("config", config))
    return [
        item.with_resources(given) if isinstance(item, AssetsDefinition) else item
        for item in definitions
    ]


class BackfillPolicy:
    """How the partitions of an asset are made when several are asked for.

    Args:
        max_partitions_per_run: How many in one run; None: all of them.
    """

    __slots__ = ("max_partitions_per_run",)

    def __init__(self, max_partitions_per_run: int | None = 1) -> None:
        self.max_partitions_per_run = max_partitions_per_run

    @staticmethod
    def single_run() -> BackfillPolicy:
        """All partitions in one run."""
        return BackfillPolicy(None)

    @staticmethod
    def multi_run(max_partitions_per_run: int = 1) -> BackfillPolicy:
        """At most so many partitions in one run."""
        return BackfillPolicy(max_partitions_per_run)
