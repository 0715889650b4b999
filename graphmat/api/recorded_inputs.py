"""The inputs that a step of a run had: where each value came from, and how to have it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.errors import MissingValueError
from graphmat.events import kinds
from graphmat.events.records import MaterializationRecord, OutputRecord, StoredObject
from graphmat.execution.outcome import StoredOutput
from graphmat.keys import AssetKey
from graphmat.planning.sources import FromAsset, FromConfig, FromGraphInput, FromStep

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step, StepInput

_KINDS = (kinds.STEP_START, kinds.STEP_RESTARTED, kinds.LOADED_INPUT)


def loads_of(log: Any, run_id: str, step_key: str) -> dict[str, list[Mapping[str, Any]]]:
    """Input → what the last attempt at a step loaded for it, in order, as recorded."""
    return loads_by_step(log, run_id, {step_key}).get(step_key, {})


def loads_by_step(
    log: Any, run_id: str, step_keys: Collection[str]
) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """The same for several steps, each under its key."""
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for event in log.events(run_id, kinds=_KINDS):
        if event.step_key not in step_keys:
            continue
        if event.kind == kinds.LOADED_INPUT:
            loads = found.setdefault(event.step_key, {})
            loads.setdefault(str(event.data["input_name"]), []).append(event.data)
        else:
            found.pop(event.step_key, None)
    return found


def input_documents(loads: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The inputs of a step as documents: where each came from, and by which digest it is known."""
    return [
        {
            "name": name,
            "address": str(data.get("address", "")),
            "asset": data.get("asset"),
            "partitions": list(data.get("partitions") or ()),
            "io_manager": data.get("io_manager_key"),
            "digests": [each["digest"] for each in data.get("stored") or () if each],
        }
        for name, several in loads.items()
        for data in several
    ]


def sources_of(
    plan: ExecutionPlan, step: Step, loads: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[list[Any]]:
    """The sources of a step's inputs, as the engine resolves them, but of the values it had then.

    Raises:
        MissingValueError: What an input was loaded from is not recorded.
    """
    return [
        [] if each.is_nothing else _sources(plan, step, each, list(loads.get(each.name, ())))
        for each in step.inputs
    ]


def _sources(
    plan: ExecutionPlan, step: Step, step_input: StepInput, loads: list[Mapping[str, Any]]
) -> list[Any]:
    found: list[Any] = []
    for source in step_input.sources:
        if isinstance(source, FromConfig | FromGraphInput):
            found.append(source)
        elif isinstance(source, FromStep) and source.is_collected:
            maker = plan.steps[source.step_index].step_key
            members = []
            while loads and _is_output(loads[0], maker, source.output_name):
                members.append(_stored_output(loads.pop(0)))
            found.append(members)
        elif loads:
            found.append(_source(loads.pop(0), source))
        elif isinstance(source, FromAsset):
            found.append(source)  # it failed to load: it is tried once more
        elif not step_input.is_list:
            raise MissingValueError(
                f"what '{step.step_key}' took for its input '{step_input.name}' is not recorded",
                hint="it did not come so far in that run, or an earlier version recorded it",
            )
    return found


def _is_output(data: Mapping[str, Any], step_key: str, output_name: str) -> bool:
    output: Sequence[str] = data.get("output") or ()
    return len(output) > 0 and output[1].split("[", 1)[0] == step_key and output[2] == output_name


def _stored(document: Mapping[str, Any] | None) -> StoredObject | None:
    if not document:
        return None
    return StoredObject(
        digest=document["digest"],
        size_bytes=document["size_bytes"],
        serializer=document["serializer"],
    )


def _stored_output(data: Mapping[str, Any]) -> StoredOutput:
    run_id, step_key, output_name, mapping_key = data["output"]
    stored = data.get("stored") or [None]
    key = data.get("asset")
    return StoredOutput(
        OutputRecord(
            run_id=run_id,
            step_key=step_key,
            output_name=output_name,
            mapping_key=mapping_key,
            stored=_stored(stored[0]),
            io_manager_key=data.get("io_manager_key"),
        ),
        asset_key=AssetKey.from_user_string(key) if key is not None else None,
        partition_keys=tuple(data.get("partitions") or ()),
    )


def _source(data: Mapping[str, Any], planned: Any) -> Any:
    if data.get("output"):
        return _stored_output(data)
    if "asset" not in data:
        return planned
    key = AssetKey.from_user_string(data["asset"])
    partitions = tuple(data.get("partitions") or ()) or None
    records = {
        partition: MaterializationRecord(
            id=0, asset_key=key, run_id="", time=0.0, partition_key=partition, stored=stored
        )
        for partition, stored in zip(
            partitions or (None,), map(_stored, data.get("stored") or ()), strict=False
        )
        if stored is not None
    }
    is_same = isinstance(planned, FromAsset) and planned.asset_key == key
    return FromAsset(
        key,
        partition_keys=partitions,
        as_mapping=planned.as_mapping if is_same else len(partitions or ()) > 1,
        io_manager_key=str(data.get("io_manager_key") or "io_manager"),
        records=records or (planned.records if is_same else {}),
        metadata=planned.metadata if is_same else None,
        definition_metadata=planned.definition_metadata if is_same else None,
    )
