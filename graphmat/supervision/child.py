"""The child: loads the user's module and carries out the calls of the supervisor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NoReturn

from graphmat.execution.lifeline import die_with_parent
from graphmat.supervision.error_documents import pack_error
from graphmat.supervision.frames import Channel, ChannelClosedError
from graphmat.supervision.interrupts import Interrupts
from graphmat.supervision.remote_log import RemoteEventLog

Call = Callable[[str, Mapping[str, Any]], Any]
"""Carries out a verb: its name and arguments → a document."""


class Child:
    """What the child's work is given.

    Args:
        log: The event log.
        interrupts: The signals that ask to stop.
    """

    __slots__ = ("interrupts", "log")

    def __init__(self, log: RemoteEventLog, interrupts: Interrupts) -> None:
        self.log = log
        self.interrupts = interrupts


Prepare = Callable[[Child], Call]
"""Does what comes before the first call: imports the user's module, mostly."""


_BUG_STATUS = 70
CUT_STATUS = 113
"""Exit status of a child whose connection was cut by the user's code."""


def live_as_child(
    channel: Channel,
    lifeline: int,
    parent: int,
    prepare: Prepare,
    *,
    keeps_stdin: bool,
    talk: int = -1,
) -> NoReturn:
    """Live as the child, from the fork until the supervisor closes the channel.

    Args:
        channel: The connection.
        lifeline: Reading end of the tie to the supervisor.
        parent: The supervisor's process id.
        prepare: What comes before the first call.
        keeps_stdin: Whether the user's code may read the standard input.
        talk: Descriptor that takes the place of standard error; -1: none does.
    """
    status = _BUG_STATUS
    try:
        interrupts = Interrupts()
        interrupts.hold()
        interrupts.install()
        die_with_parent(lifeline, parent)
        _redirect(keeps_stdin=keeps_stdin, talk=talk)
        _serve(channel, interrupts, prepare)
    except ChannelClosedError:
        status = 0 if channel.is_intact() else CUT_STATUS
    except BaseException:  # noqa: BLE001  # there is nobody left to tell
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(status)


def _redirect(*, keeps_stdin: bool, talk: int) -> None:
    """Standard output belongs to the supervisor: what the user's code prints is talk."""
    if talk >= 0:
        os.dup2(talk, 2)
        os.close(talk)
    with suppress(OSError):
        os.dup2(2, 1)
    if not keeps_stdin:
        with suppress(OSError):
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, 0)
            os.close(nothing)
    with suppress(AttributeError, ValueError, OSError):
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a test may have replaced it


def _serve(channel: Channel, interrupts: Interrupts, prepare: Prepare) -> None:
    child = Child(RemoteEventLog(channel, interrupts), interrupts)
    found: list[Call] = []
    answer = _answer(interrupts, lambda: found.append(prepare(child)))
    channel.send(["loaded"])
    while True:
        _, verb, arguments = channel.receive()
        if found:
            call = found[0]
            answer = _answer(interrupts, lambda: call(verb, arguments))  # noqa: B023  # called at once
        try:
            channel.send(answer)
        except (TypeError, ValueError) as error:  # the document is not made of what JSON has
            channel.send(["failed", pack_error(error)])


def _answer(interrupts: Interrupts, work: Callable[[], Any]) -> list[Any]:
    """Do some work; a signal may interrupt it, and nothing else of the child."""
    try:
        try:
            interrupts.release()
            document = work()
        finally:
            interrupts.hold()
    except KeyboardInterrupt:
        return ["interrupted", interrupts.signal_number]
    except BaseException as error:  # noqa: BLE001  # even an exit is an answer
        return ["failed", pack_error(error)]
    return ["done", document]


def _leave(status: int) -> NoReturn:
    """End as an interpreter would, but for the frames below this one, which are the parent's."""
    import atexit  # noqa: PLC0415  # built in

    with suppress(BaseException):
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()  # noqa: SLF001  # what an interpreter does at its end
        atexit._run_exitfuncs()  # noqa: SLF001  # as above
    for stream in (sys.stdout, sys.stderr):
        with suppress(BaseException):
            stream.flush()
    os._exit(status)
