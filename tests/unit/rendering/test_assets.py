from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graphmat.rendering.assets import asset_lines, list_talk, op_lines
from graphmat.rendering.screen import Screen, Text

Drawn = Callable[[list[Text]], str]


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's clock shows UTC."""
    monkeypatch.setattr(
        "graphmat.rendering.assets.moment", lambda text: text[:16].replace("T", " ")
    )


def asset(key: str, **facts: Any) -> dict[str, Any]:
    """One asset of a list."""
    return {
        "key": key,
        "group": "default",
        "kinds": [],
        "ops": ["one"],
        "upstream": [],
        "is_external": False,
        "latest": None,
        **facts,
    }


def latest(**facts: Any) -> dict[str, Any]:
    """A newest materialization."""
    return {"at": "2026-01-31T12:00:00.000Z", "partition": None, "is_expected": True, **facts}


def listing(*assets: dict[str, Any], jobs: tuple[str, ...] = ()) -> dict[str, Any]:
    """The document of a list."""
    return {"assets": list(assets), "jobs": [{"name": name} for name in jobs]}


def test_assets_as_a_table(pipe: Screen, drawn: Drawn) -> None:
    """Each asset has a line; what no asset has, such as kinds, takes no column."""
    document = listing(
        asset("raw/orders", is_external=True, ops=[]),
        asset("orders", upstream=["raw/orders"], latest=latest()),
        asset("daily", latest=latest(partition="2026-01-30")),
        asset("extra\x1b", ops=["a", "b"], latest=latest(is_expected=False)),
    )

    assert drawn(asset_lines(pipe, document)) == (
        "ASSET       OPS  UPSTREAM    MATERIALIZED\n"
        "raw/orders                   made elsewhere\n"
        "orders        1  raw/orders  2026-01-31 12:00\n"
        "daily         1              2026-01-31 12:00 [2026-01-30]\n"
        "extra\\x1b     2              2026-01-31 12:00 (unexpected)"
    )


def test_groups_are_shown_where_there_are_some(pipe: Screen, drawn: Drawn) -> None:
    """The group stands in a column of its own as soon as one asset has one."""
    document = listing(asset("a"), asset("b", group="sales", kinds=["csv", "sql"]))

    assert drawn(asset_lines(pipe, document)) == (
        "ASSET  GROUP    KINDS     OPS  MATERIALIZED\n"
        "a      default              1  never\n"
        "b      sales    csv, sql    1  never"
    )


def test_what_is_said_beside_the_list(drawn: Drawn) -> None:
    """How many there are, how many are missing, and the jobs are told."""
    document = listing(
        asset("a"), asset("b", latest=latest()), asset("c", is_external=True), jobs=("x", "y")
    )

    assert drawn(list_talk(document)) == (
        "3 assets, 1 made elsewhere, 1 not materialized yet\njobs: x, y"
    )


def test_ops_as_a_table(pipe: Screen, drawn: Drawn) -> None:
    """Each op tells what it takes from where, what it gives, and where it is called."""
    ops = [
        {
            "step_key": "g.foo",
            "definition": "g",
            "inputs": [
                {"name": "x", "from": ["g.bar.bar_1", "raw"]},
                {"name": "n", "from": []},
            ],
            "outputs": [
                {"name": "a", "assets": ["foo_asset"], "is_required": False, "is_dynamic": False},
                {"name": "b", "assets": [], "is_required": True, "is_dynamic": True},
            ],
            "location": {"file": "/p/defs.py", "line": 7},
        }
    ]

    assert drawn(op_lines(pipe, ops)) == (
        "STEP   TAKES                      GIVES                AT\n"
        "g.foo  x from bar.bar_1 + raw, n  a? = foo_asset, b[]  /p/defs.py:7"
    )
