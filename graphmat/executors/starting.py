"""How workers are started: forked where that is safe, as new interpreters elsewhere."""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidDefinitionError
from graphmat.executors.worker_handle import WorkerHandle, fork_worker

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext

Start = Callable[["RunContext", Sequence[WorkerHandle]], WorkerHandle]


def starter(method: str | None, definitions: Any) -> Start:
    """What starts the workers of a run.

    Args:
        method: ``fork`` or ``spawn``; None: as is safe.
        definitions: The definitions that a new interpreter loads again.

    Raises:
        InvalidDefinitionError: A new interpreter is needed, and cannot find the definitions.
    """
    if (method or ("fork" if is_fork_safe() else "spawn")) == "fork":
        return fork_worker
    if getattr(definitions, "source", None) is None:
        raise InvalidDefinitionError(
            "worker processes cannot load these definitions: they were not loaded from a file or "
            "module, and a fork is not safe beside threads",
            hint="run it from the command line, or with the threads executor",
        )
    from graphmat.executors.spawned import spawner

    return spawner(definitions)


def is_fork_safe() -> bool:
    """Whether a process forked from this one works: it has no other threads of Python's.

    A lock that another thread holds would stay locked in the forked process for ever.
    """
    return sys.platform != "darwin" and _thread._count() == 0  # noqa: SLF001  # what threading counts by
