"""The life of a worker process: it takes steps one by one, runs them, and sends home what happened.

It opens no event log: events and questions go through its pipe. Resources are opened with the
first step that needs any, and closed when it ends, also by an interrupt.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from graphmat.errors import ResourceInitError
from graphmat.execution.lanes import handed_over
from graphmat.execution.lifeline import die_with_parent
from graphmat.execution.outcome import NOT_HELD, StepOutcome, StoredOutput
from graphmat.execution.run_resources import needed_by, opened
from graphmat.execution.step import execute_step, fail_step
from graphmat.executors.parcels import Parcels, without_told
from graphmat.executors.pipe import Pipe, PipeClosedError, packed
from graphmat.executors.relay import RelayLog, RelayRecorder

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from graphmat.events.model import Event
    from graphmat.execution.run_context import RunContext
    from graphmat.execution.unit import Unit

_ASKING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BUG_STATUS: Final = 70


class Signals:
    """Signals that ask a worker to stop: the first interrupts it where the user's code is."""

    __slots__ = ("_held", "_is_pending", "number")

    def __init__(self) -> None:
        self.number = 0
        self._held = 0
        self._is_pending = False

    def install(self) -> None:
        """Take the signals."""
        for number in _ASKING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._take)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKING)

    def _take(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self.number:
            return
        self.number = number
        if self._held:
            self._is_pending = True
        else:
            raise KeyboardInterrupt

    def hold(self) -> None:
        """From here on a signal waits, until it is released."""
        self._held += 1

    def release(self) -> None:
        """Let through what has waited.

        Raises:
            KeyboardInterrupt: A signal has.
        """
        self._held -= 1
        if self._is_pending and not self._held:
            self._is_pending = False
            raise KeyboardInterrupt


class Worker:
    """Runs the steps that come through a pipe.

    Args:
        run: The run, as the engine's side has it.
        pipe: The connection.
        signals: The signals that ask to stop.
    """

    def __init__(self, run: RunContext, pipe: Pipe, signals: Signals) -> None:
        self._pipe = pipe
        self._signals = signals
        self._pid = os.getpid()
        self._ahead: list[Any] = []
        self._recorder = RelayRecorder(RelayLog(self._tell, self._ask), run.run_id)
        self.run = run.seen_by(self._recorder)
        self.run.pid = self._pid
        self.run.loop = None
        self._parcels = Parcels(run.plan)
        self._opened: AbstractContextManager[None] | None = None
        self._hands_over = handed_over(run.plan)
        self._held: dict[tuple[str, str, str | None], StoredOutput] = {}

    # ---------------------------------------------------------------- the connection

    def _send(self, message: Any) -> None:
        data = packed(message)
        self._signals.hold()
        try:
            self._pipe.send_bytes(data)
        finally:
            self._signals.release()

    def _tell(self, events: Sequence[Event]) -> None:
        self.run.end_stray()
        self._send(("events", list(events)))

    def _ask(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        self.run.end_stray()
        self._signals.hold()
        try:
            self._pipe.send(("ask", name, args, dict(kwargs)))
            while (message := self._pipe.receive())[0] not in {"answer", "raise"}:
                self._ahead.append(message)
        finally:
            self._signals.release()
        if message[0] == "raise":
            raise message[1]
        return message[1]

    # ---------------------------------------------------------------- life

    def serve(self) -> int:
        """Run steps until there are no more.

        Returns:
            The number of the signal that ended it; 0: none did.
        """
        try:
            self._send(("ready",))
            while True:
                message = self._ahead.pop(0) if self._ahead else self._pipe.receive()
                if message[0] == "end":
                    break
                self._carry_out(message)
        except PipeClosedError:
            pass  # nobody waits for anything any more
        except KeyboardInterrupt:
            self._signals.hold()
            with suppress(PipeClosedError):
                self._pipe.send(
                    ("interrupted", self._signals.number, self._recorder.take_pending())
                )
            self._close_resources(KeyboardInterrupt())
            return self._signals.number
        self._signals.hold()
        self._close_resources(None)
        return 0

    def _carry_out(self, message: tuple[Any, ...]) -> None:
        unit = self._parcels.unpack_unit(message[1])
        if message[0] == "fail":
            outcome = fail_step(self.run, unit, message[2], message[3])
        else:
            self.run.made.clear()
            self.run.made.update(
                {address: self._parcels.unpack_output(output) for address, output in message[2]}
            )
            outcome = self._run_step(unit)
        self._send_home(outcome)

    def _run_step(self, unit: Unit) -> StepOutcome:
        try:
            self._open_resources(unit)
        except ResourceInitError as error:
            return fail_step(self.run, unit, error, 0.0)
        self._take_held(unit)
        outcome = execute_step(self.run, unit)
        self._hold(unit, outcome)
        return outcome

    def _send_home(self, outcome: StepOutcome) -> None:
        events = self._recorder.take_pending()
        made = [(key, self._parcels.pack_output(kept)) for key, kept in self.run.made.items()]
        try:
            self._send(("ended", events, self._parcels.pack_outcome(outcome), made))
        except (PipeClosedError, KeyboardInterrupt):
            raise
        except Exception:  # noqa: BLE001  # metadata that the op gave is no plain value
            without_told(outcome.outputs)
            without_told(self.run.made)
            made = [(key, self._parcels.pack_output(kept)) for key, kept in self.run.made.items()]
            self._send(("ended", events, self._parcels.pack_outcome(outcome), made))

    # ---------------------------------------------------------------- values that stay here

    def _take_held(self, unit: Unit) -> None:
        """Put values that were made here in the place of their addresses."""
        if self._held:
            unit.inputs = [[self._held_or(source) for source in sources] for sources in unit.inputs]

    def _held_or(self, source: Any) -> Any:
        if not isinstance(source, StoredOutput):
            return source
        record = source.record
        address = (record.step_key, record.output_name, record.mapping_key)
        held = self._held.get(address)
        if held is None:
            return source
        if held.left is None:
            held.left = source.left
        if held.left is None or held.left <= 1:
            del self._held[address]
        return held

    def _hold(self, unit: Unit, outcome: StepOutcome) -> None:
        for (name, mapping_key), output in outcome.outputs.items():
            if output.value is NOT_HELD or (unit.step.index, name) not in self._hands_over:
                continue
            self._held[unit.step_key, name, mapping_key] = output

    # ---------------------------------------------------------------- resources

    def _open_resources(self, unit: Unit) -> None:
        if self._opened is not None or not needed_by(unit.step, self.run.plan):
            return
        opening = opened(self.run, in_worker=True)
        opening.__enter__()
        self._opened = opening

    def _close_resources(self, error: BaseException | None) -> None:
        if self._opened is not None:
            with suppress(BaseException):
                self._opened.__exit__(
                    type(error) if error is not None else None,
                    error,
                    error.__traceback__ if error is not None else None,
                )
        with suppress(BaseException):
            self._recorder.flush()


def live(run: RunContext, pipe: Pipe, lifeline: int, parent: int) -> NoReturn:
    """Live as a worker that was forked from the process of the engine.

    Args:
        run: The run.
        pipe: The connection.
        lifeline: Reading end of the tie to the parent.
        parent: Its process id.
    """
    signals = Signals()
    signals.hold()
    number, status = 0, _BUG_STATUS
    try:
        signals.install()
        die_with_parent(lifeline, parent)
        worker = Worker(run, pipe, signals)
        try:
            signals.release()
            number = worker.serve()
        except KeyboardInterrupt:
            number = signals.number
        status = 0
    except BaseException:  # noqa: BLE001  # there is nobody left to tell
        sys.excepthook(*sys.exc_info())
    finally:
        leave(status, number)


def leave(status: int, number: int) -> NoReturn:
    """End; by the signal that asked for it, where another than Ctrl-C did."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(BaseException):
            stream.flush()
    if number not in {0, signal.SIGINT}:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(status)
