"""Reading one value: from the project's store, or through an I/O manager of the user's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.io_context import InputContext, OutputContext
from graphmat.errors import GraphmatError, LoadInputError, MissingValueError, StorageError
from graphmat.events.records import PARQUET
from graphmat.execution.missing_values import missing_asset
from graphmat.execution.storing import late_run_fact

if TYPE_CHECKING:
    from graphmat.execution.outcome import StoredOutput
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit


def input_manager_of(unit: Unit, input_name: str) -> str | None:
    """The resource that an input names to be loaded by, if it does."""
    for step_input in unit.step.inputs:
        if step_input.name == input_name:
            return step_input.input_manager_key
    return None


def declared_type(unit: Unit | None, input_name: str) -> Any:
    """The type that a consumer declares for an input, or None."""
    declared = unit.step.op.ins.get(input_name) if unit is not None else None
    return declared.dagster_type if declared is not None else None


def op_of(run: RunContext, step_key: str) -> Any:
    """The op of a step of the plan, or None."""
    step = run.plan.step(step_key.split("[", 1)[0])
    return step.op if step is not None else None


def spec_of(run: RunContext, asset_key: Any) -> Any:
    """What is said about an asset, or None where it is unknown."""
    graph = run.plan.graph
    if asset_key is None or graph is None or not graph.has(asset_key):
        return None
    return graph.spec(asset_key)


def read_object(
    run: RunContext, unit: Unit | None, input_name: str, stored: Any, asset_key: Any
) -> Any:
    """Read a value from the project's store.

    Raises:
        MissingValueError: It is not there.
        StorageError: The store cannot be read.
        LoadInputError: The value cannot be made from what is stored.
    """
    try:
        if stored.serializer == PARQUET:
            return run.store_manager.store.get(stored, declared_type(unit, input_name))
        return run.store_manager.store.get(stored)
    except (MissingValueError, StorageError) as error:
        what = f"asset '{asset_key}'" if asset_key is not None else f"input '{input_name}'"
        by = f", which '{unit.step_key}' takes" if unit is not None else ""
        error.message = f"{what}{by} cannot be loaded: {error.message}"
        if asset_key is not None:
            error.hint = f"make it anew: graphmat materialize --select {asset_key}"
        raise
    except GraphmatError:
        raise
    except Exception as error:
        raise LoadInputError(
            f"input '{input_name}' could not be loaded: {type(error).__name__}: {error}"
        ) from error


def input_context(
    run: RunContext,
    unit: Unit | None,
    input_name: str,
    upstream: OutputContext,
    context: Any,
    *,
    asset_key: Any,
    asset_partition_keys: Any,
    manager_key: str,
    metadata: Mapping[str, Any] | None = None,
) -> InputContext:
    """What an I/O manager of the user's is told of a value that it is to load."""

    def late(fact: str) -> Any:
        definition = unit.step.op.ins.get(input_name) if unit is not None else None
        match fact:
            case "job_name":
                return run.plan.job_name
            case "asset_spec":
                return spec_of(run, asset_key)
            case "asset_partitions_def":
                graph = run.plan.graph
                owner = graph.definition_by_key.get(asset_key) if graph and asset_key else None
                return owner.partitions_def if owner is not None else None
            case "op_def":
                return unit.step.op if unit is not None else None
            case "definition_metadata":
                return metadata or (definition.metadata if definition is not None else None)
            case "dagster_type":
                return _type_of(definition)
            case _:
                return late_run_fact(run, context, manager_key, fact)

    return InputContext(
        late,
        name=input_name,
        upstream_output=upstream,
        run_id=run.run_id,
        step_key=unit.step_key if unit is not None else None,
        asset_key=asset_key,
        partition_key=unit.step.partition_key if unit is not None else None,
        asset_partition_keys=asset_partition_keys,
    )


def _type_of(definition: Any) -> Any:
    if definition is None:
        return None
    from graphmat.definitions.named import Named

    return Named("input", definition).dagster_type


def load_through(manager: Any, context: InputContext, what: str) -> Any:
    """Load a value through an I/O manager of the user's.

    Raises:
        MissingValueError: It is not there.
        LoadInputError: The I/O manager raised.
    """
    try:
        return manager.load_input(context)
    except MissingValueError as error:
        if context.has_asset_key and not error.hint:
            error.hint = f"make it: graphmat materialize --select {context.asset_key}"
            error.message = (
                f"asset '{context.asset_key}', {what}, cannot be loaded: {error.message}"
            )
        raise
    except Exception as error:
        raise LoadInputError(
            f"{what} could not be loaded: {type(error).__name__}: {error}",
            hint=f"make the asset: graphmat materialize --select {context.asset_key}"
            if context.has_asset_key and isinstance(error, FileNotFoundError)
            else None,
        ) from error


def read_output(
    run: RunContext,
    unit: Unit,
    input_name: str,
    output: StoredOutput,
    context: Any,
    override: str | None,
) -> Any:
    """Read an output of the run: where it was stored, or with another I/O manager.

    Raises:
        MissingValueError: It is not there.
        LoadInputError: The I/O manager raised.
    """
    record = output.record
    manager_key = record.io_manager_key or "io_manager"
    manager = run.manager(override or manager_key)
    if record.stored is not None and override is None:
        return read_object(run, unit, input_name, record.stored, output.asset_key)
    if output.asset_key is not None and getattr(manager, "is_project_store", False):
        partition = output.partition_keys[0] if output.partition_keys else None
        raise missing_asset(output.asset_key, partition, unit.step_key, record)

    def late(fact: str) -> Any:
        match fact:
            case "job_name":
                return run.plan.job_name
            case "asset_spec":
                return spec_of(run, output.asset_key)
            case "op_def":
                return op_of(run, record.step_key)
            case _:
                return None

    upstream = OutputContext(
        late,
        name=record.output_name,
        step_key=record.step_key,
        run_id=record.run_id,
        asset_key=output.asset_key,
        partition_key=output.partition_keys[0] if len(output.partition_keys) == 1 else None,
        asset_partition_keys=output.partition_keys or None,
        mapping_key=record.mapping_key,
        definition_metadata=output.metadata,
        output_metadata=output.output_metadata,
    )
    return load_through(
        manager,
        input_context(
            run,
            unit,
            input_name,
            upstream,
            context,
            asset_key=output.asset_key,
            asset_partition_keys=upstream.asset_partition_keys or None,
            manager_key=override or manager_key,
        ),
        f"input '{input_name}' of '{unit.step_key}'",
    )
