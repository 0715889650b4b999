from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.errors import InvalidConfigError, SourceLocation
from graphmat.resources.faults import (
    ABSENT,
    ConfigCheck,
    ConfigFaultsError,
    path_text,
    quoted,
    shown,
)
from graphmat.resources.masking import Secrets
from graphmat.resources.overrides import parse_setting


def test_one_fault_is_one_line_with_its_place() -> None:
    """A single fault says path, file and line, and what is wrong."""
    check = ConfigCheck(lambda path: SourceLocation("run.yaml", len(path)))
    check.fault(("ops", "a"), "expected an int")
    with pytest.raises(InvalidConfigError) as caught:
        check.raise_faults()
    assert str(caught.value) == "ops.a (run.yaml:2): expected an int"
    assert caught.value.location == SourceLocation("run.yaml", 2)


def test_several_faults_are_told_together() -> None:
    """All faults come in one error, and one by one for programs."""
    check = ConfigCheck()
    check.fault(("a",), "one")
    check.fault((), "two")
    with pytest.raises(ConfigFaultsError) as caught:
        check.raise_faults("the config")
    assert str(caught.value) == "the config has 2 faults:\n  a: one\n  run config: two"
    assert [fault.path for fault in caught.value.config_faults] == [("a",), ()]
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)


def test_no_fault_no_error() -> None:
    """Nothing is raised where nothing was found."""
    ConfigCheck().raise_faults()


def test_cause_is_kept() -> None:
    """An exception of the user's validator is the error's cause."""
    cause = KeyError("x")
    check = ConfigCheck()
    check.fault((), "raised", cause)
    with pytest.raises(ConfigFaultsError) as caught:
        check.raise_faults()
    assert caught.value.__cause__ is cause


def test_unknown_names_the_nearest_or_all() -> None:
    """An unknown key is answered with the nearest one, else with all."""
    check = ConfigCheck()
    check.unknown(("ops", "fecth"), ["fetch", "store"])
    check.unknown(("zzz",), ["fetch", "store"])
    check.unknown(("zzz",), [])
    assert [fault.message for fault in check.faults] == [
        "unknown key 'fecth'; did you mean 'fetch'?",
        "unknown key 'zzz'; known here: 'fetch', 'store'",
        "unknown key 'zzz'; none is known here",
    ]


def test_secrets_are_not_shown_in_faults() -> None:
    """A fault shows neither a field named like a secret nor a known secret."""
    secrets = Secrets()
    secrets.add("hunter2")
    check = ConfigCheck(secrets=secrets)
    assert check.shown("abcdef", ("db", "password")) == "a hidden string"
    assert check.shown("x hunter2", ("a",)) == "the string 'x *****'"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        ("a\x1b", "the string 'a\\x1b'"),
        ([], "an empty list"),
        ({"a": 1}, "the mapping {'a': 1}"),
        (True, "the bool True"),
        (object, "the value of type type <class 'object'>"),
    ],
)
def test_shown(value, text) -> None:
    """A value is shown with its kind, control characters escaped."""
    assert shown(value) == text
    assert len(shown("x" * 500)) < 100


def test_shown_survives_a_bad_repr() -> None:
    """A value whose repr raises is shown as unprintable."""

    class Bad:
        def __repr__(self) -> str:
            raise RuntimeError

    assert shown(Bad()) == "the value of type Bad <unprintable>"


def test_quoted_escapes() -> None:
    """A name in quotes shows control characters escaped."""
    assert quoted("it's\n") == "'it's\\n'"


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1, max_size=5
    )
)
def test_path_text_reads_back(path) -> None:
    """A path as faults print it can be given to --set."""
    assert parse_setting(f"{path_text(tuple(path))}=1") == (tuple(path), "1")


def test_absent_is_false_and_one() -> None:
    """The mark of absence is false and survives a pickle."""
    assert not ABSENT
    assert pickle.loads(pickle.dumps(ABSENT)) is ABSENT
