"""Failures: retried with success, retried in vain, foreseen, and outputs that never come."""

import dagster as dg

RUNS = [
    {"select": ["in_the_end"]},
    {"select": ["in_vain", "below"]},
    {"select": ["given_up"]},
    {"select": ["maybe", "maybe_below"]},
    {"select": ["typed"]},
    {"select": ["in_the_end", "in_vain", "below"]},
]


@dg.op(retry_policy=dg.RetryPolicy(max_retries=2))
def third_time(context):
    if context.retry_number < 2:
        raise ValueError("not yet")
    return context.retry_number


@dg.op
def add(number):
    return number + 1


@dg.graph_asset
def in_the_end():
    return add(third_time())


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=1))
def in_vain():
    raise ValueError("never")


@dg.asset
def below(in_vain):
    return in_vain


@dg.op(retry_policy=dg.RetryPolicy(max_retries=3))
def refuse():
    raise dg.Failure("no use", metadata={"why": "closed"}, allow_retries=False)


@dg.graph_asset
def given_up():
    return add(refuse())


@dg.asset(output_required=False)
def maybe():
    if False:
        yield dg.Output(1)


@dg.asset
def maybe_below(maybe):
    return maybe


@dg.asset
def typed() -> int:
    return "text"


defs = dg.Definitions(assets=[in_the_end, in_vain, below, given_up, maybe, maybe_below, typed])
