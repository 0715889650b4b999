"""Values in memory: handed over as they are, gone with the process."""

from __future__ import annotations

from typing import Any

from graphmat.errors import MissingValueError
from graphmat.resources.io_base import IOManager, by_partition


class InMemoryIOManager(IOManager):
    """Keeps values in a dictionary; consumers get the very object that was produced."""

    keeps_in_memory = True

    def __init__(self) -> None:
        self.values: dict[tuple[str, ...], Any] = {}

    def handle_output(self, context: Any, obj: Any) -> None:
        """Keep a value."""
        if context.has_asset_partitions and len(context.asset_partition_keys) > 1:
            values = by_partition(obj, context.asset_partition_keys)
            for key, value in values.items():
                self.values[(*context.asset_key.path, key)] = value
        else:
            self.values[tuple(context.get_identifier())] = obj

    def load_input(self, context: Any) -> Any:
        """Give a value back.

        Raises:
            MissingValueError: This process has not stored it.
        """
        if context.has_asset_partitions and len(context.asset_partition_keys) > 1:
            keys = context.asset_partition_keys
            return {key: self._kept((*context.asset_key.path, key)) for key in keys}
        return self._kept(tuple(context.get_identifier()))

    def _kept(self, identifier: tuple[str, ...]) -> Any:
        try:
            return self.values[identifier]
        except KeyError:
            raise MissingValueError(
                f"'{'/'.join(identifier)}' is not in memory: a value in memory is gone with the "
                "process that made it",
            ) from None
