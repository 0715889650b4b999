"""Which runs are alive: each is held by a lock that the kernel takes away when its process ends.

A POSIX lock, since children that are forked do not inherit it. Closing any descriptor of a locked
file drops the lock for the whole process: a file is opened once, and never to look at one's own.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import StorageError
from graphmat.events.records import STARTED
from graphmat.supervision.leases import Holder, RunConflictError, claiming, conflicts, read_holder

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from graphmat.supervision.leases import Claim
    from graphmat.supervision.server_locks import ServerRunLocks

_held: Final[dict[str, tuple[int, Holder]]] = {}
"""Path of a lock that this process holds → its descriptor, and who that is."""
_QUESTION: Final = "hhqqi0q"
"""``struct flock`` of 64-bit Linux."""
_CLAIMS_LIMIT: Final = 1 << 26


class RunLocks:
    """The locks of the runs of one home.

    Args:
        home: The folder of the event log.
    """

    def __init__(self, home: Path) -> None:
        self._folder = os.path.join(os.path.abspath(home), "locks")  # noqa: PTH100, PTH118  # compared as text

    def _path(self, run_id: str) -> str:
        return f"{self._folder}/{run_id}"

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
            StorageError: It is held by another process, or locks do not work here.
        """
        path = self._path(run_id)
        me = Holder(run_id, os.getpid(), time.time(), claims)
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)  # noqa: PTH103  # a text
            with claiming(self._folder):
                if must_be_free and me.claims:
                    others = conflicts(self.holders(), me.claims)
                    if others:
                        raise RunConflictError(others, me.claims)
                _held[path] = _lock_with_text(path, me.text().encode()), me
        except OSError as error:
            raise _no_lock(path, run_id, error) from error

    def holders(self) -> list[Holder]:
        """The runs that are alive, with what they hold."""
        found = []
        try:
            names = os.listdir(self._folder)  # noqa: PTH208  # texts
        except FileNotFoundError:
            return []
        for name in names:
            path = self._path(name)
            if path in _held:
                found.append(_held[path][1])
            elif not name.startswith("."):
                with suppress(OSError):
                    holder = _live_holder(path)
                    if holder is not None:
                        found.append(holder)
        return found

    def release(self, run_id: str) -> None:
        """Let go of a run that has ended; one that is not held is left alone."""
        path = self._path(run_id)
        held = _held.pop(path, None)
        if held is not None:
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108  # a text
            os.close(held[0])

    def is_dead(self, run_id: str, process: Mapping[str, Any]) -> bool:
        """Whether nobody carries out a run any more.

        Args:
            run_id: A run that the log calls started.
            process: What the run's record says of its process.
        """
        path = self._path(run_id)
        if path in _held:
            return False
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            # somebody has settled it in the meantime, or it was killed before it held its lock
            return bool(process) and not is_alive(process)
        except OSError:
            return False
        try:
            if _is_locked(descriptor):
                return False
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108  # a text
            return True
        finally:
            os.close(descriptor)


def _lock_with_text(path: str, text: bytes) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.truncate(descriptor, 0)
        left = memoryview(text)
        while left:
            left = left[os.write(descriptor, left) :]
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _is_locked(descriptor: int) -> bool:
    """Whether another process holds the lock of a file.

    Linux is asked. Elsewhere it is tried for a moment, in which others take the run for alive.
    """
    if sys.platform == "linux" and struct.calcsize("P") == 8:  # noqa: PLR2004  # bytes
        question = struct.pack(_QUESTION, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, question)
        return bool(struct.unpack(_QUESTION, answer)[0] != fcntl.F_UNLCK)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def _live_holder(path: str) -> Holder | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        if not _is_locked(descriptor):
            return None
        parts = []
        while part := os.read(descriptor, _CLAIMS_LIMIT):
            parts.append(part)
        return read_holder(b"".join(parts).decode(errors="replace"))
    finally:
        os.close(descriptor)


def _no_lock(path: str, run_id: str, error: OSError) -> StorageError:
    if error.errno in {errno.EACCES, errno.EAGAIN}:
        if os.path.exists(path) and os.access(path, os.R_OK | os.W_OK):  # noqa: PTH110  # a text
            return StorageError(f"run '{run_id}' is held by another process")
    elif error.errno in {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}:
        return StorageError(
            f"'{path}' cannot be locked: the file system does not support it",
            hint="choose a home on a local file system with --home",
        )
    return StorageError(f"'{path}' cannot be locked: {error.strerror or error}")


def settle_dead_runs(log: Any, locks: RunLocks | ServerRunLocks) -> list[str]:
    """Mark runs whose process died as interrupted.

    Args:
        log: The event log; one that can only be read is left as it is.
        locks: The locks of its runs.

    Returns:
        Ids of the runs that were settled.

    Raises:
        StorageError: The log cannot be used.
    """
    if log.is_read_only:
        return []
    dead = [
        run.run_id
        for run in log.runs(statuses=(STARTED,))
        if locks.is_dead(run.run_id, run.process)
    ]
    settled: list[str] = log.mark_interrupted(dead) if dead else []
    return settled


# ---------------------------------------------------------------- processes


def process_facts() -> dict[str, Any]:
    """What tells this process from all others, for a run's record and for messages."""
    pid = os.getpid()
    return {"pid": pid, "host": os.uname().nodename, "boot": _boot(), "born": _born(pid)}


def is_alive(process: Mapping[str, Any]) -> bool:
    """Whether a process of this machine is still there; of another's it cannot be told: it is."""
    if process.get("host") != os.uname().nodename:
        return True
    if process.get("boot") != _boot():
        return False
    born = _born(int(process["pid"]))
    return born is not None and born == process.get("born")


def _boot() -> str | None:
    return _read("/proc/sys/kernel/random/boot_id")


def _born(pid: int) -> str | None:
    """When a process began, in ticks since the machine's start: a number reused begins later."""
    status = _read(f"/proc/{pid}/stat")
    return None if status is None else status.rpartition(")")[2].split()[19]


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="ascii", errors="replace") as file:  # noqa: PTH123  # a text
            return file.read().strip()
    except OSError:
        return None
