"""Checks: what is said of them, and what they find."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import GraphmatError, ParameterError
from graphmat.keys import AssetKey


class Truth:
    """A truth value of another library, as numpy has them."""

    def item(self):
        """The plain bool."""
        return True


@pytest.mark.parametrize("passed", [True, Truth()], ids=["bool", "of another library"])
def test_what_passed(passed):
    """A bool, or what becomes one, is a verdict."""
    assert dg.AssetCheckResult(passed=passed).passed is True


@pytest.mark.parametrize("passed", [None, 1, "yes", []], ids=repr)
def test_what_is_no_verdict(passed):
    """Anything else would pass or fail by accident: it is refused."""
    with pytest.raises(ParameterError, match="True or False"):
        dg.AssetCheckResult(passed=passed)


def test_a_severity_is_one():
    """A severity by its text is refused."""
    with pytest.raises(ParameterError, match="severity"):
        dg.AssetCheckResult(passed=True, severity="ERROR")


def test_a_spec_names_asset_and_check():
    """A check is named by its asset and its own name."""

    @dg.asset(key=["a", "b"])
    def made():
        return 1

    spec = dg.AssetCheckSpec("fresh", asset=made, additional_deps=["c"])

    assert spec.key.to_user_string() == "a/b:fresh"
    assert spec.get_python_identifier() == "a__b_fresh"
    assert [str(dep.asset_key) for dep in spec.additional_deps] == ["c"]
    with pytest.raises(GraphmatError, match="not a valid name"):
        dg.AssetCheckSpec("not valid", asset=made)


def test_a_result_without_a_value():
    """A result with a value of None has a value; one without has none."""
    from graphmat.definitions.ins_outs import NO_VALUE

    assert dg.MaterializeResult().value is NO_VALUE
    assert dg.MaterializeResult(value=None).value is None
    assert dg.MaterializeResult(asset_key="a").asset_key == AssetKey("a")
