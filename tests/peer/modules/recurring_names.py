"""A graph asset that bears the name of its op."""

import dagster as dg

RUNS = [{}]


@dg.op(name="table")
def make_table():
    return [1]


@dg.graph_asset
def table():
    return make_table()


defs = dg.Definitions(assets=[table])
