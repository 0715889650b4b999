"""Doors from a lower room into a higher one, entered at the moment of use.

``Definitions(...).get_job_def(...).execute_in_process()`` is the public API, yet definitions stand
below the engine and must not import it. Each such verb has one line here; a test enters them all.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

DOORS: Final[dict[str, str]] = {
    "job_definition": "graphmat.definitions.jobs:JobDefinition",
    "definition_parents": "graphmat.graphs.asset_graph:definition_parents",
    "asset_graph": "graphmat.graphs.asset_graph:AssetGraph",
    "execute_job": "graphmat.api.in_process:execute_job",
    "materialize": "graphmat.api.in_process:materialize",
    "load_value_in_run": "graphmat.execution.stored_assets:load_asset_value",
    "load_asset_value": "graphmat.api.asset_values:load_asset_value",
    "validate": "graphmat.loading.validation:validate_definitions",
    "instance": "graphmat.api.instance:Instance",
    "selection": "graphmat.selection.api:AssetSelection",
    "resolve_selection": "graphmat.selection.resolve:resolve_all",
}


def enter(door: str) -> Any:
    """The function or class behind a door."""
    module, _, name = DOORS[door].partition(":")
    return getattr(import_module(module), name)
