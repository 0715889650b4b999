"""What a program costs: the wall time, CPU time and peak memory of its whole process tree."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path


class FailedError(Exception):
    """A program did not end well; the message is the end of what it said."""


def measure(
    command: list[str],
    folder: Path,
    environment: dict[str, str],
    limit_s: float,
    *,
    expects: int = 0,
) -> dict[str, float]:
    """Run a program to its end.

    CPU time counts every descendant that was waited for. Peak memory is that of the largest
    process, and at least what this one held when it started it (some 16 MB). A program whose last
    line on stdout is a JSON object adds those figures, which it took inside.

    Raises:
        FailedError: It took longer than `limit_s`, or ended with another exit code.
    """
    said, talk = folder / "stdout.txt", folder / "stderr.txt"
    with said.open("wb") as out, talk.open("wb") as err:
        begun = time.perf_counter()
        # a group of its own: what is still there after the limit can be ended as a whole
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=out, stderr=err, start_new_session=True
        )
        status, usage = _wait(process.pid, limit_s)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expects:
        tail = talk.read_text(errors="replace")[-2000:]
        raise FailedError(f"{' '.join(command)[:200]} ended with {process.returncode}:\n{tail}")
    figures = {
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "wall_s": wall,
        "peak_mb": usage.ru_maxrss / 1024,
    }
    lines = said.read_text(errors="replace").splitlines()
    if lines and lines[-1].startswith("{") and lines[-1].endswith("}"):
        figures.update(json.loads(lines[-1]))
    return figures


def _wait(pid: int, limit_s: float) -> tuple[int, object]:
    """Wait for a process, and end its group when the limit has passed."""

    def end(*_: object) -> None:
        os.killpg(pid, signal.SIGKILL)

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        _, status, usage = os.wait4(pid, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return status, usage
