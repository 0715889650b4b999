from __future__ import annotations

from typing import Any

import pytest

from graphmat.api.selecting import choose, find_job, look_at
from graphmat.errors import InvalidSelectionError
from graphmat.keys import key_strings


def chosen(definitions: Any, instance: Any, **given: Any) -> list[str]:
    """The keys that are chosen."""
    return key_strings(choose(definitions, instance.event_log, **given).keys)


def test_nothing_said_means_everything(definitions: Any, instance: Any) -> None:
    """Without a selection, all that is made here is meant."""
    choice = choose(definitions, instance.event_log)

    assert key_strings(choice.keys) == ["baz_asset", "foo_asset", "total"]
    assert choice.selects_all


def test_selections_join_and_exclusions_take_away(definitions: Any, instance: Any) -> None:
    """Several selections are a union; what is excluded is taken from it."""
    assert chosen(definitions, instance, select=["foo_asset", "+total"]) == [
        "baz_asset",
        "foo_asset",
        "total",
    ]
    assert chosen(definitions, instance, exclude=["+total"]) == ["foo_asset"]


def test_everything_excluded_is_an_error(definitions: Any, instance: Any) -> None:
    """An empty rest is no selection of everything."""
    with pytest.raises(InvalidSelectionError, match="all of it is excluded"):
        choose(definitions, instance.event_log, select=["total"], exclude=["*"])


def test_job_is_a_limit(definitions: Any, instance: Any) -> None:
    """A job makes its own assets; to select others with it is an error."""
    assert chosen(definitions, instance, job="sums") == ["baz_asset"]
    assert chosen(definitions, instance, job="sums", select=["baz_asset"]) == ["baz_asset"]
    with pytest.raises(InvalidSelectionError, match="does not select 'foo_asset'"):
        choose(definitions, instance.event_log, job="sums", select=["foo_asset"])


def test_unknown_job_is_answered_with_the_nearest(definitions: Any) -> None:
    """A job that is not there is named beside those that are."""
    with pytest.raises(InvalidSelectionError) as caught:
        find_job(definitions, "sum")

    assert caught.value.hint == "did you mean 'sums'?"
    assert "jobs: 'sums'" in caught.value.message


def test_looking_takes_external_assets_along(definitions: Any, instance: Any) -> None:
    """What is only looked at may be made elsewhere."""
    log = instance.event_log

    assert key_strings(look_at(definitions, log, ["raw"])) == ["raw"]
    assert key_strings(look_at(definitions, log, [], ["total"])) == [
        "baz_asset",
        "foo_asset",
        "raw",
    ]
