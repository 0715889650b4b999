"""What the selection room asks of a graph of assets and of the event log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graphmat.keys import AssetCheckKey, AssetKey


class SelectableSpec(Protocol):
    """What selection words look at in one asset."""

    @property
    def group_name(self) -> str | None:
        """The group, None or ``default`` where the asset was given none."""

    @property
    def tags(self) -> Mapping[str, str]:
        """Tag key → value."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds."""

    @property
    def owners(self) -> Collection[str]:
        """The owners, as people write them."""


class SelectableDefinition(Protocol):
    """What makes one asset or several."""

    @property
    def keys(self) -> Collection[AssetKey]:
        """The assets it makes."""

    @property
    def can_subset(self) -> bool:
        """Whether it can make some of them without the others."""


class SelectableGraph(Protocol):
    """The assets, their edges and their checks; edges may be computed when first asked for."""

    @property
    def asset_keys(self) -> Collection[AssetKey]:
        """The assets that are made here."""

    @property
    def external_keys(self) -> Collection[AssetKey]:
        """The assets that are only known here: made elsewhere."""

    @property
    def check_keys(self) -> Collection[AssetCheckKey]:
        """The checks of all assets."""

    def spec(self, key: AssetKey) -> SelectableSpec:
        """The facts of one asset, external or not."""

    def parents(self, key: AssetKey) -> frozenset[AssetKey]:
        """The assets that this one is directly made from."""

    def children(self, key: AssetKey) -> frozenset[AssetKey]:
        """The assets that are directly made from this one."""

    @property
    def definition_by_key(self) -> Mapping[AssetKey, SelectableDefinition]:
        """What makes each asset that is made here."""


class AssetStates(Protocol):
    """What the event log knows of assets."""

    @property
    def words(self) -> Collection[str]:
        """The words that :meth:`in_state` understands, ``materialized`` among them."""

    def in_state(self, word: str) -> Collection[AssetKey]:
        """The assets in a state; without ``missing``, that is all others than materialized."""

    def of_run(self, which: str) -> Collection[AssetKey] | None:
        """The assets that a run was to make.

        Args:
            which: ``last``, ``failed`` (the newest run that failed) or the beginning of a run id.

        Returns:
            None where there is no such run.
        """
