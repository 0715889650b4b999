"""What a test hands in, as definitions."""

from __future__ import annotations

from typing import Any

from graphmat.definitions.asset_specs import AssetSpec
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.definitions import Definitions
from graphmat.errors import ParameterError


def as_definitions(source: Any) -> Definitions:
    """Definitions of what a test hands in.

    Args:
        source: ``Definitions``; an asset or a graph asset; a list of assets and checks.

    Raises:
        ParameterError: It is something else.
    """
    if isinstance(source, Definitions):
        return source
    items = [source] if isinstance(source, AssetsDefinition | AssetSpec) else source
    if not isinstance(items, list | tuple) or not all(
        isinstance(item, AssetsDefinition | AssetSpec) for item in items
    ):
        raise ParameterError(
            f"a test can run definitions, an asset, or a list of assets and checks, not {source!r}",
            hint="a graph or an op has its own: my_graph.execute_in_process(), my_op(…)",
        )
    checks = [each for each in items if isinstance(each, AssetsDefinition) and _only_checks(each)]
    assets = [each for each in items if each not in checks]
    return Definitions(assets=assets, asset_checks=checks)


def _only_checks(item: AssetsDefinition) -> bool:
    return not item.specs_by_key
