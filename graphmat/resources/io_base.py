"""I/O managers and input managers: the base classes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from graphmat.errors import StepOutputError


class InputManager(ABC):
    """Loads inputs of ops: a resource that ``In(input_manager_key=...)`` names."""

    @abstractmethod
    def load_input(self, context: Any) -> Any:
        """Load the value of an input.

        Args:
            context: The ``InputContext``: what is loaded, and for whom.
        """


class IOManager(InputManager):
    """Stores the outputs of ops and loads them for other ops: ``Out(io_manager_key=...)``."""

    @abstractmethod
    def handle_output(self, context: Any, obj: Any) -> Any:
        """Store the value of an output.

        Args:
            context: The ``OutputContext``: what is stored, and of whom.
            obj: The value.

        Returns:
            Nothing; or, from a generator, metadata to record.
        """

    @abstractmethod
    def load_input(self, context: Any) -> Any:
        """Load the value of an input.

        Args:
            context: The ``InputContext``; its ``upstream_output`` is what was stored.
        """


def by_partition(value: Any, partition_keys: Sequence[str]) -> dict[str, Any]:
    """The value of each partition, where an op makes several at once.

    Args:
        value: What the op gave: a dictionary of partition key to value; None stands for None each.
        partition_keys: The partitions of the run.

    Raises:
        StepOutputError: It is no such dictionary, or lacks a partition, or has one too many.
    """
    if value is None:
        return dict.fromkeys(partition_keys)
    if not isinstance(value, dict):
        what = f"is of type '{type(value).__name__}'"
    else:
        lacking = [key for key in partition_keys if key not in value]
        more = [key for key in value if key not in set(partition_keys)]
        if not lacking and not more:
            return {key: value[key] for key in partition_keys}
        shown = ", ".join(f"'{key}'" for key in (lacking or more)[:5])
        what = f"{'lacks' if lacking else 'also has'} {shown}"
    raise StepOutputError(
        f"the run makes {len(partition_keys)} partitions, so the value must be a dictionary of "
        f"partition key to value, but it {what}",
        hint="return {key: … for key in context.partition_keys}, or None, or annotate the op "
        "'-> None' if it stores its values itself",
    )
