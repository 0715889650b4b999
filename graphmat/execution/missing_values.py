"""The fault of an asset whose value is asked for and not stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.errors import MissingValueError

if TYPE_CHECKING:
    from graphmat.graphs.asset_graph import AssetGraph


def missing_asset(
    asset_key: Any,
    partition: str | None,
    step_key: str | None,
    record: Any,
    graph: AssetGraph | None = None,
) -> MissingValueError:
    """The fault of an asset that has no stored value."""
    name = str(asset_key) if partition is None else f"{asset_key}' for partition '{partition}"
    by = f", which '{step_key}' loads," if step_key else ""
    why = (
        "was materialized without a value to load"
        if record is not None
        else "has never been materialized"
    )
    option = f" --partition '{partition}'" if partition is not None else ""
    if record is not None:
        hint = "depend on it without loading it: deps=[…]"
    elif graph is not None and asset_key in graph.external_keys:
        hint = (
            "it is made elsewhere: say how to load it, with an I/O manager of its own "
            "(SourceAsset(…, io_manager_key=…)), or depend on it without loading it: deps=[…]"
        )
    else:
        hint = f"make it first: graphmat materialize --select '{asset_key}'{option}"
    return MissingValueError(
        f"asset '{name}'{by} {why}: the project's store has no value of it", hint=hint
    )
