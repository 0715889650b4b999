"""``graphmat status`` through a life of assets."""

from __future__ import annotations

import json

import pytest

MODULE = """import graphmat as dg

ext = dg.AssetSpec("ext")


@dg.asset(deps=[ext], code_version="{version}")
def a():
    return {value}


@dg.asset
def b(a):
    assert a != 13
    return a // 10


@dg.asset(deps=[b])
def c():
    return 1


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["x", "y"]))
def p():
    return 1
"""


@pytest.fixture
def life(folder):
    """Assets of which one has a code version."""
    return folder.write(MODULE.format(version=1, value=1))


def states(project, *arguments: str) -> dict[str, str]:
    """Asset → state."""
    document = json.loads(project.run("status", "--json", *arguments).out)
    return {each["asset"]: each["state"] for each in document["assets"]}


def why(project, asset: str) -> list[str]:
    """The reasons that are given for an asset's state."""
    document = json.loads(project.run("status", "--json", asset).out)
    return document["assets"][0]["why"]


def test_from_missing_to_fresh(life) -> None:
    """What was never made is missing; what was made is fresh; external assets are neither."""
    before = states(life)
    life.run("materialize", "-q", "-x", "p")
    life.run("materialize", "-q", "-s", "p", "-p", "x")

    assert before == {"a": "missing", "b": "missing", "c": "missing", "p": "missing"} | {
        "ext": "external"
    }
    assert set(states(life).values()) == {"fresh", "external"}


def test_code_version_makes_stale(life) -> None:
    """A new code version makes an asset stale, and all that is made from it."""
    life.run("materialize", "-q", "-x", "p")
    life.write(MODULE.format(version=2, value=1))

    assert states(life, "-x", "p") == {"a": "stale", "b": "stale", "c": "stale", "ext": "external"}
    assert why(life, "a") == ["its code version is '2', and was '1'"]
    assert why(life, "b") == ["upstream 'a' is stale"]


def test_only_another_value_makes_stale(life) -> None:
    """What was made again with the same value leaves its consumers fresh; another one does not."""
    life.run("materialize", "-q", "-x", "p")
    life.run("materialize", "-q", "-s", "a")
    same = states(life, "b")
    life.write(MODULE.format(version=1, value=20))
    life.run("materialize", "-q", "-s", "a")

    assert same == {"b": "fresh"}
    assert why(life, "b") == ["upstream 'a' has another value since"]
    assert states(life, "a", "c") == {"a": "fresh", "c": "stale"}


def test_stale_assets_can_be_selected(life) -> None:
    """`state:stale` makes what is stale, and then nothing is."""
    life.run("materialize", "-q", "-x", "p")
    life.write(MODULE.format(version=1, value=20))
    life.run("materialize", "-q", "-s", "a")

    done = life.run("materialize", "-s", "state:stale", "--json", "-q")

    assert [each["asset"] for each in json.loads(done.out)["materialized"]] == ["b", "c"]
    assert "selects nothing" in life.run("list", "state:stale").err
    assert set(states(life, "state:fresh")) == {"a", "b", "c"}


def test_failure(life) -> None:
    """An asset whose newest attempt failed says so, and that an older value is there."""
    life.run("materialize", "-q", "-x", "p")
    life.write(MODULE.format(version=1, value=13))
    life.run("materialize", "-q", "-s", "a", "-s", "b")

    assert states(life, "b") == {"b": "failed"}
    assert why(life, "b") == ["its newest attempt failed; an older value is there"]


def test_exit_code(life) -> None:
    """`--exit-code` tells scripts whether there is work to do."""
    before = life.run("status", "--exit-code", "-q")
    life.run("materialize", "-q", "-x", "p")
    after = life.run("status", "--exit-code", "-x", "p")

    assert (before.code, after.code) == (7, 0)
    assert after.err == "4 assets: 3 fresh, 1 external\n"


def test_exit_code_of_plans(life) -> None:
    """`plan --exit-code` tells whether something would run; an empty state is no fault there."""
    life.run("materialize", "-q", "-x", "p")

    work = life.run("plan", "-q", "-s", "a", "--exit-code")
    nothing = life.run("plan", "-s", "state:stale", "--exit-code")
    unknown = life.run("plan", "-s", "nobody", "--exit-code")
    without = life.run("plan", "-s", "state:stale")

    assert (work.code, nothing.code, unknown.code, without.code) == (7, 0, 4, 4)
    assert nothing.err == "nothing to do: the selection 'state:stale' selects nothing\n"


def test_table(life, screen) -> None:
    """What needs work stands first, with the reason."""
    life.run("materialize", "-q", "-s", "a")

    assert life.run("status").screen == screen
