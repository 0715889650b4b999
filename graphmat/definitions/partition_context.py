"""What an op's context tells of the partitions of the run, and of those of its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.errors import InvariantViolationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmat.keys import AssetKey


class PartitionContext:
    """The part of a context that is about partitions."""

    _run: Any
    _step: Any

    @property
    def op_handle(self) -> Any:
        """Where the op is in its graph."""
        raise NotImplementedError

    def asset_key_for_input(self, input_name: str) -> AssetKey:
        """The asset that an input is."""
        raise NotImplementedError

    @property
    def has_partition_key(self) -> bool:
        """Whether the run is for one partition."""
        return len(self._partitions()) == 1

    @property
    def has_partition_key_range(self) -> bool:
        """Whether the run is for several partitions."""
        return len(self._partitions()) > 1

    @property
    def is_partition_step(self) -> bool:
        """Whether the run is for partitions, be it one."""
        return bool(self._partitions())

    def _partitions(self) -> Sequence[str]:
        """The partitions of the run, as text."""
        return self._step.partition_keys  # type: ignore[no-any-return]  # a step of a plan has them

    def _checked_partitions(self, what: str) -> list[str]:
        keys = self._partitions()
        if not keys:
            raise InvariantViolationError(
                f"{what} was read, but the run is not for a partition",
                hint="choose one: graphmat materialize --partition KEY",
            )
        return [self._run.partition_key_object(self._step, key) for key in keys]

    @property
    def partition_key(self) -> str:
        """The partition of the run.

        Raises:
            InvariantViolationError: It has none, or several.
        """
        keys = self._checked_partitions("partition_key")
        if len(keys) > 1:
            raise InvariantViolationError(
                f"partition_key was read, but the run is for {len(keys)} partitions",
                hint="read context.partition_keys, or make one at a time: "
                "BackfillPolicy.multi_run(1)",
            )
        return keys[0]

    asset_partition_key = partition_key

    def asset_partition_key_for_output(self, output_name: str = "result") -> str:
        """The partition that an output makes, where it is one."""
        del output_name
        return self.partition_key

    def asset_partition_keys_for_output(self, output_name: str = "result") -> list[str]:
        """The partitions that an output makes."""
        del output_name
        return self.partition_keys

    def asset_partition_key_range_for_output(self, output_name: str = "result") -> Any:
        """The partitions that an output makes, as first and last."""
        del output_name
        return self.partition_key_range

    def asset_partitions_time_window_for_output(self, output_name: str = "result") -> Any:
        """The window of time that an output makes."""
        del output_name
        return self.partition_time_window

    def asset_partitions_def_for_output(self, output_name: str = "result") -> Any:
        """The partitions definition of the asset that an output makes."""
        del output_name
        return self._run.partitions_def_of(self._step)

    def asset_partition_key_for_input(self, input_name: str) -> str:
        """The partition that an input loads, where it is one."""
        keys = self.asset_partition_keys_for_input(input_name)
        if len(keys) != 1:
            raise InvariantViolationError(
                f"input '{input_name}' of '{self.op_handle}' loads {len(keys)} partitions",
                hint="read context.asset_partition_keys_for_input",
            )
        return keys[0]

    def asset_partition_keys_for_input(self, input_name: str) -> list[str]:
        """The partitions that an input loads."""
        for step_input in self._step.inputs:
            if step_input.name == input_name:
                for source in step_input.sources:
                    keys = getattr(source, "partition_keys", None)
                    if keys is not None:
                        return list(keys)
        return self.partition_keys

    def asset_partition_key_range_for_input(self, input_name: str) -> Any:
        """The partitions that an input loads, as first and last."""
        return _range(self.asset_partition_keys_for_input(input_name))

    def asset_partitions_time_window_for_input(self, input_name: str) -> Any:
        """The window of time that an input loads."""
        key = self.asset_key_for_input(input_name)
        graph = self._run.plan.graph
        owner = graph.definition_by_key.get(key)
        definition = owner.partitions_def if owner is not None else graph.spec(key).partitions_def
        return _window(definition, self.asset_partition_keys_for_input(input_name))

    @property
    def partition_keys(self) -> list[str]:
        """The partitions of the run."""
        return self._checked_partitions("partition_keys")

    @property
    def partition_key_range(self) -> Any:
        """The partitions of the run, as first and last."""
        return _range(self._checked_partitions("partition_key_range"))

    asset_partition_key_range = partition_key_range

    @property
    def partition_time_window(self) -> Any:
        """The window of time of the run's partitions."""
        keys = self._checked_partitions("partition_time_window")
        return _window(self._run.partitions_def_of(self._step), keys)

    asset_partitions_time_window = partition_time_window


def _range(keys: Sequence[str]) -> Any:
    from graphmat.partitions.base import PartitionKeyRange

    return PartitionKeyRange(keys[0], keys[-1])


def _window(definition: Any, keys: Sequence[str]) -> Any:
    first = definition.time_window_for_partition_key(keys[0])
    if len(keys) == 1:
        return first
    last = definition.time_window_for_partition_key(keys[-1])
    return type(first)(first.start, last.end)
