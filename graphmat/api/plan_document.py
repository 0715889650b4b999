"""An execution plan as a document: what runs, why, what is loaded, what becomes of each output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.api.places import location_document
from graphmat.api.runs import job_document
from graphmat.api.timestamps import timestamp
from graphmat.keys import key_strings
from graphmat.planning.sources import (
    FromAsset,
    FromConfig,
    FromGraphInput,
    FromRun,
    FromStep,
    InputSource,
)

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step, StepInput, StepOutput

SCHEMA = "graphmat/plan/1"


def plan_document(plan: ExecutionPlan, *, target: str = "") -> dict[str, Any]:
    """The plan as a document.

    Args:
        plan: The plan that would run.
        target: How the definitions were found.
    """
    unexpected = [
        {
            "asset": str(key),
            "step_key": step.step_key,
            "output": output.name,
            "why": output.why,
        }
        for step, output in plan.foreseen_unexpected()
        for key in output.asset_keys
        if key not in plan.asset_keys
    ]
    return {
        "schema": SCHEMA,
        "target": target,
        "job": job_document(plan.job_name),
        "partition": plan.partition_key,
        "on_unselected": plan.on_unselected,
        "selects_all": plan.selects_all,
        "assets": key_strings(plan.asset_keys),
        "checks": sorted(check.to_user_string() for check in plan.check_keys),
        "steps": [_step(plan, step) for step in plan.steps_to_run()],
        "kept": [
            {"step_key": step.step_key, "why": plan.reused[step.step_key]}
            for step in plan.steps
            if step.step_key in plan.reused
        ],
        "parent_run_id": plan.parent_run_id,
        "loads": _loads(plan),
        "unexpected": unexpected,
        "notes": list(plan.notes),
    }


def _step(plan: ExecutionPlan, step: Step) -> dict[str, Any]:
    definition = step.definition
    return {
        "step_key": step.step_key,
        "op": step.op.name,
        "definition": plan.graph.name_of(definition) if definition is not None else None,
        "reason": step.reason,
        "partition": step.partition_key,
        "after": [plan.steps[index].step_key for index in sorted({*step.upstream})],
        "blocked_by": [plan.steps[index].step_key for index in step.blocked_by],
        "inputs": [_input(plan, each) for each in step.inputs],
        "outputs": [_output(each) for each in step.outputs],
        "is_mapped": bool(step.scope),
        "pool": step.pool,
        "tags": dict(step.tags),
        "location": location_document(step.location),
    }


def _output(output: StepOutput) -> dict[str, Any]:
    return {
        "name": output.name,
        "disposition": output.disposition,
        "why": output.why,
        "assets": [str(key) for key in output.asset_keys],
        "check": output.check_key.to_user_string() if output.check_key is not None else None,
        "is_required": output.is_required,
        "is_dynamic": output.is_dynamic,
        "io_manager": output.io_manager_key,
    }


def _input(plan: ExecutionPlan, step_input: StepInput) -> dict[str, Any]:
    return {
        "name": step_input.name,
        "is_list": step_input.is_list,
        "only_order": step_input.is_nothing,
        "sources": [
            _source(plan, source, step_input.input_manager_key) for source in step_input.sources
        ],
    }


def _source(plan: ExecutionPlan, source: InputSource, manager: str | None) -> dict[str, Any]:
    if isinstance(source, FromStep):
        return {
            "kind": "step",
            "step_key": plan.steps[source.step_index].step_key,
            "output": source.output_name,
            "asset": _text(source.asset_key),
            "is_collected": source.is_collected,
        }
    if isinstance(source, FromAsset):
        return {"kind": "asset", **_load(source, manager)}
    if isinstance(source, FromRun):
        return {
            "kind": "run",
            "asset": _text(source.asset_key),
            "outputs": [
                {
                    "run_id": record.run_id,
                    "step_key": record.step_key,
                    "output": record.output_name,
                }
                for record in source.records
            ],
        }
    if isinstance(source, FromGraphInput):
        return {"kind": "job_input", "input": source.input_name}
    assert isinstance(source, FromConfig)  # noqa: S101  # the last kind there is
    return {"kind": "config", "graph": list(source.graph_path), "field": list(source.field_path)}


def _load(source: FromAsset, manager: str | None) -> dict[str, Any]:
    newest = max(source.records.values(), key=lambda record: record.id, default=None)
    partitions = source.partition_keys
    return {
        "asset": str(source.asset_key),
        "partitions": list(partitions) if partitions is not None else None,
        "io_manager": manager or source.io_manager_key,
        "is_materialized": newest is not None,
        "materialized_at": timestamp(newest.time) if newest is not None else None,
        "run_id": newest.run_id if newest is not None else None,
        "data_version": newest.data_version if newest is not None else None,
    }


def _loads(plan: ExecutionPlan) -> list[dict[str, Any]]:
    """What is loaded, once for each asset, with the steps that load it."""
    found: dict[Any, dict[str, Any]] = {}
    for step, step_input, source in plan.loads():
        manager = step_input.input_manager_key
        place = (source.asset_key, source.partition_keys, manager)
        known = found.setdefault(place, {**_load(source, manager), "by": []})
        if step.step_key not in known["by"]:
            known["by"].append(step.step_key)
    return list(found.values())


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
