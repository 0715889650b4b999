from __future__ import annotations

import os
import threading

import pytest

from graphmat.supervision.frames import Channel, ChannelClosedError


@pytest.fixture
def ends():
    """The two ends of a connection."""
    there, back = os.pipe(), os.pipe()
    left, right = Channel(back[0], there[1]), Channel(there[0], back[1])
    yield left, right
    left.close()
    right.close()


@pytest.mark.parametrize(
    "message",
    [[], ["a", 1, None, True, 1.5], {"deep": [{"x": ["é", "\ud800", "\x1b[31m"]}]}, 10**30],
)
def test_messages_arrive_as_they_were_sent(ends, message) -> None:
    """What is sent arrives, whatever characters it holds."""
    left, right = ends
    left.send(message)
    left.send("next")

    assert right.receive() == message
    assert right.receive() == "next"


def test_large_message(ends) -> None:
    """A message larger than the pipe arrives whole."""
    left, right = ends
    text = "x" * 1_000_000
    sender = threading.Thread(target=left.send, args=(text,))
    sender.start()

    assert right.receive() == text
    sender.join()


def test_parts_of_a_message(ends) -> None:
    """A message that has not wholly arrived is waited for."""
    left, right = ends
    os.write(left.writing, b"\x00\x00\x00\x04[")
    right.fill()
    assert right.take() is None

    os.write(left.writing, b"1] \x00")
    right.fill()

    assert right.take() == [1]
    assert right.take() is None


def test_closed_end(ends) -> None:
    """When the other end is closed, both sending and receiving say so."""
    left, right = ends
    left.close()
    left.close()

    with pytest.raises(ChannelClosedError):
        right.receive()
    with pytest.raises(ChannelClosedError):
        right.send([])


@pytest.mark.parametrize("garbage", [b"\x00\x00\x00\x02{]", b"\x00\x00\x00\x01\xff"])
def test_garbage_is_an_end(ends, garbage: bytes) -> None:
    """What is no message counts as an end of the connection, and can do no more."""
    left, right = ends
    os.write(left.writing, garbage)

    with pytest.raises(ChannelClosedError):
        right.receive()
