"""``graphmat sql`` and ``graphmat config show`` as typed."""

from __future__ import annotations

import csv
import io
import json


def test_answers_in_three_forms(project) -> None:
    """An answer is a table for people, CSV or JSON for programs."""
    project.run("materialize", "-q", "-s", "baz_asset", "-s", "foo_asset")
    question = "SELECT asset_key, partition_key FROM v_materializations ORDER BY asset_key"

    table = project.run("sql", question)
    as_csv = project.run("sql", "--format", "csv", question)
    as_json = project.run("sql", "--json", question)

    assert [line.split() for line in table.out.splitlines()] == [
        ["asset_key", "partition_key"],
        ["baz_asset", "-"],
        ["foo_asset", "-"],
    ]
    assert table.err == "2 rows\n"
    assert list(csv.DictReader(io.StringIO(as_csv.out))) == [
        {"asset_key": "baz_asset", "partition_key": ""},
        {"asset_key": "foo_asset", "partition_key": ""},
    ]
    assert json.loads(as_json.out) == {
        "schema": "graphmat/sql/1",
        "columns": ["asset_key", "partition_key"],
        "rows": [
            {"asset_key": "baz_asset", "partition_key": None},
            {"asset_key": "foo_asset", "partition_key": None},
        ],
    }


def test_views_are_listed(project) -> None:
    """Without a question the views are listed with their columns."""
    project.run("materialize", "-q", "-s", "foo_asset")

    done = project.run("sql", "--json")

    assert [row["view"] for row in json.loads(done.out)["rows"]] == [
        "v_runs",
        "v_materializations",
        "v_op_attempts",
        "v_lineage",
        "v_checks",
        "v_events",
    ]


def test_nothing_can_be_changed(project) -> None:
    """A statement that would change the log is refused, and changes nothing."""
    project.run("materialize", "-q", "-s", "foo_asset")

    refused = project.run("sql", "DELETE FROM runs")
    left = project.run("sql", "--format", "csv", "SELECT COUNT(*) FROM v_runs")

    assert refused.code == 2
    assert "answers questions only" in refused.err
    assert left.out.splitlines()[1] == "1"


def test_escapes_in_answers_are_harmless(project) -> None:
    """What a terminal would obey is shown in a table instead."""
    project.run("materialize", "-q", "-s", "foo_asset")

    done = project.run("sql", "SELECT char(27) || '[2J' AS x")

    assert "\\x1b[2J" in done.out
    assert "\x1b" not in done.out


def test_question_before_any_run(project) -> None:
    """Before anything is recorded that is said, with the command that makes a start."""
    done = project.run("sql", "SELECT 1")

    assert done.code == 4
    assert "nothing is recorded yet" in done.err
    assert "graphmat materialize" in done.err


def test_config_tells_where_settings_were_made(project) -> None:
    """Each setting stands with its value and its place."""
    project.write("strict: true\nprofiles: {ci: {fail_fast: true}}\n", "graphmat.yaml")

    done = project.run("config", "show", "--json", "--profile", "ci", GRAPHMAT_HOME="h")

    found = {each["name"]: each for each in json.loads(done.out)["settings"]}
    assert (found["strict"]["value"], found["strict"]["origin"]) == (True, "graphmat.yaml")
    assert found["fail_fast"]["origin"] == "profile 'ci' of graphmat.yaml"
    assert (found["home"]["value"], found["home"]["origin"]) == ("h", "GRAPHMAT_HOME")
    assert found["on_unselected"]["origin"] == "default"


def test_env_file_reaches_ops(folder) -> None:
    """Variables of a file are there when the definitions are loaded and the ops run."""
    folder.write(
        "import os\nimport graphmat as dg\nAT_LOAD = os.environ['MINE']\n"
        "@dg.asset\ndef a():\n    return AT_LOAD + os.environ['MINE']\n"
    )
    folder.write("MINE=x\n", "my.env")

    assert folder.run("materialize", "-q").code == 3
    assert folder.run("--env-file", "my.env", "materialize", "-q").code == 0
    assert folder.run("show", "a", "--value", "--env-file", "my.env").out == "xx\n"


MAPPED = """import graphmat as dg


@dg.op(config_schema={"n": int})
def gives(context):
    return context.op_config["n"]


@dg.graph(
    config=dg.ConfigMapping(
        config_schema={"n": int},
        config_fn=lambda given: {"gives": {"config": {"n": given["n"] * 2}}},
    )
)
def inner():
    return gives()


@dg.graph_asset
def mapped():
    return inner()


@dg.graph_asset(partitions_def=dg.DynamicPartitionsDefinition(name="fruits"))
def fruit():
    return inner()
"""


def test_fault_of_a_mapped_configuration_is_told_once(folder) -> None:
    """What a graph cannot map is one fault: that its ops then lack theirs is none."""
    folder.write(MAPPED)

    place = "ops.mapped.ops.inner.config.n"
    done = folder.run("materialize", "-s", "mapped", "--set", f"{place}=abc")

    assert done.code != 0
    assert f"{place} (--set {place}): expected an int" in done.err
    assert "faults" not in done.err
    assert "ops.gives" not in done.err


def test_config_file_that_is_not_there(folder) -> None:
    """A configuration file that is not there is told in one sentence, without our frames."""
    done = folder.write(MAPPED).run("materialize", "-s", "mapped", "-c", "none.yaml")

    assert "none.yaml' cannot be read: No such file" in done.err
    assert "pathlib" not in done.err


def test_dynamic_partition_that_is_not_there(folder) -> None:
    """A dynamic partition that nobody added is answered with how to add it."""
    done = folder.write(MAPPED).run("materialize", "-s", "fruit", "--partition", "apple")

    assert done.code != 0
    assert "add_dynamic_partitions('fruits', ['apple'])" in done.err
