"""An event log on a PostgreSQL server, by real commands."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from postgres_server import PASSWORD, server_in_folder
from real_commands import WAIT_S

BODY = """
@dg.op
def slow(one):
    note("began", os.getpid())
    while not (HERE / "go").exists():
        time.sleep(0.01)
    return one + 1

@dg.op
def start():
    with open(HERE / "starts", "a") as file:
        file.write("x")
    return 1

@dg.graph_asset
def number():
    return slow(start())

@dg.asset
def other():
    return 2

defs = dg.Definitions([number, other])
"""


@pytest.fixture
def served(project, server_url, monkeypatch):
    """A project whose log is on a server."""
    monkeypatch.setenv("GRAPHMAT_LOG", server_url)
    project.define(BODY)
    return project


def test_sample_project_is_recorded_on_a_server(project, root, server_url, monkeypatch):
    """A project is made, looked at and made again with no file of a log in its home."""
    monkeypatch.setenv("GRAPHMAT_LOG", server_url)
    shutil.copytree(root / "sample_projects/two_assets", project.folder, dirs_exist_ok=True)

    nothing = project.run("runs", "list")
    first = project.run("materialize")

    assert nothing.returncode == 0, nothing.stderr
    assert first.returncode == 0, first.stderr
    assert not (project.folder / ".graphmat/event_log.sqlite").exists()
    assert (project.folder / ".graphmat/objects").is_dir()
    run = project.newest()
    assert run["status"] == "success"
    fresh = project.json("status")
    assert {asset["state"] for asset in fresh["assets"]} == {"fresh"}
    made = project.json("sql", "SELECT asset_key, is_latest, time FROM v_materializations")
    told = json.dumps(made)
    assert "eager_foo_asset" in told
    assert PASSWORD not in first.stdout + first.stderr + json.dumps(run) + told
    assert project.run("db", "check").returncode == 0


def test_questions_in_sql_cannot_change_the_log(served):
    """Only one question at a time, only questions, and a wrong name is told."""
    assert served.run("materialize", "-s", "other").returncode == 0

    for text, words in (
        ("DELETE FROM runs", "would change it"),
        ("WITH gone AS (DELETE FROM runs RETURNING 1) SELECT * FROM gone", "would change it"),
        ("SELECT 1; DELETE FROM runs", "one question at a time"),
        ("COPY (SELECT 1) TO PROGRAM 'touch /tmp/never'", "would change it"),
        ("SELECT * FROM v_run", "did you mean 'v_runs'"),
        ("SELECT nothing FROM v_runs", "cannot answer this"),
    ):
        done = served.run("sql", text)
        assert done.returncode == 2, (text, done.stdout, done.stderr)
        assert words in done.stderr, done.stderr
    counted = served.json("sql", "SELECT count(*) AS n, '50%' AS share FROM v_runs WHERE 1=1")
    assert [1, "50%"] in [list(row.values()) for row in rows_of(counted)]


def rows_of(answer):
    """The rows of an answer in JSON, each by its columns."""
    return answer if isinstance(answer, list) else answer["rows"]


def test_eight_commands_use_a_server_for_the_first_time_at_once(served):
    """All make the schema at the same time; each has its run, and the newest is one."""
    started = [served.start("materialize", "-s", "other") for _ in range(8)]
    ends = [process.communicate(timeout=3 * WAIT_S) for process in started]

    assert [process.returncode for process in started] == [0] * 8, ends
    rows = rows_of(served.json("sql", "SELECT status FROM v_runs"))
    assert [row["status"] for row in rows] == ["success"] * 8
    latest = rows_of(served.json("sql", "SELECT 1 AS n FROM v_materializations WHERE is_latest=1"))
    assert len(latest) == 1
    assert served.run("db", "check").returncode == 0


def test_killed_run_is_settled_and_resumed_from_another_host(served):
    """The lock of a killed command goes with its connection, and another host takes over."""
    process = served.start("materialize", "-s", "number")
    served.until("began")
    blocked = served.run("materialize", "-s", "number", "--on-conflict", "fail")
    assert blocked.returncode == 6, blocked.stderr
    assert f"on {os.uname().nodename}" in blocked.stderr

    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (served.folder / "go").touch()
    elsewhere = (
        "import os, sys; n = os.uname(); "
        "os.uname = lambda: os.uname_result((n[0], 'other-host', *n[2:])); "
        "from graphmat.__main__ import main; sys.argv = ['graphmat', 'resume']; main()"
    )
    other = served.start_python("-c", elsewhere)
    out, err = other.communicate(timeout=WAIT_S)

    assert other.returncode == 0, (out, err)
    assert "its process died" in err
    assert (served.folder / "starts").read_text() == "x"
    statuses = rows_of(served.json("sql", "SELECT status FROM v_runs ORDER BY started_at"))
    assert [row["status"] for row in statuses] == ["interrupted", "success"]


def test_command_waits_for_the_run_that_is_in_its_way(served):
    """The second command begins when the first has ended."""
    first = served.start("materialize", "-s", "number")
    served.until("began")
    second = served.start("materialize", "-s", "number", "--on-conflict", "join")
    line = second.stderr.readline()
    (served.folder / "go").touch()

    assert "joining" in line
    assert first.wait(WAIT_S) == 0
    assert second.wait(WAIT_S) == 0
    assert len(rows_of(served.json("sql", "SELECT 1 AS n FROM v_runs"))) == 1


def test_password_is_shown_nowhere(served, server_url):
    """Settings and messages have stars in its place."""
    shown = served.run("config", "show", "--json").stdout
    assert "***" in shown
    gone = served.run("runs", "list", "--event-log", server_url.replace("/graphmat?", "/none?"))
    backup = served.run("db", "backup")

    assert gone.returncode == backup.returncode == 8
    assert "createdb" in gone.stderr
    assert "pg_dump" in backup.stderr
    assert PASSWORD not in shown + gone.stderr + backup.stderr


def test_tables_of_others_and_newer_logs_are_left_alone(served, server, server_url):
    """A schema with other tables is refused, and so is a log of a newer version."""
    import psycopg

    schema = server_url.partition("schema=")[2]
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as own:
        own.execute(f"CREATE SCHEMA {schema}")
        own.execute(f"CREATE TABLE {schema}.customers (id int)")
        refused = served.run("materialize", "-s", "other")
        own.execute(f"DROP SCHEMA {schema} CASCADE")
        assert served.run("materialize", "-s", "other").returncode == 0
        own.execute(f"UPDATE {schema}.meta SET value = '99'")
        newer = served.run("materialize", "-s", "other")
        assert own.execute(f"SELECT count(*) FROM {schema}.runs").fetchone() == (1,)

    assert refused.returncode == newer.returncode == 8
    assert "tables of another program" in refused.stderr
    assert "newer" in newer.stderr


def test_run_goes_on_when_the_server_was_restarted(project, monkeypatch):
    """A server that is away for a moment in the middle of a run is waited for."""
    project.define(BODY)
    with server_in_folder() as server:
        monkeypatch.setenv("GRAPHMAT_LOG", server.url)
        process = project.start("materialize", "-s", "number")
        project.until("began")
        server.stop()
        (project.folder / "go").touch()
        server.start()
        out, err = process.communicate(timeout=WAIT_S)

        assert process.returncode == 0, (out, err)
        assert project.newest()["status"] == "success"
        server.stop()
        away = project.run("runs", "list")

    assert away.returncode == 8
    assert "cannot be reached" in away.stderr
