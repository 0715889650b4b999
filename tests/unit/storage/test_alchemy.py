from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from graphmat.errors import StorageError
from graphmat.events.records import RunRecord
from graphmat.storage.opening import open_event_log


def schema(file):
    """Everything a database says of its schema, without regard to where lines end."""
    with closing(sqlite3.connect(file)) as raw:
        rows = raw.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        marks = [
            raw.execute(f"PRAGMA {pragma}").fetchone()
            for pragma in ("application_id", "user_version", "journal_mode")
        ]
    return [(kind, name, (sql or "").split()) for kind, name, sql in rows], marks


def test_both_ways_make_the_same_database(home, log_file, tmp_path):
    """Compiled ahead or compiled on the spot, the schema is one."""
    open_event_log(home).close()
    open_event_log(f"sqlite:///{tmp_path / 'other.sqlite'}").close()

    assert schema(log_file) == schema(tmp_path / "other.sqlite")


def test_both_ways_read_one_another(home, log_file, op_events):
    """A log written one way is continued the other way."""
    with closing(open_event_log(home)) as log:
        log.create_run(RunRecord(run_id="run", started_at=1.0))
        log.append(op_events(0))
    with closing(open_event_log(f"sqlite:///{log_file}")) as log:
        log.append(op_events(1), durable=True)
        by_alchemy = log.events("run"), log.all_latest_materializations(), log.step_attempts("run")
    with closing(open_event_log(home)) as log:
        directly = log.events("run"), log.all_latest_materializations(), log.step_attempts("run")

    assert directly == by_alchemy
    assert len(directly[0]) == 10


def test_database_of_another_program_is_refused(tmp_path):
    """A foreign database gets no tables."""
    file = tmp_path / "theirs.db"
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("CREATE TABLE theirs (x)")
        raw.commit()

    with pytest.raises(StorageError, match="another program"):
        open_event_log(f"sqlite:///{file}")

    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


def test_file_that_is_no_database_is_refused(tmp_path):
    """Errors of the driver are told in the same words as without SQLAlchemy."""
    file = tmp_path / "text.db"
    file.write_text("not a database " * 100)

    with pytest.raises(StorageError, match="is not an event log"):
        open_event_log(f"sqlite:///{file}")
    assert file.read_text() == "not a database " * 100


def test_log_of_a_newer_version_is_refused(tmp_path):
    """The version stands in the log itself, on any database."""
    url = f"sqlite:///{tmp_path / 'log.sqlite'}"
    open_event_log(url).close()
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as raw:
        raw.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
        raw.commit()

    with pytest.raises(StorageError, match="newer graphmat"):
        open_event_log(url)
