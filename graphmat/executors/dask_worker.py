"""What runs on the workers of a Dask cluster: one task for each step.

A worker learns of a run by a plugin that carries it, loads the module with the first step, and
forgets both when the plugin is taken away. A step's log lines and questions travel as events of
Dask; what it did is the task's result.
"""

from __future__ import annotations

import asyncio  # noqa: TID253  # only Dask's workers, which run a loop, and its client import this
import ctypes
import os
import pickle  # noqa: TID253  # as above
import signal
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from distributed import WorkerPlugin, get_worker

from graphmat.errors import GraphmatError, LoadError, ResourceInitError, StorageError
from graphmat.execution.run_resources import needed_by, opened
from graphmat.execution.step import execute_step, fail_step
from graphmat.executors.dask_code import Code, make_way_for, unpacked
from graphmat.executors.parcels import Parcels, without_told
from graphmat.executors.relay import RelayLog, RelayRecorder
from graphmat.executors.shipping import receive_run, run_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from graphmat.definitions.definitions import Definitions
    from graphmat.events.model import Event
    from graphmat.execution.outcome import StepOutcome
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit

_PATIENCE_S: Final = 1.0
"""So long steps that were interrupted may take to end."""
_LOOK_S: Final = 0.5
_STATES: dict[str, RunState] = {}
_ANSWERS: dict[str, _Answer] = {}
_loaded: dict[str, tuple[str, Definitions]] = {}
_loading = threading.Lock()


class Abandoned(BaseException):
    """Raised in a step that nobody waits for any more."""


class Shipment:
    """A run as it is sent to the workers.

    Args:
        run_id: The run.
        topic: What its messages are called.
        data: The run as bytes.
        code: Where its module is; None: the bytes hold the definitions, too.
        folder: The working directory of the engine's side.
        probe: A file that each worker must see; None: the store is no folder.
    """

    def __init__(
        self,
        run_id: str,
        topic: str,
        data: bytes,
        code: Code | None,
        folder: str,
        probe: str | None,
        *,
        is_own: bool,
    ) -> None:
        self.run_id = run_id
        self.topic = topic
        self.data = data
        self.code = code
        self.folder = folder
        self.probe = probe
        self.is_own = is_own


class RunPlugin(WorkerPlugin):
    """Makes a run known to the workers, also to those that join later."""

    def __init__(self, shipment: Shipment) -> None:
        self.shipment = shipment
        self.name = plugin_name(shipment.run_id)

    def setup(self, worker: Any) -> None:
        """Take the run; nothing is loaded yet."""
        if self.shipment.is_own:  # Ctrl-C reaches all of the terminal; the engine alone acts
            with suppress(ValueError):
                signal.signal(signal.SIGINT, signal.SIG_IGN)
        _STATES[self.shipment.run_id] = RunState(self.shipment, worker)

    def teardown(self, worker: Any) -> None:
        """Forget the run."""
        del worker
        state = _STATES.pop(self.shipment.run_id, None)
        if state is not None:
            threading.Thread(target=state.end, args=(True,), daemon=True).start()


def plugin_name(run_id: str) -> str:
    """What the plugin of a run is called."""
    return f"graphmat-{run_id}"


class _Answer:
    """The answer to a question to the event log, once it is there."""

    __slots__ = ("is_error", "ready", "value")

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.value: Any = None
        self.is_error = False


class _Attempt:
    """An attempt at a step, in a thread of the worker."""

    __slots__ = ("is_abandoned", "thread")

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.is_abandoned = False


class RunState:
    """What a worker keeps of a run.

    Args:
        shipment: The run as it was sent.
        worker: Dask's worker.
    """

    def __init__(self, shipment: Shipment, worker: Any) -> None:
        self._shipment = shipment
        self._worker = worker
        self._lock = threading.Lock()
        self._run: RunContext | None = None
        self._fault: GraphmatError | None = None
        self._recorder = RelayRecorder(RelayLog(self._tell, self._ask), shipment.run_id)
        self._opened: AbstractContextManager[None] | None = None
        self._parcels: Parcels | None = None
        self._has_ended = False
        self.attempts: dict[str, _Attempt] = {}

    # ---------------------------------------------------------------- loading

    def load(self) -> RunContext:
        """The run, with the definitions of this process.

        Raises:
            GraphmatError: It cannot be loaded; said for each step alike.
        """
        with self._lock:
            if self._fault is not None:
                raise self._fault
            if self._run is None:
                try:
                    self._run = self._load()
                except GraphmatError as error:
                    self._fault = LoadError(
                        f"the Dask worker {self._worker.address} could not load the run: "
                        f"{error.message}"
                    )
                    self._fault.hint = error.hint
                    raise self._fault from None
                except Exception as error:  # noqa: BLE001  # what unpickling raises is anything
                    self._fault = LoadError(
                        f"the Dask worker {self._worker.address} could not load the run: "
                        f"{type(error).__name__}: {error}",
                        hint="are the same packages installed there?",
                    )
                    raise self._fault from None
            return self._run

    def _load(self) -> RunContext:
        shipment = self._shipment
        if shipment.probe is not None and not os.path.exists(shipment.probe):  # noqa: PTH110  # a text
            raise LoadError(
                f"it does not see the store: no '{os.path.dirname(shipment.probe)}' there",  # noqa: PTH120  # a text
                hint="put home into a folder that all machines share, or the store into s3://…",
            )
        with suppress(OSError):
            os.chdir(shipment.folder)
        if shipment.code is None:
            run = run_of(pickle.loads(shipment.data), self._recorder)  # noqa: S301  # from our own client
        else:
            run = receive_run(shipment.data, _definitions(shipment.code), self._recorder)
        run.pid = os.getpid()
        run.loop = None
        self._parcels = Parcels(run.plan)
        return run

    # ---------------------------------------------------------------- one step

    def carry_out(self, token: str, message: tuple[Any, ...]) -> bytes:
        """Run one attempt; answers with what happened, as bytes."""
        self._send("began", token)
        try:
            run = self.load()
        except GraphmatError as error:
            return _bytes(("unloadable", error))
        attempt = self.attempts[token] = _Attempt()
        try:
            return self._carry_out(run, token, attempt, message)
        except (Abandoned, KeyboardInterrupt):
            return _bytes(("abandoned",))
        finally:
            self.attempts.pop(token, None)

    def _carry_out(
        self, run: RunContext, token: str, attempt: _Attempt, message: tuple[Any, ...]
    ) -> bytes:
        def check() -> None:
            run.end_stray()
            if attempt.is_abandoned or self._has_ended:
                raise Abandoned

        def tell(events: Sequence[Event]) -> None:
            check()
            self._send("events", token, list(events))

        def ask(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
            check()
            return self._ask(name, args, kwargs, check)

        assert self._parcels is not None  # noqa: S101  # loaded with the run
        parcels = self._parcels
        recorder = RelayRecorder(RelayLog(tell, ask), run.run_id)
        own = run.seen_by(recorder)
        own.loop = None
        unit = parcels.unpack_unit(message[1])
        own.made = {address: parcels.unpack_output(kept) for address, kept in message[2]}
        outcome = self._outcome(run, own, unit, message)
        check()
        return _report(self._worker.address, parcels, own, recorder, outcome)

    def _outcome(
        self, run: RunContext, own: RunContext, unit: Unit, message: tuple[Any, ...]
    ) -> StepOutcome:
        try:
            if needed_by(unit.step, run.plan):
                self._open_resources(run)
                own.resources, own.mask = run.resources, run.mask
                own.recorder.take(self._recorder.take_pending())
        except ResourceInitError as error:
            own.recorder.take(self._recorder.take_pending())
            return fail_step(own, unit, error, 0.0)
        if message[0] == "fail":
            return fail_step(own, unit, message[3], message[4])
        return execute_step(own, unit)

    def _open_resources(self, run: RunContext) -> None:
        with self._lock:
            if self._opened is None:
                opening = opened(run, in_worker=True)
                opening.__enter__()
                self._opened = opening

    # ---------------------------------------------------------------- home

    def _send(self, *message: Any) -> None:
        self._worker.log_event(self._shipment.topic, _bytes((*message, self._worker.address)))

    def _tell(self, events: Sequence[Event]) -> None:
        self._send("events", "", list(events))

    def _ask(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        check: Any = None,
    ) -> Any:
        question = uuid.uuid4().hex
        waiting = _ANSWERS[question] = _Answer()
        try:
            self._send("ask", question, name, args, dict(kwargs))
            while not waiting.ready.wait(_LOOK_S):
                if check is not None:
                    check()
        finally:
            _ANSWERS.pop(question, None)
        if waiting.is_error:
            raise StorageError(waiting.value[0], hint=waiting.value[1])
        return waiting.value

    # ---------------------------------------------------------------- ends

    def interrupt(self, token: str, kind: type[BaseException]) -> None:
        """Interrupt a step where its code is, if that is Python's."""
        attempt = self.attempts.get(token)
        if attempt is not None and not attempt.is_abandoned:
            attempt.is_abandoned = True
            identifier = ctypes.c_ulong(attempt.thread)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(identifier, ctypes.py_object(kind))

    def end(self, is_in_haste: bool = False) -> bytes:  # Dask passes it on
        """Interrupt what runs, and close the resources.

        Returns:
            The events that were not sent yet.
        """
        for token in list(self.attempts):
            self.interrupt(token, KeyboardInterrupt)
        deadline = time.monotonic() + _PATIENCE_S
        while self.attempts and time.monotonic() < deadline:
            time.sleep(0.01)
        with self._lock:
            opening, self._opened = self._opened, None
            if opening is not None:
                error = KeyboardInterrupt() if is_in_haste else None
                kind = type(error) if error is not None else None
                with suppress(BaseException):
                    opening.__exit__(kind, error, None)
            self._has_ended = True
            return _bytes(self._recorder.take_pending())


def _definitions(code: Code) -> Definitions:
    """The definitions of a module, loaded once for all runs of the same code."""
    from graphmat.loading.module import load_definitions

    with _loading:
        key = f"{code.target.text} {code.roots}"
        known = _loaded.get(key)
        if known is not None and known[0] == code.digest:
            return known[1]
        target = unpacked(code)
        make_way_for(target)
        definitions = load_definitions(target)
        _loaded[key] = (code.digest, definitions)
        return definitions


def _report(
    address: str, parcels: Parcels, run: RunContext, recorder: RelayRecorder, outcome: StepOutcome
) -> bytes:
    """What happened, as bytes; metadata that cannot travel is in the record already."""
    events = recorder.take_pending()
    for _ in range(2):
        made = [(key, parcels.pack_output(kept)) for key, kept in run.made.items()]
        report = ("ended", events, parcels.pack_outcome(outcome), made, address)
        try:
            return _bytes(report)
        except Exception:  # noqa: BLE001  # what pickling raises is anything
            without_told(outcome.outputs)
            without_told(run.made)
    return _bytes(report)


def _bytes(message: Any) -> bytes:
    return pickle.dumps(message, 5)


# ---------------------------------------------------------------- what the client calls


def run_step(run_id: str, token: str, data: bytes) -> bytes:
    """The task of one attempt at a step."""
    state = _STATES.get(run_id)
    if state is None:
        fault = LoadError(f"the Dask worker {get_worker().address} does not know run '{run_id}'")
        return _bytes(("unloadable", fault))
    return state.carry_out(token, pickle.loads(data))  # noqa: S301  # from our own client


def deliver(question: str, data: bytes) -> None:
    """Give a step the answer to its question."""
    waiting = _ANSWERS.get(question)
    if waiting is not None:
        waiting.is_error, waiting.value = pickle.loads(data)  # noqa: S301  # from our own client
        waiting.ready.set()


async def end_late(run_id: str, token: str, dask_worker: Any) -> None:
    """End a step that has had its time: interrupt it, or else the process, if it does that alone.

    A worker that a nanny watches is started again.
    """
    state = _STATES.get(run_id)
    if state is None or token not in state.attempts:
        return
    state.interrupt(token, Abandoned)
    for _ in range(20):
        await asyncio.sleep(_PATIENCE_S / 40)
        if token not in state.attempts:
            return
    if dask_worker.nanny and dask_worker.state.nthreads == 1:
        os.kill(os.getpid(), signal.SIGKILL)


async def end_run(run_id: str, is_in_haste: bool) -> bytes:  # passed by position
    """End a run on this worker; answers with the events that were not sent yet."""
    state = _STATES.get(run_id)
    if state is None:
        return _bytes([])
    return await asyncio.to_thread(state.end, is_in_haste)
