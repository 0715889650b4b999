"""As many steps as the data has items."""

import dagster as dg

RUNS = [
    {},
    {"select": ["total"]},
    {"select": ["none_at_all"]},
    {"select": ["total"], "after": True},
]


@dg.op(out=dg.DynamicOut())
def items():
    for number in range(3):
        yield dg.DynamicOutput(number, mapping_key=f"n{number}")


@dg.op(out=dg.DynamicOut())
def no_items():
    yield from ()


@dg.op
def square(number):
    return number * number


@dg.op
def add_up(numbers):
    return sum(numbers)


@dg.graph_asset
def total():
    return add_up(items().map(square).collect())


@dg.graph_asset
def none_at_all():
    return add_up(no_items().map(lambda item: square(square(item))).collect())


defs = dg.Definitions(assets=[total, none_at_all])
