from __future__ import annotations

import re

import pytest

from graphmat.storage.compiled_sqlite import STATEMENTS

GROWING = "asset_checks|events|materializations|outputs|runs|step_attempts"


def plan(log, sql, parameters=()):
    """How SQLite goes about a statement, step by step."""
    raw = log._database._connection
    return [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]


def scans(steps):
    """The steps that read a whole table which grows with the record."""
    return [step for step in steps if re.match(rf"SCAN ({GROWING})\b", step)]


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_reads_a_whole_table(log, name):
    """However long the record grows, each question goes by an index or by ranges of ids."""
    text = STATEMENTS[name]
    if name == "delete_run":  # it is asked when nothing is left that could belong to the run
        log._database._connection.execute("PRAGMA foreign_keys=OFF")

    steps = plan(log, text, [1] * text.count("?"))

    assert scans(steps) == []
    assert [step for step in steps if "TEMP B-TREE" in step and name != "dynamic_partitions"] == []


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("latest", "SEARCH latest_materializations USING PRIMARY KEY"),
        ("latest_of_assets", "SEARCH latest_materializations USING PRIMARY KEY"),
        ("latest_of_all", "SEARCH materializations USING INTEGER PRIMARY KEY"),
        ("materializations_of_asset", "USING INDEX ix_materializations_asset"),
        ("materializations_of_run", "USING INDEX ix_materializations_run"),
        ("events", "SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ("runs", "SEARCH runs USING INTEGER PRIMARY KEY"),
        ("runs_of_status", "USING INDEX ix_runs_status (status=? AND number<?)"),
        ("runs_of_job", "USING INDEX ix_runs_job_name (job_name=? AND number<?)"),
        ("outputs", "SEARCH outputs USING INTEGER PRIMARY KEY"),
        ("step_attempts", "SEARCH step_attempts USING INTEGER PRIMARY KEY"),
        ("run", "USING INDEX sqlite_autoindex_runs_1 (run_id=?)"),
    ],
)
def test_question_goes_by_its_index(log, name, step):
    """Each question that is asked often has the index that was made for it."""
    text = STATEMENTS[name]

    assert step in "\n".join(plan(log, text, [1] * text.count("?")))


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM v_runs WHERE run_id = 'x'",
        "SELECT * FROM v_events WHERE run_id = 'x'",
        "SELECT * FROM v_op_attempts WHERE run_id = 'x'",
        "SELECT * FROM v_materializations WHERE run_id = 'x'",
        "SELECT * FROM v_materializations WHERE asset_key = 'a/b'",
        "SELECT * FROM v_materializations WHERE materialization_id = 1",
        "SELECT * FROM v_lineage WHERE asset_key = 'a/b'",
        "SELECT * FROM v_checks WHERE asset_key = 'a/b'",
    ],
)
def test_view_narrowed_to_a_run_or_an_asset_reads_no_whole_table(log, question):
    """People's usual questions to the views go by an index too."""
    assert scans(plan(log, question)) == []
