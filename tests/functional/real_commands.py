"""A project in a folder, and real commands that run in it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HEAD = """
import os, signal, sys, time
from pathlib import Path
import graphmat as dg

HERE = Path(__file__).parent


def note(name, text=""):
    (HERE / name).write_text(str(text))


@dg.op
def one():
    return 1

"""
WAIT_S = 20.0


class Project:
    """A folder with definitions, and commands that run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []

    def define(self, body: str) -> None:
        """Write the definitions."""
        (self.folder / "definitions.py").write_text(HEAD + body)

    def start(self, *arguments: str, **options: object) -> subprocess.Popen[str]:
        """Start a command, in a process group of its own."""
        return self.start_python("-m", "graphmat", *arguments, **options)

    def start_python(self, *arguments: str, **options: object) -> subprocess.Popen[str]:
        """Start Python, in a process group of its own."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            text=True,
            start_new_session=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )
        self.started.append(process)
        return process

    def run(
        self, *arguments: str, wait_s: float = WAIT_S, **options: object
    ) -> subprocess.CompletedProcess[str]:
        """Carry a command out."""
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=wait_s)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def json(self, *arguments: str) -> dict:
        """What a command prints with --json."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def newest(self) -> dict:
        """The newest run."""
        return self.json("runs", "show")

    def statuses(self) -> dict[str, str]:
        """The steps of the newest run."""
        return {step["step_key"]: step["status"] for step in self.newest()["steps"]}

    def until(self, name: str) -> str:
        """Wait for a file that an op writes; what is in it."""
        path = self.folder / name
        wait_for(path.exists)
        return path.read_text()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    """Whether a process has ended; a zombie has."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] in {"Z", "X"}
