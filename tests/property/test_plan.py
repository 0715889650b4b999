"""The plan: in an order that can run, wanting what the subset wants, and carried out as it says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmat.api.in_process import materialize
from graphmat.api.instance import Instance
from graphmat.api.planning import plan_definitions
from graphmat.definitions.definitions import Definitions
from graphmat.errors import InvalidSelectionError
from graphmat.keys import AssetKey
from graphmat.planning.sources import FromStep


def selection_of(data, program):
    """Some of the assets of the module; the sources come along, for nothing is stored."""
    chosen = data.draw(st.sets(st.sampled_from(sorted(program.outputs)), min_size=1))
    return {*chosen, *program.sources}


def whole_selection(data, program):
    """A selection with everything that its graphs take from outside: it can run from nothing."""
    keys = selection_of(data, program)
    while True:
        steps = {step for step, _ in program.closure(keys, set(program.outputs))}
        taken = {key for step in steps for key in program.loads(step)}
        if taken <= keys:
            return keys
        keys |= taken


def planned(program, keys, instance):
    """The plan that a run of a selection would carry out, and the steps of graphs in it."""
    assets, _ = program.load()
    plan = plan_definitions(
        Definitions(assets=assets),
        instance,
        keys={AssetKey(key) for key in keys},
        must_hold=False,
    )
    return plan, [step for step in plan.steps if step.step_key not in program.sources]


@settings(max_examples=50)
@given(data=st.data())
def test_a_plan_is_in_topological_order(data, drawn_programs):
    """Each step comes after the steps it waits for, and after those whose outputs it takes."""
    program = data.draw(drawn_programs(graphs=2))
    plan, _ = planned(program, selection_of(data, program), Instance.ephemeral())

    assert [step.index for step in plan.steps] == list(range(len(plan.steps)))
    for step in plan.steps:
        taken = {
            source.step_index
            for step_input in step.inputs
            for source in step_input.sources
            if isinstance(source, FromStep)
        }
        assert taken <= set(step.upstream)
        assert all(other < step.index for other in step.upstream)


@settings(max_examples=50)
@given(data=st.data())
def test_selected_output_names_are_the_wanted_outputs(data, drawn_programs):
    """An op is told to yield just what is selected of it or taken from it."""
    program = data.draw(drawn_programs(graphs=2))
    keys = selection_of(data, program)
    _, steps = planned(program, keys, Instance.ephemeral())

    wanted = {(step.step_key, name) for step in steps for name in step.selected_output_names}
    assert wanted == program.closure(keys, set(program.outputs))


def told(result):
    """The steps that started, in order, and the assets made: as expected, and unexpectedly."""
    started = [event.step_key for event in result.all_events if event.is_step_start]
    made = {True: set(), False: set()}
    for event in result.get_asset_materialization_events():
        made[event.event.data["expected"]].add(str(event.asset_key))
    return started, made[True], made[False]


@settings(max_examples=40)
@given(data=st.data())
def test_what_runs_is_what_the_plan_says(data, drawn_programs):
    """With nothing stored, the plan's steps run in its order and make what the model foresees."""
    program = data.draw(drawn_programs(graphs=2))
    keys = whole_selection(data, program)
    plan, _ = planned(program, keys, Instance.ephemeral())
    wanted = program.closure(keys, set(program.outputs))
    made = program.made(wanted) | set(program.sources)

    assets, seen = program.load()
    result = materialize(assets, selection=[AssetKey(key) for key in sorted(keys)])

    started, expected, unexpected = told(result)
    assert started == [step.step_key for step in plan.steps]
    assert seen == {
        step: {out for key, out in wanted if key == step}
        for step, _ in wanted
        if not step.rpartition(".")[2].startswith("return")
    }
    assert expected == keys
    assert unexpected == made - keys
    foreseen = {str(key) for _, out in plan.foreseen_unexpected() for key in out.asset_keys}
    assert foreseen - keys == unexpected
    for key in made:
        assert result.asset_value(AssetKey(key)) == program.value(key)


@settings(max_examples=30)
@given(data=st.data())
def test_what_is_stored_is_loaded(data, drawn_programs):
    """After a full run a subset runs only what loading cannot spare, to the same values."""
    program = data.draw(drawn_programs(graphs=2))
    keys = set(data.draw(st.sets(st.sampled_from(sorted(program.outputs)), min_size=1)))
    wanted = program.closure(keys)
    assets, _ = program.load()

    with Instance.ephemeral() as instance:
        materialize(assets, instance=instance)
        result = materialize(
            assets, instance=instance, selection=[AssetKey(key) for key in sorted(keys)]
        )

    started, expected, unexpected = told(result)
    assert set(started) == {step for step, _ in wanted}
    assert expected == keys
    assert unexpected == program.made(wanted) - keys
    for key in keys:
        assert result.asset_value(AssetKey(key)) == program.value(key)


@settings(max_examples=30)
@given(data=st.data())
def test_refusing_what_is_unselected_leaves_nothing_unexpected(data, drawn_programs):
    """With ``error``, a plan that could make an unselected asset is refused before it runs."""
    program = data.draw(drawn_programs())
    keys = set(data.draw(st.sets(st.sampled_from(sorted(program.outputs)), min_size=1)))
    made = program.made(program.closure(keys, set(program.outputs)))
    # an output that two assets are, one of them selected, is stored for the selected one alone
    refused = {key for key in made if program.is_asset(program.outputs[key], keys)}
    assets, _ = program.load()

    def plan():
        return plan_definitions(
            Definitions(assets=assets),
            Instance.ephemeral(),
            keys={AssetKey(key) for key in keys},
            on_unselected="error",
            must_hold=False,
        )

    if not refused:
        assert plan().foreseen_unexpected() == []
    else:
        with pytest.raises(InvalidSelectionError, match="would also make"):
            plan()
