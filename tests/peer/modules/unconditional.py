"""An op that gives both of its outputs whatever is asked for."""

import dagster as dg

RUNS = [{}, {"select": ["head"]}, {"select": ["tail"]}, {"select": ["head"], "after": True}]
SEEN = {}


@dg.op(out={"one": dg.Out(), "two": dg.Out()})
def both(context):
    SEEN[str(context.op_handle)] = set(context.selected_output_names)
    return 1, 2


@dg.op
def add(number):
    return number + 10


@dg.graph_multi_asset(outs={"head": dg.AssetOut(), "tail": dg.AssetOut()}, can_subset=True)
def pair():
    one, two = both()
    return {"head": one, "tail": add(two)}


defs = dg.Definitions(assets=[pair])
