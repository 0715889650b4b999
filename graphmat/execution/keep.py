"""Judging and keeping outputs: store, drop, materialize, or refuse.

*Selected* or *needed*: stored. An inner output that nothing needs: dropped without alarm. An asset
that was not selected and is made all the same: materialized and marked unexpected, dropped, or
refused, as the plan says.

Source: the seed page of graph-backed assets; the peer (1.13.29) fails the step instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.definitions.checks import AssetCheckResult
from graphmat.definitions.ins_outs import DataVersion, DynamicOutput, Output
from graphmat.errors import (
    MissingOutputError,
    StepOutputError,
    TypeCheckError,
    did_you_mean,
)
from graphmat.events import kinds
from graphmat.events.records import OutputRecord, StoredObject
from graphmat.execution.inputs import SERVES
from graphmat.execution.outcome import StoredOutput
from graphmat.execution.outputs import ValuelessOutput
from graphmat.execution.reports import as_check_result, check_spec_of, record_check, record_report
from graphmat.execution.shown_metadata import shown_metadata, shown_tags
from graphmat.execution.storing import store, stored_document
from graphmat.execution.value_types import check_output
from graphmat.planning.plan import DROPPED, NEEDED, SELECTED, StepOutput

if TYPE_CHECKING:
    from graphmat.execution.inputs import LoadedInputs
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit


class Keeper:
    """Takes the outputs of one attempt at a step.

    Args:
        run: The run.
        unit: The step.
        context: The op's context.
        loaded: The step's inputs, for lineage.
    """

    __slots__ = ("blocking_failure", "context", "held", "kept", "loaded", "run", "seen", "unit")

    def __init__(self, run: RunContext, unit: Unit, context: Any, loaded: LoadedInputs) -> None:
        self.run = run
        self.unit = unit
        self.context = context
        self.loaded = loaded
        self.kept: dict[tuple[str, str | None], StoredOutput] = {}
        self.seen: dict[str, set[str | None]] = {}
        self.held: dict[str, Any] | None = {} if unit.step.hooks else None
        self.blocking_failure: str | None = None

    # ---------------------------------------------------------------- taking

    def take(self, item: Any) -> None:
        """Take one thing that the op gave.

        Raises:
            StepOutputError: It may not give that.
            TypeCheckError: The value is not of the declared type.
            HandleOutputError: The user's I/O manager raised.
        """
        if isinstance(item, AssetCheckResult):
            self._take_check(item, self._only_check())
        elif isinstance(item, Output | DynamicOutput):
            self._take_output(item)
        else:
            self.report(item)

    def _only_check(self) -> StepOutput | None:
        """The output of the step that a result without a name is of, where it can be told."""
        found = [output for output in self.unit.step.outputs if output.check_key is not None]
        return found[0] if len(found) == 1 else None

    def _take_output(self, item: Output[Any] | DynamicOutput[Any]) -> None:
        output = self._declared(item)
        mapping_key = self._count(item, output)
        self._check_type(item, output)
        if self.held is not None:
            if mapping_key is None:
                self.held[output.name] = item.value
            else:
                self.held.setdefault(output.name, {})[mapping_key] = item.value
        if output.check_key is not None:
            self._take_check(item.value, output)
            return
        disposition = self._judge(output)
        data: dict[str, Any] = {"output_name": output.name, "disposition": disposition}
        if mapping_key is not None:
            data["mapping_key"] = mapping_key
        metadata = self._metadata_of(item, output, mapping_key)
        if metadata:
            data["metadata"] = shown_metadata(metadata)
        self.run.recorder.add(kinds.STEP_OUTPUT, self.unit.step_key, data=data)
        if disposition != DROPPED:
            self._keep(item, output, mapping_key, disposition, metadata)
        live = self.run.live_values
        if live is not None and not self._is_in_store(output.name, mapping_key):
            live[self.unit.step_key, output.name, mapping_key] = item.value

    def _is_in_store(self, output_name: str, mapping_key: str | None) -> bool:
        """Whether the project's store holds an output: the caller may read it there later."""
        kept = self.kept.get((output_name, mapping_key))
        return kept is not None and kept.record.stored is not None

    def _metadata_of(
        self, item: Any, output: StepOutput, mapping_key: str | None
    ) -> dict[str, Any]:
        """What the op said with the output, and before it through its context."""
        metadata = dict(item.metadata) if item.metadata else {}
        if self.context is not None and self.context.pending_metadata:
            pending = self.context.pending_metadata
            metadata.update(pending.get((output.name, None), {}))
            if mapping_key is not None:
                metadata.update(pending.get((output.name, mapping_key), {}))
        return metadata

    def _declared(self, item: Any) -> StepOutput:
        for output in self.unit.step.outputs:
            if output.name == item.output_name:
                return output
        names = [output.name for output in self.unit.step.outputs]
        raise StepOutputError(
            f"'{self.unit.step_key}' has no output '{item.output_name}'; its outputs: "
            f"{', '.join(names) or 'none'}",
            hint=did_you_mean(item.output_name, names),
            location=self.unit.step.op.location,
        )

    def _count(self, item: Any, output: StepOutput) -> str | None:
        is_dynamic = isinstance(item, DynamicOutput)
        if is_dynamic != output.is_dynamic:
            raise StepOutputError(
                f"output '{output.name}' of '{self.unit.step_key}' "
                + (
                    "fans out: yield DynamicOutput, not Output"
                    if output.is_dynamic
                    else "does not fan out: yield Output, not DynamicOutput"
                ),
                location=self.unit.step.op.location,
            )
        mapping_key = item.mapping_key if isinstance(item, DynamicOutput) else None
        seen = self.seen.setdefault(output.name, set())
        if mapping_key in seen:
            which = f" with mapping key '{mapping_key}'" if is_dynamic else ""
            raise StepOutputError(
                f"'{self.unit.step_key}' gives output '{output.name}'{which} more than once",
                location=self.unit.step.op.location,
            )
        seen.add(mapping_key)
        if self.context is not None:
            if self.context.outputs_seen is None:
                self.context.outputs_seen = set()
            if not is_dynamic:
                self.context.outputs_seen.add(output.name)
        return mapping_key

    def _check_type(self, item: Any, output: StepOutput) -> None:
        if isinstance(item, ValuelessOutput):
            return
        why = check_output(self.unit.step.op, output, item.value, self.context)
        if why is not None:
            self.run.recorder.add(
                kinds.STEP_OUTPUT,
                self.unit.step_key,
                message=f"the value is not of the declared type: {why}",
                data={"output_name": output.name, "type_check": False},
            )
            raise TypeCheckError(
                f"output '{output.name}' of '{self.unit.step_key}': {why}",
                location=self.unit.step.op.location,
            )

    def _judge(self, output: StepOutput) -> str:
        """What becomes of an output that was given; see the module's docstring."""
        if output.disposition != DROPPED:
            if output.disposition == NEEDED and output.asset_keys:
                return NEEDED
            return output.disposition
        if not output.asset_keys or self.run.plan.on_unselected == "drop":
            return DROPPED
        if self.run.plan.on_unselected == "error":
            raise StepOutputError(
                f"'{self.unit.step_key}' gives output '{output.name}', which is asset "
                f"'{output.asset_keys[0]}': it is not selected, and such outputs are refused",
                hint="yield it only if it is in context.selected_output_names, or use "
                "--on-unselected drop",
                location=self.unit.step.op.location,
            )
        return "unexpected"

    # ---------------------------------------------------------------- keeping

    def _keep(
        self,
        item: Any,
        output: StepOutput,
        mapping_key: str | None,
        disposition: str,
        metadata: dict[str, Any],
    ) -> None:
        unit, run = self.unit, self.run
        materialized = self._materialized_keys(output, disposition)
        record = OutputRecord(
            run_id=run.run_id,
            step_key=unit.step_key,
            output_name=output.name,
            mapping_key=mapping_key,
            io_manager_key=output.io_manager_key,
        )
        declared = unit.step.op.outs[output.name]
        kept = StoredOutput(
            record,
            partition_keys=unit.step.partition_keys if output.asset_keys else (),
            lineage=self.loaded.lineage or None,
            metadata=declared.metadata,
            output_metadata=metadata,
        )
        if materialized:
            kept.asset_key = materialized[0]
        stores = not output.is_nothing and not isinstance(item, ValuelessOutput)
        if stores:
            store(
                run,
                unit,
                self.context,
                item.value,
                output,
                kept,
                metadata,
                durable=bool(materialized),
            )
        kept.data_version = _version_of(item, record.stored, run.run_id, unit.step_key)
        for key in materialized:
            self._materialize(key, item, output, kept, metadata)
        if stores:
            data = {
                "output_name": output.name,
                "io_manager_key": output.io_manager_key,
                "stored": stored_document(record.stored),
            }
            if mapping_key is not None:
                data["mapping_key"] = mapping_key
            run.recorder.add(kinds.HANDLED_OUTPUT, unit.step_key, data=data)
        self.kept[output.name, mapping_key] = kept

    def _materialized_keys(self, output: StepOutput, disposition: str) -> list[Any]:
        """The assets that are materialized with an output: the selected ones first."""
        if not output.asset_keys or disposition == DROPPED:
            return []
        selected = self.run.plan.asset_keys
        chosen = [key for key in output.asset_keys if key in selected]
        if self.run.plan.on_unselected == "materialize":
            chosen += [key for key in output.asset_keys if key not in selected]
        return chosen

    def _materialize(
        self,
        key: Any,
        item: Any,
        output: StepOutput,
        kept: StoredOutput,
        metadata: dict[str, Any],
    ) -> None:
        run, unit = self.run, self.unit
        spec = unit.step.definition.specs_by_key[key]
        self._check_order(key, spec)
        expected = key in run.plan.asset_keys
        declared = unit.step.op.outs[output.name]
        for partition in unit.step.partition_keys or (None,):
            stored, version = kept.record.stored, kept.data_version
            if kept.stored_by_partition is not None and partition is not None:
                stored = kept.stored_by_partition[partition]
                version = version if item.data_version is not None else stored.digest[:16]
            data = {
                "output_name": output.name,
                "metadata": shown_metadata(metadata),
                "tags": shown_tags(item.tags),
                "code_version": spec.code_version
                or declared.code_version
                or unit.step.op.code_version,
                "data_version": version,
                "upstream": self._upstream(key, partition),
                "expected": expected,
                "stored": stored_document(stored),
                "io_manager_key": output.io_manager_key,
            }
            run.recorder.add(
                kinds.ASSET_MATERIALIZATION,
                unit.step_key,
                key,
                partition,
                "" if expected else "not selected, but made all the same",
                data,
            )
            run.made[key, partition] = kept

    def _upstream(self, key: Any, partition: str | None) -> list[dict[str, Any]]:
        """The assets that a partition of an asset was computed from."""
        return [
            {name: fact for name, fact in document.items() if name != SERVES}
            for (upstream, _), document in self.loaded.lineage.items()
            if (upstream != key or document.get("partition") != partition)
            and (partition is None or partition in document.get(SERVES, (partition,)))
        ]

    def _check_order(self, key: Any, spec: Any) -> None:
        """An asset that says that it depends on another of the same op must come after it."""
        definition = self.unit.step.definition
        for dep in spec.deps:
            if (
                dep.asset_key != key
                and dep.asset_key in definition.specs_by_key
                and dep.asset_key in self.run.plan.asset_keys
                and not definition.node_def.is_graph
                and not any(made == dep.asset_key for made, _ in self.run.made)
            ):
                raise StepOutputError(
                    f"'{self.unit.step_key}' gives asset '{key}' before '{dep.asset_key}', which "
                    "it depends on",
                    location=self.unit.step.op.location,
                )

    # ---------------------------------------------------------------- reports and checks

    def report(self, event: Any) -> None:
        """Record what an op reports besides its outputs."""
        if isinstance(event, AssetCheckResult):
            self._take_check(event, None)
        else:
            record_report(self.run, self.unit, event)

    def _take_check(self, answer: Any, output: StepOutput | None) -> None:
        result = as_check_result(self.unit, answer, output)
        spec = check_spec_of(self.unit, result, output)
        self.seen.setdefault(self._check_output(spec), set()).add(None)
        if record_check(self.run, self.unit, result, spec):
            self.blocking_failure = spec.name

    def _check_output(self, spec: Any) -> str:
        for output in self.unit.step.outputs:
            if output.check_key is not None and output.check_key == spec.key:
                return output.name
        return ""

    # ---------------------------------------------------------------- the end

    def finish(self) -> None:
        """Account for the outputs that were not given.

        Raises:
            MissingOutputError: One that is required, and selected or needed, did not come.
        """
        step = self.unit.step
        for output in step.outputs:
            if output.name in self.seen or output.is_dynamic:
                continue
            wanted = output.disposition in {SELECTED, NEEDED}
            implicit = output.is_nothing or bool(
                step.definition is not None and step.definition.options.get("specs_given")
            )
            if implicit and output.is_required and (wanted or not output.asset_keys):
                self._take_output(ValuelessOutput(None, output.name))
            elif wanted and output.is_required:
                raise MissingOutputError(
                    f"'{self.unit.step_key}' did not give its output '{output.name}', which is "
                    f"required and {_who(output)}",
                    hint="declare it with Out(is_required=False) if it may be left out",
                    step_key=self.unit.step_key,
                    output_name=output.name,
                    location=step.op.location,
                )
            elif output.disposition == SELECTED and output.check_key is None:
                self._not_made(output)

    def _not_made(self, output: StepOutput) -> None:
        for key in output.asset_keys:
            if key not in self.run.plan.asset_keys:
                continue
            for partition in self.unit.step.partition_keys or (None,):
                self.run.recorder.add(
                    kinds.ASSET_NOT_MATERIALIZED,
                    self.unit.step_key,
                    key,
                    partition,
                    f"'{self.unit.step_key}' did not yield its optional output '{output.name}'",
                    {"reason": "output_not_yielded", "output_name": output.name},
                )


def _who(output: StepOutput) -> str:
    return output.why if output.disposition == NEEDED else "selected"


def _version_of(item: Any, stored: StoredObject | None, run_id: str, step_key: str) -> str | None:
    version = item.data_version
    if version is not None:
        return version.value if isinstance(version, DataVersion) else str(version)
    if stored is not None:
        return stored.digest[:16]
    return f"{run_id[:8]}:{step_key}"
