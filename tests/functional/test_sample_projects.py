"""Every sample project does what its expected.yaml says, through the Python API."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from graphmat.api.instance import Instance
from graphmat.api.planning import plan_definitions
from graphmat.events import kinds
from graphmat.loading.module import load_definitions
from graphmat.loading.target import Target

SAMPLES = Path(__file__).parents[2] / "sample_projects"
FILES = sorted(SAMPLES.glob("*/expected.yaml"))
CASES = [
    pytest.param(file.parent.name, case, id=f"{file.parent.name}: {case['name']}")
    for file in FILES
    for case in yaml.safe_load(file.read_text())
]
FIELDS = {
    "name",
    "selection",
    "all",
    "stored_before",
    "steps",
    "selected_outputs",
    "materialized",
    "unexpected",
    "values",
}
FACTS = {"length", "contains", "items"}


@pytest.fixture(scope="module")
def projects():
    """Name of a sample → its definitions; each module is loaded once."""
    paths, modules = list(sys.path), set(sys.modules)
    loaded = {
        file.parent.name: load_definitions(Target(file.parent, file=file.parent / "definitions.py"))
        for file in FILES
    }
    yield loaded
    sys.path[:] = paths
    for name in set(sys.modules) - modules:
        if name.startswith("graphmat_file__"):
            del sys.modules[name]


def keys_of(definitions, case):
    """The assets that a case selects."""
    if case.get("all"):
        return definitions.resolve_selection(None)
    return frozenset().union(*map(definitions.resolve_selection, case["selection"]))


def fits(value, expected):
    """Whether a value is the expected one, or what is said about it holds."""
    if isinstance(expected, dict) and expected and set(expected) <= FACTS:
        return (
            ("length" not in expected or len(value) == expected["length"])
            and ("contains" not in expected or expected["contains"] in value)
            and all(value[key] == item for key, item in expected.get("items", {}).items())
        )
    return value == expected


@pytest.fixture
def instance(tmp_path):
    """An empty home, as the command line has it."""
    with Instance.at(tmp_path / "home") as made:
        yield made


@pytest.mark.parametrize(("project", "case"), CASES)
def test_a_sample_runs_and_makes_what_it_says(project, case, projects, instance):
    """A selection runs these steps, makes these assets and values, and warns of the others."""
    definitions = projects[project]
    job = definitions.get_implicit_global_asset_job_def()
    if case.get("stored_before"):
        job.execute_in_process(instance=instance)
    keys = keys_of(definitions, case)
    plan = plan_definitions(definitions, instance, keys=keys)

    result = job.execute_in_process(instance=instance, asset_selection=sorted(keys))

    started = [event.step_key for event in result.all_events if event.is_step_start]
    assert started == [step.step_key for step in plan.steps]
    assert sorted(started) == sorted(case["steps"])
    wanted = {step.step_key: sorted(step.selected_output_names) for step in plan.steps}
    for step_key, names in case.get("selected_outputs", {}).items():
        assert (step_key, wanted[step_key]) == (step_key, sorted(names))
    records = instance.event_log.run_materializations(result.run_id)
    expected = {str(record.asset_key) for record in records if record.is_expected}
    unexpected = {str(record.asset_key) for record in records if not record.is_expected}
    assert expected == set(case["materialized"]) == {str(key) for key in keys}
    assert unexpected == set(case.get("unexpected", ()))
    for key, value in case.get("values", {}).items():
        stored = definitions.load_asset_value(key.split("/"), instance=instance)
        assert fits(stored, value), (key, stored)


@pytest.mark.parametrize(("project", "case"), CASES)
def test_the_plan_foresees_what_comes_unasked(project, case, projects, instance):
    """Before anything runs, the plan names the assets that come though nobody selected them."""
    definitions = projects[project]
    if case.get("stored_before"):
        definitions.get_implicit_global_asset_job_def().execute_in_process(instance=instance)
    keys = keys_of(definitions, case)

    plan = plan_definitions(definitions, instance, keys=keys)

    foreseen = {
        str(key)
        for _, output in plan.foreseen_unexpected()
        for key in output.asset_keys
        if key not in keys
    }
    assert foreseen == set(case.get("unexpected", ()))


@pytest.mark.parametrize("project", [file.parent.name for file in FILES])
def test_a_sample_can_be_run_again(project, projects, instance):
    """A second full run makes every asset anew, as the same bytes: samples are deterministic."""
    job = projects[project].get_implicit_global_asset_job_def()
    versions = []
    for _ in range(2):
        result = job.execute_in_process(instance=instance)
        records = instance.event_log.run_materializations(result.run_id)
        versions.append({record.asset_key: record.data_version for record in records})

    assert versions[0] == versions[1]
    assert len(instance.get_runs()) == 2


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_the_form_of_the_cases(file):
    """Each case has a name of its own, says what it selects, and has no misspelt field."""
    cases = yaml.safe_load(file.read_text())

    assert len({case["name"] for case in cases}) == len(cases)
    for case in cases:
        assert set(case) <= FIELDS, case["name"]
        assert bool(case.get("all")) != bool(case.get("selection")), case["name"]
        assert case["steps"] or case["materialized"], case["name"]


def test_every_sample_has_cases():
    """There are at least three samples, and each says what it must do."""
    folders = {path.parent.name for path in SAMPLES.glob("*/definitions.py")}

    assert len(folders) >= 3
    assert folders == {file.parent.name for file in FILES}


def test_no_step_of_a_sample_fails(projects, instance):
    """A full run of each sample ends with RUN_SUCCESS and no failed or skipped step."""
    for definitions in projects.values():
        result = definitions.get_implicit_global_asset_job_def().execute_in_process(
            instance=instance
        )
        ends = {event.event.kind for event in result.all_events}
        assert kinds.RUN_SUCCESS in ends
        assert not ends & {kinds.STEP_FAILURE, kinds.STEP_SKIPPED, kinds.ASSET_NOT_MATERIALIZED}
