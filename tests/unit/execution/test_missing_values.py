"""Loading the value of an asset that the plan does not make."""

from __future__ import annotations

import pytest

from graphmat.execution.missing_values import missing_asset
from graphmat.keys import AssetKey


@pytest.mark.parametrize(
    ("partition", "record", "words", "hint"),
    [
        (None, None, "has never been materialized", "--select 'a/b'"),
        ("2024", None, "for partition '2024'", "--partition '2024'"),
        (None, object(), "was materialized without a value", "deps="),
    ],
)
def test_a_missing_value_names_asset_step_and_way_out(partition, record, words, hint):
    """What is missing, who wants it, and the command that makes it."""
    error = missing_asset(AssetKey(["a", "b"]), partition, "g.step", record)

    assert "a/b" in str(error)
    assert "'g.step'" in str(error)
    assert words in str(error)
    assert hint in error.hint
