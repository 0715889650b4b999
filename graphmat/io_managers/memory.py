"""Values in memory: handed over as they are, gone with the process."""

from __future__ import annotations

from typing import Any

from graphmat.errors import MissingValueError
from graphmat.resources.io_base import IOManager


class InMemoryIOManager(IOManager):
    """Keeps values in a dictionary; consumers get the very object that was produced."""

    keeps_in_memory = True

    def __init__(self) -> None:
        self.values: dict[tuple[str, ...], Any] = {}

    def handle_output(self, context: Any, obj: Any) -> None:
        """Keep a value."""
        self.values[tuple(context.get_identifier())] = obj

    def load_input(self, context: Any) -> Any:
        """Give a value back.

        Raises:
            MissingValueError: This process has not stored it.
        """
        identifier = tuple(context.get_identifier())
        try:
            return self.values[identifier]
        except KeyError:
            raise MissingValueError(
                f"'{'/'.join(identifier)}' is not in memory: a value in memory is gone with the "
                "process that made it",
            ) from None
