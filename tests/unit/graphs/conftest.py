"""What the tests of this room share: flattening a graph, and showing it as text."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.graphs.asset_graph import AssetGraph
from graphmat.graphs.flat import AssetSource, OpSource
from graphmat.graphs.flattening import flatten, flatten_graph


def told(flat):
    """Step key → input → its sources, in brackets where they are a list."""

    def source(found):
        if isinstance(found, OpSource):
            text = f"{flat.ops[found.op_index].step_key}:{found.output_name}"
            return f"*{text}" if found.is_collected else text
        if isinstance(found, AssetSource):
            return f"@{found.asset_key}"
        return type(found).__name__

    return {
        op.step_key: {
            flat_input.name: [source(one) for one in flat_input.sources]
            if flat_input.is_list
            else next((source(one) for one in flat_input.sources), None)
            for flat_input in op.inputs
        }
        for op in flat.ops
    }


@pytest.fixture
def edges():
    """The ops of a definition of assets, or of a graph, with what feeds them."""

    def show(definition):
        if isinstance(definition, dg.GraphDefinition):
            return told(flatten_graph(definition))
        return told(flatten(definition))

    return show


@pytest.fixture
def asset_graph():
    """All of these assets, joined by their keys."""
    return lambda *assets, checks=(): AssetGraph(assets, checks)
