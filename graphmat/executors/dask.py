"""Steps run as tasks of a Dask cluster, one for each attempt.

The engine keeps the order, the retries and the record; Dask finds a worker for each step and runs
it again when that worker is lost. The run reaches the workers once, as a plugin; values go through
the store, small ones with the task. Log lines and questions come home as events of Dask.
"""

from __future__ import annotations

import os
import pickle  # noqa: TID253  # only where this executor was chosen
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import ClusterError, GraphmatError, WorkerDiedError
from graphmat.events import kinds
from graphmat.execution.lanes import lane_of
from graphmat.execution.step import fail_step
from graphmat.executors.dask_by_value import run_by_value
from graphmat.executors.dask_cluster import Connection, demands_of
from graphmat.executors.dask_code import code_of
from graphmat.executors.dask_worker import (
    RunPlugin,
    Shipment,
    deliver,
    end_late,
    end_run,
    plugin_name,
    run_step,
)
from graphmat.executors.parcels import Parcels
from graphmat.executors.relay import answer
from graphmat.executors.shipping import ship_run
from graphmat.executors.time_limits import limit_of, timed_out
from graphmat.planning.sources import FromAsset

if TYPE_CHECKING:
    from graphmat.execution.outcome import StepOutcome
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit

_PATIENCE_S: Final = 5.0
"""So long the workers may take to close their resources."""


class _Task:
    """One attempt at a step, on its way or on a worker."""

    __slots__ = (
        "began",
        "deadline",
        "future",
        "is_last",
        "lane",
        "limit_s",
        "token",
        "unit",
        "worker",
    )

    def __init__(self, unit: Unit, token: str, limit_s: float | None) -> None:
        self.unit = unit
        self.token = token
        self.limit_s = limit_s
        self.lane = lane_of(unit.step)
        self.future: Any = None
        self.worker = ""
        self.began = time.monotonic()
        self.deadline: float | None = None
        self.is_last = False


class DaskExecutor:
    """Runs steps on the workers of a Dask cluster.

    Args:
        run: The run.
        connection: The cluster.
        definitions: The definitions, where they were loaded from a file or module.
        slots: How many steps Dask has at a time; None: as many as the workers have threads.
        timeout_s: How long a step may run that says nothing itself.
        ships: ``auto``: the project's files are sent along; ``never``.
    """

    def __init__(
        self,
        run: RunContext,
        connection: Connection,
        definitions: Any,
        slots: int | None = None,
        timeout_s: float | None = None,
        ships: str = "auto",
    ) -> None:
        self._run = run
        self._connection = connection
        self._client = connection.client
        self._timeout_s = timeout_s
        self._parcels = Parcels(run.plan)
        self._topic = f"graphmat-{run.run_id}-{os.getpid()}"
        self._news: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self._tasks: dict[str, _Task] = {}
        self._lanes: dict[str, str] = {}
        self._done: list[tuple[Unit, StepOutcome]] = []
        self._count = 0
        self._is_closed = False
        self._demands = demands_of(run.plan, connection)
        threads = sum(worker["nthreads"] for worker in connection.workers().values())
        self.slots = slots or max(1, threads)
        self._probe = _probe(run)
        self._client.subscribe_topic(self._topic, lambda event: self._news.put(("told", event[1])))
        self._client.subscribe_topic("all", self._notice)
        self._send_run(definitions, ships)

    def _send_run(self, definitions: Any, ships: str) -> None:
        target = getattr(definitions, "source", None)
        shipment = Shipment(
            self._run.run_id,
            self._topic,
            run_by_value(self._run) if target is None else ship_run(self._run, definitions),
            None if target is None else code_of(target, ships=ships != "never"),
            os.getcwd(),  # noqa: PTH109  # as text
            self._probe,
            is_own=self._connection.cluster is not None,
        )
        try:
            self._client.register_plugin(RunPlugin(shipment))
        except Exception as error:
            raise ClusterError(
                f"the run could not be sent to the Dask workers: {type(error).__name__}: {error}"
            ) from error

    def _notice(self, event: tuple[float, Any]) -> None:
        message = event[1]
        if isinstance(message, dict) and message.get("action") == "remove-worker":
            self._news.put(("lost", str(message.get("worker"))))

    # ---------------------------------------------------------------- the protocol

    def submit(self, unit: Unit) -> None:
        """Give a step to Dask."""
        task = self._task(unit, limit_of(unit.step, self._timeout_s))
        try:
            data = pickle.dumps(("run", self._parcels.pack_unit(unit), self._made_for(unit)), 5)
        except Exception as error:  # noqa: BLE001  # metadata of the user's that is no plain value
            del self._tasks[task.token]
            self._done.append((unit, fail_step(self._run, unit, error, 0.0)))
            return
        self._hand_out(task, data)

    def wait(self, timeout_s: float | None = None) -> Sequence[tuple[Unit, StepOutcome]]:
        """Take in what Dask tells, until a step has ended or the time is over."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        recorder = self._run.recorder
        while not self._done:
            ended: list[_Task] = []
            with suppress(Empty):
                self._hear(*self._news.get(timeout=self._patience(deadline)), ended)
                while not self._news.empty():
                    self._hear(*self._news.get(), ended)
            self._take_in(ended)
            self._end_late()
            if recorder.patience() == 0:
                recorder.flush()
            if deadline is not None and time.monotonic() >= deadline:
                break
        done, self._done = self._done, []
        return done

    def close(self) -> None:
        """Take back what Dask still has, end the run on the workers, and let go of the cluster."""
        if self._is_closed:
            return
        self._is_closed = True
        futures = [task.future for task in self._tasks.values() if task.future is not None]
        self._tasks.clear()
        try:
            with suppress(Exception):
                if futures:
                    self._client.cancel(futures, force=True)
                left = self._client.run(end_run, self._run.run_id, bool(futures), on_error="ignore")
                for data in left.values():
                    self._run.recorder.take(pickle.loads(data))  # noqa: S301  # from our own worker
            with suppress(Exception):
                self._client.unregister_worker_plugin(plugin_name(self._run.run_id))
            if self._probe is not None:
                Path(self._probe).unlink(missing_ok=True)
        finally:
            self._connection.close()
        self._run.recorder.flush()

    # ---------------------------------------------------------------- handing out

    def _task(self, unit: Unit, limit_s: float | None) -> _Task:
        self._count += 1
        token = f"{unit.step_key}-{self._run.run_id[:8]}-{os.getpid()}-{self._count}"
        task = self._tasks[token] = _Task(unit, token, limit_s)
        return task

    def _hand_out(self, task: _Task, data: bytes) -> None:
        worker = self._lanes.get(task.lane) if task.lane is not None else None
        priority, longest = (*task.unit.urgency, 0.0, 0.0)[:2]
        task.future = self._client.submit(
            run_step,
            self._run.run_id,
            task.token,
            data,
            key=task.token,
            pure=False,
            priority=-priority * 1e6 - longest,
            resources=self._demands(task.unit.step) or None,
            workers=[worker] if worker is not None else None,
        )
        task.future.add_done_callback(lambda _, token=task.token: self._news.put(("ended", token)))

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

    # ---------------------------------------------------------------- taking in

    def _patience(self, deadline: float | None) -> float | None:
        now = time.monotonic()
        times = [task.deadline - now for task in self._tasks.values() if task.deadline is not None]
        if deadline is not None:
            times.append(deadline - now)
        patience = self._run.recorder.patience()
        if patience is not None:
            times.append(patience)
        return max(0.0, min(times)) if times else None

    def _hear(self, what: str, news: Any, ended: list[_Task]) -> None:
        if what == "ended":
            task = self._tasks.get(news)
            if task is not None:
                ended.append(task)
        elif what == "lost":
            self._lost(news)
        elif what == "told":
            message = pickle.loads(news)  # noqa: S301  # from our own worker
            if message[0] == "began":
                self._began(*message[1:])
            elif message[0] == "events" and (not message[1] or message[1] in self._tasks):
                self._run.recorder.take(message[2])
            elif message[0] == "ask":
                self._answer(*message[1:])

    def _began(self, token: str, worker: str) -> None:
        task = self._tasks.get(token)
        if task is not None:
            task.worker = worker
            task.began = time.monotonic()
            task.deadline = None if task.limit_s is None else task.began + task.limit_s

    def _lost(self, worker: str) -> None:
        """Record what a lost worker ran; Dask runs it again, a number of times."""
        for lane in [lane for lane, whose in self._lanes.items() if whose == worker]:
            del self._lanes[lane]
        for task in self._tasks.values():
            if task.worker == worker:
                task.worker, task.deadline = "", None
                key = task.unit.step_key
                text = f"the Dask worker {worker} was lost while it ran '{key}'"
                data = {"worker": worker, "error": {"class": "WorkerDiedError", "message": text}}
                self._run.recorder.add(kinds.ENGINE_EVENT, key, message=text, data=data)

    def _answer(
        self, question: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], worker: str
    ) -> None:
        recorder = self._run.recorder
        recorder.flush()
        try:
            found = (False, answer(recorder.log, name, args, kwargs))
            data = pickle.dumps(found, 5)
        except GraphmatError as error:
            data = pickle.dumps((True, (error.message, error.hint)), 5)
        except Exception as error:  # noqa: BLE001  # it is raised where it was asked
            data = pickle.dumps((True, (f"{type(error).__name__}: {error}", None)), 5)
        with suppress(Exception):  # that the worker is lost is found elsewhere
            self._client.run(deliver, question, data, workers=[worker], on_error="ignore")

    def _take_in(self, ended: list[_Task]) -> None:
        """Fetch the results of tasks that Dask calls finished."""
        finished = [task for task in ended if task.future.status == "finished"]
        for task in ended:
            if task not in finished:
                self._broke(task)
        if not finished:
            return
        found = self._client.gather({task.token: task.future for task in finished}, errors="skip")
        for task in finished:
            data = found.get(task.token)
            if data is None:
                self._broke(task)
            else:
                self._ended(task, pickle.loads(data))  # noqa: S301  # from our own worker

    def _ended(self, task: _Task, report: tuple[Any, ...]) -> None:
        del self._tasks[task.token]
        task.future.release()
        if report[0] == "unloadable":
            fault = ClusterError(report[1].message, hint=report[1].hint)
            raise fault
        if report[0] == "abandoned":
            error = WorkerDiedError(f"'{task.unit.step_key}' was interrupted on its Dask worker")
            self._fail(task, error)
            return
        _, events, packed, made, worker = report
        self._run.recorder.take(events)
        if task.lane is not None:
            self._lanes[task.lane] = worker
        for address, kept in made:
            self._run.made[address] = self._parcels.unpack_output(kept)
        self._done.append((task.unit, self._parcels.unpack_outcome(packed)))

    # ---------------------------------------------------------------- ends

    def _broke(self, task: _Task) -> None:
        """Account for a task that Dask could not bring to an end."""
        from distributed.scheduler import KilledWorker

        del self._tasks[task.token]
        key = task.unit.step_key
        if task.future.status != "error":
            raise ClusterError(
                f"the Dask scheduler at {self._connection.where} is gone, or has forgotten "
                f"'{key}', which it was to run",
                hint="graphmat resume, once it is back",
            )
        error = task.future.exception()
        if isinstance(error, KilledWorker):
            last = getattr(error.last_worker, "address", error.last_worker)
            count = getattr(error, "allowed_failures", 0) + 1
            died = WorkerDiedError(
                f"'{key}' was given up by Dask: {count} workers were lost while they ran it, "
                f"the last of them {last}",
                hint="does it need more memory than a worker has?",
                location=task.unit.step.op.location,
            )
            self._fail(task, died)
            return
        self._fail(
            task, WorkerDiedError(f"Dask could not run '{key}': {type(error).__name__}: {error}")
        )

    def _fail(self, task: _Task, error: GraphmatError) -> None:
        """Record that a step failed with its worker; its hooks are run by another one, once."""
        unit, duration = task.unit, time.monotonic() - task.began
        if not unit.step.hooks or task.is_last:
            outcome = fail_step(self._run, unit, error, duration, with_hooks=False)
            self._done.append((unit, outcome))
            return
        last = self._task(unit, None)
        last.is_last = True
        packed = self._parcels.pack_unit(unit)
        self._hand_out(last, pickle.dumps(("fail", packed, [], error, duration), 5))

    def _end_late(self) -> None:
        """Give up the steps that have had their time, and let their workers end them."""
        now = time.monotonic()
        for task in list(self._tasks.values()):
            if task.deadline is None or task.deadline > now:
                continue
            del self._tasks[task.token]
            with suppress(Exception):
                self._client.cancel([task.future], force=True)
                arguments = (self._run.run_id, task.token)
                self._client.run(end_late, *arguments, workers=[task.worker], wait=False)
            self._fail(task, timed_out(task.unit, task.limit_s or 0.0))


def _probe(run: RunContext) -> str | None:
    """A file beside the values of a store in a folder, by which workers tell that they see it."""
    objects = getattr(getattr(run.store_manager, "store", None), "objects", None)
    name = getattr(objects, "name", None)
    if not isinstance(name, str) or not Path(name).parent.is_dir():
        return None
    probe = Path(name).absolute().parent / f".dask-{run.run_id}"
    probe.touch()
    return str(probe)
