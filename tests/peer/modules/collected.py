"""What a graph of assets may return: what it was given, what a fan-out collects."""

import dagster as dg

RUNS = [{}]


@dg.asset
def source():
    return 1


@dg.op(out=dg.DynamicOut())
def items():
    for number in range(2):
        yield dg.DynamicOutput(number, mapping_key=f"n{number}")


@dg.graph_multi_asset(outs={"handed_on": dg.AssetOut(), "gathered": dg.AssetOut()})
def returned(source):
    return {"handed_on": source, "gathered": items().collect()}


defs = dg.Definitions(assets=[source, returned])
