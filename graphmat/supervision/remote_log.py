"""``RemoteEventLog``: the event log as the child sees it; the supervisor keeps it."""

from __future__ import annotations

import os
from _thread import allocate_lock
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from graphmat.errors import StorageError
from graphmat.supervision.documents import pack, pack_event, unpack
from graphmat.supervision.error_documents import unpack_error
from graphmat.supervision.frames import Channel, ChannelClosedError

if TYPE_CHECKING:
    from graphmat.events.model import Event
    from graphmat.supervision.interrupts import Interrupts

STRAY_STATUS = 1


def _question(name: str) -> Callable[..., Any]:
    def ask(self: RemoteEventLog, *args: Any, **kwargs: Any) -> Any:
        packed = {key: pack(value) for key, value in kwargs.items()}
        return unpack(self.ask(["ask", name, [pack(arg) for arg in args], packed]))

    ask.__name__ = name
    ask.__doc__ = f"Ask the supervisor; see ``events.ports.EventLog.{name}``."
    return ask


class RemoteEventLog:
    """The event log, kept by the supervisor at the other end of a channel.

    Args:
        channel: The connection.
        interrupts: The signals, which must not strike between a question and its answer.
    """

    def __init__(self, channel: Channel, interrupts: Interrupts) -> None:
        self._channel = channel
        self._interrupts = interrupts
        self._lock = allocate_lock()
        self._pid = os.getpid()

    def append(self, events: Sequence[Event], *, durable: bool = False) -> None:
        """Store events of one run, all or none; they are committed when this returns."""
        if events:
            self.ask(["append", [pack_event(event) for event in events], durable])

    create_run = _question("create_run")
    claim = _question("claim")
    latest_materializations = _question("latest_materializations")
    all_latest_materializations = _question("all_latest_materializations")
    materializations = _question("materializations")
    run_materializations = _question("run_materializations")
    materialized_partitions = _question("materialized_partitions")
    run = _question("run")
    runs = _question("runs")
    events = _question("events")
    step_attempts = _question("step_attempts")
    step_durations = _question("step_durations")
    outputs = _question("outputs")
    dynamic_partitions = _question("dynamic_partitions")
    add_dynamic_partitions = _question("add_dynamic_partitions")
    delete_dynamic_partition = _question("delete_dynamic_partition")
    wipe = _question("wipe")

    def close(self) -> None:
        """Nothing is held here."""

    def ask(self, message: list[Any]) -> Any:
        """Send a message and wait for the answer.

        Raises:
            GraphmatError: What the supervisor's log raised.
            StorageError: There is no supervisor any more.
            KeyboardInterrupt: A signal came in the meantime.
        """
        self.end_stray()
        interrupts = self._interrupts
        interrupts.hold()
        try:
            with self._lock:
                self._channel.check()
                self._channel.send(message)
                reply = self._channel.receive()
        except ChannelClosedError as error:
            raise StorageError(
                "the event log is out of reach: the connection to the process that keeps it was "
                "closed",
                hint="does an op close files that it did not open?",
            ) from error
        finally:
            interrupts.release()
        if reply[0] == "error":
            raise unpack_error(reply[1])
        return reply[1]

    def end_stray(self) -> None:
        """End a process that an op forked and that came back out of it.

        It would carry on the run a second time. To be called where the user's code returns; asking
        the log does so by itself, so that a stray process can claim nothing.
        """
        if os.getpid() != self._pid:
            _end_stray()


def _end_stray() -> NoReturn:
    os.write(
        2,
        b"warning: a process that an op forked left the op instead of ending; it was ended\n",
    )
    os._exit(STRAY_STATUS)
