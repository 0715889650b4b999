"""Partitions: days, regions, and assets that take several of them."""

import dagster as dg

days = dg.DailyPartitionsDefinition(start_date="2024-01-01", end_date="2024-01-05")
regions = dg.StaticPartitionsDefinition(["north", "south"])
RUNS = [
    {"select": ["readings"], "partition": "2024-01-02"},
    {"select": ["readings", "means"], "partition": "2024-01-03"},
    {"select": ["means"], "partition": "2024-01-02"},
    {"select": ["readings"], "partition": "2025-01-02"},
    {"select": ["readings"]},
    {"select": ["sales"], "partition": "south"},
    {"select": ["sales"], "partition": "east"},
    {"select": ["low"], "partition": "2024-01-01"},
]
SEEN = {}


@dg.op
def read(context: dg.OpExecutionContext):
    return f"read {context.partition_key}"


@dg.op
def quote(text):
    return f"<{text}>"


@dg.graph_asset(partitions_def=days)
def readings():
    return quote(read())


@dg.asset(partitions_def=days)
def means(context, readings):
    return f"{context.partition_key}: {readings}"


@dg.asset(partitions_def=regions)
def sales(context):
    return context.partition_key


@dg.op(out={"m": dg.Out(is_required=False), "n": dg.Out(is_required=False)})
def split(context):
    SEEN[str(context.op_handle)] = set(context.selected_output_names)
    for name in ("m", "n"):
        if name in context.selected_output_names:
            yield dg.Output(f"{name} {context.partition_key}", name)


@dg.graph_multi_asset(
    outs={"low": dg.AssetOut(), "high": dg.AssetOut()}, can_subset=True, partitions_def=days
)
def tides():
    m, n = split()
    return {"low": m, "high": n}


defs = dg.Definitions(assets=[readings, means, sales, tides])
