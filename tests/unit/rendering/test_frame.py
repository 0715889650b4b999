from __future__ import annotations

import pytest

from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.keys import AssetKey
from graphmat.rendering.estimate import estimate
from graphmat.rendering.frame import frame_lines
from graphmat.rendering.plain import width_of
from graphmat.rendering.run_state import RunState


def run_of(steps: dict[str, list[str]], running: list[str], ended: list[str] = ()) -> RunState:
    """A run in which some steps run, since second 100, and some have ended."""
    state = RunState()
    places = {key: place for place, key in enumerate(steps)}
    documents = [
        {"key": key, "after": [places[each] for each in after]} for key, after in steps.items()
    ]
    state.take(Event(kinds.RUN_START, "r", 90.0, data={"steps": documents}))
    planned = kinds.ASSET_MATERIALIZATION_PLANNED
    state.take(Event(planned, "r", 90.0, "a", AssetKey("asset")))
    for key in [*ended, *running]:
        state.take(Event(kinds.STEP_START, "r", 100.0, key, data={"attempt": 1}))
    for key in ended:
        state.take(Event(kinds.STEP_SUCCESS, "r", 101.0, key, data={"duration_s": 1.0}))
    return state


def shown(state: RunState, usual: dict[str, float], width: int = 80, height: int = 24) -> list[str]:
    """The lines of a frame at second 110."""
    rest = estimate(state, usual, 110.0)
    return [
        line.text for line in frame_lines(state, usual, rest, 110.0, width=width, height=height)
    ]


CHAIN = {"a": [], "b": ["a"], "c": ["b"], "x": []}


def test_frame_tells_elapsed_usual_rest_and_path() -> None:
    """Each running step stands with its usual time; the head tells what is left."""
    usual = {"a": 1.0, "b": 30.0, "c": 5.0, "x": 2.0}
    state = run_of(CHAIN, ["b"], ["a", "x"])

    assert shown(state, usual) == [
        "0 of 1 asset, 2 of 4 ops, 20 s, about 25 s left",
        "▸ b    10 s  usually 30 s",
        "critical path: b → c",
    ]


def test_rest_without_history() -> None:
    """Where nothing is known of the steps, nothing is said of the time that is left."""
    state = run_of(CHAIN, ["a"])

    assert estimate(state, {}, 110.0).left_s is None
    assert estimate(state, {"c": 5.0}, 110.0).is_least


def test_rest_is_shared_by_as_many_as_run_at_once() -> None:
    """Independent steps share the time that is left; a chain cannot be shared."""
    steps = {"a": [], "b": [], "c": [], "d": []}
    usual = dict.fromkeys(steps, 10.0)

    assert estimate(run_of(steps, ["a", "b"]), usual, 100.0).left_s == pytest.approx(20.0)
    assert estimate(run_of(CHAIN, ["a", "x"]), usual | {"x": 1.0}, 100.0).left_s == 30.0


@pytest.mark.parametrize("width", [1, 5, 20, 40, 80, 200])
@pytest.mark.parametrize("height", [1, 4, 24])
def test_many_running_steps_collapse(width: int, height: int) -> None:
    """Of 64 steps that run only some have a line; no line is wider than the terminal."""
    steps = {f"graph.a_rather_long_name_of_an_op_{number}": [] for number in range(64)}
    lines = shown(run_of(steps, list(steps)), {}, width, height)

    assert len(lines) <= max(1, min(12, height - 3))
    assert all(width_of(line) < max(2, width) for line in lines)
    if height > 4 and width >= 40:
        assert lines[-1] == "  and 54 more running"


def test_items_of_a_fan_out_are_counted_as_they_come() -> None:
    """How many items there will be is not known before they come."""
    state = RunState()
    documents = [{"key": "m", "is_mapped": True}, {"key": "end", "after": [0]}]
    state.take(Event(kinds.RUN_START, "r", 0.0, data={"steps": documents}))
    assert state.counts == (0, 1, True)

    state.take(Event(kinds.STEP_START, "r", 1.0, "m[a]"))
    state.take(Event(kinds.STEP_SUCCESS, "r", 2.0, "m[a]", data={"duration_s": 3.0}))
    state.take(Event(kinds.STEP_START, "r", 2.0, "m[b]"))
    assert state.counts == (1, 3, False)
    assert state.item_usual("m[b]") == 3.0
