"""Loading: the value of each input of a step, from wherever the plan says it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphmat.definitions.types import loader_of
from graphmat.errors import (
    MissingValueError,
)
from graphmat.events import kinds
from graphmat.execution.outcome import ATOMS, NOT_HELD, StoredOutput
from graphmat.execution.reading import read_output
from graphmat.execution.stored_assets import load_asset
from graphmat.execution.storing import stored_document
from graphmat.planning.sources import FromAsset, FromConfig, FromGraphInput, FromRun

if TYPE_CHECKING:
    from graphmat.events.records import MaterializationRecord
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit
    from graphmat.planning.plan import StepInput


SERVES: Final = "serves"
"""In a document of an upstream, while the run lasts: the partitions of the run that it is for."""


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
                value = _unconnected(run, unit, step_input, definition, context)
                if value is not NOT_HELD:
                    loaded.values[step_input.name] = value
            continue
        members = []
        for source in sources:
            members.append(_load(run, unit, step_input, source, context))
            note_lineage(loaded, source)
        loaded.values[step_input.name] = members if step_input.is_list else members[0]
    return loaded


def _unconnected(
    run: RunContext, unit: Unit, step_input: StepInput, definition: Any, context: Any
) -> Any:
    if run.config is not None:
        loader = loader_of(definition.dagster_type)
        if loader is not None:
            given = run.config.written_input(unit.step.path, step_input.name, loader.config_schema)
            return given if given is NOT_HELD else loader.function(context, given)
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
            for partition in source.partition_keys or (None,):
                loaded.lineage[source.asset_key, partition] = _made_document(source, partition)
        elif source.lineage:
            loaded.lineage.update(source.lineage)
    elif isinstance(source, FromAsset):
        for partition in source.partition_keys or (None,):
            record = source.records.get(partition)
            document = upstream_document(source, partition, record)
            if source.serves is not None and partition is not None:
                document[SERVES] = tuple(source.serves[partition])
            loaded.lineage[source.asset_key, partition] = document
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


def _made_document(source: StoredOutput, partition: str | None) -> dict[str, Any]:
    document = {
        "key": source.asset_key.to_user_string(),  # type: ignore[union-attr]  # it is an asset
        "partition": partition,
        "data_version": source.data_version,
        "run_id": source.record.run_id,
    }
    if len(source.partition_keys) > 1 and partition is not None:
        document[SERVES] = (partition,)
        if source.stored_by_partition is not None:
            document["data_version"] = source.stored_by_partition[partition].digest[:16]
    return document


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
        return _load_output(run, unit, step_input, source, context)
    if isinstance(source, list):
        return [_load_output(run, unit, step_input, member, context) for member in source]
    if isinstance(source, FromAsset):
        value = load_asset(run, source, step_input.name, unit, context)
        facts: dict[str, Any] = {
            "asset": str(source.asset_key),
            "stored": _stored_documents(run, source),
        }
        if source.partition_keys:
            facts["partitions"] = [str(key) for key in source.partition_keys]
        _record_load(
            run, unit, step_input.name, str(source.asset_key), source.io_manager_key, facts
        )
        return value
    if isinstance(source, FromRun):
        values = [_load_record(run, unit, step_input, r, source, context) for r in source.records]
        return values if source.is_collected else values[0]
    if isinstance(source, FromConfig):
        return run.config.graph_field(source.graph_path, source.field_path)
    assert isinstance(source, FromGraphInput)  # noqa: S101  # the last kind there is
    return _graph_input(run, unit, source)


def _stored_documents(run: RunContext, source: FromAsset) -> list[dict[str, Any] | None]:
    """What the project's store holds of an asset, partition by partition."""
    documents = []
    for partition in source.partition_keys or (None,):
        made = run.made.get((source.asset_key, partition))
        record = made.record if made is not None else source.records.get(partition)
        documents.append(stored_document(record.stored if record is not None else None))
    return documents


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
    run: RunContext,
    unit: Unit,
    input_name: str,
    address: str,
    manager_key: str,
    facts: dict[str, Any],
) -> None:
    """Record where a value came from, and by which digest it can be had again."""
    run.recorder.add(
        kinds.LOADED_INPUT,
        unit.step_key,
        data={
            "input_name": input_name,
            "address": address,
            "io_manager_key": manager_key,
            **facts,
        },
    )


def _load_output(
    run: RunContext, unit: Unit, step_input: StepInput, output: StoredOutput, context: Any
) -> Any:
    record = output.record
    manager_key = record.io_manager_key or "io_manager"
    value = output.value
    input_name, override = step_input.name, step_input.input_manager_key
    if override is None and value is not NOT_HELD and isinstance(value, ATOMS):
        pass
    elif override is None and value is not NOT_HELD and _is_last(output):
        output.value = NOT_HELD
    else:
        value = read_output(run, unit, input_name, output, context, override)
    address = (
        str(output.asset_key)
        if output.asset_key is not None
        else f"{record.run_id}/{record.step_key}/{record.output_name}"
    )
    facts: dict[str, Any] = {
        "output": [record.run_id, record.step_key, record.output_name, record.mapping_key],
        "stored": [stored_document(record.stored)] if record.stored is not None else [],
    }
    if output.asset_key is not None:
        facts["asset"] = str(output.asset_key)
        if output.partition_keys:
            facts["partitions"] = [str(key) for key in output.partition_keys]
    _record_load(run, unit, input_name, address, manager_key, facts)
    return value


def _is_last(output: StoredOutput) -> bool:
    """Count a consumer off; the last one gets the object itself, those before a copy."""
    if output.left is None:
        return False
    output.left -= 1
    return output.left == 0


def _load_record(
    run: RunContext, unit: Unit, step_input: StepInput, record: Any, source: FromRun, context: Any
) -> Any:
    output = StoredOutput(
        record,
        asset_key=source.asset_key,
        partition_keys=_partition_of(source.materialization),
    )
    return _load_output(run, unit, step_input, output, context)


def _partition_of(record: MaterializationRecord | None) -> tuple[str, ...]:
    if record is None or record.partition_key is None:
        return ()
    return (record.partition_key,)
