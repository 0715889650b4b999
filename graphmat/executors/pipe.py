"""``Pipe``: messages between the engine and a worker: a length, then a pickle.

Pickles, since both ends have loaded the same module of the user's and are his own processes; what
goes on to the process that keeps the record is JSON.
"""

from __future__ import annotations

import os
from typing import Any, Final

_HEADER: Final = 8
_CHUNK: Final = 1 << 16
PROTOCOL: Final = 5


class PipeClosedError(Exception):
    """The other end is gone, or what comes from it is no message."""


def packed(message: Any) -> bytes:
    """A message as bytes.

    Raises:
        Exception: It cannot be pickled.
    """
    import pickle  # only where there are workers

    body = pickle.dumps(message, PROTOCOL)
    return len(body).to_bytes(_HEADER, "big") + body


class Pipe:
    """One end of the connection.

    Args:
        reading: Descriptor that messages come in by.
        writing: Descriptor that messages go out by.
    """

    __slots__ = ("_buffer", "reading", "writing")

    def __init__(self, reading: int, writing: int) -> None:
        self.reading = reading
        self.writing = writing
        self._buffer = bytearray()

    def send(self, message: Any) -> None:
        """Send a message.

        Raises:
            PipeClosedError: Nobody is there to read it.
        """
        self.send_bytes(packed(message))

    def send_bytes(self, data: bytes) -> None:
        """Send a message that is packed already.

        Raises:
            PipeClosedError: Nobody is there to read it.
        """
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self.writing, left) :]
        except OSError as error:
            raise PipeClosedError from error

    def take(self) -> Any | None:
        """The next message that has wholly arrived, or None.

        Raises:
            PipeClosedError: What arrived is no message.
        """
        buffer = self._buffer
        if len(buffer) < _HEADER:
            return None
        end = _HEADER + int.from_bytes(buffer[:_HEADER], "big")
        if len(buffer) < end:
            return None
        body = bytes(memoryview(buffer)[_HEADER:end])
        del buffer[:end]
        import pickle  # as above

        try:
            return pickle.loads(body)  # noqa: S301  # of our own worker, which runs the user's code
        except Exception as error:
            raise PipeClosedError from error

    def fill(self) -> None:
        """Take in what has arrived; waits for something where nothing has.

        Raises:
            PipeClosedError: The other end is closed.
        """
        try:
            data = os.read(self.reading, _CHUNK)
        except BlockingIOError:
            raise PipeClosedError from None
        except OSError as error:
            raise PipeClosedError from error
        if not data:
            raise PipeClosedError
        self._buffer += data

    def receive(self) -> Any:
        """Wait for the next message.

        Raises:
            PipeClosedError: There will be none.
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
