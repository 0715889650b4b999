"""``Channel``: messages between the two processes: a length, then JSON.

JSON and not pickle or marshal: what the child's side writes is read by the process that keeps the
record, and must not be able to do more there than to be wrong.
"""

from __future__ import annotations

import json
import socket
from typing import Any

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_decode = json.JSONDecoder().decode
_HEADER = 4


class ChannelClosedError(Exception):
    """The other end is gone."""


class Channel:
    """One end of the connection.

    Args:
        connection: A connected stream socket.
    """

    __slots__ = ("_buffer", "connection")

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._buffer = b""

    def send(self, message: Any) -> None:
        """Send a message."""
        body = _encode(message).encode("ascii")
        self.connection.sendall(len(body).to_bytes(_HEADER, "big") + body)

    def receive(self) -> Any:
        """Wait for the next message."""
        header = self._read(_HEADER)
        return _decode(self._read(int.from_bytes(header, "big")).decode("ascii"))

    def _read(self, size: int) -> bytes:
        while len(self._buffer) < size:
            data = self.connection.recv(max(65536, size - len(self._buffer)))
            if not data:
                raise ChannelClosedError
            self._buffer += data
        found, self._buffer = self._buffer[:size], self._buffer[size:]
        return found

    def close(self) -> None:
        """Close this end."""
        self.connection.close()
