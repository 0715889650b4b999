"""Which runs of a log on a server are alive, on whatever host: see ``run_locks`` for one's own."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Protocol

from graphmat.supervision.leases import Holder, RunConflictError, conflicts, read_holder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from graphmat.supervision.leases import Claim


class Locks(Protocol):
    """What the server offers; ``storage.server_locks`` has it."""

    def hold(self, run_id: str, holder: str, check: Callable[[Sequence[str]], None] | None) -> None:
        """Hold a run, where ``check`` does not raise for the texts of the live holders."""
        ...

    def release(self, run_id: str) -> None:
        """Let go of a run."""
        ...

    def holders(self) -> list[str]:
        """The texts of the live holders."""
        ...

    def live_run_ids(self) -> set[str]:
        """The runs that are held."""
        ...


class ServerRunLocks:
    """The locks of the runs of a log on a server, as ``RunLocks`` is for those of a home.

    Args:
        locks: What the server offers.
    """

    def __init__(self, locks: Locks) -> None:
        self._locks = locks

    def hold(
        self, run_id: str, claims: Collection[Claim] = (), *, must_be_free: bool = True
    ) -> None:
        """Hold a run until it is released or this process ends.

        Args:
            run_id: The run.
            claims: What it makes.
            must_be_free: Whether no other run that is alive may hold any of that.

        Raises:
            RunConflictError: Another run does.
            StorageError: It is held by another process, or the server cannot be used.
        """
        me = Holder(run_id, os.getpid(), time.time(), claims, os.uname().nodename)

        def refuse(texts: Sequence[str]) -> None:
            others = conflicts(_read(texts), me.claims)
            if others:
                raise RunConflictError(others, me.claims)

        self._locks.hold(run_id, me.text(), refuse if must_be_free and me.claims else None)

    def holders(self) -> list[Holder]:
        """The runs that are alive, with what they hold."""
        return _read(self._locks.holders())

    def release(self, run_id: str) -> None:
        """Let go of a run that has ended; one that is not held is left alone."""
        self._locks.release(run_id)

    def is_dead(self, run_id: str, process: Mapping[str, Any]) -> bool:
        """Whether nobody carries out a run any more; one that told no process is believed."""
        return bool(process) and run_id not in self._locks.live_run_ids()


def _read(texts: Sequence[str]) -> list[Holder]:
    return [holder for text in texts if (holder := read_holder(text)) is not None]
