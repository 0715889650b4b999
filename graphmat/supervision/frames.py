"""``Channel``: messages between the two processes: a length, then JSON.

JSON and not pickle or marshal: what the child's side writes is read by the process that keeps the
record, and must not be able to do more there than to be wrong. Pipes and not a socket, whose module
costs more to import than a run costs to record.
"""

from __future__ import annotations

import json
import os
from typing import Any, Final

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_decode = json.JSONDecoder().decode
_HEADER: Final = 4
_CHUNK: Final = 65536


class ChannelClosedError(Exception):
    """The other end is gone."""


def _node(descriptor: int) -> tuple[int, int] | None:
    try:
        found = os.fstat(descriptor)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Channel:
    """One end of the connection.

    Args:
        reading: Descriptor that messages come in by.
        writing: Descriptor that messages go out by.
    """

    __slots__ = ("_buffer", "_nodes", "reading", "writing")

    def __init__(self, reading: int, writing: int) -> None:
        self.reading = reading
        self.writing = writing
        self._buffer = bytearray()
        self._nodes = (_node(reading), _node(writing))

    def is_intact(self) -> bool:
        """Whether the descriptors are still those of the connection, and not closed or reused."""
        return self._nodes == (_node(self.reading), _node(self.writing))

    def check(self) -> None:
        """Make sure that what is sent would not go into somebody else's file.

        Raises:
            ChannelClosedError: It would.
        """
        if not self.is_intact():
            raise ChannelClosedError

    def send(self, message: Any) -> None:
        """Send a message.

        Raises:
            ChannelClosedError: Nobody is there to read it.
        """
        body = _encode(message).encode("ascii")
        left = memoryview(len(body).to_bytes(_HEADER, "big") + body)
        try:
            while left:
                left = left[os.write(self.writing, left) :]
        except OSError as error:
            raise ChannelClosedError from error

    def take(self) -> Any | None:
        """The next message that has wholly arrived, or None."""
        buffer = self._buffer
        if len(buffer) < _HEADER:
            return None
        end = _HEADER + int.from_bytes(buffer[:_HEADER], "big")
        if len(buffer) < end:
            return None
        body = bytes(buffer[_HEADER:end])
        del buffer[:end]
        try:
            return _decode(body.decode("ascii"))
        except ValueError as error:
            raise ChannelClosedError from error

    def fill(self) -> None:
        """Take in what has arrived; waits for something where nothing has.

        Raises:
            ChannelClosedError: The other end is closed.
        """
        try:
            data = os.read(self.reading, _CHUNK)
        except OSError as error:
            raise ChannelClosedError from error
        if not data:
            raise ChannelClosedError
        self._buffer += data

    def receive(self) -> Any:
        """Wait for the next message.

        Raises:
            ChannelClosedError: There will be none.
        """
        while (message := self.take()) is None:
            self.fill()
        return message

    def close(self) -> None:
        """Close this end; safe to call twice."""
        for name in ("reading", "writing"):
            descriptor = getattr(self, name)
            if descriptor >= 0:
                setattr(self, name, -1)
                os.close(descriptor)
