"""The care of a log's file: upgrades from every version, copies, faults."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from graphmat.errors import ConflictError, StorageError
from graphmat.storage import migrations
from graphmat.storage.file_care import back_up, integrity_faults, log_version, upgrade_log
from graphmat.storage.opening import open_event_log
from graphmat.storage.sqlite_file import APPLICATION_ID

VERSIONS = Path(__file__).parent / "versions"
"""``N.sql``: what a log of version N with a little in it consists of, as it was released."""


def every_version():
    """The versions that there have been, with the current one."""
    return range(1, migrations.CURRENT_VERSION + 1)


def build(path, version):
    """A log of a version, as a graphmat of its time left it."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript((VERSIONS / f"{version}.sql").read_text())
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={version}")
    connection.close()


def allow(_runs):
    """No run is in the way."""


@pytest.mark.parametrize("version", every_version())
def test_every_version_can_be_upgraded_and_read(home, log_file, version):
    """A log of each version that there has been becomes a current one and keeps what is in it."""
    build(log_file, version)
    copy = home / "copy"

    assert upgrade_log(log_file, copy, allow) == (version, migrations.CURRENT_VERSION)

    assert copy.exists() == (version < migrations.CURRENT_VERSION)
    assert integrity_faults(log_file) == []
    log = open_event_log(home)
    try:
        (run,) = log.runs()
        (made,) = log.all_latest_materializations()
        assert (run.run_id, run.status, run.tags) == ("run", "success", {"team": "x"})
        assert (str(made.asset_key), made.run_id) == ("made/asset_0", "run")
        assert len(log.events("run")) == 6
    finally:
        log.close()


def add_a_column(connection):
    """The step to a version that there is not yet."""
    connection.execute("ALTER TABLE runs ADD COLUMN mood TEXT NOT NULL DEFAULT ''")


@pytest.fixture
def next_version(monkeypatch):
    """As if the schema had moved on by one column."""
    monkeypatch.setattr(migrations, "CURRENT_VERSION", migrations.CURRENT_VERSION + 1)
    monkeypatch.setattr(migrations, "UPGRADES", (*migrations.UPGRADES, add_a_column))
    return migrations.CURRENT_VERSION


def columns(path):
    """The columns of the runs in a file."""
    with sqlite3.connect(path) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(runs)")]
    connection.close()
    return names


@pytest.mark.usefixtures("log")
def test_an_upgrade_keeps_a_copy_of_what_was(home, log_file, next_version):
    """Before anything is changed a copy is made, which the graphmat before can use."""
    copy = home / "copy"

    assert upgrade_log(log_file, copy, allow) == (next_version - 1, next_version)

    assert "mood" in columns(log_file)
    assert "mood" not in columns(copy)
    with sqlite3.connect(log_file) as connection:
        assert connection.execute("SELECT run_id FROM v_runs").fetchall() == [("run",)]
    connection.close()
    assert (log_version(log_file), log_version(copy)) == (next_version, next_version - 1)
    assert upgrade_log(log_file, copy, allow) == (next_version, next_version)


@pytest.mark.usefixtures("log")
def test_an_upgrade_that_fails_changes_nothing(home, log_file, next_version, monkeypatch):
    """Where a step fails half-way, the log is as it was before, version and all."""

    def fail(connection):
        add_a_column(connection)
        connection.execute("SELECT no_such_column FROM runs")

    monkeypatch.setattr(migrations, "UPGRADES", (*migrations.UPGRADES[:-1], fail))
    with pytest.raises(StorageError, match="no_such_column"):
        upgrade_log(log_file, home / "copy", allow)

    assert "mood" not in columns(log_file)
    assert log_version(log_file) == next_version - 1


@pytest.mark.usefixtures("log", "next_version")
def test_an_upgrade_waits_for_runs(home, log_file):
    """A log that a run writes to is not changed under it."""

    def refuse(runs):
        assert [run_id for run_id, _ in runs] == ["run"]
        raise ConflictError("a run is going on")

    with pytest.raises(ConflictError):
        upgrade_log(log_file, home / "copy", refuse)
    assert "mood" not in columns(log_file)


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from graphmat.storage import file_care, migrations

    def step(connection):
        connection.execute("ALTER TABLE runs ADD COLUMN mood TEXT NOT NULL DEFAULT ''")
        connection.execute("PRAGMA cache_spill=ON")
        if sys.argv[2] == "step":
            os.kill(os.getpid(), signal.SIGKILL)

    migrations.CURRENT_VERSION += 1
    migrations.UPGRADES = (*migrations.UPGRADES, step)
    home = Path(sys.argv[1])
    if sys.argv[2] == "copy":
        os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        Path.replace = os.replace
    file_care.upgrade_log(home / "event_log.sqlite", home / "copy", lambda runs: None)
    if sys.argv[2] == "end":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("when", ["copy", "step", "end"])
def test_a_kill_during_an_upgrade_leaves_one_version_or_the_other(home, log, log_file, when):
    """Wherever an upgrade is killed, the log is whole and can be used or upgraded again."""
    log.close()

    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(home), when],
        check=False,
        timeout=60,
        capture_output=True,
    )

    assert ended.returncode == -signal.SIGKILL, ended.stderr
    is_done = when == "end"
    assert ("mood" in columns(log_file)) is is_done
    assert log_version(log_file) == migrations.CURRENT_VERSION + is_done
    if not is_done:
        assert integrity_faults(log_file) == []


def test_a_newer_log_is_neither_upgraded_nor_copied(home, log, log_file):
    """What a newer graphmat made is left as it is, by every verb."""
    log.close()
    with sqlite3.connect(log_file) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    before = log_file.read_bytes()

    for act in (
        lambda: upgrade_log(log_file, home / "copy", allow),
        lambda: back_up(log_file, home / "copy"),
        lambda: integrity_faults(log_file),
    ):
        with pytest.raises(StorageError, match="a newer graphmat"):
            act()

    assert log_file.read_bytes() == before
    assert not (home / "copy").exists()


def test_a_copy_is_whole_while_others_write(home, log, log_file, op_events):
    """A copy that is made amid the writes of another connection opens and has no fault."""
    copy = home / "copies.sqlite"
    for turn in range(20):
        log.append(op_events(turn))
        if turn % 5 == 0:
            back_up(log_file, copy)
            assert integrity_faults(copy) == []

    other = home.parent / "other"
    other.mkdir()
    shutil.copy(copy, other / "event_log.sqlite")
    restored = open_event_log(other)
    assert len(restored.events("run")) == 16 * 5
    restored.close()
    assert copy.stat().st_mode & 0o077 == 0
    assert [path.name for path in home.iterdir() if "aside" in path.name] == []


@pytest.mark.usefixtures("log")
def test_a_copy_replaces_nothing_but_a_copy(home, log_file):
    """A file of the user's in the place of the copy is left, and so is the log itself."""
    mine = home / "mine.txt"
    mine.write_text("precious")

    for target, why in (
        (mine, "not replaced"),
        (log_file, "itself"),
        (home, "is a directory"),
        (home / "no" / "x", "no folder"),
    ):
        with pytest.raises(StorageError, match=why):
            back_up(log_file, target)

    assert mine.read_text() == "precious"
    assert log_version(log_file) == migrations.CURRENT_VERSION


@pytest.mark.usefixtures("log")
def test_rows_without_a_parent_and_lost_indices_are_told(log_file):
    """What no command of graphmat leaves behind is found."""
    with sqlite3.connect(log_file) as connection:
        connection.execute("INSERT INTO run_tags VALUES ('k', 'v', 99)")
        connection.execute("DROP INDEX ix_runs_status")
    connection.close()

    faults = integrity_faults(log_file)

    assert any("run_tags belongs to no row of runs" in fault for fault in faults)
    assert "there is no table, index or view 'ix_runs_status'" in faults


def test_there_is_nothing_to_care_for(log_file):
    """Without a log there is a plain answer, and nothing is made."""
    with pytest.raises(StorageError, match="there is no event log"):
        log_version(log_file)
    assert not log_file.parent.exists()
