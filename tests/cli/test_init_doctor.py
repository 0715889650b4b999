"""The first commands of a newcomer: ``init`` and ``doctor``."""

from __future__ import annotations

import json
import os
import subprocess
import sys


def test_new_project_runs_at_once(folder) -> None:
    """A new project materializes, its test passes, and its definitions have no findings."""
    made = folder.run("init", "mine")
    ran = folder.run("-C", "mine", "materialize", "-q")
    checked = folder.run("-C", "mine", "validate", "--subsets")
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "graphmat.testing.plugin"],
        cwd=folder.folder / "mine",
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (made.code, ran.code, checked.code) == (0, 0, 0)
    assert made.err == "\nnext: cd mine && graphmat materialize\n"
    assert "total, largest, report" in ran.out
    assert "2 passed" in tested.stdout, tested.stdout


def test_what_is_there_stays(folder) -> None:
    """Where a file is there already, nothing is written."""
    folder.write("mine = 1\n")

    done = folder.run("init")

    assert done.code == 2
    assert "has 'definitions.py' already; nothing was written" in done.err
    assert os.listdir(folder.folder) == ["definitions.py"]
    assert (folder.folder / "definitions.py").read_text() == "mine = 1\n"


def test_gitignore_is_completed(folder) -> None:
    """A .gitignore that is there gets the line it lacks."""
    folder.write("*.log", ".gitignore")

    folder.run("init")

    assert (folder.folder / ".gitignore").read_text() == "*.log\n.graphmat/\n"


def test_doctor_finds_all_well(project) -> None:
    """In a sound project everything is good, and nothing is changed."""
    before = sorted(os.listdir(project.folder))

    done = project.run("doctor", "--json")

    document = json.loads(done.out)
    assert done.code == 0
    assert document["is_sound"] is True
    assert {each["what"] for each in document["findings"]} >= {
        "python",
        "packages",
        "sqlite",
        "home",
        "locks",
        "event log",
        "definitions",
    }
    assert [each for each in os.listdir(project.folder) if each != "__pycache__"] == before


def test_doctor_finds_what_is_wrong(project) -> None:
    """A damaged log and broken definitions are each told with a hint."""
    project.run("materialize", "-q", "-s", "foo_asset")
    (project.folder / ".graphmat" / "event_log.sqlite").write_bytes(b"not a database" * 100)
    project.write("import graphmat as dg\ndg.asset(3)\n")

    done = project.run("doctor", "--json")

    found = {each["what"]: each for each in json.loads(done.out)["findings"]}
    assert done.code == 8
    assert found["event log"]["state"] == "bad"
    assert found["definitions"]["state"] == "bad"
    assert found["definitions"]["hint"]
