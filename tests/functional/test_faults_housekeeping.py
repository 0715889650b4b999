"""What ``gc``, ``store`` and ``db`` do for a user, through the command, and what they refuse."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from forked_commands import graphmat

DEFINITIONS = """
import graphmat as dg

@dg.op
def number():
    return 20

@dg.op
def twice(number):
    return 2 * number

@dg.graph_asset
def made():
    return twice(number())

@dg.asset
def after(made):
    return made + 2
"""
DAY_S = 86400


def document(folder, *arguments):
    """What a command prints with --json."""
    return json.loads(graphmat(folder, *arguments, "--json").stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project in which everything was made once; for copies."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "definitions.py").write_text(DEFINITIONS)
    assert graphmat(folder, "materialize", "-q").returncode == 0
    return folder


@pytest.fixture
def project(made, tmp_path):
    """A project in which everything was made once."""
    shutil.copytree(made, tmp_path / "p", symlinks=True)
    return tmp_path / "p"


def objects(folder):
    """The objects of the store."""
    return sorted(path for path in (folder / ".graphmat" / "objects").glob("??/*"))


def path_of(folder, asset):
    """Where an asset's value is stored."""
    return Path(folder, graphmat(folder, "show", asset, "--path").stdout.strip())


def aged(folder, days):
    """Make all that was recorded and stored older."""
    with sqlite3.connect(folder / ".graphmat" / "event_log.sqlite") as log:
        log.execute("UPDATE runs SET started_at = started_at - ?, ended_at = ended_at - ?", (
            days * DAY_S, days * DAY_S,
        ))  # fmt: skip
    log.close()
    for path in objects(folder):
        when = path.stat().st_mtime - days * DAY_S
        os.utime(path, (when, when))


def test_gc_keeps_what_assets_are_loaded_from(project):
    """After a collection every asset shows its value, and nothing that is lost is missed."""
    graphmat(project, "materialize", "-q")
    aged(project, 40)

    dry = graphmat(project, "gc", "--dry-run")
    assert dry.stdout.startswith("would remove 1 run and 1 object, ")
    done = graphmat(project, "gc")

    assert done.stdout == dry.stdout.replace("would remove", "removed")
    assert graphmat(project, "show", "after", "--value").stdout == "42\n"
    assert graphmat(project, "store", "verify").returncode == 0
    assert graphmat(project, "db", "check").returncode == 0
    assert len(objects(project)) == 2
    again = graphmat(
        project, "resume", document(project, "runs", "show")["run_id"], "--from", "made.twice"
    )
    assert again.returncode == 0, again.stderr


def test_gc_takes_its_age_from_the_settings(project):
    """The setting ``keep`` holds where the option does not say otherwise; nonsense is refused."""
    graphmat(project, "materialize", "-q")
    aged(project, 40)

    assert "0 runs" in graphmat(project, "gc", "-n", GRAPHMAT_KEEP="8w").stdout
    assert "1 run " in graphmat(project, "gc", "-n", "--keep", "30d", GRAPHMAT_KEEP="8w").stdout
    assert "0 runs" in graphmat(project, "gc", "-n", "--keep-runs", "2").stdout
    wrong = graphmat(project, "gc", "--keep", "soon")
    assert wrong.returncode == 2
    assert "such as 30d" in wrong.stderr


KILLING = """
import os, signal
AT = int(os.environ["KILL_AT"])
count = 0
def deadly(function):
    def act(*args, **kwargs):
        global count
        count += 1
        if count == AT:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return act
os.rename, os.unlink, os.lstat = map(deadly, (os.rename, os.unlink, os.lstat))
"""


@pytest.mark.parametrize("at", [1, 2, 3, 5])
def test_a_killed_gc_loses_nothing_and_the_next_one_ends_it(project, tmp_path, at):
    """Wherever a collection is killed, values load, the log has no fault, and it can go on."""
    graphmat(project, "materialize", "-q")
    aged(project, 40)
    script = f"{KILLING}\nfrom graphmat.cli.app import main\nmain(['gc'])"

    killed = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project,
        env={**os.environ, "KILL_AT": str(at)},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert killed.returncode in {-signal.SIGKILL, 0}
    assert graphmat(project, "gc").returncode == 0
    assert [path.name for path in (project / ".graphmat/objects").glob("taken-*")] == []
    assert len(objects(project)) == 2
    assert graphmat(project, "store", "verify").returncode == 0
    assert graphmat(project, "db", "check").returncode == 0


def test_collecting_beside_runs(project):
    """Runs that store the same values over and over, and collections of everything, do not meet."""
    with subprocess.Popen(
        [sys.executable, "-c", ("from graphmat.cli.app import run\n"
         "for _ in range(4): assert run(['materialize', '-q']) == 0")],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as runs:  # fmt: skip
        while runs.poll() is None:
            for path in objects(project):
                when = time.time() - 2 * DAY_S
                try:
                    os.utime(path, (when, when))
                except FileNotFoundError:
                    continue
            assert graphmat(project, "gc", "--keep", "0s").returncode == 0
        assert runs.returncode == 0, runs.stderr.read()

    assert graphmat(project, "store", "verify").returncode == 0
    assert graphmat(project, "show", "after", "--value").stdout == "42\n"


@pytest.mark.parametrize("fault", ["flipped", "cut", "missing", "planted", "linked"])
def test_a_lost_value_is_found_set_aside_and_made_again(project, tmp_path, fault):
    """A damaged value is never loaded; verify names its asset, repair and a run make it whole."""
    path = path_of(project, "made")
    data = path.read_bytes()
    ran = tmp_path / "ran"
    if fault == "flipped":
        path.write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
    elif fault == "cut":
        path.write_bytes(data[:3])
    elif fault == "missing":
        path.unlink()
    elif fault == "planted":
        path.write_bytes(f"cos\nsystem\n(S'touch {ran}'\ntR.".encode())
    else:
        outside = tmp_path / "outside"
        path.rename(outside)
        path.symlink_to(outside)

    shown = graphmat(project, "show", "made", "--value")
    assert shown.returncode != 0
    assert "Traceback" not in shown.stderr
    verified = graphmat(project, "store", "verify")
    assert verified.returncode == 8
    assert "made" in verified.stdout
    assert "materialize --select made" in verified.stderr
    report = document(project, "store", "verify", "--repair")
    assert [each["needed"] for each in report["faults"]] == [True]
    assert graphmat(project, "materialize", "-q").returncode == 0
    assert graphmat(project, "show", "after", "--value").stdout == "42\n"
    assert graphmat(project, "store", "verify").returncode == 0
    assert not ran.exists()
    if fault == "linked":
        assert (tmp_path / "outside").read_bytes() == data


COMMANDS = (
    ("materialize",),
    ("plan",),
    ("resume",),
    ("list",),
    ("show", "made"),
    ("runs", "list"),
    ("runs", "show"),
    ("gc",),
    ("store", "verify"),
    ("db", "check"),
    ("db", "backup"),
    ("db", "upgrade"),
)


def newer(file):
    """A log of a graphmat to come."""
    with sqlite3.connect(file) as log:
        log.execute("PRAGMA user_version=99")
    log.close()


def foreign(file):
    """A database of another program."""
    file.unlink()
    with sqlite3.connect(file) as log:
        log.execute("CREATE TABLE mine (x)")
    log.close()


def damaged(file):
    """A log with its beginning overwritten."""
    file.write_bytes(b"not a database at all" + file.read_bytes()[21:])


def cut(file):
    """A log of which the end is gone."""
    file.write_bytes(file.read_bytes()[:2000])


@pytest.mark.parametrize("spoil", [newer, foreign, damaged, cut])
def test_a_log_that_cannot_be_used_is_refused_and_left(project, spoil):
    """Every command says in a few lines what is wrong with the log, and leaves it byte for byte."""
    file = project / ".graphmat" / "event_log.sqlite"
    spoil(file)
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    before = file.read_bytes()
    commands = COMMANDS if spoil is newer else COMMANDS[:1] + COMMANDS[-5:]

    for command in commands:
        done = graphmat(project, *command)

        assert done.returncode == 8, (command, done.stdout, done.stderr)
        assert "event_log.sqlite" in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) <= 15
    assert file.read_bytes() == before


def test_a_backup_is_a_log(project, tmp_path):
    """A copy put in the place of the log gives the same record; a second one replaces it."""
    copy = tmp_path / "copy.sqlite"
    assert graphmat(project, "db", "backup", str(copy)).returncode == 0
    assert graphmat(project, "db", "backup", str(copy)).returncode == 0
    runs = document(project, "runs", "list")

    for path in (project / ".graphmat").glob("event_log.sqlite*"):
        path.unlink()
    shutil.copy(copy, project / ".graphmat" / "event_log.sqlite")

    assert document(project, "runs", "list") == runs
    assert graphmat(project, "db", "check").returncode == 0


def test_a_home_of_others_is_refused(project):
    """A home that others may write to is not used, unless the user says so."""
    (project / ".graphmat").chmod(0o775)

    refused = graphmat(project, "show", "made", "--value")
    allowed = graphmat(project, "show", "made", "--value", GRAPHMAT_SHARED_HOME="1")

    assert refused.returncode == 8
    assert "other users can write to the home" in refused.stderr
    assert "chmod go-w" in refused.stderr
    assert (allowed.returncode, allowed.stdout) == (0, "40\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_home_that_belongs_to_somebody_else_is_refused(project):
    """A home of another user is not used: what is in it could run their code."""
    os.chown(project / ".graphmat", 12345, 12345)

    refused = graphmat(project, "list")

    assert refused.returncode == 8
    assert "belongs to another user" in refused.stderr


def test_the_home_is_for_its_user_alone(project):
    """Whatever the umask, others can read neither the log nor the values."""
    shutil.rmtree(project / ".graphmat")
    old = os.umask(0)
    try:
        graphmat(project, "materialize", "-q")
    finally:
        os.umask(old)

    home = project / ".graphmat"
    open_ones = [path for path in (home, *home.rglob("*")) if path.stat().st_mode & 0o077]
    assert [str(path.relative_to(project)) for path in open_ones if path.is_dir()] == []
    assert [str(path.relative_to(project)) for path in open_ones] == []
