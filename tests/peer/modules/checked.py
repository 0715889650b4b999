"""Checks in graphs of assets and by themselves."""

import dagster as dg

RUNS = [
    {},
    {"select": ["table"]},
    {"select": ["other"]},
    {"select": ["after_bad"]},
    {"select": ["told"]},
]


@dg.op
def make():
    return 3


@dg.op
def positive(number):
    return dg.AssetCheckResult(passed=number > 0)


@dg.graph_asset(check_specs=[dg.AssetCheckSpec("positive", asset="table")])
def table():
    number = make()
    return {"result": number, "table_positive": positive(number)}


@dg.asset
def other(table):
    return -table


@dg.asset_check(asset=other)
def small(other):
    return dg.AssetCheckResult(passed=other > 0, metadata={"value": other})


@dg.asset
def bad():
    return 0


@dg.asset_check(asset=bad, blocking=True)
def not_zero(bad):
    return dg.AssetCheckResult(passed=bad != 0)


@dg.asset
def after_bad(bad):
    return bad + 1


@dg.asset
def told():
    return 1


@dg.asset_check(asset=told)
def is_one(told):
    return told == 1


defs = dg.Definitions(
    assets=[table, other, bad, after_bad, told], asset_checks=[small, not_zero, is_one]
)
