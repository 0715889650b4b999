"""Handing values to I/O managers, and what they say of them."""

from __future__ import annotations

import graphmat as dg
from graphmat.events import kinds


class Telling(dg.IOManager):
    """A manager that reports metadata in every way there is."""

    def __init__(self):
        self.seen = {}

    def handle_output(self, context, obj):
        """Remember what was said of the value."""
        self.seen = {
            "name": context.name,
            "step_key": context.step_key,
            "asset": context.asset_key.to_user_string() if context.has_asset_key else None,
            "metadata": dict(context.definition_metadata),
            "output_metadata": dict(context.output_metadata),
        }
        context.add_output_metadata({"added": 1})
        yield {"yielded": 2}

    def load_input(self, context):
        """Load nothing."""
        return


def test_what_a_manager_says_joins_the_materialization(carry_out):
    """Metadata that a manager adds or yields is recorded with that of the op."""
    manager = Telling()

    @dg.asset(metadata={"table": "t"})
    def made():
        return dg.Output(1, metadata={"rows": 3})

    ended = carry_out(
        [made], resources={"io_manager": dg.IOManagerDefinition.hardcoded_io_manager(manager)}
    )

    (event,) = ended.of(kinds.ASSET_MATERIALIZATION)
    assert set(event.data["metadata"]) == {"added", "yielded", "rows"}
    assert manager.seen["asset"] == "made"
    assert manager.seen["metadata"]["table"] == "t"
    assert "rows" in manager.seen["output_metadata"]


def test_a_value_of_no_asset(carry_out):
    """A manager sees by run, step and output what is no asset."""
    manager = Telling()

    @dg.op(out=dg.Out(io_manager_key="told"))
    def inner():
        return 1

    @dg.op
    def last(x):
        return 2

    @dg.graph_asset
    def made():
        return last(inner())

    ended = carry_out(
        [made], resources={"told": dg.IOManagerDefinition.hardcoded_io_manager(manager)}
    )

    assert ended.outcome.success
    assert (manager.seen["asset"], manager.seen["step_key"]) == (None, "made.inner")


def test_nothing_is_not_stored(carry_out):
    """An output of type Nothing is materialized without a value in any store."""

    @dg.asset(dagster_type=dg.Nothing)
    def made():
        return None

    ended = carry_out([made])

    assert ended.made() == {"made": True}
    assert ended.of(kinds.HANDLED_OUTPUT) == []
