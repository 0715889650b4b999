"""What CI systems are told of runs, through the real command."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

MODULE = """import graphmat as dg


@dg.asset
def up():
    return 1


@dg.asset
def bad(up):
    raise ValueError("50% of <b>`it`</b>\\n::error::\\x1b[2J")


@dg.asset
def down(bad):
    return 1


@dg.asset_check(asset=up)
def warns(up):
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


@dg.asset_check(asset=up)
def fails(up):
    return False
"""
QUIET = {"GITHUB_ACTIONS": "", "GITHUB_WORKSPACE": "", "CI_PROJECT_DIR": ""}


@pytest.fixture
def broken(folder):
    """An asset that fails amid three, and checks that do not pass."""
    return folder.write(MODULE)


def test_junit(broken) -> None:
    """Each asset and check is a case; what failed, was skipped or only warns is told apart."""
    done = broken.run("materialize", "-q", "--junit", "out.xml", **QUIET)

    assert done.code == 1
    suite = ET.parse(broken.folder / "out.xml").getroot().find("testsuite")
    cases = {case.get("name"): [child.tag for child in case] for case in suite}
    cases.pop(None)
    assert cases == {
        "up": [],
        "bad": ["failure"],
        "down": ["skipped"],
        "up.warns": ["system-out"],
        "up.fails": ["failure"],
    }
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "2", "1")
    failure = suite.find("testcase[@name='bad']/failure")
    assert "50% of <b>`it`</b>" in failure.get("message")
    assert "definitions.py:11" in failure.text
    assert "\\x1b[2J" in failure.text


def test_good_run(project) -> None:
    """A run that goes well is a report without failures."""
    done = project.run(
        "materialize", "-q", "-s", "foo_asset", "--junit", "o.xml", "--code-quality", "q", **QUIET
    )

    assert done.code == 0
    assert ET.parse(project.folder / "o.xml").getroot().get("failures") == "0"
    assert json.loads((project.folder / "q").read_text()) == []


def test_github(broken) -> None:
    """On GitHub a failure is annotated at its line, and the job gets a summary."""
    done = broken.run(
        "materialize",
        "-q",
        GITHUB_ACTIONS="true",
        GITHUB_WORKSPACE=str(broken.folder),
        GITHUB_STEP_SUMMARY=str(broken.folder / "job.md"),
    )

    commands = [line for line in done.err.splitlines() if line.startswith("::")]
    assert len(commands) == 3
    assert commands[0].startswith("::error file=definitions.py,line=11,title=bad%3A ValueError%3A ")
    assert "50%25 of <b>`it`</b>%0A" in commands[0]
    assert {line.split(" ")[0] for line in commands[1:]} == {"::warning", "::error"}
    summary = (broken.folder / "job.md").read_text()
    assert summary.startswith("### ❌ graphmat: failed, 1 asset materialized, 2 not\n")
    assert "| bad | ❌ failed | bad |" in summary
    assert "```mermaid\n" in summary
    assert "**bad** at `definitions.py:11`" in summary


def test_github_faults_of_definitions(folder) -> None:
    """Faults of definitions are annotated too, each at its line."""
    folder.write("import graphmat as dg\n@dg.asset\ndef a(nothing_there): ...\n")

    done = folder.run("list", GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(folder.folder))

    assert done.code == 3
    assert "::error file=definitions.py,line=3," in done.err or (
        "::error file=definitions.py,line=2," in done.err
    )


def test_annotations_can_be_switched_off_and_on(broken) -> None:
    """GitHub's form can be had elsewhere, and silence there."""
    silent = broken.run("materialize", "-q", "--annotate", "none", GITHUB_ACTIONS="true")
    elsewhere = broken.run("materialize", "-q", "--annotate", "github", **QUIET)

    assert "::error" not in silent.err
    assert "::error" in elsewhere.err


def test_code_quality(broken) -> None:
    """GitLab's report points at the failing line; the same fault keeps its fingerprint."""
    found = []
    for _ in range(2):
        broken.run("materialize", "-q", "--code-quality", "q.json", **QUIET)
        found.append(json.loads((broken.folder / "q.json").read_text()))

    assert found[0] == found[1]
    assert [each["location"] for each in found[0]] == [
        {"path": "definitions.py", "lines": {"begin": 11}}
    ]
    assert found[0][0]["severity"] == "critical"


def test_partition_range_is_one_report(folder) -> None:
    """The runs of a range of partitions are suites of one file."""
    folder.write(
        "import graphmat as dg\n"
        "@dg.asset(partitions_def=dg.StaticPartitionsDefinition(['x', 'y']))\n"
        "def a(context):\n    assert context.partition_key == 'x'\n"
    )

    folder.run("materialize", "-q", "--partitions", "all", "--junit", "o.xml", **QUIET)

    root = ET.parse(folder.folder / "o.xml").getroot()
    assert [case.get("name") for case in root.iter("testcase")] == ["a[x]", "a[y]"]
    assert root.get("failures") == "1"


@pytest.mark.parametrize("option", ["--junit", "--summary", "--code-quality"])
def test_file_that_cannot_be_written(broken, option: str) -> None:
    """A file that cannot be written is refused before anything runs."""
    done = broken.run("materialize", option, "none/out", **QUIET)

    assert done.code == 2
    assert f"{option} 'none/out': there is no folder 'none'" in done.err
    assert not Path(broken.folder, ".graphmat").exists()
