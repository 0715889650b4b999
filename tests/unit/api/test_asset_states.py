from __future__ import annotations

from typing import Any

from graphmat.api import verbs
from graphmat.api.asset_states import run_step_states, states_of, step_states
from graphmat.keys import AssetKey


def plain(definitions: Any, instance: Any) -> dict[str, str]:
    """The state of each asset."""
    found = states_of(definitions.asset_graph, instance.event_log)
    return {str(key): state for key, (state, _why) in found.items()}


def test_before_and_after_a_run(definitions: Any, instance: Any) -> None:
    """What was never made is missing, what is made is materialized, the rest is made elsewhere."""
    assert plain(definitions, instance) == {
        "baz_asset": "missing",
        "foo_asset": "missing",
        "raw": "external",
        "total": "missing",
    }

    verbs.materialize(definitions, instance, select=["+total"])

    assert plain(definitions, instance) == {
        "baz_asset": "materialized",
        "foo_asset": "missing",
        "raw": "external",
        "total": "materialized",
    }


def test_steps_of_the_newest_run_count(definitions: Any, instance: Any) -> None:
    """A step tells how it went the last time; one that never ran is left out."""
    verbs.materialize(definitions, instance, select=["foo_asset"])
    run = instance.event_log.runs(limit=1)[0]

    assert run_step_states(instance.event_log, run.run_id) == {
        "my_graph_assets.bar": "done",
        "my_graph_assets.foo": "done",
    }
    assert step_states(instance.event_log, {"my_graph_assets.bar", "my_graph_assets.baz"}) == {
        "my_graph_assets.bar": "done"
    }


def test_key_of_a_state_is_an_asset_key(definitions: Any, instance: Any) -> None:
    """Every asset of the definitions has a state, external ones too."""
    found = states_of(definitions.asset_graph, instance.event_log)

    assert found[AssetKey("raw")] == ("external", None)
    assert set(found) == set(definitions.asset_graph.all_keys())
