"""Assets of one graph on one another, fed by assets of which each needs one."""

import dagster as dg

RUNS = [
    {},
    {"select": ["chain_c"]},
    {"select": ["chain_c"], "after": True},
    {"select": ["chain_a", "chain_c"], "after": True},
    {"select": ["one_left", "left", "right"]},
    {"select": ["left", "one_left"]},
    {"job": "upstream"},
    {"job": "branch", "after": True},
]


@dg.asset
def left():
    return "left"


@dg.asset
def right():
    return "right"


@dg.op
def a():
    return "a"


@dg.op
def b(text):
    return f"b({text})"


@dg.graph_multi_asset(
    outs={name: dg.AssetOut() for name in ("chain_a", "chain_b", "chain_c")}, can_subset=True
)
def chain():
    first = a()
    second = b(first)
    return {"chain_a": first, "chain_b": second, "chain_c": b(second)}


@dg.graph_multi_asset(outs={"one_left": dg.AssetOut(), "one_right": dg.AssetOut()}, can_subset=True)
def sides(left, right):
    return {"one_left": b(left), "one_right": b(right)}


defs = dg.Definitions(
    assets=[left, right, chain, sides],
    jobs=[
        dg.define_asset_job("upstream", selection=dg.AssetSelection.assets("chain_c").upstream()),
        dg.define_asset_job("branch", selection=dg.AssetSelection.assets("right").downstream()),
    ],
)
