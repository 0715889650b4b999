"""The exit codes are an interface."""

from __future__ import annotations

from graphmat import exit_codes


def codes():
    """Name → code."""
    return {
        name: value
        for name, value in vars(exit_codes).items()
        if name.isupper() and isinstance(value, int)
    }


def test_the_numbers_stay():
    """Scripts rely on the numbers: none may change."""
    assert codes() == {
        "DONE": 0,
        "STEP_FAILED": 1,
        "USAGE": 2,
        "DEFINITIONS_INVALID": 3,
        "SELECTION_INVALID": 4,
        "CHECK_FAILED": 5,
        "CONFLICT": 6,
        "WORK_TO_DO": 7,
        "STORAGE_UNUSABLE": 8,
        "HUNG_UP": 129,
        "INTERRUPTED": 130,
        "TERMINATED": 143,
    }


def test_each_code_is_explained():
    """Each code has a sentence, shown in the help, and no two have the same."""
    assert set(exit_codes.MEANING) == set(codes().values())
    assert len(set(exit_codes.MEANING.values())) == len(exit_codes.MEANING)
