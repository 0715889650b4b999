"""Loading: the value of each input of a step, from wherever the plan says it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.io_context import InputContext, OutputContext
from graphmat.errors import (
    GraphmatError,
    LoadInputError,
    MissingValueError,
    StorageError,
)
from graphmat.events import kinds
from graphmat.execution.outcome import NOT_HELD, StoredOutput
from graphmat.planning.plan import FromAsset, FromConfig, FromGraphInput, FromRun, StepInput

if TYPE_CHECKING:
    from graphmat.events.records import MaterializationRecord
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit

ATOMS = (int, float, str, bool, bytes, type(None), complex)
"""Types whose values cannot be changed: any number of consumers may share one."""


class LoadedInputs:
    """The values of a step's inputs, and the assets that they came from.

    Args:
        values: Input name → value, for inputs that carry data.
        lineage: (key, partition) of each asset read → document of the upstream.
    """

    __slots__ = ("lineage", "values")

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.lineage: dict[tuple[Any, str | None], dict[str, Any]] = {}


def load_inputs(run: RunContext, unit: Unit, context: Any) -> LoadedInputs:
    """Load every input of a step.

    Raises:
        LoadInputError: The user's I/O manager raised; the original is its cause.
        MissingValueError: A value is not there.
    """
    loaded = LoadedInputs()
    step = unit.step
    for step_input, sources in zip(step.inputs, unit.inputs, strict=True):
        if step_input.is_nothing:
            for source in sources:
                note_lineage(loaded, source)
            continue
        definition = step.op.ins[step_input.name]
        if not sources and not step_input.is_list:
            if not step_input.sources:
                value = _unconnected(run, unit, step_input, definition)
                if value is not NOT_HELD:
                    loaded.values[step_input.name] = value
            continue
        members = []
        for source in sources:
            members.append(_load(run, unit, step_input, source, context))
            note_lineage(loaded, source)
        loaded.values[step_input.name] = members if step_input.is_list else members[0]
    return loaded


def _unconnected(run: RunContext, unit: Unit, step_input: StepInput, definition: Any) -> Any:
    if run.config is not None:
        given = run.config.op_input(unit.step.path, step_input.name)
        if given is not NOT_HELD:
            return given
    if definition.has_default_value:
        return definition.default_value
    raise MissingValueError(
        f"input '{step_input.name}' of '{unit.step_key}' is not connected and has no default",
        hint=f"give it in the run configuration: ops.{unit.step.step_key}.inputs.{step_input.name}",
    )


def note_lineage(loaded: LoadedInputs, source: Any) -> None:
    """Note the assets behind a source: itself, if it is one, or those it was computed from."""
    if isinstance(source, StoredOutput):
        if source.asset_key is not None:
            loaded.lineage[source.asset_key, source.partition_key] = {
                "key": source.asset_key.to_user_string(),
                "partition": source.partition_key,
                "data_version": source.data_version,
                "run_id": source.record.run_id,
            }
        elif source.lineage:
            loaded.lineage.update(source.lineage)
    elif isinstance(source, FromAsset):
        for partition in source.partition_keys or (None,):
            record = source.records.get(partition)
            loaded.lineage[source.asset_key, partition] = upstream_document(
                source, partition, record
            )
    elif isinstance(source, FromRun):
        if source.asset_key is not None:
            record = source.materialization
            loaded.lineage[source.asset_key, record.partition_key if record else None] = {
                "key": source.asset_key.to_user_string(),
                "partition": record.partition_key if record else None,
                "data_version": record.data_version if record else None,
                "materialization_id": record.id if record else None,
            }
    elif isinstance(source, list):
        for member in source:
            note_lineage(loaded, member)


def upstream_document(
    source: FromAsset, partition: str | None, record: MaterializationRecord | None
) -> dict[str, Any]:
    """What a materialization records of an asset it was computed from."""
    return {
        "key": source.asset_key.to_user_string(),
        "partition": partition,
        "data_version": record.data_version if record else None,
        "materialization_id": record.id if record else None,
    }


def _load(run: RunContext, unit: Unit, step_input: StepInput, source: Any, context: Any) -> Any:
    if isinstance(source, StoredOutput):
        return _load_output(run, unit, step_input.name, source, context)
    if isinstance(source, list):
        return [_load_output(run, unit, step_input.name, member, context) for member in source]
    if isinstance(source, FromAsset):
        value = load_asset(run, source, step_input.name, unit, context)
        _record_load(run, unit, step_input.name, str(source.asset_key), source.io_manager_key)
        return value
    if isinstance(source, FromRun):
        values = [
            _load_record(run, unit, step_input.name, r, source, context) for r in source.records
        ]
        return values if source.is_collected else values[0]
    if isinstance(source, FromConfig):
        return run.config.graph_field(source.graph_path, source.field_path)
    assert isinstance(source, FromGraphInput)  # noqa: S101  # the last kind there is
    return _graph_input(run, unit, source)


def _graph_input(run: RunContext, unit: Unit, source: FromGraphInput) -> Any:
    if source.input_name in run.input_values:
        return run.input_values[source.input_name]
    if run.config is not None:
        given = run.config.graph_input(source.input_name)
        if given is not NOT_HELD:
            return given
    raise MissingValueError(
        f"input '{source.input_name}' of job '{run.plan.job_name}', which '{unit.step_key}' takes, "
        "was not given",
        hint=f"execute_in_process(input_values={{'{source.input_name}': …}})",
    )


def _record_load(
    run: RunContext, unit: Unit, input_name: str, address: str, manager_key: str
) -> None:
    run.recorder.add(
        kinds.LOADED_INPUT,
        unit.step_key,
        data={"input_name": input_name, "address": address, "io_manager_key": manager_key},
    )


def _load_output(
    run: RunContext, unit: Unit, input_name: str, output: StoredOutput, context: Any
) -> Any:
    record = output.record
    manager_key = record.io_manager_key or "io_manager"
    value = output.value
    override = _input_manager(unit, input_name)
    if override is None and value is not NOT_HELD and isinstance(value, ATOMS):
        pass
    elif override is None and value is not NOT_HELD and _is_last(output):
        output.value = NOT_HELD
    else:
        value = _read_output(run, unit, input_name, output, context, override)
    address = (
        str(output.asset_key)
        if output.asset_key is not None
        else f"{record.run_id}/{record.step_key}/{record.output_name}"
    )
    _record_load(run, unit, input_name, address, manager_key)
    return value


def _input_manager(unit: Unit, input_name: str) -> str | None:
    for step_input in unit.step.inputs:
        if step_input.name == input_name:
            return step_input.input_manager_key
    return None


def _is_last(output: StoredOutput) -> bool:
    """Count a consumer off; the last one gets the object itself, those before a copy."""
    if output.left is None:
        return False
    output.left -= 1
    return output.left == 0


def _read_output(
    run: RunContext,
    unit: Unit,
    input_name: str,
    output: StoredOutput,
    context: Any,
    override: str | None,
) -> Any:
    record = output.record
    manager_key = record.io_manager_key or "io_manager"
    manager = run.manager(override or manager_key)
    if record.stored is not None and override is None:
        return _read_object(run, unit, input_name, record.stored, output.asset_key)
    upstream = OutputContext(
        name=record.output_name,
        step_key=record.step_key,
        run_id=record.run_id,
        job_name=run.plan.job_name,
        asset_key=output.asset_key,
        partition_key=output.partition_key,
        asset_partition_keys=None if output.partition_key is None else (output.partition_key,),
        mapping_key=record.mapping_key,
        definition_metadata=output.metadata,
        output_metadata=output.output_metadata,
        asset_spec=_spec(run, output.asset_key),
        op_def=_op_def(run, record.step_key),
    )
    return _load_through(
        run,
        manager,
        _input_context(
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


def _op_def(run: RunContext, step_key: str) -> Any:
    step = run.plan.step(step_key.split("[", 1)[0])
    return step.op if step is not None else None


def _spec(run: RunContext, asset_key: Any) -> Any:
    graph = run.plan.graph
    if asset_key is None or graph is None or not graph.has(asset_key):
        return None
    return graph.spec(asset_key)


def _load_record(
    run: RunContext, unit: Unit, input_name: str, record: Any, source: FromRun, context: Any
) -> Any:
    output = StoredOutput(
        record,
        asset_key=source.asset_key,
        partition_key=source.materialization.partition_key if source.materialization else None,
    )
    return _load_output(run, unit, input_name, output, context)


def _read_object(
    run: RunContext, unit: Unit | None, input_name: str, stored: Any, asset_key: Any
) -> Any:
    try:
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


def _input_context(
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
    definition = unit.step.op.ins.get(input_name) if unit is not None else None
    graph = run.plan.graph
    owner = graph.definition_by_key.get(asset_key) if graph is not None and asset_key else None
    return InputContext(
        name=input_name,
        upstream_output=upstream,
        run_id=run.run_id,
        step_key=unit.step_key if unit is not None else None,
        job_name=run.plan.job_name,
        asset_key=asset_key,
        asset_spec=_spec(run, asset_key),
        partition_key=unit.step.partition_key if unit is not None else None,
        asset_partition_keys=asset_partition_keys,
        asset_partitions_def=owner.partitions_def if owner is not None else None,
        op_def=unit.step.op if unit is not None else None,
        definition_metadata=metadata or (definition.metadata if definition is not None else None),
        dagster_type=_type_of(definition),
        resources=run.resources.view_for(manager_key) if run.resources is not None else None,
        resource_config=run.resources.config_of(manager_key) if run.resources is not None else None,
        log=context.log if context is not None else None,
        step_context=context,
    )


def _type_of(definition: Any) -> Any:
    if definition is None:
        return None
    from graphmat.definitions.named import Named

    return Named("input", definition).dagster_type


def _load_through(run: RunContext, manager: Any, context: InputContext, what: str) -> Any:
    del run
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


def load_asset(
    run: RunContext, source: FromAsset, input_name: str, unit: Unit | None, context: Any = None
) -> Any:
    """Load the value of an asset that the plan does not make, or the values of its partitions.

    Raises:
        MissingValueError: It is not there; the message names asset, place and the command for it.
        LoadInputError: The user's I/O manager raised.
    """
    override = _input_manager(unit, input_name) if unit is not None else None
    key = override or source.io_manager_key
    manager = run.manager(key)
    if getattr(manager, "is_project_store", False):
        if not source.as_mapping:
            partition = source.partition_keys[0] if source.partition_keys else None
            return _stored_asset(run, unit, input_name, source, partition)
        return {
            partition: _stored_asset(run, unit, input_name, source, partition)
            for partition in source.partition_keys or ()
        }
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
        asset_spec=_spec(run, source.asset_key),
    )
    return _load_through(
        run,
        manager,
        _input_context(
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
    stored = made.record.stored if made is not None else (record.stored if record else None)
    if stored is not None:
        return _read_object(run, unit, input_name, stored, source.asset_key)
    raise missing_asset(source.asset_key, partition, unit.step_key if unit else None, record)


def missing_asset(
    asset_key: Any, partition: str | None, step_key: str | None, record: Any
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
    return MissingValueError(
        f"asset '{name}'{by} {why}: the project's store has no value of it",
        hint=f"make it first: graphmat materialize --select '{asset_key}'{option}"
        if record is None
        else "depend on it without loading it: deps=[…]",
    )
