"""Stored values of assets, loaded outside a run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from graphmat.api.instance import Instance
from graphmat.api.planning import new_run_id
from graphmat.errors import InvalidSelectionError, did_you_mean
from graphmat.events.records import RunRecord
from graphmat.execution.recorder import Recorder
from graphmat.execution.run_context import RunContext
from graphmat.graphs.asset_graph import AssetGraph
from graphmat.planning.plan import ExecutionPlan

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.keys import AssetKey


def manager_keys(graph: AssetGraph) -> set[str]:
    """The resource keys that assets name as their I/O managers."""
    found = set()
    for definition in graph.definitions:
        for flat_op in graph.flat(definition).ops:
            found |= {out.io_manager_key for out in flat_op.op.outs.values() if out.io_manager_key}
        found |= {
            spec.io_manager_key for spec in definition.specs_by_key.values() if spec.io_manager_key
        }
    return found


def load_asset_value(
    definitions: Definitions, asset_key: AssetKey, instance: Any, partition_key: str | None
) -> Any:
    """Load the stored value of an asset; see ``Definitions.load_asset_value``."""
    graph = definitions.asset_graph
    if not graph.has(asset_key):
        known = [key.to_user_string() for key in graph.all_keys()]
        raise InvalidSelectionError(
            f"no asset is called '{asset_key}'", hint=did_you_mean(str(asset_key), known)
        )
    home = instance if instance is not None else Instance.get()
    plan = ExecutionPlan(
        run_id=new_run_id(),
        job_name="load_asset_value",
        steps=[],
        graph=graph,
        resource_defs=definitions.resource_defs_for(
            [graph.definition_by_key[asset_key]] if asset_key in graph.definition_by_key else []
        ),
    )
    record = RunRecord(run_id=plan.run_id, started_at=time.time())
    run = RunContext(
        plan=plan,
        record=record,
        recorder=Recorder(home.event_log, plan.run_id, time.time),
        store_manager=home.store_manager,
        instance=home,
    )
    from graphmat.execution.run_resources import opened
    from graphmat.execution.stored_assets import load_asset_value as load_value

    with opened(run, only=_loader_keys(graph, asset_key, plan)):
        return load_value(run, asset_key, partition_key)


def _loader_keys(graph: AssetGraph, asset_key: AssetKey, plan: ExecutionPlan) -> set[str]:
    spec = graph.spec(asset_key)
    keys = {spec.io_manager_key or "io_manager"}
    owner = graph.definition_by_key.get(asset_key)
    if owner is not None:
        keys |= manager_keys(AssetGraph([owner]))
    return {key for key in keys if key in plan.resource_defs}
