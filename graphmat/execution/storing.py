"""Storing the values of outputs: in the project's store, or with an I/O manager of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.definitions.io_context import OutputContext
from graphmat.errors import GraphmatError, HandleOutputError, StepOutputError
from graphmat.events.records import PARQUET
from graphmat.execution.outcome import ATOMS
from graphmat.resources.io_base import by_partition

if TYPE_CHECKING:
    from graphmat.events.records import StoredObject
    from graphmat.execution.outcome import StoredOutput
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit
    from graphmat.planning.plan import StepOutput


def store(
    run: RunContext,
    unit: Unit,
    context: Any,
    value: Any,
    output: StepOutput,
    kept: StoredOutput,
    metadata: dict[str, Any],
    *,
    durable: bool,
) -> None:
    """Store the value of an output with the I/O manager that its plan names.

    Args:
        run: The run.
        unit: The step.
        context: The op's context.
        value: The value.
        output: The output.
        kept: What is known of it so far; takes the address of the value, or the value itself.
        metadata: Facts about the value; takes what the I/O manager adds.
        durable: Whether it must survive the machine's sudden end.

    Raises:
        StepOutputError: The value cannot be stored in the project's store.
        HandleOutputError: The user's I/O manager raised.
    """
    manager = run.manager(output.io_manager_key)
    if getattr(manager, "is_project_store", False):
        try:
            if len(kept.partition_keys) > 1 and kept.asset_key is not None:
                values = by_partition(value, kept.partition_keys)
                kept.stored_by_partition = {
                    key: manager.store.put(each, durable=durable) for key, each in values.items()
                }
            kept.record.stored = manager.store.put(value, durable=durable)
        except StepOutputError as error:
            error.message = f"output '{output.name}' of '{unit.step_key}': {error.message}"
            error.location = unit.step.op.location
            raise
        if kept.record.stored.serializer == PARQUET:
            # its consumers may want it as another library's
            facts = manager.store.facts(value)
            metadata.update({name: fact for name, fact in facts.items() if name not in metadata})
        elif run.hold_values and (
            isinstance(value, ATOMS) or not unit.step.op.signature.is_generator
        ):
            kept.value = value
        return
    asked = _output_context(run, unit, context, output, kept, metadata)
    _hand_to(unit, manager, value, asked, metadata)


def _hand_to(
    unit: Unit, manager: Any, value: Any, context: OutputContext, metadata: dict[str, Any]
) -> None:
    """Give a value to an I/O manager of the user's, and gather the metadata it answers with."""
    try:
        answer = manager.handle_output(context, value)
        if answer is not None and hasattr(answer, "__next__"):
            for part in answer:
                metadata.update(getattr(part, "metadata", part))
    except StepOutputError as error:
        error.message = f"output '{context.name}' of '{unit.step_key}': {error.message}"
        raise
    except Exception as error:
        why = str(error) if isinstance(error, GraphmatError) else f"{type(error).__name__}: {error}"
        raise HandleOutputError(
            f"output '{context.name}' of '{unit.step_key}' could not be stored: {why}",
            hint=getattr(error, "hint", None),
        ) from error
    metadata.update(context.metadata_added)


def _output_context(
    run: RunContext,
    unit: Unit,
    context: Any,
    output: StepOutput,
    kept: StoredOutput,
    metadata: dict[str, Any],
) -> OutputContext:
    key = kept.asset_key or (output.asset_keys[0] if output.asset_keys else None)

    def late(fact: str) -> Any:
        return _late_fact(run, unit, context, output, key, fact)

    return OutputContext(
        late,
        name=output.name,
        step_key=unit.step_key,
        run_id=run.run_id,
        asset_key=key,
        partition_key=unit.step.partition_key,
        asset_partition_keys=(unit.step.partition_keys or None) if key else None,
        mapping_key=kept.record.mapping_key,
        output_metadata=metadata,
    )


def _late_fact(
    run: RunContext, unit: Unit, context: Any, output: StepOutput, key: Any, fact: str
) -> Any:
    """A fact about an output that few I/O managers ask for."""
    op = unit.step.op
    spec = unit.step.definition.specs_by_key.get(key) if key is not None else None
    match fact:
        case "job_name":
            return run.plan.job_name
        case "op_def":
            return op
        case "asset_spec":
            return spec
        case "asset_partitions_def":
            return run.partitions_def_of(unit.step) if key else None
        case "definition_metadata":
            return (spec.metadata if spec is not None else None) or op.outs[output.name].metadata
        case "version":
            return spec.code_version if spec is not None else None
        case "dagster_type":
            return op.output_dict[output.name].dagster_type
        case _:
            return late_run_fact(run, context, output.io_manager_key, fact)


def late_run_fact(run: RunContext, context: Any, manager_key: str, fact: str) -> Any:
    """A fact that inputs and outputs share: of the I/O manager, or of the op's run."""
    match fact:
        case "step_context":
            return context
        case "log":
            return context.log if context is not None else None
        case "resources":
            return run.resources.view_for(manager_key) if run.resources is not None else None
        case "resource_config":
            return run.resources.config_of(manager_key) if run.resources is not None else None
        case _:
            return None


def stored_document(stored: StoredObject | None) -> dict[str, Any] | None:
    """A stored object as JSON."""
    if stored is None:
        return None
    return {
        "digest": stored.digest,
        "size_bytes": stored.size_bytes,
        "serializer": stored.serializer,
    }
