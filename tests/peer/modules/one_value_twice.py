"""One output under the names of two assets."""

import dagster as dg

RUNS = [{}, {"select": ["mine"]}, {"select": ["yours"]}]


@dg.op
def make():
    return 1


@dg.graph_multi_asset(outs={"mine": dg.AssetOut(), "yours": dg.AssetOut()}, can_subset=True)
def ours():
    value = make()
    return {"mine": value, "yours": value}


defs = dg.Definitions(assets=[ours])
