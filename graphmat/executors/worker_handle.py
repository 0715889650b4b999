"""A worker process as the engine's side sees it, and how one is forked."""

from __future__ import annotations

import os
import signal
import sys
import time
import warnings
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from graphmat.errors import GraphmatError, WorkerDiedError
from graphmat.executors.pipe import Pipe, PipeClosedError

if TYPE_CHECKING:
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit

_DYING_S: Final = 2.0
_ASKING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class WorkerHandle:
    """A worker process.

    Args:
        pid: The process, a child of this one.
        pipe: The connection to it.
        lifeline: Writing end of the tie: the worker dies when it is closed.

    Attributes:
        unit: The step that it runs; None: it is idle.
        deadline: When that step must have ended, on the monotonic clock.
        verdict: Why it was killed, if it was.
    """

    def __init__(self, pid: int, pipe: Pipe, lifeline: int) -> None:
        self.pid = pid
        self.pipe = pipe
        self.lifeline = lifeline
        self.unit: Unit | None = None
        self.began = 0.0
        self.limit_s = 0.0
        self.deadline: float | None = None
        self.verdict: GraphmatError | None = None
        self.is_ready = False
        self.runs_hooks = False
        self._has_limit = False
        self._status: int | None = None
        self.pidfd = -1
        with suppress(AttributeError, OSError):
            self.pidfd = os.pidfd_open(pid)

    # ---------------------------------------------------------------- work

    def take(self, unit: Unit, limit_s: float | None) -> None:
        """Note what it runs from now on."""
        self.unit = unit
        self.runs_hooks = False
        self.began = time.monotonic()
        self.limit_s = limit_s or 0.0
        self._has_limit = limit_s is not None
        self.deadline = self.began + self.limit_s if self._has_limit and self.is_ready else None

    def start_clock(self) -> None:
        """It is there: the time of what it was given while it started counts from now."""
        self.is_ready = True
        if self.unit is not None:
            self.began = time.monotonic()
            self.deadline = self.began + self.limit_s if self._has_limit else None

    def give_back(self) -> Unit | None:
        """What it ran; it is idle now."""
        unit, self.unit, self.deadline = self.unit, None, None
        return unit

    def fill(self, *, is_last: bool) -> None:
        """Take in what it has sent.

        Args:
            is_last: Whether it has ended: then all there is, though a process that it left behind
                may hold the pipe open.

        Raises:
            PipeClosedError: There will be no more.
        """
        if not is_last:
            self.pipe.fill()
            return
        os.set_blocking(self.pipe.reading, False)
        while True:
            self.pipe.fill()

    # ---------------------------------------------------------------- ends

    def ask_to_end(self) -> None:
        """Let it close its resources and end: at once, or interrupted in its step."""
        if self.unit is not None:
            self._signal(signal.SIGINT)
        else:
            with suppress(PipeClosedError):
                self.pipe.send(("end",))

    def kill(self) -> None:
        """End it."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def has_ended(self) -> bool:
        """Whether it is gone."""
        if self._status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else has waited for it
                pid, status = self.pid, 0
            if pid:
                self._status = status
        return self._status is not None

    def bury(self) -> int | None:
        """Release what is held of it.

        Returns:
            How it ended, as ``os.waitpid`` tells.
        """
        deadline = time.monotonic() + _DYING_S
        while not self.has_ended() and time.monotonic() < deadline:
            time.sleep(0.001)  # its files are closed a moment before it is gone
        if not self.has_ended():
            self.verdict = self.verdict or WorkerDiedError(
                f"worker process {self.pid} closed its connection",
                hint="does an op close files that it did not open?",
            )
            self.kill()
            with suppress(ChildProcessError):
                _, self._status = os.waitpid(self.pid, 0)
        self.let_go()
        return self._status

    def let_go(self) -> None:
        """Close the descriptors; safe to call twice."""
        self.pipe.close()
        for name in ("lifeline", "pidfd"):
            descriptor = getattr(self, name)
            if descriptor >= 0:
                setattr(self, name, -1)
                os.close(descriptor)


def fork_worker(run: RunContext, others: Sequence[WorkerHandle]) -> WorkerHandle:
    """Fork a worker from this process, which has no other threads.

    Args:
        run: The run; the worker has it in memory.
        others: The workers that there are; this one must not hold on to them.
    """
    from graphmat.executors.worker import live  # only where there are workers

    requests, replies, lifeline = os.pipe(), os.pipe(), os.pipe()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    parent = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, _ASKING)
    try:
        with warnings.catch_warnings():
            # threads of compiled libraries know about forks; those of Python were looked for
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            for other in others:
                other.let_go()
            for descriptor in (requests[0], replies[1], lifeline[1]):
                os.close(descriptor)
            live(run, Pipe(replies[0], requests[1]), lifeline[0], parent)
    except BaseException:
        if os.getpid() != parent:  # an interrupt before the worker could take it
            os._exit(0)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKING)
    for descriptor in (requests[1], replies[0], lifeline[0]):
        os.close(descriptor)
    return WorkerHandle(pid, Pipe(requests[0], replies[1]), lifeline[1])
