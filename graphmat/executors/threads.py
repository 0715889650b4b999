"""Steps run side by side in threads: for ops that wait for something.

The engine's thread alone records and asks the event log: a thread puts what it has to tell into a
queue, and waits for answers. Ops that are awaited share one loop, which runs in a thread of its
own; each still takes one of the slots.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from graphmat.execution.step import execute_step, fail_step
from graphmat.executors.relay import RelayLog, RelayRecorder, answer
from graphmat.executors.time_limits import limit_of, timed_out

if TYPE_CHECKING:
    from graphmat.events.model import Event
    from graphmat.execution.outcome import StepOutcome
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit

_PARTING_S: Final = 1.0
"""So long threads may go on after an interrupt; then they are left to end with the process."""


class _Abandoned(BaseException):
    """Raised in a thread that nobody waits for, where it wants to record something."""


class _Task:
    """One attempt at a step, in a thread."""

    __slots__ = ("deadline", "is_abandoned", "limit_s", "started", "unit")

    def __init__(self, unit: Unit, limit_s: float | None) -> None:
        self.unit = unit
        self.limit_s = limit_s or 0.0
        self.started = time.monotonic()
        self.deadline = None if limit_s is None else self.started + limit_s
        self.is_abandoned = False


class _Question:
    """A question to the event log, and its answer once it is there."""

    __slots__ = ("args", "error", "found", "kwargs", "name", "ready")

    def __init__(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        self.name = name
        self.args = args
        self.kwargs = kwargs
        self.ready = Flag()
        self.found: Any = None
        self.error: BaseException | None = None


class ThreadExecutor:
    """Runs steps in threads.

    Args:
        run: The run.
        slots: How many steps run at a time.
        timeout_s: How long a step may run that says nothing itself. A thread cannot be ended: the
            step fails, and its thread is left to itself.
    """

    def __init__(self, run: RunContext, slots: int, timeout_s: float | None = None) -> None:
        self.slots = slots
        self._run = run
        self._timeout_s = timeout_s
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._news: SimpleQueue[tuple[str, _Task, Any]] = SimpleQueue()
        self._active: dict[int, _Task] = {}
        self._idle = 0
        self._threads = 0
        self._loop: Any = None

    # ---------------------------------------------------------------- the protocol

    def submit(self, unit: Unit) -> None:
        """Give a step to a thread."""
        signature = unit.step.op.signature
        if self._loop is None and (signature.is_coroutine or signature.is_async_generator):
            self._loop = _running_loop()
        task = _Task(unit, limit_of(unit.step, self._timeout_s))
        self._active[id(task)] = task
        if self._idle:
            self._idle -= 1
        else:
            self._threads += 1
            Thread(target=self._work, name=f"graphmat-{self._threads}", daemon=True).start()
        self._tasks.put(task)

    def wait(self, timeout_s: float | None = None) -> Sequence[tuple[Unit, StepOutcome]]:
        """Take in what the threads tell, until a step has ended or the time is over."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        done: list[tuple[Unit, StepOutcome]] = []
        recorder = self._run.recorder
        while not done:
            try:
                news = self._news.get(timeout=self._patience(deadline))
            except Empty:
                pass
            else:
                self._hear(*news, done)
                while not self._news.empty():
                    self._hear(*self._news.get(), done)
            self._end_late(done)
            if recorder.patience() == 0:
                recorder.flush()
            if deadline is not None and time.monotonic() >= deadline:
                break
        return done

    def close(self) -> None:
        """Let the threads end; those that run a step are given a moment, and then up."""
        loop, self._loop = self._loop, None
        for task in self._active.values():
            task.is_abandoned = True
        if loop is not None:
            loop.call_soon_threadsafe(_end_loop, loop)
        for _ in range(self._threads):
            self._tasks.put(None)
        self._threads = 0
        self._active.clear()

    # ---------------------------------------------------------------- the engine's thread

    def _patience(self, deadline: float | None) -> float | None:
        now = time.monotonic()
        times = [task.deadline - now for task in self._active.values() if task.deadline is not None]
        if deadline is not None:
            times.append(deadline - now)
        patience = self._run.recorder.patience()
        if patience is not None:
            times.append(patience)
        return max(0.0, min(times)) if times else None

    def _hear(
        self, kind: str, task: _Task, news: Any, done: list[tuple[Unit, StepOutcome]]
    ) -> None:
        recorder = self._run.recorder
        if kind in {"ended", "idle"}:
            self._idle += 1
        if kind == "ask":
            recorder.flush()
            try:
                news.found = answer(recorder.log, news.name, news.args, news.kwargs)
            except Exception as error:  # noqa: BLE001  # it is raised where it was asked
                news.error = error
            news.ready.set()
        elif task.is_abandoned or kind == "idle":
            return
        elif kind == "events":
            recorder.take(news)
        elif kind == "ended":
            events, outcome = news
            recorder.take(events)
            del self._active[id(task)]
            done.append((task.unit, outcome))
        else:
            raise news

    def _end_late(self, done: list[tuple[Unit, StepOutcome]]) -> None:
        now = time.monotonic()
        for key, task in list(self._active.items()):
            if task.deadline is not None and task.deadline <= now:
                task.is_abandoned = True
                del self._active[key]
                error = timed_out(task.unit, task.limit_s)
                duration = now - task.started
                done.append((task.unit, fail_step(self._run, task.unit, error, duration)))

    # ---------------------------------------------------------------- the other threads

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                self._run_task(task)
            except _Abandoned:
                self._news.put(("idle", task, None))
            except BaseException as error:  # noqa: BLE001  # raised in the engine's thread
                self._news.put(("raise", task, error))

    def _run_task(self, task: _Task) -> None:
        def tell(events: Sequence[Event]) -> None:
            self._end_stray(task)
            self._news.put(("events", task, list(events)))

        def ask(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
            self._end_stray(task)
            question = _Question(name, args, kwargs)
            self._news.put(("ask", task, question))
            while not question.ready.wait(_PARTING_S):
                self._end_stray(task)
            if question.error is not None:
                raise question.error
            return question.found

        recorder = RelayRecorder(RelayLog(tell, ask), self._run.run_id)
        run = self._run.seen_by(recorder)
        run.loop = self._loop
        outcome = execute_step(run, task.unit)
        self._news.put(("ended", task, (recorder.take_pending(), outcome)))

    def _end_stray(self, task: _Task) -> None:
        self._run.end_stray()
        if task.is_abandoned:
            raise _Abandoned


def _running_loop() -> Any:
    """A loop that runs in a thread of its own."""
    import asyncio  # only with ops that are awaited

    loop = asyncio.new_event_loop()
    Thread(target=_live, args=(loop,), name="graphmat-loop", daemon=True).start()
    return loop


def _live(loop: Any) -> None:
    import asyncio  # as above

    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


def _end_loop(loop: Any) -> None:
    """Cancel what is awaited, and stop once that has been told."""
    import asyncio  # as above

    async def end() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        loop.stop()

    loop.create_task(end())  # the loop ends with it
