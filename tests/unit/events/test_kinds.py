"""The kinds of event."""

from __future__ import annotations

from graphmat.events import kinds


def test_each_kind_is_stored_under_its_own_name():
    """The text in the log is the name in the code, so that a query can be written by reading."""
    names = {name: value for name, value in vars(kinds).items() if isinstance(value, str)}

    for name, value in names.items():
        if name.isupper():
            assert value == name


def test_the_ends_of_runs_and_steps():
    """A run and a step each end in one of three ways."""
    assert {kinds.RUN_SUCCESS, kinds.RUN_FAILURE, kinds.RUN_CANCELED} == kinds.RUN_ENDS
    assert {kinds.STEP_SUCCESS, kinds.STEP_FAILURE, kinds.STEP_SKIPPED} == kinds.STEP_ENDS
