"""A graph that is made as a whole, and names that recur."""

import dagster as dg

RUNS = [
    {},
    {"select": ["upper"]},
    {"select": ["upper", "lower"]},
    {"select": []},
    {"job": "narrow"},
    {"job": "narrow", "select": ["alone"]},
]


@dg.op
def letters():
    return "Ab"


@dg.op
def up(text):
    return text.upper()


@dg.op
def down(text):
    return text.lower()


@dg.graph_multi_asset(outs={"upper": dg.AssetOut(), "lower": dg.AssetOut()})
def cases():
    text = letters()
    return {"upper": up(text), "lower": down(text)}


@dg.asset
def alone():
    return 1


defs = dg.Definitions(
    assets=[cases, alone], jobs=[dg.define_asset_job("narrow", selection=["upper", "lower"])]
)
