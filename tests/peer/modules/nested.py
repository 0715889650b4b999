"""Graphs in graphs, fan-in, aliases, waiting without data."""

import dagster as dg

RUNS = [
    {},
    {"memory": True},
    {"select": ["first"]},
    {"select": ["second"]},
    {"select": ["third"]},
    {"select": ["first", "second", "third"]},
    {"select": ["third"], "after": True},
    {"select": ["late"], "after": True},
    {"select": ["late", "first"]},
]
SEEN = {}


@dg.op(out={"m": dg.Out(is_required=False), "n": dg.Out(is_required=False)})
def split(context, number):
    SEEN[str(context.op_handle)] = set(context.selected_output_names)
    for name, value in (("m", number + 1), ("n", number + 2)):
        if name in context.selected_output_names:
            yield dg.Output(value, name)


@dg.op
def start():
    return 1


@dg.op
def gather(numbers):
    return sum(numbers)


@dg.op(ins={"after": dg.In(dg.Nothing)})
def last():
    return "last"


@dg.graph(out={"p": dg.GraphOut(), "q": dg.GraphOut()})
def inner(number):
    m, n = split(number)
    return {"p": m, "q": gather.alias("both")([m, n])}


@dg.graph(out={"x": dg.GraphOut(), "y": dg.GraphOut()})
def outer(number):
    p, q = inner(number)
    return {"x": p, "y": gather([q, number])}


@dg.graph_multi_asset(
    outs={name: dg.AssetOut() for name in ("first", "second", "third", "late")}, can_subset=True
)
def deep():
    number = start()
    x, y = outer(number)
    return {"first": x, "second": y, "third": gather([x, y]), "late": last(after=y)}


defs = dg.Definitions(assets=[deep])
