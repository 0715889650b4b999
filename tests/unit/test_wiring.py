from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from graphmat import wiring
from graphmat.errors import LoadError, UsageError
from graphmat.events.records import RunRecord
from graphmat.storage.opening import open_event_log
from graphmat.supervision.run_locks import process_facts
from graphmat.wiring import Session, open_session

MODULE = """
import os
import graphmat as dg

@dg.asset
def a():
    with open("here", "w") as file:
        file.write(os.getcwd())
    return 1
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with one asset."""
    (tmp_path / "definitions.py").write_text(MODULE)
    return tmp_path


def test_run_and_record(project: Path) -> None:
    """A run is carried out in the project's folder, its events are shown, and it is recorded."""
    shown = []
    with open_session(folder=str(project)) as session:
        assert session.log() is None
        summary = session.run({}, shown.extend)
        record = session.log().run(summary["run_id"])

    assert summary["success"]
    assert record.status == "success"
    assert record.process["pid"] > 0
    assert [event.sequence for event in shown] == list(range(1, len(shown) + 1))
    assert (project / "here").read_text() == str(project)


def test_call(project: Path) -> None:
    """A verb is carried out on the definitions, and leaves no home behind."""
    with open_session(folder=str(project)) as session:
        document = session.call("list_assets")

    assert "a" in json.dumps(document)
    assert not (project / ".graphmat").exists()


def test_faults_of_the_definitions(project: Path) -> None:
    """Definitions that cannot be loaded are told at the first call, and make no home."""
    (project / "definitions.py").write_text("1 / 0\n")

    with open_session(folder=str(project)) as session, pytest.raises(LoadError, match="division"):
        session.run({})
    assert not (project / ".graphmat").exists()


def test_settings_complete_the_arguments(project: Path) -> None:
    """What the command line leaves open is taken from the project's settings."""
    (project / "graphmat.yaml").write_text("on-unselected: drop\nstrict: true\n")

    with open_session(folder=str(project), loads=False) as session:
        given = session._complete({"on_unselected": None, "strict": None, "fail_fast": False})
        assert session._complete({"strict": False}) == {"strict": False}

    assert given == {"on_unselected": "drop", "strict": True, "fail_fast": False}


def test_session_without_definitions(tmp_path: Path) -> None:
    """A session that only looks at the record needs no definitions; one that loads does."""
    with open_session(folder=str(tmp_path), loads=False) as session:
        assert session.log() is None
    with pytest.raises(UsageError):
        open_session(folder=str(tmp_path))


def test_dead_runs_are_told(project: Path) -> None:
    """A run whose process is gone is settled, and told once, when the log is opened."""
    log = open_event_log(project / ".graphmat")
    dead = {**process_facts(), "born": "1"}
    log.create_run(RunRecord(run_id="dead-run", started_at=time.time(), process=dead))
    log.close()

    told: list[str] = []
    for _ in range(2):
        with open_session(folder=str(project), loads=False, say=told.append) as session:
            assert session.log().run("dead-run").status == "interrupted"

    assert len(told) == 1
    assert "dead-run" in told[0]


def test_close_twice(project: Path) -> None:
    """A session may be closed twice, and before it did anything."""
    session = Session(wiring.find_settings(folder=str(project)))
    session.close()
    session.start()
    session.close()
    session.close()
