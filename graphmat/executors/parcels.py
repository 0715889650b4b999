"""Units and outcomes on their way to a worker and back: addresses and small values, no more.

The plan is at both ends: a step is its position in it, and a source that the plan knows is its
position among the sources of its input. Values stay in the store, but for small ones that cannot
be changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.execution.outcome import ATOMS, NOT_HELD, StepOutcome, StoredOutput
from graphmat.execution.unit import Unit

if TYPE_CHECKING:
    from graphmat.planning.plan import ExecutionPlan, Step

_SMALL: Final = 4096
_ABSENT: Final = "-"


class Parcels:
    """Packs and unpacks what is about the steps of one plan.

    Args:
        plan: The plan.
    """

    def __init__(self, plan: ExecutionPlan) -> None:
        self._steps = plan.steps
        self._by_key: dict[str, Step] = {step.step_key: step for step in plan.steps}

    # ---------------------------------------------------------------- units

    def pack_unit(self, unit: Unit) -> tuple[Any, ...]:
        """A unit as plain values."""
        inputs = [
            [self._pack_source(step_input.sources, source) for source in sources]
            for step_input, sources in zip(unit.step.inputs, unit.inputs, strict=True)
        ]
        return unit.step.index, unit.mapping_path, unit.attempt, unit.rank, inputs

    def unpack_unit(self, packed: tuple[Any, ...]) -> Unit:
        """The inverse of ``pack_unit``."""
        index, path, attempt, rank, packed_inputs = packed
        step = self._steps[index]
        inputs = [
            [self._unpack_source(step_input.sources, source) for source in sources]
            for step_input, sources in zip(step.inputs, packed_inputs, strict=True)
        ]
        return Unit(step, path, inputs, attempt, rank)

    def _pack_source(self, known: Sequence[Any], source: Any) -> Any:
        if isinstance(source, StoredOutput):
            return self.pack_output(source)
        if isinstance(source, list):
            return [self.pack_output(member) for member in source]
        return next(number for number, each in enumerate(known) if each is source)

    def _unpack_source(self, known: Sequence[Any], packed: Any) -> Any:
        if isinstance(packed, int):
            return known[packed]
        if isinstance(packed, list):
            return [self.unpack_output(member) for member in packed]
        return self.unpack_output(packed)

    # ---------------------------------------------------------------- outputs

    def pack_output(self, output: StoredOutput) -> tuple[Any, ...]:
        """Where a value is, and the value itself if it is small and cannot be changed."""
        return (
            output.record,
            output.asset_key,
            output.partition_keys,
            output.stored_by_partition,
            output.data_version,
            output.lineage,
            output.value if _travels(output.value) else _ABSENT,
            _travels(output.value),
            output.output_metadata,
            output.left,
        )

    def unpack_output(self, packed: tuple[Any, ...]) -> StoredOutput:
        """The inverse of ``pack_output``."""
        record, asset_key, partitions, stored, version, lineage, value, is_held, told, left = packed
        step = self._by_key.get(record.step_key.split("[", 1)[0])
        declared = step.op.outs.get(record.output_name) if step is not None else None
        return StoredOutput(
            record,
            asset_key=asset_key,
            partition_keys=partitions,
            stored_by_partition=stored,
            data_version=version,
            lineage=lineage,
            value=value if is_held else NOT_HELD,
            metadata=declared.metadata if declared is not None else None,
            output_metadata=told,
            left=left,
        )

    # ---------------------------------------------------------------- outcomes

    def pack_outcome(self, outcome: StepOutcome) -> tuple[Any, ...]:
        """An outcome as plain values; the exception itself stays where it was raised."""
        return (
            outcome.status,
            {key: self.pack_output(output) for key, output in outcome.outputs.items()},
            outcome.error,
            outcome.retry_after_s,
            outcome.blocking_failure,
        )

    def unpack_outcome(self, packed: tuple[Any, ...]) -> StepOutcome:
        """The inverse of ``pack_outcome``."""
        status, outputs, error, retry_after_s, blocking = packed
        return StepOutcome(
            status,
            {key: self.unpack_output(output) for key, output in outputs.items()},
            error=error,
            retry_after_s=retry_after_s,
            blocking_failure=blocking,
        )


def _travels(value: Any) -> bool:
    if not isinstance(value, ATOMS) or value is NOT_HELD:
        return False
    return not isinstance(value, str | bytes) or len(value) <= _SMALL


def without_told(outputs: Mapping[Any, StoredOutput]) -> None:
    """Forget metadata that cannot travel: it is in the record already."""
    for output in outputs.values():
        output.output_metadata = None
