"""``RemoteEventLog``: the event log as the child sees it; the supervisor keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphmat.events.model import Event
from graphmat.supervision.documents import pack, pack_event, unpack, unpack_error
from graphmat.supervision.frames import Channel

QUESTIONS = (
    "create_run", "latest_materializations", "all_latest_materializations", "materializations",
    "run_materializations", "materialized_partitions", "run", "runs", "events", "step_attempts",
    "outputs", "dynamic_partitions", "add_dynamic_partitions", "delete_dynamic_partition", "wipe",
)


class RemoteEventLog:
    """The event log over the channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def append(self, events: Sequence[Event], *, durable: bool = False) -> None:
        """Store events; they are committed when this returns."""
        if events:
            self._ask(["append", [pack_event(event) for event in events], durable])

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in QUESTIONS:
            raise AttributeError(name)

        def ask(*args: Any, **kwargs: Any) -> Any:
            packed = {key: pack(value) for key, value in kwargs.items()}
            return unpack(self._ask(["ask", name, [pack(arg) for arg in args], packed]))

        return ask

    def _ask(self, message: list[Any]) -> Any:
        self._channel.send(message)
        reply = self._channel.receive()
        if reply[0] == "error":
            raise unpack_error(reply[1])
        return reply[1]

    def close(self) -> None:
        """Nothing is held here."""
