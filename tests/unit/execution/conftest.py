"""What the tests of this room share: a run of some assets, and what it left."""

from __future__ import annotations

import pytest

from graphmat.api.instance import Instance
from graphmat.api.planning import plan_definitions
from graphmat.api.running import run_plan
from graphmat.definitions.definitions import Definitions
from graphmat.keys import AssetKey


class Ended:
    """A run that ended: its outcome and its events."""

    def __init__(self, finished, instance):
        self.outcome = finished.outcome
        self.run = finished.run
        self.events = finished.events
        self.instance = instance

    def of(self, *kinds):
        """The events of some kinds, in order."""
        return [event for event in self.events if event.kind in kinds]

    def steps(self, kind):
        """The steps that an event of a kind is of, in order."""
        return [event.step_key for event in self.of(kind)]

    def error(self, step_key):
        """Class and message of what a step failed with."""
        document = self.outcome.failed[step_key]
        return document["class"], document["message"]

    def made(self):
        """The assets that were materialized → whether they had been asked for."""
        return {
            str(event.asset_key): event.data["expected"]
            for event in self.of("ASSET_MATERIALIZATION")
        }

    def value(self, name):
        """The stored value of an asset."""
        record = self.instance.latest_materialization(AssetKey(name))
        return self.instance.store_manager.store.get(record.stored)


@pytest.fixture
def instance():
    """A log and a store in memory."""
    with Instance.ephemeral() as made:
        yield made


@pytest.fixture
def carry_out(instance):
    """Run a selection of some assets to its end, whatever fails."""

    def run(assets, *names, resources=None, checks=(), on_unselected="materialize", **options):
        definitions = Definitions(assets=assets, resources=resources, asset_checks=checks)
        graph = definitions.asset_graph
        plan = plan_definitions(
            definitions,
            instance,
            keys={AssetKey(name) for name in names} or set(graph.asset_keys),
            checks=None if names else set(graph.check_keys),
            on_unselected=on_unselected,
            must_hold=False,
        )
        return Ended(run_plan(plan, instance, **options), instance)

    return run
