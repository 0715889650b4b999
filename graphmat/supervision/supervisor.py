"""The supervisor: forks the child, keeps its log, and judges how it ends."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from graphmat import exit_codes
from graphmat.errors import GraphmatError, LoadError, RunInterruptedError
from graphmat.events import kinds
from graphmat.supervision.child import CUT_STATUS, live_as_child
from graphmat.supervision.error_documents import unpack_error
from graphmat.supervision.frames import Channel, ChannelClosedError
from graphmat.supervision.interrupts import ASKING
from graphmat.supervision.signals import Signals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphmat.events.model import Event
    from graphmat.events.ports import EventSink
    from graphmat.supervision.child import Prepare
    from graphmat.supervision.log_keeper import LogKeeper

_PARTING_S: Final = 5.0
"""So long a child may take to end after its work is done."""
_HASTE_S: Final = 1.0
"""The same for one whose work nobody waits for any more."""
_LOOK_S: Final = 0.2
"""How often a child is looked at, where the kernel cannot tell when it ends."""


def _say_nothing(text: str) -> None:
    del text


class ChildEndedError(Exception):
    """The child is gone; it will answer no more."""


class Show:
    """Shows events; a sink that fails is not asked again, and does not disturb the run.

    Args:
        sinks: What shows them.
    """

    def __init__(self, sinks: Sequence[EventSink]) -> None:
        self._sinks = tuple(sinks)
        self.error: Exception | None = None

    def __call__(self, events: Sequence[Event]) -> None:
        """Show events that were stored."""
        if not events:
            return
        try:
            for sink in self._sinks:
                sink(events)
        except Exception as error:  # noqa: BLE001  # told when the run has ended
            self._sinks = ()
            self.error = error


class Supervisor:
    """One child that runs the user's code.

    Args:
        prepare: What the child does first.
        keeper: Keeps its event log.
        target: The definitions, as messages call them.
        say: Tells the user something.
        keeps_stdin: Whether the user's code may read the standard input.
        talk: Descriptor that takes the place of the child's standard error; -1: none does.
    """

    def __init__(
        self,
        prepare: Prepare,
        keeper: LogKeeper,
        *,
        target: str = "the module",
        say: Callable[[str], None] = _say_nothing,
        keeps_stdin: bool = False,
        talk: int = -1,
    ) -> None:
        self._prepare = prepare
        self._keeper = keeper
        self._target = target
        self._say = say
        self._keeps_stdin = keeps_stdin
        self._talk = talk
        self._is_interrupted = False
        self._start()

    def _start(self) -> None:
        self._is_loaded = False
        self._is_busy = True
        self._status: int | None = None
        self.pid, self._channel, self._lifeline = _fork(
            self._prepare, keeps_stdin=self._keeps_stdin, talk=self._talk
        )
        self._pidfd = -1
        with suppress(AttributeError, OSError):
            self._pidfd = os.pidfd_open(self.pid)
        self._poll = select.poll()
        self._poll.register(self._channel.reading, select.POLLIN)
        if self._pidfd >= 0:
            self._poll.register(self._pidfd, select.POLLIN)

    # ---------------------------------------------------------------- calls

    def call(
        self,
        verb: str,
        arguments: Mapping[str, Any],
        sinks: Sequence[EventSink] = (),
        *,
        continue_by: str | None = None,
    ) -> Any:
        """Have the child carry out a verb.

        Args:
            verb: The verb.
            arguments: JSON values.
            sinks: Shown the events of its runs, after they are stored.
            continue_by: The verb by which another child goes on with a run in which this one ended;
                it is given ``verb``, ``given`` (its arguments), ``run_id`` and ``died``. None: the
                run ends with the child.

        Returns:
            The document that the verb answers with; of a run that the child did not survive, its id
            under ``run_id`` and ``success``.

        Raises:
            GraphmatError: What the verb raised, or how the child ended.
            RunInterruptedError: A signal asked it to stop.
        """
        show = Show(sinks)
        self._is_busy = True
        call: list[Any] = ["call", verb, dict(arguments)]
        with Signals(self.pid, self._say) as signals:
            while True:
                try:
                    answer = self._converse(call, show, signals)
                except ChildEndedError:
                    died = self._died(signals) if continue_by is not None else None
                    if died is None:
                        document = self._judge(verb, show, signals)
                        break
                    given = {"verb": verb, "given": dict(arguments), **died}
                    call = ["call", continue_by, given]
                    self._replace_child(signals)
                else:
                    self._is_busy = False
                    document = self._take_answer(answer, show, signals)
                    break
        if show.error is not None:
            raise show.error
        return document

    def _converse(self, call: list[Any], show: Show, signals: Signals) -> list[Any]:
        """Send a call and serve the child until it answers."""
        if self._is_interrupted or self._status is not None:
            raise ChildEndedError
        keeper, channel = self._keeper, self._channel
        try:
            channel.send(call)
        except ChannelClosedError:
            self._await_end()
            raise ChildEndedError from None
        keeper.warm()
        is_begun = False
        while True:
            message = self._receive()
            keeper.stopping_signal = signals.first
            kind = message[0]
            if kind == "append":
                reply, events = keeper.append(message[1], durable=message[2])
                if not is_begun:  # what is said of a run comes before what its first op prints
                    show(events)
                    events, is_begun = [], any(each.kind == kinds.STEP_START for each in events)
                self._reply(reply)
                show(events)
            elif kind == "ask":
                self._reply(keeper.answer(*message[1:]))
            elif kind == "loaded":
                self._is_loaded = True
            else:
                return message  # type: ignore[no-any-return]  # JSON

    def _reply(self, reply: list[Any]) -> None:
        with suppress(ChannelClosedError):  # that it has ended is found when it is read from
            self._channel.send(reply)

    def _receive(self) -> Any:
        channel = self._channel
        try:
            while (message := channel.take()) is None:
                ready = dict(self._poll.poll(None if self._pidfd >= 0 else _LOOK_S * 1000))
                if channel.reading in ready:
                    channel.fill()
                elif ready or self._has_ended():
                    # all that it wrote before its end has arrived by now; a process that it left
                    # behind may hold the channel open
                    os.set_blocking(channel.reading, False)
                    channel.fill()
        except ChannelClosedError:
            self._await_end()
            raise ChildEndedError from None
        return message

    # ---------------------------------------------------------------- another child

    def _died(self, signals: Signals) -> dict[str, Any] | None:
        """What another child needs to know to go on with the run; None where none is to."""
        if signals.first is not None or self._is_interrupted or not self._is_loaded:
            return None
        how, hint = describe_end(self._status or 0)
        return self._keeper.hand_over(how, hint)

    def _replace_child(self, signals: Signals) -> None:
        self._release()
        self._keeper.close()  # a connection to SQLite must not cross a fork
        self._start()
        signals.aim(self.pid)

    # ---------------------------------------------------------------- ends

    def _take_answer(self, answer: list[Any], show: Show, signals: Signals) -> Any:
        kind = answer[0]
        if kind == "interrupted":
            raise self._interrupted(show, signals, answer[1])
        if kind == "failed":
            error = unpack_error(answer[1])
            text = getattr(error, "message", str(error))
            self._keeper.end_open_runs(kinds.RUN_FAILURE, text, show, error=text)
            raise error
        last = self._keeper.last_end
        if signals.first is not None and last is not None and last.kind == kinds.RUN_CANCELED:
            # the user's code kept the interrupt for itself; the run stopped all the same
            raise self._interrupted(show, signals, signals.first)
        return answer[1]

    def _interrupted(self, show: Show, signals: Signals, number: int) -> RunInterruptedError:
        self._is_interrupted = True
        first = signals.first or number or signal.SIGINT
        name = signal.Signals(first).name
        self._keeper.end_open_runs(kinds.RUN_CANCELED, f"interrupted by {name}", show, signal=name)
        has_run = self._keeper.last_end is not None
        error = RunInterruptedError(
            f"interrupted by {name}", hint="graphmat resume goes on with it" if has_run else None
        )
        error.exit_code = _SIGNAL_BASE + first
        return error

    def _judge(self, verb: str, show: Show, signals: Signals) -> Any:
        """What it means that the child ended without an answer."""
        if signals.first is not None or self._is_interrupted:
            raise self._interrupted(show, signals, 0)
        how, hint = describe_end(self._status or 0)
        steps = ", ".join(f"'{step}'" for step in self._keeper.running_steps)
        text = f"{how} while running {steps}" if steps else how
        if not self._is_loaded:
            text = f"{how} while '{self._target}' was imported"
        run_id = self._keeper.end_open_runs(kinds.RUN_FAILURE, text, show, error=text, hint=hint)
        if run_id is not None:
            return {"run_id": run_id, "success": False}
        if not self._is_loaded:
            raise LoadError(text, hint=hint)
        error = GraphmatError(f"{how} while '{verb}' was carried out", hint=hint)
        error.exit_code = exit_codes.STEP_FAILED
        raise error

    def _has_ended(self) -> bool:
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = status
        return self._status is not None

    def _await_end(self, patience_s: float = _PARTING_S) -> None:
        """Wait for the child's end, and bring it about in the end."""
        deadline = time.monotonic() + patience_s
        while not self._has_ended():
            left = deadline - time.monotonic()
            if left <= 0:
                os.kill(self.pid, signal.SIGKILL)
                _, self._status = os.waitpid(self.pid, 0)
            elif self._pidfd >= 0:
                select.select([self._pidfd], [], [], left)
            else:
                time.sleep(min(left, 0.01))

    def close(self) -> None:
        """End the child; safe to call twice."""
        self._channel.close()
        if self._is_busy and not self._has_ended():
            os.kill(self.pid, signal.SIGINT)
        self._await_end(_HASTE_S if self._is_busy else _PARTING_S)
        self._release()

    def _release(self) -> None:
        """Close what ties this process to a child that has ended."""
        self._channel.close()
        for descriptor in (self._lifeline, self._pidfd):
            if descriptor >= 0:
                os.close(descriptor)
        self._lifeline = self._pidfd = -1


_SIGNAL_BASE: Final = 128
_HIGH: Final = 960
"""Descriptors of the child begin here; most systems allow 1,024 by default."""


def _fork(prepare: Prepare, *, keeps_stdin: bool, talk: int) -> tuple[int, Channel, int]:
    """Fork the child.

    Returns:
        Its process id, the connection to it, and the writing end of its lifeline.
    """
    requests, replies, lifeline = os.pipe(), os.pipe(), os.pipe()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    parent = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)
    pid = os.fork()
    if pid == 0:
        for descriptor in (requests[0], replies[1], lifeline[1]):
            os.close(descriptor)
        channel = Channel(_out_of_the_way(replies[0]), _out_of_the_way(requests[1]))
        tie = _out_of_the_way(lifeline[0])
        live_as_child(channel, tie, parent, prepare, keeps_stdin=keeps_stdin, talk=talk)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKING)
    for descriptor in (requests[1], replies[0], lifeline[0]):
        os.close(descriptor)
    return pid, Channel(requests[0], replies[1]), lifeline[1]


def _out_of_the_way(descriptor: int) -> int:
    """Move a descriptor to where code that closes low numbers, to begin anew, does not reach."""
    try:
        moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    except OSError:  # so many are not allowed here
        return descriptor
    os.close(descriptor)
    return moved


def describe_end(status: int) -> tuple[str, str | None]:
    """How a process ended, in words, and what to do about it.

    Args:
        status: As ``os.waitpid`` gives it.
    """
    if not os.WIFSIGNALED(status):
        if os.WEXITSTATUS(status) == CUT_STATUS:
            return (
                "the connection to the process that keeps the record was closed",
                "does an op close files that it did not open?",
            )
        return (
            f"os._exit({os.WEXITSTATUS(status)}) was called",
            "raise an exception instead: it is recorded, and what is independent goes on",
        )
    number = os.WTERMSIG(status)
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    hint = None
    if number == signal.SIGKILL:
        hint = "the system kills a process so when memory runs out"
    elif number in {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE}:
        hint = "a compiled library crashed; PYTHONFAULTHANDLER=1 shows where"
    return f"the process was killed by {name}", hint
