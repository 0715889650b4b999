"""Steps run side by side in worker processes, which stay warm from step to step.

The process of the engine runs no op: it hands out steps, takes events home and keeps the order. A
worker is forked from it and so has the module loaded and the plan in memory; where a fork is not
safe, a new interpreter does the same from what is shipped to it. A worker that dies fails its step
and is replaced.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import GraphmatError, StorageError
from graphmat.execution.lanes import lane_of
from graphmat.execution.step import fail_step
from graphmat.executors.deaths import death_of
from graphmat.executors.parcels import Parcels
from graphmat.executors.pipe import PipeClosedError, packed
from graphmat.executors.relay import answer
from graphmat.executors.time_limits import limit_of, timed_out
from graphmat.planning.sources import FromAsset

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphmat.execution.outcome import StepOutcome
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit
    from graphmat.executors.worker_handle import WorkerHandle

_STILLBORN_LIMIT: Final = 3
"""So many workers in a row may die before they ran anything."""
_PATIENCE_S: Final = 1.2
"""So long a worker that was interrupted may take to close its resources."""
_PARTING_S: Final = 30.0
"""The same for one whose work is done."""
_SIGNAL_ARRIVAL_S: Final = 0.3
"""Within so much time a signal for all of us has reached all of us."""
_LOOK_S: Final = 0.2
"""How often workers are looked at, where the kernel cannot tell when they end."""


class ProcessExecutor:
    """Runs steps in worker processes.

    Args:
        run: The run.
        slots: How many workers there may be.
        start: Starts a worker: takes the run and those that there are.
        timeout_s: How long a step may run that says nothing itself.
    """

    def __init__(
        self,
        run: RunContext,
        slots: int,
        start: Callable[[RunContext, Sequence[WorkerHandle]], WorkerHandle],
        timeout_s: float | None = None,
    ) -> None:
        self.slots = slots
        self._run = run
        self._start = start
        self._timeout_s = timeout_s
        self._parcels = Parcels(run.plan)
        self._workers: list[WorkerHandle] = []
        self._lanes: dict[str, WorkerHandle] = {}
        self._waiting: deque[tuple[WorkerHandle, Unit]] = deque()
        self._done: list[tuple[Unit, StepOutcome]] = []
        self._stillborn = 0
        self._is_closed = False

    # ---------------------------------------------------------------- the protocol

    def submit(self, unit: Unit) -> None:
        """Give a step to a worker: an idle one, or that of its lane."""
        lane = lane_of(unit.step)
        worker = self._worker_for(lane)
        if worker.unit is None:
            self._send(worker, unit)
        else:
            self._waiting.append((worker, unit))

    def wait(self, timeout_s: float | None = None) -> Sequence[tuple[Unit, StepOutcome]]:
        """Take in what the workers send, until a step has ended or the time is over."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        recorder = self._run.recorder
        while not self._done:
            self._pump(self._next_look(deadline))
            self._end_late()
            if recorder.patience() == 0:
                recorder.flush()
            if deadline is not None and time.monotonic() >= deadline:
                break
        done, self._done = self._done, []
        return done

    def close(self) -> None:
        """End the workers: ask first, then kill; what they still tell is recorded."""
        if self._is_closed:
            return
        self._is_closed = True
        self._waiting.clear()
        is_in_haste = any(worker.unit is not None for worker in self._workers)
        for worker in self._workers:
            worker.ask_to_end()
        deadline = time.monotonic() + (_PATIENCE_S if is_in_haste else _PARTING_S)
        try:
            while self._workers and time.monotonic() < deadline:
                self._pump(deadline - time.monotonic())
        finally:
            for worker in self._workers:
                worker.kill()
            self._workers.clear()
        self._run.recorder.flush()

    # ---------------------------------------------------------------- handing out

    def _worker_for(self, lane: str | None) -> WorkerHandle:
        if lane is not None and lane in self._lanes:
            return self._lanes[lane]
        pinned = set(self._lanes.values())
        idle = [worker for worker in self._workers if worker.unit is None]
        free = [worker for worker in idle if worker not in pinned]
        if free:
            worker = free[0]
        elif len(self._workers) < self.slots:
            worker = self._new_worker()
        elif idle:
            worker = idle[0]
        else:  # each has work: those of other lanes come back to theirs
            worker = self._workers[len(self._waiting) % len(self._workers)]
        if lane is not None:
            self._lanes[lane] = worker
        return worker

    def _new_worker(self) -> WorkerHandle:
        worker = self._start(self._run, self._workers)
        self._workers.append(worker)
        return worker

    def _send(self, worker: WorkerHandle, unit: Unit) -> None:
        limit_s = limit_of(unit.step, self._timeout_s)
        worker.take(unit, limit_s)
        try:
            data = packed(("run", self._parcels.pack_unit(unit), self._made_for(unit)))
        except Exception as error:  # noqa: BLE001  # metadata of the user's that is no plain value
            worker.unit = None
            self._done.append((unit, fail_step(self._run, unit, error, 0.0)))
            return
        with suppress(PipeClosedError):  # that it has died is found when it is read from
            worker.pipe.send_bytes(data)

    def _made_for(self, unit: Unit) -> list[Any]:
        """The assets of this run that the step loads by their keys."""
        made = self._run.made
        found = []
        for step_input in unit.step.inputs if made else ():
            for source in step_input.sources:
                if isinstance(source, FromAsset):
                    for partition in source.partition_keys or (None,):
                        kept = made.get((source.asset_key, partition))
                        if kept is not None:
                            address = (source.asset_key, partition)
                            found.append((address, self._parcels.pack_output(kept)))
        return found

    def _hand_on(self, worker: WorkerHandle) -> None:
        """Give a worker that has become idle what waits for it."""
        for position, (whose, unit) in enumerate(self._waiting):
            if whose is worker:
                del self._waiting[position]
                self._send(worker, unit)
                return

    # ---------------------------------------------------------------- taking in

    def _next_look(self, deadline: float | None) -> float | None:
        now = time.monotonic()
        times = [worker.deadline - now for worker in self._workers if worker.deadline is not None]
        if deadline is not None:
            times.append(deadline - now)
        patience = self._run.recorder.patience()
        if patience is not None:
            times.append(patience)
        if any(worker.pidfd < 0 for worker in self._workers):
            times.append(_LOOK_S)
        return max(0.0, min(times)) if times else None

    def _pump(self, timeout_s: float | None) -> None:
        """Wait for something to arrive, and take it in."""
        poll = select.poll()
        by_descriptor: dict[int, WorkerHandle] = {}
        for worker in self._workers:
            for descriptor in (worker.pipe.reading, worker.pidfd):
                if descriptor >= 0:
                    poll.register(descriptor, select.POLLIN)
                    by_descriptor[descriptor] = worker
        ready = poll.poll(None if timeout_s is None else max(0, round(timeout_s * 1000 + 0.5)))
        found = {by_descriptor[descriptor]: True for descriptor, _ in ready}
        for worker in list(self._workers):
            if worker in found or worker.pidfd < 0:
                self._take_in(worker, is_readable=worker in found)

    def _take_in(self, worker: WorkerHandle, *, is_readable: bool) -> None:
        has_ended = worker.has_ended()
        try:
            if is_readable:
                worker.fill(is_last=has_ended)
            while (message := worker.pipe.take()) is not None:
                self._hear(worker, message)
        except PipeClosedError:
            has_ended = True
        if has_ended:
            with suppress(PipeClosedError):
                while (message := worker.pipe.take()) is not None:
                    self._hear(worker, message)
            self._died(worker)

    def _hear(self, worker: WorkerHandle, message: tuple[Any, ...]) -> None:
        kind = message[0]
        recorder = self._run.recorder
        if kind == "events":
            recorder.take(message[1])
        elif kind == "ask":
            self._answer(worker, *message[1:])
        elif kind == "ended":
            recorder.take(message[1])
            unit = worker.give_back()
            outcome = self._parcels.unpack_outcome(message[2])
            for address, kept in message[3]:
                self._run.made[address] = self._parcels.unpack_output(kept)
            if unit is not None:
                self._done.append((unit, outcome))
            self._hand_on(worker)
        elif kind == "interrupted":
            recorder.take(message[2])
            if not self._is_closed and message[1] == signal.SIGINT:
                raise KeyboardInterrupt
        elif kind == "ready":
            self._stillborn = 0
            worker.start_clock()
        elif kind == "failed":  # a new interpreter could not load what it needs
            raise message[1]

    def _answer(
        self, worker: WorkerHandle, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        self._run.recorder.flush()
        try:
            reply = packed(("answer", answer(self._run.recorder.log, name, args, kwargs)))
        except GraphmatError as error:
            reply = packed(("raise", StorageError(error.message, hint=error.hint)))
        except Exception as error:  # noqa: BLE001  # it is raised where it was asked
            reply = packed(("raise", StorageError(f"{type(error).__name__}: {error}")))
        with suppress(PipeClosedError):
            worker.pipe.send_bytes(reply)

    # ---------------------------------------------------------------- ends

    def _end_late(self) -> None:
        """Kill the workers whose steps have had their time; they are found dead then."""
        now = time.monotonic()
        for worker in self._workers:
            if worker.deadline is not None and worker.deadline <= now and worker.unit is not None:
                worker.deadline = None
                worker.verdict = timed_out(worker.unit, worker.limit_s)
                worker.kill()

    def _died(self, worker: WorkerHandle) -> None:
        """Account for a worker that is gone."""
        status = worker.bury()
        if worker in self._workers:
            self._workers.remove(worker)
        for lane in [lane for lane, whose in self._lanes.items() if whose is worker]:
            del self._lanes[lane]
        if self._is_closed:
            return
        if status is not None and os.WIFSIGNALED(status):
            is_for_all = os.WTERMSIG(status) in {signal.SIGTERM, signal.SIGHUP, signal.SIGINT}
            if is_for_all:  # it may be on its way to us, too
                time.sleep(_SIGNAL_ARRIVAL_S)
        unit, worker.unit = worker.unit, None
        error = worker.verdict or death_of(unit, worker.pid, status)
        if not worker.is_ready and worker.verdict is None:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN_LIMIT:
                raise error
            if unit is not None:
                self.submit(unit)
        elif unit is not None:
            self._fail(unit, error, time.monotonic() - worker.began, is_last=worker.runs_hooks)
        orphans = [unit for whose, unit in self._waiting if whose is worker]
        self._waiting = deque(pair for pair in self._waiting if pair[0] is not worker)
        for orphan in orphans:
            self.submit(orphan)

    def _fail(self, unit: Unit, error: GraphmatError, duration: float, *, is_last: bool) -> None:
        """Record that a step failed with its worker; its hooks are run by another one, once."""
        if not unit.step.hooks or is_last:
            outcome = fail_step(self._run, unit, error, duration, with_hooks=False)
            self._done.append((unit, outcome))
            return
        worker = self._worker_for(None)
        worker.take(unit, None)
        worker.runs_hooks = True
        with suppress(PipeClosedError):
            worker.pipe.send(("fail", self._parcels.pack_unit(unit), error, duration))
