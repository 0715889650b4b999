"""The seed's graph, and a folder to record its runs in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import graphmat as dg
from graphmat.api.instance import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator


@dg.op(out={"bar_1": dg.Out(), "bar_2": dg.Out()})
def bar() -> Any:
    """Give two numbers."""
    return 1, 2


@dg.op(out={"foo_1": dg.Out(is_required=False), "foo_2": dg.Out(is_required=False)})
def foo(context: dg.OpExecutionContext, bar_1: int) -> Any:
    """Give what is asked for."""
    for name in ("foo_1", "foo_2"):
        if name in context.selected_output_names:
            yield dg.Output(bar_1 + 1, name)


@dg.op
def baz(foo_2: int, bar_2: int) -> Any:
    """Add up."""
    return dg.Output(foo_2 + bar_2, metadata={"rows": 3})


@dg.graph_multi_asset(
    outs={"foo_asset": dg.AssetOut(), "baz_asset": dg.AssetOut(group_name="sums")},
    can_subset=True,
)
def my_graph_assets() -> Any:
    """Three ops, two assets."""
    bar_1, bar_2 = bar()
    foo_1, foo_2 = foo(bar_1)
    return {"foo_asset": foo_1, "baz_asset": baz(foo_2, bar_2)}


@dg.asset(deps=["raw"], kinds={"csv"})
def total(baz_asset: int) -> int:
    """The end of it."""
    return baz_asset * 2


@pytest.fixture
def definitions() -> dg.Definitions:
    """A graph of three ops and two assets, what is made from one, and an external asset."""
    return dg.Definitions(
        assets=[my_graph_assets, total, dg.AssetSpec("raw")],
        jobs=[dg.define_asset_job("sums", selection="group:sums")],
    )


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """A folder with an event log and a store."""
    with Instance.at(tmp_path / "home") as found:
        yield found
