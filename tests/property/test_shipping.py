"""Plans as bytes: what arrives is the plan that was sent, about the definitions of the receiver."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphmat as dg
from graphmat.api.instance import Instance
from graphmat.api.planning import plan_definitions
from graphmat.definitions.definitions import Definitions
from graphmat.errors import InvalidDefinitionError, LoadError
from graphmat.executors.shipping import Ways, follow, receive, ship
from graphmat.keys import AssetKey
from graphmat.loading.module import load_definitions
from graphmat.loading.target import Target
from graphmat.planning.sources import FromStep

SAMPLES = Path(__file__).parents[2] / "sample_projects"
PROJECTS = sorted(file.parent.name for file in SAMPLES.glob("*/definitions.py"))


def told(plan):
    """Everything about a plan that can be compared between two imports of a module."""
    return [
        (
            step.index,
            step.step_key,
            step.op.name,
            step.partition_key,
            step.upstream,
            step.scope,
            dict(step.tags),
            sorted(hook.name for hook in step.hooks),
            [
                (
                    step_input.name,
                    step_input.is_list,
                    [
                        (source.step_index, source.output_name, source.is_collected)
                        if isinstance(source, FromStep)
                        else (type(source).__name__, str(getattr(source, "asset_key", "")))
                        for source in step_input.sources
                    ],
                )
                for step_input in step.inputs
            ],
            [(out.name, out.disposition, out.asset_keys) for out in step.outputs],
        )
        for step in plan.steps
    ]


def check_arrival(sent, arrived, definitions):
    """What arrived is the same plan, and all it refers to lies in the receiver's definitions."""
    assert told(arrived) == told(sent)
    assert arrived.run_id == sent.run_id
    assert arrived.asset_keys == sent.asset_keys
    assert arrived.graph is definitions.asset_graph
    own = set(map(id, definitions.asset_graph.definition_by_key.values()))
    for here, there in zip(arrived.steps, sent.steps, strict=True):
        assert id(here.definition) in own
        assert here.op is not there.op


@pytest.fixture(scope="module")
def twice():
    """Each sample project, imported twice."""
    paths, modules = list(sys.path), set(sys.modules)

    def load(name):
        for known in set(sys.modules) - modules:
            if known.startswith("graphmat_file__"):
                del sys.modules[known]
        return load_definitions(Target(SAMPLES / name, file=SAMPLES / name / "definitions.py"))

    yield {name: (load(name), load(name)) for name in PROJECTS}
    sys.path[:] = paths


@pytest.mark.parametrize("name", PROJECTS)
def test_plans_of_the_samples_arrive(name, twice):
    """The plan of everything that a sample makes arrives at a second import of its module."""
    here, there = twice[name]
    graph = here.asset_graph
    keys = {key for key in graph.asset_keys if graph.definition_by_key[key].partitions_def is None}
    plan = plan_definitions(here, Instance.ephemeral(), keys=keys, must_hold=False)
    check_arrival(plan, receive(ship(plan, Ways(here)), there), there)


@settings(max_examples=40)
@given(data=st.data())
def test_plans_of_random_modules_arrive(data, drawn_programs):
    """Whatever the graphs are: nested, with lists, with aliases, with any selection of assets."""
    program = data.draw(drawn_programs(graphs=2))
    keys = data.draw(st.sets(st.sampled_from(sorted(program.outputs)), min_size=1))
    here, there = (Definitions(assets=program.load()[0]) for _ in range(2))
    plan = plan_definitions(
        here,
        Instance.ephemeral(),
        keys={AssetKey(key) for key in {*keys, *program.sources}},
        must_hold=False,
    )
    check_arrival(plan, receive(ship(plan, Ways(here)), there), there)


def test_every_way_leads_to_its_object():
    """From the same definitions each way leads back to the very object."""
    here = load_definitions(Target(SAMPLES / "shop", file=SAMPLES / "shop" / "definitions.py"))
    ways = Ways(here)
    for thing in ways._alive:
        assert follow(here, ways.to(thing)) is thing


def test_other_definitions_are_told():
    """Where the module gave something else the second time, the receiver says so."""

    @dg.asset
    def first():
        return 1

    @dg.asset
    def second():
        return 1

    here = Definitions(assets=[first, second])
    plan = plan_definitions(here, Instance.ephemeral(), keys={AssetKey("second")}, must_hold=False)
    with pytest.raises(LoadError, match="gives other definitions when it is imported again"):
        receive(ship(plan, Ways(here)), Definitions(assets=[first]))


def test_what_is_no_data_is_refused():
    """What is neither defined nor plain data is named before a process is started for it."""
    with pytest.raises(InvalidDefinitionError, match="cannot be sent to a new process"):
        ship({"x": lambda: 1}, Ways(Definitions()))
