"""Outputs that are required, and given only where they are asked for."""

import dagster as dg

RUNS = [{}, {"select": ["left"]}, {"select": ["right"]}]
SEEN = {}


@dg.op(out={"one": dg.Out(), "two": dg.Out()})
def some(context):
    SEEN[str(context.op_handle)] = set(context.selected_output_names)
    for number, name in enumerate(("one", "two")):
        if name in context.selected_output_names:
            yield dg.Output(number, name)


@dg.graph_multi_asset(outs={"left": dg.AssetOut(), "right": dg.AssetOut()}, can_subset=True)
def halves():
    one, two = some()
    return {"left": one, "right": two}


defs = dg.Definitions(assets=[halves])
