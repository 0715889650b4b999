from __future__ import annotations

import sqlite3

import pytest

from graphmat.errors import StorageError, UsageError
from graphmat.storage.sqlite_query import answer


@pytest.fixture
def connection():
    """A database with a table and a view."""
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.executescript(
        "CREATE TABLE t (x); INSERT INTO t VALUES (1), (2); CREATE INDEX i ON t (x);"
        "CREATE VIEW v_t AS SELECT x FROM t;"
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT x FROM v_t WHERE x < 9",
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 2) SELECT x FROM n",
        "VALUES (1), (2)",
        "SELECT x FROM t -- and a comment",
    ],
)
def test_questions_are_answered(connection, sql):
    """Whatever only asks gets its rows."""
    assert answer(connection, "log", sql).rows == ((1,), (2,))


def test_columns_of_a_view_can_be_looked_up(connection):
    """Looking at the shape of a table is asking, too."""
    found = answer(connection, "log", "PRAGMA table_info(v_t)")
    assert [row[found.columns.index("name")] for row in found.rows] == ["x"]
    assert len(answer(connection, "log", "EXPLAIN QUERY PLAN SELECT * FROM t").rows) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM t",
        "INSERT INTO t VALUES (3)",
        "UPDATE t SET x = 9",
        "REPLACE INTO t VALUES (3)",
        "CREATE TABLE u (x)",
        "CREATE TEMP TABLE u (x)",
        "DROP TABLE t",
        "ALTER TABLE t RENAME TO u",
        "ATTACH 'other.db' AS other",
        "PRAGMA journal_mode=DELETE",
        "PRAGMA writable_schema=ON",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT s",
        "WITH n AS (SELECT 1) DELETE FROM t",
        "SELECT load_extension('x')",
        "SELECT 1; DELETE FROM t",
        "SELECT * FROM pragma_journal_mode",
        "",
        "SELEC x",
        "SELECT y FROM t",
        "SELECT ?",
    ],
)
def test_whatever_else_is_refused(connection, sql, tmp_path, monkeypatch):
    """No statement changes the log, opens files or leaves a transaction open."""
    monkeypatch.chdir(tmp_path)

    if sql:
        with pytest.raises(UsageError) as raised:
            answer(connection, "log", sql)
        assert "the event log" in raised.value.message
    else:
        assert answer(connection, "log", sql).columns == ()

    assert connection.execute("SELECT x FROM t").fetchall() == [(1,), (2,)]
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (3,)
    assert not connection.in_transaction
    assert list(tmp_path.iterdir()) == []
    connection.execute("INSERT INTO t VALUES (3)")


def test_unknown_view_is_answered_with_the_nearest(connection):
    """A misspelt name gets a guess, a wild one the list."""
    with pytest.raises(UsageError) as near:
        answer(connection, "log", "SELECT * FROM v_tt")
    with pytest.raises(UsageError) as far:
        answer(connection, "log", "SELECT * FROM elsewhere")

    assert near.value.message == "the event log has no view 'v_tt'"
    assert near.value.hint == "did you mean 'v_t'?"
    assert far.value.hint == "there are v_t"


def test_fault_of_the_file_is_no_fault_of_the_question(tmp_path):
    """A damaged file is told as such, not as a mistake in the SQL."""
    file = tmp_path / "bad.db"
    file.write_text("not a database " * 100)
    raw = sqlite3.connect(file)
    try:
        with pytest.raises(StorageError, match="is not an event log"):
            answer(raw, str(file), "SELECT 1 FROM sqlite_master")
    finally:
        raw.close()
