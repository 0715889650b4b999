from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graphmat.rendering import runs
from graphmat.rendering.screen import Screen, Text

Drawn = Callable[[list[Text]], str]


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's clock shows UTC."""

    def moment(text: str | None, *, with_seconds: bool = False) -> str:
        return (text or "")[: 19 if with_seconds else 16].replace("T", " ")

    monkeypatch.setattr(runs, "moment", moment)


def run(**facts: Any) -> dict[str, Any]:
    """The document of a run."""
    return {
        "run_id": "8239d742-9bdb-4d3d-84d0-11e60b6ebba4",
        "status": "success",
        "job": None,
        "target": "definitions.py",
        "selection": None,
        "partition": None,
        "tags": {},
        "parent_run_id": None,
        "started_at": "2026-01-31T12:00:01.000Z",
        "duration_s": 0.5,
        "error": None,
        "signal": None,
        "materialization_count": 2,
        "materialized": [],
        "not_materialized": [],
        "steps": [],
        "failures": [],
        "checks": [],
        **facts,
    }


def test_runs_as_a_table(pipe: Screen, drawn: Drawn) -> None:
    """Each run has a line: status, when, how long, how many assets, what was asked for."""
    document = {
        "runs": [
            run(status="failure", error="boom\nmore", selection=["a", "b"], partition="1"),
            run(job="nightly"),
        ]
    }

    assert drawn(runs.run_list_lines(pipe, document)) == (
        "RUN       STATUS  STARTED             TOOK  ASSETS  WHAT         ERROR\n"
        "8239d742  failed  2026-01-31 12:00  0.50 s       2  a, b [1]     boom\n"
        "8239d742  done    2026-01-31 12:00  0.50 s       2  job nightly"
    )


def test_run_in_full(pipe: Screen, drawn: Drawn) -> None:
    """A run's facts, what it made and did not, its steps, failures and log follow each other."""
    document = run(
        status="failure",
        tags={"team": "x\x1b"},
        materialized=[
            {
                "asset": "foo",
                "partition": None,
                "step_key": "g.foo",
                "size_bytes": 159,
                "data_version": "8d4e2dd9492986a0",
                "is_expected": False,
            }
        ],
        not_materialized=[{"asset": "baz", "partition": None, "why": "'g.baz' failed"}],
        steps=[
            {
                "step_key": "g.baz",
                "status": "failure",
                "duration_s": 0.1,
                "attempts": 3,
                "error": "ValueError: no",
            }
        ],
        failures=[{"step_key": "g.baz", "class": "ValueError", "message": "no", "frames": []}],
        log=[{"at": "2026-01-31T12:00:01.000Z", "step_key": "g.baz", "message": "one\ntwo"}],
    )

    assert drawn(runs.run_lines(pipe, document)) == (
        "run      8239d742-9bdb-4d3d-84d0-11e60b6ebba4\n"
        "status   failed\n"
        "what     everything\n"
        "target   definitions.py\n"
        "started  2026-01-31 12:00:01\n"
        "took     0.50 s\n"
        "tags     team=x\\x1b\n"
        "\n"
        "MATERIALIZED  BY STEP   SIZE  VERSION           NOTE\n"
        "foo           g.foo    159 B  8d4e2dd9492986a0  unexpected: not selected\n"
        "\n"
        "not materialized: baz: 'g.baz' failed\n"
        "\n"
        "STEP   STATUS    TOOK  ATTEMPTS  WHY\n"
        "g.baz  FAILED  0.10 s         3  ValueError: no\n"
        "\n"
        "  failed  g.baz: ValueError: no\n"
        "\n"
        "2026-01-31 12:00:01  g.baz: one\n"
        "                     two"
    )


def test_no_runs_yet(drawn: Drawn) -> None:
    """Where nothing was recorded, the reader is told how to begin."""
    assert "graphmat materialize" in drawn(runs.run_list_talk({"runs": []}))
