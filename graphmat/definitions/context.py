"""What an op sees of the run it is part of.

``OpExecutionContext`` and ``AssetExecutionContext`` are one thing under two names: what differs is
only what people expect to find. ``build_op_context`` makes one for calling an op in a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from graphmat.definitions.called_op import CalledOp, OpHandle
from graphmat.definitions.context_log import ContextLog
from graphmat.definitions.partition_context import PartitionContext
from graphmat.errors import (
    InvalidPropertyError,
    InvariantViolationError,
    did_you_mean,
)
from graphmat.keys import AssetCheckKey, AssetKey
from graphmat.late import enter


class ExecutionContext(PartitionContext):
    """What an op sees of the run.

    Args:
        run: Facts of the run: see ``execution.run_context.RunContext``.
        step: The step of the plan.
        retry_number: 0 in the first attempt.
        mapping_path: Mapping keys of the fan-outs around the step, outermost first.
        op_config: The op's configuration.
    """

    is_execution_context = True
    __slots__ = (
        "_log",
        "_mapping_path",
        "_run",
        "_step",
        "op_config",
        "outputs_seen",
        "pending_metadata",
        "resources_view",
        "retry_number",
        "user_events",
    )

    def __init__(
        self,
        run: Any,
        step: Any,
        retry_number: int = 0,
        mapping_path: tuple[str, ...] = (),
        op_config: Any = None,
        resources_view: Any = None,
    ) -> None:
        self._run = run
        self._step = step
        self.retry_number = retry_number
        self._mapping_path = mapping_path
        self.op_config = op_config
        self.resources_view = resources_view
        self.pending_metadata: dict[tuple[str, str | None], dict[str, Any]] | None = None
        self.outputs_seen: set[str] | None = None
        self.user_events: list[Any] | None = None
        self._log: ContextLog | None = None

    # ---------------------------------------------------------------- the run

    @property
    def run_id(self) -> str:
        """The run."""
        return str(self._run.run_id)

    @property
    def run(self) -> Any:
        """The record of the run."""
        return self._run.record

    dagster_run = run

    @property
    def job_name(self) -> str:
        """The asset job."""
        return str(self._run.plan.job_name)

    @property
    def job_def(self) -> Any:
        """The job."""
        return self._run.job

    @property
    def run_config(self) -> Mapping[str, Any]:
        """Run configuration, as given."""
        config: Mapping[str, Any] = self._run.run_config
        return config

    @property
    def run_tags(self) -> Mapping[str, str]:
        """Tags of the run."""
        tags: Mapping[str, str] = self._run.tags
        return tags

    def has_tag(self, key: str) -> bool:
        """Whether the run has a tag."""
        return key in self._run.tags

    def get_tag(self, key: str) -> str | None:
        """A tag of the run, or None."""
        return self.run_tags.get(key)

    @property
    def instance(self) -> Any:
        """Where the run is recorded."""
        return self._run.instance

    @property
    def log(self) -> ContextLog:
        """The run's log."""
        if self._log is None:
            run, step_key = self._run, self.step_key
            self._log = ContextLog(lambda level, text: run.write_log(step_key, level, text))
        return self._log

    @property
    def resources(self) -> Any:
        """The resources that the op asked for, as attributes."""
        if self.resources_view is None:  # most ops never ask
            keys = self._step.op.required_resource_keys
            self.resources_view = self._run.resources.view(keys, f"'{self.step_key}'")
        return self.resources_view

    # ---------------------------------------------------------------- the step

    @property
    def step_key(self) -> str:
        """The step, with its mapping key in a fan-out."""
        key = str(self._step.step_key)
        return f"{key}[{','.join(self._mapping_path)}]" if self._mapping_path else key

    def get_step_execution_context(self) -> ExecutionContext:
        """This context."""
        return self

    @property
    def op(self) -> Any:
        """The op as it is called here: its name and tags are those of the call."""
        return CalledOp(self._step)

    @property
    def op_def(self) -> Any:
        """The op as it is defined."""
        return self._step.op

    @staticmethod
    def get() -> Any:
        """The context of the op that is running.

        Raises:
            InvariantViolationError: None is.
        """
        contexts = running.get()
        if not contexts:
            raise InvariantViolationError("no op is running: there is no context to get")
        return contexts[-1]

    @property
    def op_handle(self) -> OpHandle:
        """The names from the top down, joined by dots."""
        return OpHandle(self._step.step_key)

    node_handle = op_handle

    @property
    def name(self) -> str:
        """The last of these names."""
        return str(self._step.path[-1])

    def get_mapping_key(self) -> str | None:
        """The item of the fan-out, or None outside one."""
        return ",".join(self._mapping_path) if self._mapping_path else None

    @property
    def selected_output_names(self) -> set[str]:
        """The outputs that the plan wants of this op: those selected, and those needed by it."""
        return set(self._step.selected_output_names)

    # ---------------------------------------------------------------- assets

    @property
    def has_assets_def(self) -> bool:
        """Whether the op belongs to a definition of assets."""
        return self._step.definition is not None

    @property
    def assets_def(self) -> Any:
        """The definition of assets that the op belongs to."""
        if self._step.definition is None:
            raise InvalidPropertyError(f"'{self.op_handle}' does not belong to an asset")
        return self._step.definition

    @property
    def selected_asset_keys(self) -> set[AssetKey]:
        """The selected assets of the op's definition."""
        definition = self._step.definition
        if definition is None:
            return set()
        return {key for key in definition.specs_by_key if key in self._run.plan.asset_keys}

    @property
    def selected_asset_check_keys(self) -> set[AssetCheckKey]:
        """The selected checks of the op's definition."""
        definition = self._step.definition
        if definition is None:
            return set()
        return {key for key in definition.check_keys if key in self._run.plan.check_keys}

    @property
    def is_subset(self) -> bool:
        """Whether only a part of the definition's assets is selected."""
        definition = self._step.definition
        return definition is not None and len(self.selected_asset_keys) < len(definition.keys)

    @property
    def asset_key(self) -> AssetKey:
        """The asset, where the definition has one."""
        definition = self.assets_def
        if len(definition.specs_by_key) != 1:
            raise InvariantViolationError(
                f"'{self.op_handle}' belongs to {len(definition.specs_by_key)} assets; use "
                "asset_key_for_output"
            )
        key: AssetKey = definition.key
        return key

    def asset_key_for_output(self, output_name: str = "result") -> AssetKey:
        """The asset that an output of the op is."""
        for output in self._step.outputs:
            if output.name == output_name and output.asset_keys:
                key: AssetKey = output.asset_keys[0]
                return key
        raise InvariantViolationError(
            f"output '{output_name}' of '{self.op_handle}' is not an asset"
        )

    def output_for_asset_key(self, asset_key: AssetKey) -> str:
        """The output of the op that is an asset."""
        for output in self._step.outputs:
            if asset_key in output.asset_keys:
                return str(output.name)
        raise InvariantViolationError(f"'{self.op_handle}' has no output that is '{asset_key}'")

    def asset_key_for_input(self, input_name: str) -> AssetKey:
        """The asset that an input of the op is."""
        for step_input in self._step.inputs:
            if step_input.name == input_name:
                for source in step_input.sources:
                    key = getattr(source, "asset_key", None)
                    if isinstance(key, AssetKey):
                        return key
        raise InvariantViolationError(f"input '{input_name}' of '{self.op_handle}' is no asset")

    def load_asset_value(
        self, asset_key: Any, *, python_type: Any = None, partition_key: str | None = None
    ) -> Any:
        """Load the stored value of any asset."""
        del python_type
        key = AssetKey.from_coercible(asset_key)
        return enter("load_value_in_run")(self._run, key, partition_key)

    # ---------------------------------------------------------------- reporting

    def add_output_metadata(
        self,
        metadata: Mapping[str, Any],
        output_name: str | None = None,
        mapping_key: str | None = None,
    ) -> None:
        """Add metadata to an output that has not been yielded yet.

        Args:
            metadata: Facts to record; added to what was given before, later ones win.
            output_name: The output; may be left out where there is one.
            mapping_key: The item, for an output that fans out.

        Raises:
            InvariantViolationError: No such output, several, or it has been yielded.
        """
        names = list(self._step.op.outs)
        if output_name is None:
            if len(names) != 1:
                raise InvariantViolationError(
                    f"'{self.op_handle}' has {len(names)} outputs; name the one that the metadata "
                    "is for"
                )
            output_name = names[0]
        if output_name not in names:
            raise InvariantViolationError(
                f"'{self.op_handle}' has no output '{output_name}'",
                hint=did_you_mean(output_name, names),
            )
        if self.outputs_seen and output_name in self.outputs_seen:
            raise InvariantViolationError(
                f"output '{output_name}' of '{self.op_handle}' has been yielded: metadata can no "
                "longer be added to it"
            )
        if self.pending_metadata is None:
            self.pending_metadata = {}
        self.pending_metadata.setdefault((output_name, mapping_key), {}).update(metadata)

    def get_output_metadata(
        self, output_name: str, mapping_key: str | None = None
    ) -> Mapping[str, Any] | None:
        """Metadata added to an output so far, or None."""
        return (self.pending_metadata or {}).get((output_name, mapping_key))

    def add_asset_metadata(
        self,
        metadata: Mapping[str, Any],
        asset_key: Any = None,
        partition_key: str | None = None,
    ) -> None:
        """Add metadata to an asset that this op makes."""
        del partition_key
        if asset_key is None:
            self.add_output_metadata(metadata)
            return
        self.add_output_metadata(
            metadata, self.output_for_asset_key(AssetKey.from_coercible(asset_key))
        )

    def log_event(self, event: Any) -> None:
        """Record a materialization, an observation or an expectation that the op reports."""
        if self.user_events is None:
            self.user_events = []
        self.user_events.append(event)

    @property
    def asset_execution_context(self) -> ExecutionContext:
        """This context."""
        return self

    op_execution_context = asset_execution_context


running: ContextVar[tuple[Any, ...]] = ContextVar("running", default=())
"""The contexts of the ops that run in this thread or task, innermost last."""


class OpExecutionContext(ExecutionContext):
    """What an op sees of the run."""

    __slots__ = ()


class AssetExecutionContext(OpExecutionContext):
    """What an asset's function sees of the run."""

    __slots__ = ()


class AssetCheckExecutionContext(AssetExecutionContext):
    """What a check sees of the run."""

    __slots__ = ()

    @property
    def check_specs(self) -> list[Any]:
        """The checks that are run."""
        return list(self.assets_def.check_specs)
