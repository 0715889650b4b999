"""I/O managers and input managers: the base classes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any


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
