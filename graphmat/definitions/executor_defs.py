"""Executors as a module names them: which way its steps are run, unless the command says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ExecutorDefinition:
    """A way to run steps.

    Args:
        name: ``in_process``, ``processes``, ``threads`` or another that is installed.
        options: Its options, such as ``max_concurrent``.
    """

    __slots__ = ("name", "options")

    def __init__(self, name: str, options: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.options = dict(options or {})

    def configured(
        self, config: Any, name: str | None = None, **_unused: Any
    ) -> ExecutorDefinition:
        """The same way, with options."""
        del name
        return ExecutorDefinition(self.name, {**self.options, **(config or {})})

    def __repr__(self) -> str:
        return f"ExecutorDefinition({self.name!r})"


in_process_executor = ExecutorDefinition("in_process")
"""Steps run one after the other in one process."""

multiprocess_executor = ExecutorDefinition("processes")
"""Steps run side by side in several processes."""

threads_executor = ExecutorDefinition("threads")
"""Steps run side by side in threads of one process: for ops that wait. An addition of graphmat."""

multi_or_in_process_executor = ExecutorDefinition("in_process")
"""Steps run in one process, unless the run says otherwise."""


def executor(name: Any = None, **_options: Any) -> Any:
    """Accepted for modules that define executors of their own; graphmat's own are used instead."""

    def decorate(function: Any) -> ExecutorDefinition:
        del function
        return in_process_executor

    return decorate(name) if callable(name) else decorate
