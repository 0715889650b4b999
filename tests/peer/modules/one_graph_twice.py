"""One graph as two definitions of assets, with keys of their own."""

import dagster as dg

RUNS = [
    {},
    {"select": ["north/low"]},
    {"select": ["north/low", "south/low", "south/high"]},
    {"select": ["north/low", "south/high"]},
    {"select": ["south/high"], "after": True},
    {"select": ["plain"], "after": True},
]
SEEN = {}


@dg.op(out={"low": dg.Out(is_required=False), "high": dg.Out(is_required=False)})
def measure(context, start):
    SEEN[str(context.op_handle)] = set(context.selected_output_names)
    for name, value in (("low", start), ("high", start + 10)):
        if name in context.selected_output_names:
            yield dg.Output(value, name)


@dg.op
def double(number):
    return 2 * number


@dg.graph(out={"low": dg.GraphOut(), "high": dg.GraphOut()})
def station(start):
    low, high = measure(start)
    return {"low": double(low), "high": high}


@dg.graph
def one(start):
    return double(start)


@dg.asset
def begin():
    return 5


def stationed(place):
    return dg.AssetsDefinition.from_graph(
        station,
        keys_by_input_name={"start": dg.AssetKey("begin")},
        key_prefix=place,
        can_subset=True,
    )


plain = dg.AssetsDefinition.from_graph(
    one,
    keys_by_input_name={"start": dg.AssetKey("begin")},
    keys_by_output_name={"result": dg.AssetKey("plain")},
)
defs = dg.Definitions(assets=[begin, stationed("north"), stationed("south"), plain])
