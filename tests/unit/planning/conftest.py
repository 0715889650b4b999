"""What the tests of this room share: a plan, and a plan as text."""

from __future__ import annotations

import pytest

from graphmat.graphs.asset_graph import AssetGraph
from graphmat.keys import AssetKey
from graphmat.planning.build import build_plan
from graphmat.planning.sources import FromAsset, FromStep
from graphmat.selection.subset import subset_ops


@pytest.fixture
def plan_of():
    """The plan of some assets; nothing is asked of any store but what is said to be missing."""

    def make(assets, *names, missing=(), **options):
        graph = AssetGraph(assets)
        keys = {AssetKey.from_user_string(name) for name in names} or set(graph.asset_keys)
        subset = subset_ops(graph, keys, None, lambda key: str(key) in missing)
        return build_plan(subset, run_id="r", job_name="j", graph=graph, **options)

    return make


@pytest.fixture
def outputs_of():
    """Step key → output → what becomes of it."""
    return lambda plan: {
        step.step_key: {output.name: output.disposition for output in step.outputs}
        for step in plan.steps
    }


@pytest.fixture
def sources_of():
    """Step key → input → where its values come from."""

    def shown(plan, source):
        if isinstance(source, FromStep):
            return f"{plan.steps[source.step_index].step_key}:{source.output_name}"
        if isinstance(source, FromAsset):
            return f"@{source.asset_key}"
        return type(source).__name__

    return lambda plan: {
        step.step_key: {
            step_input.name: [shown(plan, source) for source in step_input.sources]
            for step_input in step.inputs
        }
        for step in plan.steps
    }
