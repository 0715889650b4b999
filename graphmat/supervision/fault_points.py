"""Where a process may be killed, for ``graphmat chaos``: looked at only when that asks for it.

Nothing of the program has a hook. A command that finds itself in an experiment puts a step of its
own before and after what matters: a message to the record, a statement of SQL, the writing, syncing
and renaming of a file. Each passage is one point; points are counted in each process.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from typing import Any, Final, Self

VARIABLE: Final = "GRAPHMAT_CHAOS"
"""``record:FILE`` notes the points in a file; ``kill:FILE:NUMBER:PROCESS`` kills at one of them,
once: the file is made when it happens."""

SUPERVISOR: Final = "supervisor"
CHILD: Final = "child"


class FaultPoints:
    """Counts the points of this process, and of a child that it forks.

    Args:
        order: The value of the variable.
    """

    def __init__(self, order: str) -> None:
        self._does_record = order.startswith("record:")
        rest = order.partition(":")[2]
        number = process = ""
        if not self._does_record:
            rest, number, process = rest.rsplit(":", 2)
        self._file = rest
        self._number = int(number or 0)
        self._process = process
        self._parent = os.getpid()
        self._pid = os.getpid()
        self._count = 0
        self._is_at_point = False

    def note(self, label: str) -> bool:
        """Pass a point.

        Args:
            label: What happens here.

        Returns:
            Whether this process dies here; it does so at once, unless it is in the middle of a
            write: then the caller kills it.
        """
        pid = os.getpid()
        if pid != self._pid:
            if self._pid != self._parent:
                return False  # a process that the user's code forked
            self._pid, self._count = pid, 0
        if self._is_at_point:
            return False
        self._is_at_point = True
        try:
            self._count += 1
            role = SUPERVISOR if pid == self._parent else CHILD
            if self._does_record:
                self._append(f"{role}\t{self._count}\t{label}\n")
                return False
            return role == self._process and self._count == self._number and self._is_first()
        finally:
            self._is_at_point = False

    def at(self, label: str) -> None:
        """Pass a point, and die there if it is the one."""
        if self.note(label):
            die()

    def _append(self, line: str) -> None:
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            _WRITE(descriptor, line.encode())
        finally:
            os.close(descriptor)

    def _is_first(self) -> bool:
        try:
            os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return False
        return True


_WRITE: Final = os.write


def die() -> None:
    """End this process as a kill does."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(order: str) -> None:
    """Make this process, and the child that it forks, an object of the experiment.

    Args:
        order: The value of the variable.
    """
    points = FaultPoints(order)
    for name in ("fsync", "rename", "replace", "unlink"):
        setattr(os, name, _around(points, f"os.{name}", getattr(os, name)))
    for module, name, wrap in ((os, "fdopen", _files), (sqlite3, "connect", _connections)):
        setattr(module, name, wrap(points, getattr(module, name)))
    _arm_messages(points)


def _around(points: FaultPoints, label: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        points.at(f"before {label}")
        result = function(*args, **kwargs)
        points.at(f"after {label}")
        return result

    return call


def _files(points: FaultPoints, fdopen: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return TornFile(points, fdopen(*args, **kwargs))

    return call


class TornFile:
    """A file of which a write may be cut in the middle.

    Args:
        points: Counts the points.
        file: The file.
    """

    def __init__(self, points: FaultPoints, file: Any) -> None:
        self._points = points
        self._file = file

    def write(self, data: Any) -> Any:
        """Write, perhaps half of it and nothing ever after."""
        if self._points.note("amid a write"):
            view = memoryview(data).cast("B")
            self._file.write(view[: len(view) // 2])
            self._file.flush()
            die()
        return self._file.write(data)

    def __enter__(self) -> Self:
        self._file.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._file.__exit__(*error)

    def __iter__(self) -> Any:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _connections(points: FaultPoints, connect: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        connection = connect(*args, **kwargs)
        connection.set_trace_callback(lambda text: _statement(points, text))
        return connection

    return call


_WRITING: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE", "BEGIN", "COMMIT", "CREATE")


def _statement(points: FaultPoints, text: str) -> None:
    words = text.split(None, 3)
    if words and words[0].upper() in _WRITING:
        points.at(f"before {' '.join(words[: 3 if words[0].upper() == 'INSERT' else 2])}"[:40])


def _arm_messages(points: FaultPoints) -> None:
    """The boundaries of the ops are messages to the record."""
    from graphmat.supervision.log_keeper import LogKeeper  # noqa: PLC0415  # in an experiment only
    from graphmat.supervision.remote_log import RemoteEventLog  # noqa: PLC0415  # as above

    send, store, create = RemoteEventLog.append, LogKeeper.append, RemoteEventLog.create_run

    def append(log: Any, events: Any, *, durable: bool = False) -> None:
        label = _label(events[-1].kind, events[-1].step_key) if events else "nothing"
        points.at(f"before telling of {label}")
        send(log, events, durable=durable)
        points.at(f"after telling of {label}")

    def keep(keeper: Any, packed: Any, *, durable: bool) -> Any:
        label = _label(packed[-1][0], packed[-1][3]) if packed else "nothing"
        points.at(f"before storing {label}")
        answer = store(keeper, packed, durable=durable)
        points.at(f"after storing {label}")
        return answer

    for where, name, method in (
        (RemoteEventLog, "append", append),
        (RemoteEventLog, "create_run", _around(points, "creating the run", create)),
        (LogKeeper, "append", keep),
    ):
        setattr(where, name, method)


def _label(kind: str, step_key: str | None) -> str:
    return f"{kind} of {step_key}" if step_key else kind
