"""``graphmat test-plan``: assertions about plans, through the real command."""

from __future__ import annotations

import json

import pytest

MODULE = """import graphmat as dg


@dg.op
def one():
    return 1


@dg.op(effects="external", tags={"team": "pay"})
def charge_card(x):
    return x


@dg.graph_asset
def sales():
    return charge_card(one())


@dg.asset(group_name="reports")
def report(sales):
    return sales


@dg.multi_asset(outs={"left": dg.AssetOut(), "right": dg.AssetOut()}, can_subset=True)
def both():
    yield dg.Output(1, "left")
    yield dg.Output(2, "right")
"""


@pytest.fixture
def shop(folder):
    """Assets, one of whose ops changes something outside."""
    return folder.write(MODULE)


def verdicts(project, *assertions: dict[str, object]) -> tuple[int, list[list[str]]]:
    """The exit code, and the faults of each assertion."""
    project.write(json.dumps({"assertions": assertions}), "graphmat.yaml")
    done = project.run("test-plan", "--json")
    return done.code, [each["faults"] for each in json.loads(done.out)["assertions"]]


@pytest.mark.parametrize("what", ["charge_card", "sales.charge_*", "effects:external", "tag:team"])
def test_op_that_must_not_run(shop, what: str) -> None:
    """An op is told by its name, its step, its effects or a tag."""
    code, faults = verdicts(
        shop,
        {"select": "group:reports", "never_runs": what},
        {"select": "sales", "never_runs": what},
    )

    assert (code, faults) == (1, [[], ["'sales.charge_card' would run: makes sales"]])


def test_other_assertions(shop) -> None:
    """What must run, how much may run, and what must not be made."""
    code, faults = verdicts(
        shop,
        {"select": "sales", "runs": ["one", "charge_card"], "max_ops": 2},
        {"select": "report", "runs": "one"},
        {"select": ["sales", "report"], "max_ops": 2},
        {"select": "left", "never_makes": "sales"},
        {"select": "left", "never_makes": "le*"},
    )

    assert code == 1
    assert [bool(each) for each in faults] == [False, True, True, False, True]
    assert faults[2] == ["3 ops would run, which is more than 2"]


def test_unknown_names_are_faults(shop) -> None:
    """A name that nothing bears would hold for ever: it is a fault, with the nearest."""
    _, faults = verdicts(
        shop,
        {"select": "sales", "never_runs": "charge_cart"},
        {"select": "sale", "max_ops": 1},
    )

    assert "there is no op 'charge_cart'; did you mean 'charge_card'" in faults[0][0]
    assert "there is no asset 'sale'" in faults[1][0]


def test_nothing_is_recorded_nor_run(shop) -> None:
    """Trying plans makes nothing, not even a home."""
    code, _ = verdicts(shop, {"select": "sales", "runs": "one"})

    assert code == 0
    assert not (shop.folder / ".graphmat").exists()


@pytest.mark.parametrize(
    ("assertion", "words"),
    [
        ({"select": "sales"}, "asserts nothing"),
        ({"selct": "sales", "max_ops": 1}, "did you mean 'select'?"),
        ({"max_ops": "many"}, "must be a number of ops, not 'many'"),
        (3, "must be a table, not 3"),
    ],
)
def test_wrong_assertions(shop, assertion: object, words: str) -> None:
    """An assertion that cannot be read is told with its number and its place."""
    shop.write(json.dumps({"assertions": [assertion]}), "graphmat.yaml")

    done = shop.run("test-plan")

    assert done.code == 2
    assert words in done.err
    assert "assertion 1 of 'assertions' in graphmat.yaml" in done.err


def test_without_assertions(shop) -> None:
    """Without assertions that is said, with an example."""
    done = shop.run("test-plan")

    assert done.code == 2
    assert "make no assertions about plans" in done.err


def test_plan_tells_effects(shop) -> None:
    """A plan names the ops with effects outside."""
    assert "note: with effects outside: 'sales.charge_card'" in shop.run("plan", "-s", "sales").err


def test_unknown_effects(folder) -> None:
    """Effects that there are not are refused where they stand."""
    folder.write("import graphmat as dg\n@dg.op(effects='extrenal')\ndef a(): ...\n")

    done = folder.run("list")

    assert done.code == 3
    assert "effects can be 'external', not 'extrenal'" in done.err
