"""A run whose store or log fails at any operation: the version before stays, the words are clear.

The faults are put in at the operations of the system that the store is written with: the process of
the run is killed there, or they fail as on a full or a dying disk.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from functools import partial

import pytest
from forked_commands import graphmat

DEFINITIONS = """
import os
import graphmat as dg

VALUE = os.environ.get("VALUE", "1")
SIZE = int(os.environ.get("SIZE", "10"))

@dg.op
def inner(context):
    context.log.info("x" * int(os.environ.get("NOISE", "1")))
    return VALUE * SIZE

@dg.op
def outer(inner):
    return inner + "."

@dg.graph_asset
def made():
    return outer(inner())

@dg.asset
def last(made):
    return made + "!"
"""

OPERATIONS = ("open", "write", "fsync", "rename", "mkdir", "utime", "unlink")


def faults(fault):
    """Count the operations of the store in the process that runs the ops; one goes wrong.

    Args:
        fault: What goes wrong and when: ``kill:3``, ``EIO:4``, ``ENOSPC:5+`` (from then on).
    """
    how, at = fault.split(":")
    store = os.path.join(os.getcwd(), ".graphmat", "objects")
    counted = []
    paths = {}

    def faulty(name):
        real = getattr(os, name)

        def act(first, *args, **kwargs):
            if not str(paths.get(first, first)).startswith(store):
                return real(first, *args, **kwargs)
            counted.append(name)
            if len(counted) == int(at.rstrip("+")) or (
                at.endswith("+") and len(counted) > int(at[:-1])
            ):
                with open("struck", "a") as file:
                    file.write(f"{name}\n")
                if how == "kill":
                    if name == "write":
                        real(first, bytes(args[0])[:5])
                    os.kill(os.getpid(), signal.SIGKILL)
                number = getattr(errno, how)
                raise OSError(number, os.strerror(number))
            result = real(first, *args, **kwargs)
            if name == "open":
                paths[result] = first
            return result

        return act

    def close(descriptor, real=os.close):
        paths.pop(descriptor, None)
        real(descriptor)

    os.close = close
    for each in OPERATIONS:
        setattr(os, each, faulty(each))


class Project:
    """A project whose values are chosen by variables, with faults on demand."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "definitions.py").write_text(DEFINITIONS)

    def run(self, *arguments, fault=None, before=None, **environment):
        """Carry a command out."""
        if fault is not None:
            before = partial(faults, fault)
        return graphmat(self.folder, *arguments, before=before, **environment)

    def values(self):
        """The newest values of the assets, each loaded by its checksum."""
        shown = [self.run("show", name, "--value") for name in ("made", "last")]
        return [each.stdout.strip().strip("'") if each.returncode == 0 else None for each in shown]

    @property
    def struck(self):
        """The operation that went wrong."""
        file = self.folder / "struck"
        return file.read_text().split() if file.exists() else []

    def left_over(self):
        """Files that were being written."""
        return list((self.folder / ".graphmat" / "objects").glob("aside-*"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project in which everything was made once; for copies."""
    project = Project(tmp_path_factory.mktemp("made"))
    assert project.run("materialize", "-q").returncode == 0
    return project.folder


@pytest.fixture
def project(made, tmp_path):
    """A project in which everything was made once."""
    shutil.copytree(made, tmp_path / "p")
    return Project(tmp_path / "p")


OLD = ["1111111111.", "1111111111.!"]
NEW = ["2222222222.", "2222222222.!"]
POINTS = (1, 3, 4, 6, 10, 17)


@pytest.mark.parametrize("at", POINTS)
def test_a_kill_at_any_operation_of_the_store(project, at):
    """Killed anywhere, each asset has its old or its new value; resume makes the new ones."""
    killed = project.run("materialize", "-q", fault=f"kill:{at}", VALUE="2")

    assert "Traceback" not in killed.stderr
    assert (killed.returncode != 0) == bool(project.struck)
    for value, old, new in zip(project.values(), OLD, NEW, strict=True):
        assert value in {old, new}
    listed = json.loads(project.run("runs", "list", "--json").stdout)
    assert all(run["status"] != "started" for run in listed["runs"])
    verb = "resume" if project.struck else "materialize"
    again = project.run(verb, "-q", VALUE="2")
    assert again.returncode == 0, again.stderr
    assert project.values() == NEW
    assert project.left_over() == []
    assert project.run("store", "verify").returncode == 0


@pytest.mark.parametrize("how", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("at", ["2", "3", "4+", "12+"])
def test_a_disk_that_fails_at_any_operation(project, how, at):
    """A full or dying disk fails the run in a few words; the values before stay, nothing half."""
    failed = project.run("materialize", "-q", fault=f"{how}:{at}", VALUE="2")

    assert project.struck
    assert failed.returncode in {0, 1, 8}, failed.stderr
    assert "Traceback" not in failed.stderr
    assert len(failed.stderr.splitlines()) <= 25
    for value, old, new in zip(project.values(), OLD, NEW, strict=True):
        assert value in {old, new}
    if failed.returncode:
        words = {"ENOSPC": "No space left", "EIO": "Input/output error"}[how]
        assert words in failed.stdout + failed.stderr
        assert project.run("resume", "-q", VALUE="2").returncode == 0
    assert project.values() == NEW
    assert project.run("db", "check").returncode == 0
    assert project.run("store", "verify").returncode == 0


def limited(size):
    """No file may grow beyond a size: what a quota does, and a full disk nearly."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_value_that_does_not_fit(project):
    """A large value that hits the end of the disk amid its write leaves nothing behind."""
    failed = project.run("materialize", "-q", before=limited(3_000_000), SIZE="5000000")

    assert failed.returncode in {1, 8}
    assert "cannot be written" in failed.stdout + failed.stderr
    assert "Traceback" not in failed.stderr
    assert project.values() == OLD
    assert project.left_over() == []


def test_a_log_that_does_not_fit(project):
    """A log that cannot grow stops the run in words; what was recorded before is whole."""
    failed = project.run("materialize", "-q", before=limited(60_000), VALUE="2", NOISE="200000")

    assert failed.returncode != 0
    assert "event_log.sqlite" in failed.stdout + failed.stderr
    assert "Traceback" not in failed.stderr
    assert project.run("db", "check").returncode == 0
    assert all(value is not None for value in project.values())
    assert project.run("materialize", "-q", VALUE="2").returncode == 0
    assert project.values() == NEW


def set_back():
    """Set the clock back a year, for this process and its children."""
    real = time.time
    time.time = lambda: real() - 365 * 86400


def test_a_clock_that_goes_back(project):
    """After the clock was set back, the newest value is still the one that was made last."""
    early = project.run("materialize", "-q", before=set_back, VALUE="2")

    assert early.returncode == 0, early.stderr
    assert project.values() == NEW
    assert project.run("db", "check").returncode == 0
    assert json.loads(project.run("runs", "show", "--json").stdout)["duration_s"] >= 0


# ---------------------------------------------------------------------- power loss

RECORD = """
    import json, os, sys

    log = []
    names = {}

    def record(name, *facts):
        log.append([name, *facts])

    def wrap(name, describe):
        real = getattr(os, name)

        def act(*args, **kwargs):
            result = real(*args, **kwargs)
            describe(result, *args)
            return result

        setattr(os, name, act)

    wrap("open", lambda fd, path, *_: names.__setitem__(fd, os.fspath(path)))
    wrap("write", lambda n, fd, data: record("write", names.get(fd, "?")))
    wrap("fsync", lambda _, fd: record("fsync", names.get(fd, "?")))
    wrap("rename", lambda _, old, new: record("rename", os.fspath(old), os.fspath(new)))
    wrap("mkdir", lambda _, path, *__: record("mkdir", os.fspath(path)))
    from pathlib import Path
    from graphmat.io_managers.object_store import ObjectStore

    store = ObjectStore(Path(sys.argv[1]) / "objects")
    store.put("between ops")
    record("mark")
    for value in ("small", "x" * 3_000_000, "small"):
        digest = store.put(value, durable=True).digest
        record("claim", str(store.path(digest)))
    print(json.dumps(log))
"""


def test_what_a_power_cut_could_take(tmp_path):
    """At each claim the object's bytes, its name and those of its folders have been synced."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(RECORD), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    log = json.loads(done.stdout)
    assert ["fsync"] not in [step[:1] for step in log[: log.index(["mark"])]]

    unsynced = set()
    for step in log:
        match step:
            case ["write", path]:
                unsynced.add(path)
            case ["mkdir", path]:
                unsynced.add(f"name of {path}")
            case ["rename", old, new]:
                if old in unsynced:
                    unsynced.discard(old)
                    unsynced.add(new)
                unsynced.add(f"name of {new}")
            case ["fsync", path]:
                unsynced -= {path}
                unsynced -= {
                    name for name in unsynced if os.path.dirname(name.partition(" of ")[2]) == path
                }
            case ["claim", path]:
                folder = os.path.dirname(path)
                wanted = {path, *(f"name of {each}" for each in (path, folder))}
                wanted.add(f"name of {os.path.dirname(folder)}")
                assert unsynced & wanted == set(), step
