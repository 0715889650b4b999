"""``@asset_check`` and ``@multi_asset_check``."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError


@dg.asset
def made():
    """The asset to check."""
    return 3


@dg.asset
def other():
    """Another asset."""
    return 4


def found(*checks, assets=(made, other)):
    """Check → whether it passed."""
    result = dg.materialize([*assets, *checks], raise_on_error=False)
    return {found.check_name: found.passed for found in result.get_asset_check_evaluations()}


def test_a_check_takes_the_value_of_its_asset():
    """The first data parameter is the asset's value, whatever it is called."""

    @dg.asset_check(asset=made)
    def is_three(value):
        return value == 3

    @dg.asset_check(asset="made")
    def needs_no_value():
        return dg.AssetCheckResult(passed=False)

    assert found(is_three, needs_no_value) == {"is_three": True, "needs_no_value": False}


def test_a_check_may_take_other_assets():
    """Other assets are named in ``additional_ins``."""

    @dg.asset_check(asset=made, additional_ins={"second": dg.AssetIn("other")})
    def is_less(first, second):
        return first < second

    assert found(is_less) == {"is_less": True}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: dg.asset_check(asset=made, name="x")(lambda a, b: True),
            "one may be the asset's value",
        ),
        (
            lambda: dg.asset_check(asset=made, name="x", additional_ins={"a": dg.AssetIn("made")})(
                lambda a: True
            ),
            "is the asset that is checked",
        ),
        (
            lambda: dg.asset_check(asset=made, name="x", additional_ins={"a": 3})(lambda a: True),
            "must be an AssetIn",
        ),
        (lambda: dg.multi_asset_check(specs=[3])(lambda: True), "not an AssetCheckSpec"),
    ],
)
def test_what_cannot_be_a_check(make, words):
    """Parameters that do not tell what they are, and other faults of a declaration."""
    with pytest.raises(GraphmatError, match=words):
        make()


def test_several_checks_of_one_function():
    """Each result is told apart by the check and asset that it names."""

    @dg.multi_asset_check(
        specs=[dg.AssetCheckSpec("small", asset="made"), dg.AssetCheckSpec("even", asset="other")]
    )
    def both():
        yield dg.AssetCheckResult(passed=True, check_name="small", asset_key="made")
        yield dg.AssetCheckResult(passed=False, check_name="even", asset_key="other")

    assert found(both) == {"small": True, "even": False}
