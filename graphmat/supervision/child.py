"""The child: loads the user's module and carries out the calls of the supervisor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from graphmat.supervision.documents import pack_error
from graphmat.supervision.frames import Channel, ChannelClosedError
from graphmat.supervision.remote_log import RemoteEventLog

Call = Callable[[str, Mapping[str, Any]], Any]


def serve(channel: Channel, prepare: Callable[[RemoteEventLog], Call]) -> NoReturn:
    """Live as the child, until the supervisor closes the channel."""
    os.dup2(2, 1)
    try:
        _serve(channel, prepare)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _serve(channel: Channel, prepare: Callable[[RemoteEventLog], Call]) -> None:
    log = RemoteEventLog(channel)
    call: Call | None = None
    failure: dict[str, Any] | None = None
    try:
        call = prepare(log)
    except (Exception, SystemExit) as error:
        failure = pack_error(error)
    channel.send(["loaded"])
    while True:
        try:
            _, verb, arguments = channel.receive()
        except ChannelClosedError:
            return
        if call is None:
            channel.send(["failed", failure])
            continue
        try:
            document = call(verb, arguments)
        except KeyboardInterrupt:
            channel.send(["interrupted"])
        except (Exception, SystemExit) as error:
            channel.send(["failed", pack_error(error)])
        else:
            channel.send(["done", document])
