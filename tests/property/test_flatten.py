"""Flattening: nested graphs become ops, and no edge is lost or made up on the way."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphmat.graphs.asset_graph import AssetGraph
from graphmat.graphs.flat import AssetSource
from graphmat.keys import AssetKey


def shown(source, ops):
    """A source as the model writes it."""
    if isinstance(source, AssetSource):
        return ("asset", str(source.asset_key))
    return ("op", ops[source.op_index].step_key, source.output_name)


@settings(max_examples=80)
@given(data=st.data())
def test_flattening_keeps_every_edge(data, drawn_programs, atoms_of):
    """Each op has the sources, in order, that following the bodies by hand gives it."""
    program = data.draw(drawn_programs(depth=3))
    assets, _ = program.load()
    graph = AssetGraph(assets)
    found = {}
    for definition in graph.definitions[len(program.sources) :]:
        ops = graph.flat(definition).ops
        for flat_op in ops:
            found[flat_op.step_key] = {
                flat_input.name: (
                    flat_input.is_list,
                    [shown(source, ops) for source in flat_input.sources],
                )
                for flat_input in flat_op.inputs
            }

    expected = {}
    for key, op in program.ops.items():
        names = ["value"] if op.shape.name == "return" else [f"i{n}" for n in range(9)]
        expected[key] = {
            name: (type(value) is list, atoms_of(value))
            for name, value in zip(names, op.inputs, strict=False)
        }
        if op.after is not None:
            expected[key]["after"] = (type(op.after) is list, atoms_of(op.after))
    assert found == expected


@settings(max_examples=40)
@given(data=st.data())
def test_sources_come_before_what_they_feed(data, drawn_programs):
    """The ops of a flat definition are in an order in which they could run."""
    program = data.draw(drawn_programs(depth=3))
    assets, _ = program.load()
    graph = AssetGraph(assets)

    for definition in graph.definitions:
        for flat_op in graph.flat(definition).ops:
            assert all(source.op_index < flat_op.index for source in flat_op.op_sources())


@settings(max_examples=40)
@given(data=st.data())
def test_each_asset_is_the_output_that_makes_it(data, drawn_programs):
    """The outputs of a graph of assets lead to the op outputs that the bodies return."""
    program = data.draw(drawn_programs(depth=3))
    assets, _ = program.load()
    graph = AssetGraph(assets)

    for key, output in program.outputs.items():
        flat = graph.flat(graph.definition_by_key[AssetKey(key)])
        index, name = flat.assets[AssetKey(key)]
        assert (flat.ops[index].step_key, name) == output


@settings(max_examples=40)
@given(data=st.data())
def test_siblings_have_lineage(data, drawn_programs, atoms_of):
    """An asset's parents are what its own ops take, up to the next asset of the same graph."""
    program = data.draw(drawn_programs())
    assets, _ = program.load()
    graph = AssetGraph(assets)

    for key, output in program.outputs.items():
        parents, pending, seen = set(), [output[0]], set()
        while pending:
            op = program.ops[pending.pop()]
            values = [*op.inputs, *([op.after] if op.after is not None else [])]
            for atom in (atom for value in values for atom in atoms_of(value)):
                if atom[0] == "asset":
                    parents.add(atom[1])
                elif atom[1:] in program.assets_of:
                    parents.add(program.assets_of[atom[1:]][0])
                elif atom[1] not in seen:
                    seen.add(atom[1])
                    pending.append(atom[1])
        assert {str(parent) for parent in graph.parents(AssetKey(key))} == parents
