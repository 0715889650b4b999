from __future__ import annotations

from pathlib import Path

import pytest

from graphmat.errors import InvalidConfigError
from graphmat.resources import documents
from graphmat.resources.documents import read_config_file, read_json, read_yaml


def test_plain_values() -> None:
    """Scalars, lists and mappings are read as plain data."""
    text = "s: x\ni: 3\nf: 1.5\ne: 1e5\nb: true\nn: ~\nl: [1, a]\nm: {k: v}\nq: '5'\n"
    assert read_yaml(text, "c.yaml").value == {
        "s": "x",
        "i": 3,
        "f": 1.5,
        "e": 100000.0,
        "b": True,
        "n": None,
        "l": [1, "a"],
        "m": {"k": "v"},
        "q": "5",
    }


@pytest.mark.parametrize("text", ["2020-01-01", "12:30", "010", "2020-01-01T10:00:00", "-012"])
def test_readers_text_stays_text(text) -> None:
    """Dates, times and numbers with leading zeros stay the text that was written."""
    assert read_yaml(f"a: {text}", "c.yaml").value == {"a": text}


def test_keys_stay_names() -> None:
    """A key such as `on` is a name; whole numbers stay numbers."""
    assert read_yaml("on: 1\n1: a\n1.5: b\nnull: c\n", "c").value == {
        "on": 1,
        1: "a",
        "1.5": "b",
        "null": "c",
    }


def test_each_value_knows_its_line() -> None:
    """The file and line of every value, and of the nearest one around an unknown path."""
    document = read_yaml("ops:\n  f:\n    config:\n      l:\n        - 1\n        - x\n", "c.yaml")
    assert repr(document.where(("ops", "f", "config", "l", 1))) == "c.yaml:6"
    assert repr(document.where(("ops", "f", "config", "gone"))) == "c.yaml:3"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x\n", "c.yaml:2' uses the alias"),
        ("a: 1\nb: {c: 1, c: 2}\n", "c.yaml:2' gives 'b.c' twice"),
        ("a: !!python/object:os.system 1\n", "only plain data"),
        ("a: !thing 1\n", "only plain data"),
        ("a: !!set {x}\n", "only plain data"),
        ("<<: {a: 1}\n", "merge key"),
        ("a: 1\n---\nb: 2\n", "more than one document"),
        ("- 1\n", "must be a mapping"),
        ("a: [1\n", "not valid YAML"),
        ("a: b: c\n", "c.yaml:1' is not valid YAML"),
        ("? [a]\n: 1\n", "not a plain name"),
        ("a: !!int x\n", "of type 'int', which it is not"),
        ("[" * 60, "deeper than 50"),
        ("[" * 200_000, "deeper than 50"),
    ],
)
def test_yaml_that_is_refused(text, words) -> None:
    """What is not plain data, or is ambiguous or too deep, is refused with file and line."""
    with pytest.raises(InvalidConfigError, match=words):
        read_yaml(text, "c.yaml")


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A text over 1 MiB is refused unread; so is one with very many values."""
    big = "a: " + "x" * documents.MAX_BYTES
    with pytest.raises(InvalidConfigError, match="1 MiB"):
        read_yaml(big, "c.yaml")
    file = tmp_path / "big.yaml"
    file.write_text(big)
    with pytest.raises(InvalidConfigError, match="1 MiB"):
        read_config_file(file)
    monkeypatch.setattr(documents, "MAX_VALUES", 100)
    with pytest.raises(InvalidConfigError, match="more than 100 values"):
        read_yaml("[" + "1," * 200 + "]", "c.yaml", needs_mapping=False)


def test_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    """A file with nothing, or only comments, in it configures nothing."""
    file = tmp_path / "c.yaml"
    file.write_text("# nothing yet\n")
    assert read_config_file(file).value == {}


def test_json_file(tmp_path: Path) -> None:
    """A .json file is read as JSON, with lines."""
    file = tmp_path / "c.json"
    file.write_text('{\n\t"ops": {\n\t\t"a": 1e5}}\n')
    document = read_config_file(file)
    assert document.value == {"ops": {"a": 100000.0}}
    assert repr(document.where(("ops", "a"))) == f"{file}:3"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', "'a' twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": }', "not valid JSON"),
        ("[1]", "must be a mapping"),
        ("[" * 3000, "deeper"),
        ("[" * 60 + "]" * 60, "deeper"),
    ],
)
def test_json_that_is_refused(text, words) -> None:
    """JSON with doubled keys, odd constants or too many levels is refused."""
    with pytest.raises(InvalidConfigError, match=words):
        read_json(text, "--config-json")


def test_unreadable_files(tmp_path: Path) -> None:
    """A missing file and one that is not UTF-8 are refused by name."""
    with pytest.raises(InvalidConfigError, match=r"gone.yaml"):
        read_config_file(tmp_path / "gone.yaml")
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"a: \xff\xfe")
    with pytest.raises(InvalidConfigError, match="UTF-8"):
        read_config_file(file)


def test_byte_order_mark_is_no_part(tmp_path: Path) -> None:
    """A file that starts with a byte order mark is read as without."""
    file = tmp_path / "c.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_config_file(file).value == {"a": 1}
