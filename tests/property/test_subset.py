"""The subset that a selection needs: closed, minimal, monotone, whatever the graph."""

from __future__ import annotations

from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphmat.graphs.asset_graph import AssetGraph
from graphmat.keys import AssetKey
from graphmat.selection.subset import subset_ops


def selection_of(data, program):
    """Some of the assets that graphs make."""
    return set(data.draw(st.sets(st.sampled_from(sorted(program.outputs)), min_size=1)))


def subset(program, keys, missing=frozenset()):
    """What the package says: wanted outputs, as (step key, output)."""
    assets, _ = program.load()
    graph = AssetGraph(assets)
    found = subset_ops(
        graph, {AssetKey(key) for key in keys}, None, lambda key: str(key) in missing
    )
    return {
        (part.flat.ops[index].step_key, name)
        for part in found.parts
        for index, need in part.needs.items()
        for name in need.outputs
    }


@settings(max_examples=60)
@given(data=st.data())
def test_a_subset_is_closed(data, drawn_programs):
    """Whatever an op of the subset takes is wanted of the op that makes it, or can be loaded."""
    program = data.draw(drawn_programs())
    keys = selection_of(data, program)
    missing = set(data.draw(st.sets(st.sampled_from(sorted(program.outputs)))))

    wanted = subset(program, keys, missing)

    assert {program.outputs[key] for key in keys} <= wanted
    for output in wanted:
        assert program.needs(output, keys, missing) <= wanted


@settings(max_examples=60)
@given(data=st.data())
def test_a_subset_is_minimal(data, drawn_programs):
    """No smaller set of outputs is closed: all sets of outputs are tried, up to ten outputs."""
    program = data.draw(drawn_programs(depth=1))
    every = sorted((step, out) for step, op in program.ops.items() for out in op.shape.outs)
    assume(len(every) <= 10)
    keys = selection_of(data, program)
    missing = set(data.draw(st.sets(st.sampled_from(sorted(program.outputs)))))
    asked = {program.outputs[key] for key in keys}
    needs = {output: program.needs(output, keys, missing) for output in every}

    wanted = subset(program, keys, missing)

    smallest = None
    for size in range(len(every) + 1):
        closed = [
            set(chosen)
            for chosen in combinations(every, size)
            if asked <= set(chosen) and all(needs[output] <= set(chosen) for output in chosen)
        ]
        if closed:
            smallest = closed
            break
    assert smallest == [wanted]


@settings(max_examples=60)
@given(data=st.data())
def test_a_larger_selection_never_needs_less(data, drawn_programs):
    """With nothing stored, selecting more assets only adds outputs to the subset."""
    program = data.draw(drawn_programs())
    keys = selection_of(data, program)
    more = keys | selection_of(data, program)
    missing = set(program.outputs)

    assert subset(program, keys, missing) <= subset(program, more, missing)


@settings(max_examples=30)
@given(data=st.data())
def test_what_is_stored_is_never_made_for_others(data, drawn_programs):
    """With everything stored, an unselected asset's output is wanted of no op."""
    program = data.draw(drawn_programs())
    keys = selection_of(data, program)

    wanted = subset(program, keys)

    assert [output for output in wanted if program.is_asset(output, keys)] == []


@settings(max_examples=30)
@given(data=st.data())
def test_several_definitions_are_cut_apart(data, drawn_programs):
    """The subset of a selection over two graphs is that of each graph by itself, together."""
    program = data.draw(drawn_programs(graphs=2, depth=1))
    keys = selection_of(data, program)
    apart = [{key for key in keys if program.owner[key] == name} for name in program.graphs]

    together = subset(program, keys, set(program.outputs))

    parts = [subset(program, part, set(program.outputs)) for part in apart if part]
    assert together == set().union(*parts)
