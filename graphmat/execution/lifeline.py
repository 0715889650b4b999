"""The tie between a process and its child: when the parent dies, however, so does the child.

A pipe of which only the parent holds the writing end. Linux is told to kill the child when that
end is closed, which the kernel does for every process that ends; this is as sure as a signal on the
parent's death, and needs no foreign function. Elsewhere a thread waits for the end of the pipe.
"""

from __future__ import annotations

import fcntl
import os
import signal

_SET_SIGNAL = getattr(fcntl, "F_SETSIG", None)
_ORPHAN_STATUS = 1


def die_with_parent(reading: int, parent: int) -> None:
    """Tie this process to its parent.

    Args:
        reading: Descriptor of the pipe's reading end; its writing end is closed here already.
        parent: Process id of the parent.
    """
    if _SET_SIGNAL is not None:
        fcntl.fcntl(reading, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(reading, _SET_SIGNAL, signal.SIGKILL)
        flags = fcntl.fcntl(reading, fcntl.F_GETFL)
        fcntl.fcntl(reading, fcntl.F_SETFL, flags | os.O_ASYNC)
    else:
        from _thread import start_new_thread  # elsewhere only

        start_new_thread(_wait_for_end, (reading,))
    if os.getppid() != parent:  # it died before the tie was made
        os._exit(_ORPHAN_STATUS)


def _wait_for_end(reading: int) -> None:
    while os.read(reading, 1):
        pass
    os._exit(_ORPHAN_STATUS)
