"""Why a unit cannot run, in words."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from graphmat.execution.blocked import failed_upstream, why_missing
from graphmat.execution.outcome import FAILURE, SKIPPED, SUCCESS

MAKER = SimpleNamespace(step_key="g.maker")
SOURCE = SimpleNamespace(output_name="out")


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (FAILURE, "upstream_failed", "'g.maker' did not succeed"),
        ("blocking_check_failed", "upstream_failed", "'g.maker' did not succeed"),
        (SKIPPED, "upstream_skipped", "'g.maker' was skipped"),
        (SUCCESS, "output_not_yielded", "'g.maker' did not yield its output 'out'"),
    ],
)
def test_each_end_of_a_maker_is_a_reason(status, reason, words):
    """A step that needs an output is told how the step that makes it ended."""
    found = why_missing(MAKER, SOURCE, status)

    assert (found.reason, found.because, found.message) == (reason, "g.maker", words)


def test_an_item_of_a_fan_out_is_named():
    """Of a fan-out, the item that failed is the one to blame."""
    assert failed_upstream(MAKER, ("a", "b")).because == "g.maker[a,b]"
