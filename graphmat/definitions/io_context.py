"""What an I/O manager sees of the value it stores or loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphmat.errors import InvariantViolationError
from graphmat.keys import AssetKey


class IOContext:
    """What ``OutputContext`` and ``InputContext`` share.

    Args:
        late: Answers with a fact that is not among the others, when it is asked for: most I/O
            managers look at the identifier alone.
        facts: Facts by name; those that are not given are None.
    """

    __slots__ = ("_facts", "_late", "metadata_added")

    def __init__(self, late: Callable[[str], Any] | None = None, **facts: Any) -> None:
        self._facts = facts
        self._late = late
        self.metadata_added: dict[str, Any] = {}

    def _fact(self, name: str) -> Any:
        facts = self._facts
        if name in facts:
            return facts[name]
        if self._late is None:
            return None
        found = facts[name] = self._late(name)
        return found

    @property
    def name(self) -> str:
        """Name of the output or input."""
        return str(self._fact("name"))

    @property
    def run_id(self) -> str:
        """The run."""
        return str(self._fact("run_id"))

    @property
    def step_key(self) -> str:
        """The step; "none" for an asset that was made in another run."""
        return str(self._fact("step_key") or "none")

    @property
    def job_name(self) -> str:
        """The asset job."""
        return str(self._fact("job_name"))

    @property
    def op_def(self) -> Any:
        """The op."""
        return self._fact("op_def")

    @property
    def has_asset_key(self) -> bool:
        """Whether the value is an asset's."""
        return self._fact("asset_key") is not None

    @property
    def asset_key(self) -> AssetKey:
        """The asset.

        Raises:
            InvariantViolationError: The value is not an asset's.
        """
        key = self._fact("asset_key")
        if key is None:
            raise InvariantViolationError(f"'{self.name}' of '{self.step_key}' is not an asset")
        return key  # type: ignore[no-any-return]  # checked above

    @property
    def asset_spec(self) -> Any:
        """What is said about the asset."""
        return self._fact("asset_spec")

    @property
    def definition_metadata(self) -> Mapping[str, Any]:
        """Metadata of the declaration."""
        return self._fact("definition_metadata") or {}

    metadata = definition_metadata

    @property
    def dagster_type(self) -> Any:
        """Declared type."""
        return self._fact("dagster_type")

    @property
    def config(self) -> Any:
        """Configuration of this input or output."""
        return self._fact("config")

    @property
    def resource_config(self) -> Any:
        """Configuration of the I/O manager."""
        return self._fact("resource_config")

    @property
    def resources(self) -> Any:
        """Resources that the I/O manager asked for."""
        return self._fact("resources")

    @property
    def log(self) -> Any:
        """The run's log."""
        log = self._fact("log")
        if log is None:
            from graphmat.definitions.context_log import ContextLog

            return ContextLog(lambda _level, _text: None)
        return log

    @property
    def step_context(self) -> Any:
        """The context of the op."""
        return self._fact("step_context")

    @property
    def has_partition_key(self) -> bool:
        """Whether the run is for a partition."""
        return self._fact("partition_key") is not None

    @property
    def partition_key(self) -> str:
        """The partition of the run."""
        key = self._fact("partition_key")
        if key is None:
            raise InvariantViolationError("the run is not for a partition")
        return str(key)

    @property
    def has_asset_partitions(self) -> bool:
        """Whether the asset is partitioned."""
        return bool(self._fact("asset_partition_keys"))

    @property
    def asset_partition_keys(self) -> Sequence[str]:
        """The partitions of the asset that are stored or loaded."""
        return list(self._fact("asset_partition_keys") or ())

    @property
    def asset_partition_key(self) -> str:
        """The partition of the asset, where it is one."""
        keys = self.asset_partition_keys
        if len(keys) != 1:
            raise InvariantViolationError(
                f"'{self.name}' stands for {len(keys)} partitions; use asset_partition_keys"
            )
        return keys[0]

    @property
    def asset_partition_key_range(self) -> Any:
        """First and last of the partitions."""
        from graphmat.partitions.base import PartitionKeyRange

        keys = self.asset_partition_keys
        return PartitionKeyRange(keys[0], keys[-1])

    @property
    def asset_partitions_def(self) -> Any:
        """Partitions of the asset."""
        return self._fact("asset_partitions_def")

    @property
    def asset_partitions_time_window(self) -> Any:
        """Window of time of the partitions."""
        definition = self.asset_partitions_def
        keys = self.asset_partition_keys
        first = definition.time_window_for_partition_key(keys[0])
        last = definition.time_window_for_partition_key(keys[-1])
        return type(first)(first.start, last.end)

    def get_asset_identifier(self) -> Sequence[str]:
        """Components of the asset's key, and of its partition."""
        path = list(self.asset_key.path)
        if self.has_asset_partitions:
            path.append(self.asset_partition_key)
        return path

    def get_identifier(self) -> Sequence[str]:
        """What names the value: the asset's key, or run, step and output."""
        if self._facts.get("asset_key") is not None:
            return self.get_asset_identifier()
        return self.get_run_scoped_output_identifier()

    def get_run_scoped_output_identifier(self) -> Sequence[str]:
        """Run, step, output, and the mapping key of a fan-out."""
        facts = self._facts
        parts = [str(facts.get("run_id")), str(facts.get("step_key") or "none"), self.name]
        mapping_key = facts.get("mapping_key")
        return [*parts, mapping_key] if mapping_key else parts


class OutputContext(IOContext):
    """What an I/O manager sees of a value that it stores, or stored."""

    __slots__ = ()

    @property
    def mapping_key(self) -> str | None:
        """The item of a fan-out."""
        key = self._fact("mapping_key")
        return None if key is None else str(key)

    @property
    def output_metadata(self) -> Mapping[str, Any]:
        """Metadata that the op gave with the value."""
        return self._fact("output_metadata") or {}

    @property
    def version(self) -> str | None:
        """Code version."""
        return self._fact("version")  # type: ignore[no-any-return]  # text or None

    def add_output_metadata(self, metadata: Mapping[str, Any]) -> None:
        """Add facts to the materialization."""
        self.metadata_added.update(metadata)

    def log_event(self, event: Any) -> None:
        """Record an event that the I/O manager reports; its metadata joins the materialization."""
        self.metadata_added.update(getattr(event, "metadata", {}))


class InputContext(IOContext):
    """What an I/O manager sees of a value that it loads."""

    __slots__ = ()

    @property
    def upstream_output(self) -> OutputContext | None:
        """The output that stored the value."""
        return self._fact("upstream_output")  # type: ignore[no-any-return]  # an OutputContext or None

    @property
    def has_input_name(self) -> bool:
        """Whether it is an input of an op."""
        return self._fact("name") is not None

    def get_identifier(self) -> Sequence[str]:
        """What names the value, as the output that stored it says."""
        if self._facts.get("asset_key") is not None:
            return self.get_asset_identifier()
        upstream: OutputContext | None = self._facts.get("upstream_output")
        if upstream is None:
            raise InvariantViolationError(f"input '{self.name}' has no upstream output")
        return upstream.get_identifier()

    def add_input_metadata(
        self, metadata: Mapping[str, Any], description: str | None = None
    ) -> None:
        """Add facts about what was loaded."""
        del description
        self.metadata_added.update(metadata)


def build_output_context(
    step_key: str | None = None,
    name: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    run_id: str | None = None,
    mapping_key: str | None = None,
    config: Any = None,
    dagster_type: Any = None,
    version: str | None = None,
    resource_config: Mapping[str, Any] | None = None,
    resources: Mapping[str, Any] | None = None,
    op_def: Any = None,
    asset_key: Any = None,
    partition_key: str | None = None,
    definition_metadata: Mapping[str, Any] | None = None,
    output_metadata: Mapping[str, Any] | None = None,
) -> OutputContext:
    """Make an output context for testing an I/O manager; all arguments are facts of the context."""
    return OutputContext(
        step_key=step_key,
        name=name,
        definition_metadata=definition_metadata or metadata,
        output_metadata=output_metadata,
        run_id=run_id,
        mapping_key=mapping_key,
        config=config,
        dagster_type=dagster_type,
        version=version,
        resource_config=resource_config,
        resources=_view(resources),
        op_def=op_def,
        asset_key=None if asset_key is None else AssetKey.from_coercible(asset_key),
        partition_key=partition_key,
        asset_partition_keys=(partition_key,) if partition_key and asset_key else None,
    )


def build_input_context(
    name: str | None = None,
    config: Any = None,
    definition_metadata: Mapping[str, Any] | None = None,
    upstream_output: OutputContext | None = None,
    dagster_type: Any = None,
    resource_config: Mapping[str, Any] | None = None,
    resources: Mapping[str, Any] | None = None,
    op_def: Any = None,
    step_context: Any = None,
    asset_key: Any = None,
    partition_key: str | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> InputContext:
    """Make an input context for testing an I/O manager; all arguments are facts of the context."""
    return InputContext(
        name=name,
        config=config,
        definition_metadata=definition_metadata or metadata,
        upstream_output=upstream_output,
        dagster_type=dagster_type,
        resource_config=resource_config,
        resources=_view(resources),
        op_def=op_def,
        step_context=step_context,
        asset_key=None if asset_key is None else AssetKey.from_coercible(asset_key),
        partition_key=partition_key,
        asset_partition_keys=(partition_key,) if partition_key and asset_key else None,
    )


def _view(resources: Mapping[str, Any] | None) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(**(resources or {}))
