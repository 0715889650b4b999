"""`graphmat check`: the checks of stored assets, and nothing made."""

from __future__ import annotations

import json

import pytest

MODULE = """from pathlib import Path

import graphmat as dg


def note(name):
    with Path("notes").open("a") as file:
        file.write(name + "\\n")


@dg.op
def count():
    note("count")
    return 5


@dg.graph_asset
def rows():
    return count()


@dg.asset
def unchecked():
    return 1


@dg.asset_check(asset=rows)
def has_rows(rows):
    note("has_rows")
    return dg.AssetCheckResult(passed=not Path("bad").exists(), metadata={"rows": rows})


@dg.asset_check(asset=rows)
def might_be_more(rows):
    note("might_be_more")
    return dg.AssetCheckResult(
        passed=not Path("warn").exists(), severity=dg.AssetCheckSeverity.WARN
    )
"""


@pytest.fixture
def project(folder):
    """An asset with two checks and one without, both made."""
    folder.write(MODULE)
    assert folder.run("materialize").code == 0
    (folder.folder / "notes").unlink()
    return folder


def notes(project) -> list[str]:
    """What has run since it was made."""
    path = project.folder / "notes"
    return sorted(path.read_text().split()) if path.exists() else []


def test_runs_only_checks(project) -> None:
    """The checks run on the stored value; no asset is made."""
    done = project.run("check", "--json")

    assert done.code == 0, done.err
    assert notes(project) == ["has_rows", "might_be_more"]
    document = json.loads(done.out)
    assert document["materialized"] == []
    assert {check["check"].rpartition(":")[2] for check in document["checks"]} == {
        "has_rows",
        "might_be_more",
    }
    assert all(check["passed"] for check in document["checks"])


def test_a_failed_check(project) -> None:
    """A failed check of error severity ends with exit code 5, and is named."""
    (project.folder / "bad").touch()

    done = project.run("check")

    assert done.code == 5
    assert "has_rows" in done.out


def test_a_warning(project) -> None:
    """A failed check that only warns leaves the exit code at 0."""
    (project.folder / "warn").touch()

    done = project.run("check", "--json")

    assert done.code == 0
    failed = [check for check in json.loads(done.out)["checks"] if not check["passed"]]
    assert [check["severity"] for check in failed] == ["WARN"]


def test_select(project) -> None:
    """Only the checks of the selected assets run; an asset without checks is an error."""
    assert project.run("check", "-s", "rows").code == 0
    assert notes(project) == ["has_rows", "might_be_more"]

    refused = project.run("check", "-s", "unchecked")

    assert refused.code == 4
    assert "the selected assets have no checks" in refused.err


def test_asset_that_was_never_made(folder) -> None:
    """A check of an asset that has no stored value fails and says which command makes it."""
    folder.write(MODULE)

    done = folder.run("check")

    assert done.code != 0
    assert "rows" in done.err
    assert "graphmat materialize" in done.err
    assert not (folder.folder / "notes").exists()
