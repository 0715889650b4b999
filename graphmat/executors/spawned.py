"""Workers that are new interpreters: they import the user's module themselves, once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from graphmat.errors import GraphmatError, LoadError
from graphmat.execution.lifeline import die_with_parent
from graphmat.executors.pipe import Pipe, PipeClosedError, packed
from graphmat.executors.relay import RelayLog, RelayRecorder
from graphmat.executors.shipping import receive_run, ship_run
from graphmat.executors.worker import Signals, Worker, leave
from graphmat.executors.worker_handle import WorkerHandle

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.execution.run_context import RunContext

_START = "from graphmat.executors.spawned import main; main()"
_BUG_STATUS = 70


def spawner(
    definitions: Definitions,
) -> Callable[[RunContext, Sequence[WorkerHandle]], WorkerHandle]:
    """What starts workers as new interpreters.

    Args:
        definitions: The definitions; they know where they were loaded from.
    """
    shipped: list[bytes] = []

    def spawn(run: RunContext, others: Sequence[WorkerHandle]) -> WorkerHandle:
        del others  # no descriptor of theirs reaches a new interpreter
        if not shipped:
            shipped.append(ship_run(run, definitions))
        worker = _spawn()
        with suppress(PipeClosedError):  # that it has died is found when it is read from
            load = ("load", definitions.source, sys.path, os.getcwd(), run.run_id)  # noqa: PTH109  # as text
            worker.pipe.send_bytes(packed(load))
            worker.pipe.send_bytes(packed(("run", shipped[0])))
        return worker

    return spawn


def _spawn() -> WorkerHandle:
    requests, replies, lifeline = os.pipe(), os.pipe(), os.pipe()
    given = (replies[0], requests[1], lifeline[0])
    words = [sys.executable, "-c", _START, *map(str, given), str(os.getpid())]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(_own_path())}
    pid = os.posix_spawn(
        sys.executable,
        words,
        environment,
        file_actions=[(os.POSIX_SPAWN_DUP2, number, number) for number in given],
    )
    for number in given:
        os.close(number)
    return WorkerHandle(pid, Pipe(requests[0], replies[1]), lifeline[1])


def _own_path() -> list[str]:
    """Where a new interpreter finds this library; the rest of the path is sent to it."""
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120  # compared as text
    before = os.environ.get("PYTHONPATH")
    return [own, *([before] if before else ())]


def main() -> NoReturn:
    """The life of such a worker, from its start to its end."""
    reading, writing, lifeline, parent = map(int, sys.argv[1:5])
    sys.argv[1:] = []
    signals = Signals()
    signals.hold()
    number, status = 0, _BUG_STATUS
    try:
        signals.install()
        die_with_parent(lifeline, parent)
        pipe = Pipe(reading, writing)
        try:
            signals.release()
            run = _load(pipe)
            if run is not None:
                number = Worker(run, pipe, signals).serve()
        except KeyboardInterrupt:
            number = signals.number
        status = 0
    except PipeClosedError:
        status = 0
    except BaseException:  # noqa: BLE001  # there is nobody left to tell
        sys.excepthook(*sys.exc_info())
    finally:
        leave(status, number)


def _load(pipe: Pipe) -> RunContext | None:
    """Import the module and take the run; None, where that failed and was told."""
    from graphmat.loading.module import load_definitions

    _, source, path, folder, run_id = pipe.receive()
    sys.path[:] = path
    os.chdir(folder)
    message = pipe.receive()
    try:
        definitions = load_definitions(source)
        return receive_run(message[1], definitions, RelayRecorder(_no_log(), run_id))
    except GraphmatError as error:
        fault = LoadError(f"a worker process could not load the module: {error.message}")
        fault.hint = error.hint
        pipe.send(("failed", fault))
        return None


def _no_log() -> RelayLog:
    """Takes the place of the way to the event log until the worker makes its own."""

    def refuse(*_: Any) -> Any:
        raise LoadError("the event log is asked before the worker is ready")

    return RelayLog(refuse, refuse)
