"""The modules that users might have written, as text: the same for both libraries."""

from __future__ import annotations

ONE_OP = """\
import {library} as dg


@dg.asset
def only():
    return 1

{definitions}
"""

THREE_OPS = """\
import {library} as dg


@dg.op(out={{"bar_1": dg.Out(), "bar_2": dg.Out()}})
def bar():
    return 1, 2


@dg.op
def foo(bar_1, bar_2):
    return bar_1 + bar_2


@dg.graph_asset
def foo_asset():
    bar_1, bar_2 = bar()
    return foo(bar_1, bar_2)


@dg.asset
def baz_asset(foo_asset):
    return foo_asset + 1

{definitions}
"""

TINY_DEFINITIONS = "defs = dg.Definitions(assets=[{assets}]{executor})"
IN_PROCESS = ", executor=dg.in_process_executor"
TWO_WORKERS = ', executor=dg.multiprocess_executor.configured({{"max_concurrent": {workers}}})'

MANY_ASSETS = """\
import random

import {library} as dg

DRAW = random.Random({seed})


@dg.op
def first():
    return 1


@dg.op
def following(value):
    return value


def make(number):
    ins = {{}}
    if number % 10:  # groups of ten, so that a part can be planned without the rest
        ins["upstream"] = dg.AssetIn(f"asset_{{DRAW.randrange(number - number % 10, number)}}")

        @dg.graph_asset(name=f"asset_{{number}}", ins=ins)
        def body(upstream):
            value = upstream
            for _ in range({ops}):
                value = following(value)
            return value
    else:

        @dg.graph_asset(name=f"asset_{{number}}")
        def body():
            value = first()
            for _ in range({ops} - 1):
                value = following(value)
            return value

    return body


defs = dg.Definitions(assets=[make(number) for number in range({assets})])
"""

UNITS = """\
import time

import {library} as dg


@dg.op
def sleep():
    time.sleep({sleep_s})


@dg.op
def work():
    end = time.process_time() + {sleep_s}
    while time.process_time() < end:
        pass


def make(number):
    @dg.graph_asset(name=f"unit_{{number}}")
    def body():
        return {op}()

    return body


defs = dg.Definitions(assets=[make(number) for number in range({count})]{executor})
"""


def one_op(library: str, *, in_process: bool = False) -> str:
    """A module with one asset."""
    return ONE_OP.format(library=library, definitions=_definitions("only", in_process=in_process))


def three_ops(library: str, *, in_process: bool = False) -> str:
    """A module with an asset that is a graph of two ops, and one made from it."""
    assets = "foo_asset, baz_asset"
    return THREE_OPS.format(
        library=library, definitions=_definitions(assets, in_process=in_process)
    )


def _definitions(assets: str, *, in_process: bool) -> str:
    executor = IN_PROCESS if in_process else ""
    return TINY_DEFINITIONS.format(assets=assets, executor=executor)


def many_assets(library: str, assets: int, ops: int, seed: int) -> str:
    """A module with graph assets, each a chain of ops and made from a random earlier one."""
    return MANY_ASSETS.format(library=library, assets=assets, ops=ops, seed=seed)


def units(library: str, count: int, sleep_s: float, workers: int, op: str) -> str:
    """A module with independent assets that take a known time each."""
    executor = TWO_WORKERS.format(workers=workers)
    return UNITS.format(library=library, count=count, sleep_s=sleep_s, executor=executor, op=op)
