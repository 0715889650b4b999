"""Assets of every kind, one on another, with groups, tags, metadata and dependencies."""

import dagster as dg

RUNS = [
    {},
    {"select": ["orders"]},
    {"select": ["orders", "totals"]},
    {"select": ["shop/report"], "after": True},
    {"select": ["letter"], "after": True},
    {"select": ["letter"]},
    {"select": ["mean", "largest"], "after": True},
    {"select": ["largest"], "after": True},
    {"job": "daily"},
    {"job": "sums", "after": True},
]


@dg.asset(group_name="raw", tags={"tier": "raw"}, owners=["team:shop"], kinds={"python"})
def orders(context: dg.AssetExecutionContext) -> list:
    """All that was ordered."""
    context.add_output_metadata({"count": 3})
    return [3, 1, 2]


@dg.op
def sort(numbers: list) -> list:
    return sorted(numbers)


@dg.op
def add_up(numbers: list) -> int:
    return sum(numbers)


@dg.graph_asset(group_name="sums", metadata={"unit": "pieces"})
def totals(orders):
    """What was ordered, in all."""
    return add_up(sort(orders))


@dg.multi_asset(
    outs={"mean": dg.AssetOut(), "largest": dg.AssetOut(is_required=False)}, can_subset=False
)
def figures(orders, totals):
    yield dg.Output(totals / len(orders), "mean", metadata={"of": len(orders)})
    yield dg.Output(max(orders), "largest")


@dg.asset(key_prefix="shop")
def report(mean, largest):
    return f"{mean} {largest}"


@dg.asset(deps=[report])
def letter():
    return dg.MaterializeResult(metadata={"pages": 1})


defs = dg.Definitions(
    assets=[orders, totals, figures, report, letter],
    jobs=[
        dg.define_asset_job("daily", selection=["orders", "totals"]),
        dg.define_asset_job("sums", selection=dg.AssetSelection.groups("sums")),
    ],
)
