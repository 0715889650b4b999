"""``run``: a selection run in memory, with values from outside and fake resources."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.asset_values import manager_keys, without_managers
from graphmat.api.in_process import materialize
from graphmat.definitions.assets import AssetsDefinition
from graphmat.io_managers.memory import InMemoryIOManager
from graphmat.loading.module import load_definitions
from graphmat.loading.project import find_settings
from graphmat.selection.api import AssetSelection
from graphmat.testing.sources import as_definitions

if TYPE_CHECKING:
    from graphmat.api.results import ExecuteInProcessResult
    from graphmat.definitions.definitions import Definitions


def run(
    source: Any,
    select: str | Sequence[str] | None = None,
    *,
    upstream: Mapping[str, Any] | None = None,
    resources: Mapping[str, Any] | None = None,
    run_config: Any = None,
    partition_key: str | None = None,
    tags: Mapping[str, str] | None = None,
    raise_on_error: bool = True,
) -> ExecuteInProcessResult:
    """Run a selection in memory; nothing is recorded, and every I/O manager is one in memory.

    Args:
        source: ``Definitions``; an asset or a graph asset; a list of assets and checks.
        select: Selections, as on the command line; None: everything.
        upstream: Asset key → value, for assets that are loaded and not made.
        resources: Resource key → what stands in for that resource.
        run_config: Run configuration.
        partition_key: The partition.
        tags: Tags of the run.
        raise_on_error: Whether what an op raises is raised here; else the result tells of it.

    Returns:
        The result: ``asset_value``, ``output_for_node``, ``success``, events.

    Raises:
        InvalidSelectionError: The selection is wrong.
        MissingValueError: An upstream asset is loaded for which there is no value.
    """
    definitions = as_definitions(source)
    manager = InMemoryIOManager()
    for key, value in (upstream or {}).items():
        address = tuple(key.split("/")) + ((partition_key,) if partition_key else ())
        manager.values[tuple(key.split("/"))] = manager.values[address] = value
    keys = {*manager_keys(definitions.asset_graph), "io_manager"}
    given = {**definitions.resources, **dict.fromkeys(keys, manager), **(resources or {})}
    return materialize(
        [_bare(item) for item in (*definitions.assets, *definitions.asset_checks)],
        run_config,
        None,
        given,
        partition_key,
        raise_on_error,
        tags,
        _selection(definitions, select),
    )


def _bare(item: Any) -> Any:
    """An asset without I/O managers of its own."""
    if not isinstance(item, AssetsDefinition):
        return item
    return item.but(options={"resource_defs": without_managers(item)})


def _selection(definitions: Definitions, select: str | Sequence[str] | None) -> Any:
    """The selection by keys: names of selectors are known to the definitions only."""
    if select is None:
        return None
    text = select if isinstance(select, str) else " or ".join(f"({each})" for each in select)
    found = definitions.resolve_selected(
        text, selectors=definitions.asset_graph.named_selectors or None
    )
    return AssetSelection.assets(*found.asset_keys) | AssetSelection.checks(*found.check_keys)


def load(file: str | os.PathLike[str] | None = None, *, module: str | None = None) -> Definitions:
    """The definitions of a project, as the command line would find them.

    Args:
        file: A file with definitions, or the folder of a project; default: the working directory.
        module: A module with definitions.

    Raises:
        UsageError: There are no definitions.
        LoadError: They cannot be imported.
        DefinitionsError: They have faults.
    """
    flags: dict[str, Any] = {"module": module}
    folder = None
    if file is not None:
        if os.path.isdir(file):  # noqa: PTH112  # a path of the caller's, as it was given
            folder = os.fspath(file)
        else:
            flags["file"] = os.fspath(file)
    settings = find_settings(folder=folder, flags=flags)
    assert settings.target is not None  # noqa: S101  # it was asked for
    definitions = load_definitions(settings.target)
    definitions.asset_graph.named_selectors = settings.get("selectors", {})
    return definitions
