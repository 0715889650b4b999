"""`graphmat materialize --partitions`: a run for each partition."""

from __future__ import annotations

import json

import pytest

MODULE = """from pathlib import Path

import graphmat as dg

days = dg.DailyPartitionsDefinition("2024-01-01")


@dg.op
def load(context):
    if Path(f"broken-{context.partition_key}").exists():
        raise ValueError("no data")
    with Path("notes").open("a") as file:
        file.write(context.partition_key + "\\n")
    return context.partition_key


@dg.graph_asset(partitions_def=days)
def daily():
    return load()


@dg.asset(partitions_def=days)
def below(daily):
    return daily


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
def letters():
    return 1


@dg.asset
def plain():
    return 1
"""
RANGE = ("--partitions", "2024-01-01..2024-01-03")
DAYS = ["2024-01-01", "2024-01-02", "2024-01-03"]


@pytest.fixture
def project(folder):
    """Assets of days, of letters, and one without partitions."""
    return folder.write(MODULE)


def notes(project) -> list[str]:
    """The partitions that have been loaded since the last look."""
    path = project.folder / "notes"
    found = path.read_text().split() if path.exists() else []
    path.unlink(missing_ok=True)
    return found


def break_day(project, day: str) -> None:
    """Make a day fail."""
    (project.folder / f"broken-{day}").touch()


def test_range(project) -> None:
    """Each partition of a range is made by a run of its own, in order."""
    done = project.run("materialize", "-s", "daily", *RANGE)

    assert done.code == 0, done.err
    assert notes(project) == DAYS
    assert "done: 3 partitions done, 3 assets materialized" in done.out
    runs = json.loads(project.run("runs", "list", "--json").out)["runs"]
    assert sorted(run["partition"] for run in runs) == DAYS


def test_list(project) -> None:
    """Keys and ranges may be listed; each partition is made once."""
    project.run(
        "materialize", "-s", "daily", "--partitions", "2024-02-01,2024-01-01..2024-01-02,2024-01-02"
    )

    assert notes(project) == ["2024-01-01", "2024-01-02", "2024-02-01"]


def test_a_failing_partition(project) -> None:
    """The others are made all the same; exit code 1, and the command that goes on with it."""
    break_day(project, DAYS[1])

    done = project.run("materialize", "-s", "daily", *RANGE)

    assert done.code == 1
    assert notes(project) == [DAYS[0], DAYS[2]]
    assert "failed: 2 partitions done, 2 assets materialized" in done.out
    assert f"failed  {DAYS[1]} (run " in done.out
    assert "next: graphmat resume " in done.err


def test_resume_of_a_partition(project) -> None:
    """The run that failed goes on with its own partition."""
    break_day(project, DAYS[1])
    project.run("materialize", "-s", "daily", *RANGE)
    (project.folder / f"broken-{DAYS[1]}").unlink()
    notes(project)

    done = project.run("resume", "--json")

    assert done.code == 0, done.err
    assert notes(project) == [DAYS[1]]
    assert json.loads(done.out)["partition"] == DAYS[1]


def test_fail_fast(project) -> None:
    """`--fail-fast` begins no partition after the one that failed, and says what is left."""
    break_day(project, DAYS[1])

    done = project.run("materialize", "-s", "daily", *RANGE, "--fail-fast")

    assert done.code == 1
    assert notes(project) == [DAYS[0]]
    assert f"not begun  1 partition, from {DAYS[2]} on" in done.out


def test_missing(project) -> None:
    """`--missing` leaves out what every selected asset has."""
    break_day(project, DAYS[1])
    project.run("materialize", "-s", "daily", *RANGE)
    (project.folder / f"broken-{DAYS[1]}").unlink()
    notes(project)

    assert project.run("materialize", "-s", "daily", *RANGE, "--missing").code == 0
    assert notes(project) == [DAYS[1]]

    done = project.run("materialize", "-s", "daily", *RANGE, "--missing")

    assert done.code == 0
    assert "nothing to do: every partition is materialized" in done.out
    assert notes(project) == []


def test_missing_of_one_of_two_assets(project) -> None:
    """A partition that one of the selected assets lacks is made."""
    project.run("materialize", "-s", "daily", *RANGE)
    notes(project)

    done = project.run("materialize", "-s", "daily", "-s", "below", *RANGE, "--missing")

    assert done.code == 0, done.err
    assert notes(project) == DAYS


def test_json(project) -> None:
    """`--json` gives the partitions and the document of each run."""
    break_day(project, DAYS[1])

    done = project.run("materialize", "-s", "daily", *RANGE, "--json")

    document = json.loads(done.out)
    assert done.code == 1
    assert document["schema"] == "graphmat/partition-runs/1"
    assert document["partitions"] == DAYS
    assert [(run["partition"], run["status"]) for run in document["runs"]] == [
        (DAYS[0], "success"),
        (DAYS[1], "failure"),
        (DAYS[2], "success"),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-s", "plain", *RANGE), "none of the selected assets is partitioned"),
        (RANGE, "have different partitions"),
        (("-s", "letters", "--partitions", "x,z"), "'z'"),
        (("-s", "daily", "--partitions", "2024-01-03..2024-01-01"), "2024-01-03"),
        (("-s", "daily", "--partitions", "2024-01-01..2024-13-01"), "'2024-13-01'"),
    ],
)
def test_refused(project, arguments, words) -> None:
    """What names no partitions of the selected assets is refused before anything runs."""
    done = project.run("materialize", *arguments)

    assert done.code == 4
    assert words in done.err
    assert json.loads(project.run("runs", "list", "--json").out)["runs"] == []


def test_one_and_many(project) -> None:
    """`--partition` and `--partitions` exclude each other."""
    done = project.run("materialize", "-s", "daily", *RANGE, "--partition", DAYS[0])

    assert done.code == 2
    assert "give --partition or --partitions, not both" in done.err


TOGETHER = """import graphmat as dg

days = dg.DailyPartitionsDefinition("2024-01-01")
ONCE = dg.BackfillPolicy.single_run()


@dg.asset(partitions_def=days, backfill_policy=ONCE)
def up(context):
    return {key: key for key in context.partition_keys}


@dg.asset(partitions_def=days, backfill_policy=ONCE)
def down(context, up):
    import os
    if "FAIL" in os.environ:
        raise ValueError("asked to fail")
    return up


@dg.asset(partitions_def=days, backfill_policy=dg.BackfillPolicy.multi_run(2))
def pairs(context):
    print(context.partition_keys)
"""


def test_several_partitions_in_one_run(folder) -> None:
    """A range is one run where the assets' policy says so; each partition is recorded."""
    folder.write(TOGETHER)

    done = folder.run("materialize", "-s", "up,down", *RANGE)

    assert (done.code, done.out.splitlines()[0]) == (
        0,
        "done: 3 partitions done, 6 assets materialized",
    )
    runs = json.loads(folder.run("runs", "list", "--json").out)["runs"]
    assert [run["partition"] for run in runs] == ["2024-01-01..2024-01-03"]
    shown = json.loads(folder.run("show", "down", "--json").out)
    assert shown["latest"]["partition"] in DAYS
    again = folder.run("materialize", "-s", "down", "--partitions", "2024-01-02..2024-01-04")
    assert again.code == 4
    assert "up' for partition '2024-01-04'" in again.err.replace("\n", " ")


def test_a_failed_run_of_several_partitions_is_resumed(folder) -> None:
    """What a run of several partitions had made is kept; the rest is made for all of them."""
    folder.write(TOGETHER)
    failed = folder.run("materialize", "-s", "up,down", *RANGE, FAIL="1")

    resumed = folder.run("resume", "--json")

    assert (failed.code, resumed.code) == (1, 0)
    made = json.loads(resumed.out)["materialized"]
    assert sorted((each["asset"], each["partition"]) for each in made) == [
        ("down", day) for day in DAYS
    ]


def test_at_most_so_many_partitions_in_one_run(folder) -> None:
    """A policy may bound the number of partitions of one run."""
    folder.write(TOGETHER)

    folder.run("materialize", "-s", "pairs", "--partitions", "2024-01-01..2024-01-03,2024-01-05")

    runs = json.loads(folder.run("runs", "list", "--json").out)["runs"]
    assert sorted(run["partition"] for run in runs) == [
        "2024-01-01..2024-01-02",
        "2024-01-03",
        "2024-01-05",
    ]
