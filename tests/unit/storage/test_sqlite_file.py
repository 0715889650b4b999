from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from graphmat.errors import StorageError
from graphmat.storage.migrations import CURRENT_VERSION
from graphmat.storage.opening import LOG_FILE_NAME, open_event_log
from graphmat.storage.sqlite_file import APPLICATION_ID

FIRST_USE = """
import sys
from graphmat.events.records import RunRecord
from graphmat.storage.opening import open_event_log

name = sys.stdin.readline().strip()
log = open_event_log(sys.argv[1])
log.create_run(RunRecord(run_id=name, started_at=1.0))
log.close()
"""


def contents(folder):
    """Every file of a folder with its bytes."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def refused(home):
    """The error with which a log is refused, after nothing in its folder changed."""
    before = contents(home)
    with pytest.raises(StorageError) as raised:
        open_event_log(home)
    assert contents(home) == before
    assert "\n" not in raised.value.message
    assert str(home) in raised.value.message
    return raised.value


@contextmanager
def another_user():
    """Do as someone who owns nothing here; the superuser may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public_home():
    """A home that other users can reach."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        yield home
        home.chmod(0o755)


@contextmanager
def read_only(home):
    """Take away the right to write from the home and its files."""
    for file in home.iterdir():
        file.chmod(0o444)
    home.chmod(0o555)
    with another_user():
        yield


# ---------------------------------------------------------------------- creation


def test_new_log_is_private_to_its_user(home, log_file):
    """Folder and file are made for their owner alone, whatever the umask allows."""
    before = os.umask(0)
    try:
        open_event_log(home).close()
    finally:
        os.umask(before)

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600


def test_file_says_whose_it_is_and_of_which_version(home, log_file):
    """The mark and the version stand in the header, where other programs look for them."""
    open_event_log(home).close()

    header = log_file.read_bytes()[:100]
    assert header[68:72] == APPLICATION_ID.to_bytes(4, "big") == b"grmt"
    assert header[60:64] == CURRENT_VERSION.to_bytes(4, "big")
    with closing(sqlite3.connect(log_file)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("SELECT * FROM meta").fetchall() == [
            ("schema_version", str(CURRENT_VERSION))
        ]


def test_connection_keeps_the_rules(log):
    """Foreign keys are enforced, and a commit need not wait for the disk."""
    raw = log._database._connection

    assert raw.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert raw.execute("PRAGMA synchronous").fetchone() == (1,)


@pytest.mark.parametrize(
    "name",
    ["a b", "a?mode=ro", "a#b", "100%41", "ünï☃", "li\nne", "it's", ":memory:", "file:x", "a/b/c"],
)
def test_home_may_have_any_name(tmp_path, name, monkeypatch):
    """No character of a path means anything; relative paths and missing parents work."""
    monkeypatch.chdir(tmp_path)

    open_event_log(name).close()
    again = open_event_log(tmp_path / name)

    assert again.runs() == []
    again.close()
    assert (tmp_path / name / LOG_FILE_NAME).stat().st_size > 0


def test_empty_file_becomes_a_log(home, log_file):
    """An empty file is what a kill leaves before anything was written."""
    home.mkdir()
    log_file.touch()

    with closing(open_event_log(home)) as log:
        assert log.runs() == []


def test_creation_goes_on_where_a_kill_stopped_it(home, log_file):
    """A database without tables, in WAL mode, is a log that was not finished."""
    home.mkdir()
    with closing(sqlite3.connect(log_file)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")

    with closing(open_event_log(home)) as log:
        assert log.runs() == []


def test_kill_during_creation_leaves_nothing_in_the_way(home, python):
    """Whenever the first command is killed, the next one works."""
    chance = random.Random(7)
    for _ in range(6):
        process = python(FIRST_USE)
        process.stdin.write("killed\n")
        process.stdin.flush()
        time.sleep(chance.uniform(0.05, 0.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        with closing(open_event_log(home)) as log:
            assert len(log.runs()) <= 1
        for file in home.iterdir():
            file.unlink()


def test_first_use_by_eight_processes_at_once(home, python, run_all):
    """All of them find a log that works, and what each records is there."""
    for turn in range(2):
        processes = [python(FIRST_USE) for _ in range(8)]
        time.sleep(0.5)
        for number, process in enumerate(processes):
            process.stdin.write(f"{turn}-{number}\n")
            process.stdin.flush()
        run_all(processes)

        with closing(open_event_log(home)) as log:
            assert {run.run_id for run in log.runs()} == {f"{turn}-{n}" for n in range(8)}
        for file in home.iterdir():
            file.unlink()


# ---------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "garbage",
    [b"x", b"SQLite format 3\0", b"not a database\n" * 50, bytes(range(256)) * 40, b"\0" * 4096],
)
def test_file_of_another_kind_is_refused(home, log_file, garbage):
    """What is no database stays as it is, and the message says where it lies."""
    home.mkdir()
    log_file.write_bytes(garbage)

    error = refused(home)

    assert "is not an event log" in error.message
    assert "nothing was changed" in error.hint


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_database_of_another_program_is_refused(home, log_file, mode):
    """A foreign database gets no table, no mark and no files beside it."""
    home.mkdir()
    with closing(sqlite3.connect(log_file)) as raw:
        raw.execute(f"PRAGMA journal_mode={mode}")
        raw.execute("CREATE TABLE theirs (x)")
        raw.execute("INSERT INTO theirs VALUES (1)")
        raw.commit()

    assert "another program" in refused(home).message


def test_foreign_database_with_unfinished_business_is_refused(home, log_file, tmp_path):
    """What another program left in its WAL is not folded into its file by us."""
    home.mkdir()
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("CREATE TABLE theirs (x)")
        log_file.write_bytes(other.read_bytes())
        wal = log_file.with_name(log_file.name + "-wal")
        wal.write_bytes(other.with_name("other.db-wal").read_bytes())

    before = contents(home)
    with pytest.raises(StorageError, match="another program"):
        open_event_log(home)

    after = contents(home)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize(("version", "age"), [(CURRENT_VERSION + 1, "newer"), (0, "older")])
def test_log_of_another_version_is_refused(home, log_file, version, age):
    """A log that this program would misread is left to the one that made it."""
    open_event_log(home).close()
    with closing(sqlite3.connect(log_file)) as raw:
        raw.execute(f"PRAGMA user_version={version}")

    assert f"{age} graphmat" in refused(home).message


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.99])
def test_cut_file_is_refused(home, log, log_file, op_events, share):
    """A file that is shorter than its header says is damaged; it is not made worse."""
    log.append(op_events(0))
    log.close()
    whole = log_file.read_bytes()
    log_file.write_bytes(whole[: int(len(whole) * share)])

    error = refused(home)

    assert "damaged" in error.message
    assert "nothing was changed" in error.hint


def test_cut_file_is_a_crash_to_mend_where_its_wal_is_there(home, log, log_file, op_events):
    """A kill while the WAL is folded in leaves half of it in the file, and loses nothing."""
    for turn in range(20):
        log.append(op_events(turn))
    held = contents(home)
    log.close()
    for name, data in held.items():
        (home / name).write_bytes(data)
    with log_file.open("r+b") as file:
        file.truncate(700)

    with closing(open_event_log(home)) as mended:
        assert len(mended.events("run")) == 100


def test_damage_in_the_middle_is_told_where_it_is_met(home, log, log_file, op_events):
    """A page of rubbish is an error of the log, not a crash and not an answer."""
    for turn in range(40):
        log.append(op_events(turn))
    log.close()
    whole = bytearray(log_file.read_bytes())
    whole[20_000:-1_000] = b"\xa5" * (len(whole) - 21_000)
    log_file.write_bytes(whole)

    with (
        pytest.raises(StorageError, match="damaged"),
        closing(open_event_log(home)) as damaged,
    ):
        damaged.events("run")
        damaged.all_latest_materializations()
        damaged.step_attempts("run")
    assert log_file.read_bytes() == bytes(whole)


def test_folder_in_the_place_of_the_file_is_refused(home, log_file):
    """A folder of the log's name is told from a log."""
    log_file.mkdir(parents=True)

    assert "is a directory, where the event log should be" in refused(home).message


def test_pipe_in_the_place_of_the_file_is_refused(home, log_file):
    """A pipe is not waited for."""
    home.mkdir()
    os.mkfifo(log_file)

    with pytest.raises(StorageError, match="not a regular file"):
        open_event_log(home)


def test_file_in_the_place_of_the_home_is_refused(home):
    """A file that bears the home's name is named in the message."""
    home.write_text("mine")

    with pytest.raises(StorageError, match="is not a directory"):
        open_event_log(home)
    assert home.read_text() == "mine"


def test_home_that_cannot_be_made_is_refused(public_home):
    """Where no folder can be made the message gives the system's reason."""
    public_home.mkdir()
    public_home.chmod(0o555)

    with another_user(), pytest.raises(StorageError, match="Permission denied"):
        open_event_log(public_home / "deeper")


# ---------------------------------------------------------------------- read-only


def test_read_only_home_can_be_read(public_home):
    """A log on a read-only home answers; writing to it is refused in words."""
    with closing(open_event_log(public_home)) as log:
        log.add_dynamic_partitions("p", ["a"])

    with read_only(public_home), closing(open_event_log(public_home)) as log:
        assert log.is_read_only
        assert log.dynamic_partitions("p") == ["a"]
        with pytest.raises(StorageError, match="read-only"):
            log.add_dynamic_partitions("p", ["b"])


def test_read_only_home_shows_what_a_killed_process_left(public_home):
    """What stands only in the WAL is read too, though the WAL can't be folded in."""
    with closing(open_event_log(public_home)) as log:
        log.add_dynamic_partitions("p", ["a"])
        held = contents(public_home)
    for name, data in held.items():
        (public_home / name).write_bytes(data)

    with read_only(public_home), closing(open_event_log(public_home)) as log:
        assert log.dynamic_partitions("p") == ["a"]


def test_read_only_log_in_use_by_another_can_be_read(public_home):
    """While its owner writes, somebody who may only read sees each commit."""
    with closing(open_event_log(public_home)) as owner:
        owner.add_dynamic_partitions("p", ["a"])
        public_home.chmod(0o755)
        for file in public_home.iterdir():
            file.chmod(0o644)
        with another_user(), closing(open_event_log(public_home)) as reader:
            if os.geteuid() == os.getuid():
                pytest.skip("only the superuser can play two users")
            assert reader.is_read_only
            assert reader.dynamic_partitions("p") == ["a"]
            os.seteuid(0)
            owner.add_dynamic_partitions("p", ["b"])
            os.seteuid(65534)
            assert reader.dynamic_partitions("p") == ["a", "b"]
