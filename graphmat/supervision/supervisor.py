"""The supervisor: forks the child, keeps its log, and hands on what it answers."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphmat.errors import GraphmatError, LoadError, RunInterruptedError
from graphmat.events.ports import EventSink
from graphmat.supervision.child import Call, serve
from graphmat.supervision.documents import pack, pack_error, unpack, unpack_error, unpack_event
from graphmat.supervision.frames import Channel, ChannelClosedError
from graphmat.supervision.remote_log import RemoteEventLog


class Supervisor:
    """One child and the log that it writes to.

    Args:
        prepare: What the child does first; answers with the function for its calls.
        log: Opens the event log; whether it may be created is its argument.
    """

    def __init__(
        self, prepare: Callable[[RemoteEventLog], Call], log: Callable[[bool], Any]
    ) -> None:
        self._log = log
        ours, theirs = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            serve(Channel(theirs), prepare)
        theirs.close()
        self._channel = Channel(ours)

    def call(
        self, verb: str, arguments: Mapping[str, Any], sinks: Sequence[EventSink] = ()
    ) -> Any:
        """Have the child carry out a verb."""
        self._channel.send(["call", verb, dict(arguments)])
        while True:
            try:
                message = self._channel.receive()
            except ChannelClosedError:
                raise LoadError("the process that runs your code ended without a word") from None
            kind = message[0]
            if kind == "done":
                return message[1]
            if kind == "failed":
                raise unpack_error(message[1])
            if kind == "interrupted":
                raise RunInterruptedError("interrupted")
            if kind == "append":
                self._append(message[1], message[2], sinks)
            elif kind == "ask":
                self._answer(*message[1:])

    def _append(self, packed: list[Any], durable: bool, sinks: Sequence[EventSink]) -> None:
        events = [unpack_event(event) for event in packed]
        try:
            self._log(True).append(events, durable=durable)
        except GraphmatError as error:
            self._channel.send(["error", pack_error(error)])
            return
        self._channel.send(["ok", None])
        for sink in sinks:
            sink(events)

    def _answer(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> None:
        try:
            log = self._log(name in {"create_run", "add_dynamic_partitions"})
            found = getattr(log, name)(
                *map(unpack, args), **{key: unpack(value) for key, value in kwargs.items()}
            )
            reply = ["ok", pack(found)]
        except GraphmatError as error:
            reply = ["error", pack_error(error)]
        self._channel.send(reply)

    def close(self) -> None:
        """End the child."""
        self._channel.close()
        if self.pid:
            os.waitpid(self.pid, 0)
            self.pid = 0
