"""Commands in processes that need not start an interpreter anew: forked, with all imported."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
import threading
from importlib import import_module

from graphmat.cli.app import COMMANDS, run

for module in (*COMMANDS.values(), "graphmat.wiring", "graphmat.storage.opening"):
    import_module(module)


def graphmat(folder, *arguments, before=None, **environment):
    """Carry a command out.

    Args:
        folder: Where.
        arguments: The command.
        before: Called in the process of the command, before it begins.
        environment: Variables.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _in_child(folder, arguments, before, environment, out.fileno(), err.fileno())
        _, status = os.waitpid(child, 0)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(arguments, os.waitstatus_to_exitcode(status), *texts)


def _in_child(folder, arguments, before, environment, out, err):
    code = 99
    # what other tests registered for the end of this process would wait for threads of theirs
    atexit._clear()
    threading._threading_atexits.clear()
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115  # until the process ends
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115  # as above
        os.chdir(folder)
        os.environ.update(environment)
        if before is not None:
            before()
        code = run(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
