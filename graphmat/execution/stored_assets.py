"""Loading assets that the plan does not make: the value of one, or of its partitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.definitions.io_context import OutputContext
from graphmat.execution.missing_values import missing_asset
from graphmat.execution.reading import (
    declared_type,
    input_context,
    input_manager_of,
    load_through,
    read_object,
    spec_of,
)
from graphmat.planning.sources import FromAsset

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit
    from graphmat.keys import AssetKey


def load_asset(
    run: RunContext, source: FromAsset, input_name: str, unit: Unit | None, context: Any = None
) -> Any:
    """Load the value of an asset that the plan does not make, or the values of its partitions.

    Raises:
        MissingValueError: It is not there; the message names asset, place and the command for it.
        LoadInputError: The user's I/O manager raised.
    """
    override = input_manager_of(unit, input_name) if unit is not None else None
    key = override or source.io_manager_key
    manager = run.manager(key)
    if getattr(manager, "is_project_store", False):
        if not source.as_mapping:
            partition = source.partition_keys[0] if source.partition_keys else None
            return _stored_asset(run, unit, input_name, source, partition)
        parts = {
            partition: _stored_asset(run, unit, input_name, source, partition)
            for partition in source.partition_keys or ()
        }
        if manager.store.keeps_frames:
            return manager.store.gathered(parts, declared_type(unit, input_name))
        return parts
    upstream = OutputContext(
        name=source.asset_key.parts[-1],
        asset_key=source.asset_key,
        run_id="__EPHEMERAL_RUN_ID",
        job_name=run.plan.job_name,
        asset_partition_keys=source.partition_keys,
        partition_key=source.partition_keys[0]
        if source.partition_keys and len(source.partition_keys) == 1
        else None,
        definition_metadata=source.definition_metadata,
        asset_spec=spec_of(run, source.asset_key),
    )
    return load_through(
        manager,
        input_context(
            run,
            unit,
            input_name,
            upstream,
            context,
            asset_key=source.asset_key,
            asset_partition_keys=source.partition_keys,
            manager_key=key,
            metadata=source.metadata,
        ),
        f"input '{input_name}'" + (f" of '{unit.step_key}'" if unit is not None else ""),
    )


def _stored_asset(
    run: RunContext, unit: Unit | None, input_name: str, source: FromAsset, partition: str | None
) -> Any:
    made = run.made.get((source.asset_key, partition))
    record = source.records.get(partition)
    if record is None and made is None and not source.records:
        # an op of a plain job names the asset: its plan does not ask the log
        record = run.latest(source.asset_key, partition)
    if made is not None and made.stored_by_partition is not None and partition is not None:
        stored = made.stored_by_partition[partition]
    else:
        stored = made.record.stored if made is not None else (record.stored if record else None)
    if stored is not None:
        return read_object(run, unit, input_name, stored, source.asset_key)
    step_key = unit.step_key if unit else None
    raise missing_asset(source.asset_key, partition, step_key, record, run.plan.graph)


def load_asset_value(run: RunContext, asset_key: AssetKey, partition_key: str | None) -> Any:
    """Load the stored value of any asset of the module.

    Raises:
        MissingValueError: It is not there.
        LoadInputError: The user's I/O manager raised.
    """
    record = run.latest(asset_key, partition_key)
    spec = spec_of(run, asset_key)
    source = FromAsset(
        asset_key,
        partition_keys=None if partition_key is None else (partition_key,),
        io_manager_key=(record.io_manager_key if record else None)
        or (spec.io_manager_key if spec else None)
        or "io_manager",
        records={partition_key: record} if record else {},
        definition_metadata=spec.metadata if spec is not None else None,
    )
    return load_asset(run, source, "value", None)
