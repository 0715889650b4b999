"""Bodies of graphs: typed configuration that is handed on, whole or by field."""

from __future__ import annotations

import graphmat as dg


class Settings(dg.Config):
    """Configuration of a graph."""

    factor: int = 2
    name: str = "n"


@dg.op
def times(x, factor):
    """Multiply."""
    return x * factor


@dg.op
def one():
    """An op without inputs."""
    return 1


def test_a_field_of_the_configuration_feeds_an_op():
    """A graph asset with typed configuration gives its fields to the ops that take them."""

    @dg.graph_asset
    def made(config: Settings):
        return times(one(), config.factor)

    plain = dg.materialize([made])
    given = dg.materialize([made], run_config={"ops": {"made": {"config": {"factor": 5}}}})

    assert (plain.asset_value("made"), given.asset_value("made")) == (2, 5)


def test_the_whole_configuration_feeds_an_op():
    """An op may take the configuration of its graph as it is."""

    @dg.op
    def shown(settings):
        return f"{settings.name}{settings.factor}"

    @dg.graph_asset
    def made(config: Settings):
        return shown(config)

    assert dg.materialize([made]).asset_value("made") == "n2"
