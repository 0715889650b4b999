from __future__ import annotations

from pathlib import Path

import pytest

from graphmat.errors import InvalidConfigError, UsageError
from graphmat.resources.config_document import ConfigDocument
from graphmat.resources.overrides import (
    apply_setting,
    config_from_files,
    config_from_yaml_strings,
    load_run_config,
    parse_setting,
)


def test_files_then_json_then_settings(tmp_path: Path) -> None:
    """Later files win over earlier ones, JSON text over files, settings over all."""
    first, second = tmp_path / "1.yaml", tmp_path / "2.yaml"
    first.write_text("ops: {f: {config: {a: 1, b: 1, c: 1, d: 1}}}\n")
    second.write_text("ops: {f: {config: {b: 2, c: 2, d: 2}}}\n")
    document = load_run_config(
        [first, second],
        ["ops.f.config.d=4"],
        json_text='{"ops": {"f": {"config": {"c": 3, "d": 3}}}}',
    )
    assert document.value == {"ops": {"f": {"config": {"a": 1, "b": 2, "c": 3, "d": 4}}}}
    path = ("ops", "f", "config")
    assert repr(document.where((*path, "b"))) == f"{second}:1"
    assert document.where((*path, "c")) == "--config-json"
    assert document.where((*path, "d")) == "--set ops.f.config.d"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("a.b=5", {"a": {"b": 5}}),
        ("a.b=", {"a": {"b": ""}}),
        ("a=true", {"a": True}),
        ("a='5'", {"a": "5"}),
        ("a=[1, x]", {"a": [1, "x"]}),
        ("a={k: v}", {"a": {"k": "v"}}),
        ("a=x=y", {"a": "x=y"}),
        ("a=2020-01-01", {"a": "2020-01-01"}),
        ("a.\"b.c\".'d e'=1", {"a": {"b.c": {"d e": 1}}}),
        ("a=null", {"a": None}),
        ("a=1e3", {"a": 1000.0}),
    ],
)
def test_settings(setting, value) -> None:
    """A setting's value is a YAML value; its path may have quoted components."""
    assert apply_setting(ConfigDocument({}), setting).value == value


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("a", "no '='"),
        ("a..b=1", "column 3"),
        ("=1", "empty"),
        ("a.=1", "empty"),
        ('a."b=1', "not closed"),
        ('a.""=1', "empty"),
        ("a[0]=1", "quotes"),
        ("a b=1", "quotes"),
        ('"a"b=1', "no '='"),
        (".".join("a" * 60) + "=1", "50 components"),
    ],
)
def test_bad_paths(setting, words) -> None:
    """A path that cannot be read is refused, with where it goes wrong."""
    with pytest.raises(UsageError, match=words):
        parse_setting(setting)


def test_bad_setting_keeps_its_value_to_itself() -> None:
    """The message of a refused setting does not show the value: it may be a secret."""
    with pytest.raises(UsageError) as caught:
        parse_setting("resources..password=hunter2")
    assert "hunter2" not in str(caught.value)


def test_setting_through_a_scalar_is_refused() -> None:
    """A path through a value that is no mapping is refused."""
    with pytest.raises(UsageError, match=r"'ops.f' is not a mapping"):
        apply_setting(ConfigDocument({"ops": {"f": 3}}), "ops.f.config=1")


def test_bad_value_is_refused() -> None:
    """A value that is not plain YAML is refused."""
    with pytest.raises(InvalidConfigError, match="--set"):
        apply_setting(ConfigDocument({}), "a=*x")


def test_config_from_texts_and_files(tmp_path: Path) -> None:
    """The helpers give plain documents, later ones laid over earlier ones."""
    file = tmp_path / "c.yaml"
    file.write_text("a: 1\nb: 1\n")
    assert config_from_files([file]) == {"a": 1, "b": 1}
    assert config_from_yaml_strings(["a: 1\nb: 1", "b: 2"]) == {"a": 1, "b": 2}
