from __future__ import annotations

import copy
import pickle

import pytest

from graphmat.errors import InvalidConfigError, InvalidInvocationError
from graphmat.resources.env import EnvVar, env_name, holds_env, read_env_deep
from graphmat.resources.faults import ABSENT, ConfigCheck
from graphmat.resources.fields import validate
from graphmat.resources.masking import PROCESS_SECRETS, Secrets


def test_value_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """get_value reads the variable when it is called, and keeps it secret."""
    monkeypatch.setenv("ROOM_HOST", "db.example")
    assert EnvVar("ROOM_HOST").get_value() == "db.example"
    assert PROCESS_SECRETS.mask("at db.example") == "at *****"
    monkeypatch.delenv("ROOM_HOST")
    assert EnvVar("ROOM_HOST").get_value("here") == "here"


def test_int_value_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """EnvVar.int gives an int, and names the variable that holds none."""
    monkeypatch.setenv("ROOM_PORT", "5432")
    assert EnvVar.int("ROOM_PORT").get_value() == 5432
    assert EnvVar.int("ROOM_NONE").get_value(7) == 7
    monkeypatch.setenv("ROOM_PORT", "many")
    with pytest.raises(InvalidConfigError, match="ROOM_PORT"):
        EnvVar.int("ROOM_PORT").get_value()


@pytest.mark.parametrize("reference", [EnvVar("X"), EnvVar.int("X")], ids=repr)
def test_reference_has_no_text(reference) -> None:
    """Using a reference as text is refused: its name is not its value."""
    with pytest.raises(InvalidInvocationError, match="'X'"):
        str(reference)
    with pytest.raises(InvalidInvocationError, match="'X'"):
        f"{reference}"


@pytest.mark.parametrize("reference", [EnvVar("X"), EnvVar.int("X")], ids=repr)
def test_reference_survives_copies(reference) -> None:
    """A reference can be pickled and copied, and is told from a plain value."""
    assert pickle.loads(pickle.dumps(reference)) == reference
    assert copy.deepcopy({"a": reference}) == {"a": reference}
    assert reference != "X"
    assert reference != 0
    assert repr(reference).startswith("EnvVar")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (EnvVar("A"), "A"),
        (EnvVar.int("A"), "A"),
        ({"env": "A"}, "A"),
        ({"env": EnvVar("A")}, "A"),
        ({"env": 1}, None),
        ({"env": "A", "b": 1}, None),
        ("A", None),
    ],
    ids=repr,
)
def test_env_name(value, name) -> None:
    """Both forms of a reference are known."""
    assert env_name(value) == name


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (str, "x", "x"),
        (int, "12", 12),
        (float, "1.5", 1.5),
        (bool, "Yes", True),
        (bool, "0", False),
    ],
)
def test_reference_for_each_scalar(kind, text, value) -> None:
    """Every kind of scalar may be read from the environment."""
    assert validate(kind, {"env": "V"}, environment={"V": text}) == value
    assert validate(kind, EnvVar("V"), environment={"V": text}) == value


@pytest.mark.parametrize(("kind", "text"), [(int, "s3cret"), (float, "s3cret"), (bool, "s3cret")])
def test_unfit_value_is_not_shown(kind, text) -> None:
    """A variable that does not hold such a scalar is named, its value kept to itself."""
    with pytest.raises(InvalidConfigError, match="'V' does not hold") as caught:
        validate(kind, {"env": "V"}, environment={"V": text})
    assert text not in str(caught.value)


def test_int_reference_is_no_string() -> None:
    """EnvVar.int cannot stand for a string."""
    with pytest.raises(InvalidConfigError, match="gives an int"):
        validate(str, EnvVar.int("V"), environment={"V": "1"})


def test_values_from_the_environment_are_secret() -> None:
    """What came from a variable is masked from then on."""
    secrets = Secrets()
    check = ConfigCheck(environment={"V": "open sesame"}, secrets=secrets)
    validate({"word": str}, {"word": {"env": "V"}}, (), check)
    assert secrets.mask("say open sesame") == "say *****"


def test_read_deep() -> None:
    """References inside lists and dictionaries are read, plain documents stay as they are."""
    check = ConfigCheck(environment={"A": "1", "B": "2"})
    value = {"x": [EnvVar("A"), {"y": EnvVar.int("B")}], "z": {"env": "A"}}
    assert holds_env(value)
    assert read_env_deep(value, (), check) == {"x": ["1", {"y": 2}], "z": {"env": "A"}}
    plain = {"a": [1]}
    assert read_env_deep(plain, (), check) is plain


def test_unset_variable_is_a_fault() -> None:
    """A variable that is not set is named with the path that wants it."""
    check = ConfigCheck(environment={})
    assert read_env_deep(EnvVar("GONE"), ("a",), check) is ABSENT
    assert [str(fault) for fault in check.faults] == ["a: environment variable 'GONE' is not set"]
