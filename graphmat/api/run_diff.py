"""``diff``: what is different in two runs, the earliest divergence first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.recorded_inputs import loads_by_step
from graphmat.api.run_logs import run_steps
from graphmat.api.runs import find_run, run_document
from graphmat.events import kinds

if TYPE_CHECKING:
    from graphmat.events.records import RunRecord

SCHEMA = "graphmat/diff/1"
_RUN_FACTS = ("target", "job", "selection", "partition", "status")
_OURS = tuple(
    f"libraries.{name}"
    for name in (
        "lark",
        "networkx",
        "pydantic",
        "pydantic_core",
        "rich",
        "sqlalchemy",
        "typer",
        "yaml",
    )
)
"""Libraries that graphmat itself imports where it needs them: that one run did says nothing."""
_STEP_FACTS = ("is_there", "code", "code_version", "wanted", "inputs", "values", "status")
"""What is compared of a step, causes before their consequences."""


def diff_runs(log: Any, first: str | None, second: str | None) -> dict[str, Any]:
    """What is different in two runs.

    Args:
        log: The event log.
        first: A run: its id, the beginning of it, ``last``, ``last-1`` and so on.
        second: Another one.

    Returns:
        ``first_divergence``: the first step, in the order in which they run, that differs for a
        reason of its own; its values differ, and everything before it is the same.

    Raises:
        RunNotFoundError: There is no such run.
    """
    a, b = _Side(log, find_run(log, first)), _Side(log, find_run(log, second))
    steps = _steps(a, b)
    causes = [step for step in steps if step["is_cause"]]
    document = {
        "schema": SCHEMA,
        "a": run_document(a.record),
        "b": run_document(b.record),
        "first_divergence": causes[0] if causes else None,
        "run": _facts(run_document(a.record), run_document(b.record), _RUN_FACTS),
        "config": _flat_facts(a.record.run_config, b.record.run_config),
        "environment": [
            each
            for each in _flat_facts(a.environment, b.environment)
            if each["what"] not in _OURS or None not in {each["a"], each["b"]}
        ],
        "steps": steps,
        "assets": _assets(a, b),
        "durations": [
            {"step_key": key, "a": a.durations[key], "b": b.durations[key]}
            for key in a.keys
            if key in a.durations and key in b.durations
        ],
    }
    parts = ("run", "config", "environment", "steps", "assets")
    return {**document, "is_same": not any(document[part] for part in parts)}


class _Side:
    """One of the two runs, as it is recorded, with what it kept of the runs it went on with."""

    def __init__(self, log: Any, record: RunRecord, *, is_alone: bool = False) -> None:
        self._read(log, record)
        self.run_ids = {record.run_id}
        parent_id = None if is_alone else record.parent_run_id
        while parent_id is not None and parent_id not in self.run_ids:
            self.run_ids.add(parent_id)
            parent = log.run(parent_id)
            if parent is None:
                break
            self._keep(_Side(log, parent, is_alone=True))
            parent_id = parent.parent_run_id

    def _keep(self, parent: _Side) -> None:
        """The steps that an earlier run finished, and this one therefore left out."""
        mine = {*self.planned, *(key.split("[", 1)[0] for key in self.keys)}
        for place, made in parent.made.items():
            if made.step_key.split("[", 1)[0] not in mine:
                self.made.setdefault(place, made)
        for key in parent.keys:
            base = key.split("[", 1)[0]
            if base in mine or parent.statuses.get(key) != "success":
                continue
            self.keys.append(key)
            self.statuses[key] = parent.statuses[key]
            self.loads[key] = parent.loads.get(key, {})
            self.values[key] = parent.values.get(key, {})
            if base in parent.planned:
                self.planned[base] = parent.planned[base]

    def _read(self, log: Any, record: RunRecord) -> None:
        self.record = record
        run_id = record.run_id
        start = log.events(run_id, kinds=(kinds.RUN_START,), limit=1)
        data: Mapping[str, Any] = start[0].data if start else {}
        self.planned = {str(each["key"]): each for each in data.get("steps") or ()}
        self.environment: Mapping[str, Any] = data.get("environment") or {}
        attempts = log.step_attempts(run_id)
        self.statuses = {each.step_key: each.status for each in attempts}
        self.durations = {
            each.step_key: round(each.ended_at - each.started_at, 6)
            for each in attempts
            if each.ended_at is not None and each.status == "success"
        }
        self.keys = run_steps(log, run_id)
        self.loads = loads_by_step(log, run_id, set(self.keys))
        self.values: dict[str, dict[str, str]] = {}
        for output in log.outputs(run_id):
            if output.stored is not None:
                key = "" if output.mapping_key is None else f"[{output.mapping_key}]"
                place = self.values.setdefault(output.step_key, {})
                place[f"{output.output_name}{key}"] = output.stored.digest
        self.made = {
            (str(each.asset_key), each.partition_key): each
            for each in log.run_materializations(run_id)
        }

    def facts(self, key: str) -> dict[str, Any]:
        """What is compared of a step."""
        planned = self.planned.get(key.split("[", 1)[0], {})
        inputs: dict[str, list[str]] = {}
        for name, several in self.loads.get(key, {}).items():
            inputs[name] = [
                each["digest"] for data in several for each in data.get("stored") or () if each
            ]
        return {
            "is_there": key in self.planned or key in self.statuses,
            "code": planned.get("code"),
            "code_version": planned.get("code_version"),
            "wanted": planned.get("wanted"),
            "inputs": inputs,
            "values": self.values.get(key, {}),
            "status": self.statuses.get(key),
        }


def _steps(a: _Side, b: _Side) -> list[dict[str, Any]]:
    """The steps that differ, in order; each with whether that is for a reason of its own."""
    places = {key: place for place, key in enumerate(dict.fromkeys([*a.planned, *b.planned]))}
    known = dict.fromkeys([*a.keys, *b.keys])
    ordered = sorted(known, key=lambda key: places.get(key.split("[", 1)[0], len(places)))
    found = []
    for key in ordered:
        mine, other = a.facts(key), b.facts(key)
        differences = _step_facts(mine, other)
        if not differences:
            continue
        whats = {each["what"] for each in differences}
        came_in = "inputs" in whats and _is_made_inside(a, b, key, mine, other)
        is_own = bool(whats & {"is_there", "code", "code_version", "wanted"}) or (
            bool(whats & {"inputs", "values"}) and not came_in
        )
        if whats == {"status"}:
            is_own = "skipped" not in {mine["status"], other["status"]}
        found.append({"step_key": key, "is_cause": is_own, "differences": differences})
    return found


def _step_facts(mine: Mapping[str, Any], other: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not mine["is_there"] or not other["is_there"]:
        return _facts(mine, other, ("is_there",))
    found = _facts(mine, other, [name for name in _STEP_FACTS if name not in {"inputs", "values"}])
    ran = mine["status"] == other["status"] == "success"
    for what in ("inputs", "values"):
        for name in dict.fromkeys([*mine[what], *other[what]]):
            left, right = mine[what].get(name), other[what].get(name)
            if left != right and (ran or (left is not None and right is not None)):
                found.append({"what": what, "name": name, "a": left, "b": right})
    return found


def _is_made_inside(
    a: _Side, b: _Side, key: str, mine: Mapping[str, Any], other: Mapping[str, Any]
) -> bool:
    """Whether each input that differs was made by a step of its own run."""
    for name in mine["inputs"]:
        if mine["inputs"][name] == other["inputs"].get(name):
            continue
        for side in (a, b):
            for data in side.loads.get(key, {}).get(name, ()):
                output: Sequence[str] = data.get("output") or ()
                if not output or output[0] not in side.run_ids:
                    return False
    return True


def _facts(
    mine: Mapping[str, Any], other: Mapping[str, Any], names: Sequence[str]
) -> list[dict[str, Any]]:
    return [
        {"what": name, "a": mine[name], "b": other[name]}
        for name in names
        if mine[name] != other[name]
    ]


def _flat(document: Any, path: str = "") -> dict[str, Any]:
    if isinstance(document, Mapping) and document:
        found: dict[str, Any] = {}
        for key, value in document.items():
            found.update(_flat(value, f"{path}.{key}" if path else str(key)))
        return found
    return {path: document} if path else {}


def _flat_facts(mine: Mapping[str, Any], other: Mapping[str, Any]) -> list[dict[str, Any]]:
    left, right = _flat(mine), _flat(other)
    return [
        {"what": name, "a": left.get(name), "b": right.get(name)}
        for name in dict.fromkeys([*left, *right])
        if left.get(name) != right.get(name)
    ]


def _assets(a: _Side, b: _Side) -> list[dict[str, Any]]:
    found = []
    for place in dict.fromkeys([*a.made, *b.made]):
        left, right = a.made.get(place), b.made.get(place)
        for what in ("data_version", "code_version"):
            mine = getattr(left, what) if left is not None else None
            other = getattr(right, what) if right is not None else None
            if mine != other:
                found.append(
                    {"asset": place[0], "partition": place[1], "what": what, "a": mine, "b": other}
                )
    return found
