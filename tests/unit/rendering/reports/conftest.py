"""The report of a small run that failed, as a document."""

from __future__ import annotations

import io
from typing import Any

import pytest

from graphmat.rendering.screen import Screen


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times are shown in the reader's zone: here that is UTC."""
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture
def screen() -> Screen:
    """A screen that is a pipe."""
    return Screen(io.StringIO())


def step(key: str, status: str = "success", **facts: Any) -> dict[str, Any]:
    """A step of a run."""
    return {
        "step_key": key,
        "status": status,
        "attempts": 1,
        "started_at": "2026-03-01T12:00:00.000Z",
        "duration_s": 0.5,
        "error": None,
        **facts,
    }


def made(asset: str, **facts: Any) -> dict[str, Any]:
    """A materialization of a run."""
    return {
        "asset": asset,
        "partition": None,
        "is_expected": True,
        "at": "2026-03-01T12:00:01.000Z",
        "run_id": "11112222",
        "step_key": f"g.{asset}",
        "output": "result",
        "code_version": None,
        "data_version": "abc",
        "io_manager": "io_manager",
        "digest": None,
        "size_bytes": 2048,
        "metadata": {"rows": {"type": "int", "value": 1234}},
        "tags": {},
        "upstream": [],
        **facts,
    }


def node(node_id: str, kind: str, state: str) -> dict[str, Any]:
    """A node of a lineage."""
    return {
        "id": node_id,
        "kind": kind,
        "name": node_id.partition(":")[2],
        "group": None,
        "kinds": [],
        "description": None,
        "definition": "g",
        "is_graph": False,
        "op_count": 1,
        "state": state,
        "state_reason": None,
        "is_materialized": state == "materialized",
        "latest_at": None,
        "run_id": None,
        "box": "box:g",
        "is_selected": False,
    }


@pytest.fixture
def document() -> dict[str, Any]:
    """A run of three steps: one is done, one failed, one was skipped."""
    error = {
        "class": "ValueError",
        "message": "<b>no</b>",
        "frames": [["/project/definitions.py", 7, "two", "raise ValueError('<b>no</b>')"]],
        "cause": None,
    }
    run = {
        "schema": "graphmat/run/1",
        "run_id": "11112222-3333-4444-5555-666677778888",
        "status": "failure",
        "job": "__ASSET_JOB",
        "target": "definitions.py",
        "selection": ["one", "two", "three"],
        "partition": None,
        "tags": {"why": "test"},
        "parent_run_id": None,
        "started_at": "2026-03-01T12:00:00.000Z",
        "ended_at": "2026-03-01T12:00:02.000Z",
        "duration_s": 2.0,
        "error": "1 step failed",
        "materialized": [made("one")],
        "not_materialized": [
            {
                "asset": "two",
                "partition": None,
                "step_key": "g.two",
                "reason": "step_failed",
                "why": "'g.two' failed",
            }
        ],
        "steps": [
            step("g.one"),
            step("g.two", "failure", error="ValueError: <b>no</b>", duration_s=1.25),
            step("g.three", "skipped", duration_s=None, started_at=None),
        ],
        "failures": [{"step_key": "g.two", "kind": "STEP_FAILURE", "what": "", **error}],
        "checks": [
            {
                "check": "is_small",
                "asset": "one",
                "partition": None,
                "run_id": "11112222",
                "passed": True,
                "severity": "ERROR",
                "blocking": False,
                "description": "Few rows.",
                "metadata": {},
            }
        ],
        "signal": None,
    }
    lineage = {
        "schema": "graphmat/lineage/1",
        "target": "definitions.py",
        "direction": "up",
        "depth": 1,
        "with_ops": True,
        "selected": [],
        "boxes": [{"id": "box:g", "name": "g", "parent": None}],
        "nodes": [
            node("op:g.one", "op", "done"),
            node("asset:one", "asset", "materialized"),
            node("op:g.two", "op", "failed"),
        ],
        "edges": [
            {"from": "op:g.one", "to": "asset:one", "label": None},
            {"from": "asset:one", "to": "op:g.two", "label": None},
        ],
    }
    points = [
        {"at": f"2026-0{n}-01T00:00:00.000Z", "run_id": f"{n}", "partition": None, "value": n * 10}
        for n in (1, 2, 3)
    ]
    return {
        "schema": "graphmat/report/1",
        "run": run,
        "run_config": {"ops": {"one": {"config": {"password": "*****"}}}},
        "attempts": [
            {
                "step_key": "g.one",
                "attempt": 1,
                "status": "success",
                "lane": 0,
                "from_s": 0.1,
                "to_s": 0.6,
            },
            {
                "step_key": "g.two",
                "attempt": 1,
                "status": "failure",
                "lane": 0,
                "from_s": 0.7,
                "to_s": 1.95,
            },
        ],
        "outputs": [],
        "log": [
            {
                "at": "2026-03-01T12:00:00.500Z",
                "step_key": "g.one",
                "level": 30,
                "message": "<i>look</i>\nout",
            }
        ],
        "log_left_out": 3,
        "history": [{"asset": "one", "metadata": "rows", "points": points}],
        "environment": {"host": "box", "python": "3.11.0"},
        "critical_path": [
            {"step_key": "g.one", "duration_s": 0.5, "waited_s": 0.1},
            {"step_key": "g.two", "duration_s": 1.25, "waited_s": 0.1},
        ],
        "definitions": {
            "lineage": lineage,
            "after": {"g.two": ["g.one"]},
            "places": {"g.one": {"file": "/project/definitions.py", "line": 3}},
            "descriptions": {"g.one": "The first."},
            "subsets": [
                {
                    "name": "g",
                    "can_subset": True,
                    "outputs": [
                        {"step_key": "g.one", "output": "a", "assets": ["one"]},
                        {"step_key": "g.one", "output": "b", "assets": []},
                        {"step_key": "g.two", "output": "result", "assets": ["two"]},
                    ],
                    "selections": [
                        {
                            "selected": ["one"],
                            "steps": {"g.one": ["a"]},
                            "unexpected": [],
                            "verdict": "ok",
                        },
                        {
                            "selected": ["one", "two"],
                            "steps": {"g.one": ["a", "b"], "g.two": ["result"]},
                            "unexpected": ["three"],
                            "verdict": "makes what was not selected",
                        },
                    ],
                    "left_out": 4,
                }
            ],
        },
    }
