from __future__ import annotations

import os
from pathlib import Path

import pytest

from graphmat.errors import UsageError
from graphmat.loading.project import find_settings
from graphmat.loading.settings import Settings


def find(folder: Path, environment: dict[str, str] | None = None, **flags) -> Settings:
    """Settings of a folder, without those of this machine."""
    return find_settings(folder=str(folder), flags=flags, environment=environment or {})


@pytest.fixture
def project(tmp_path: Path, write) -> Path:
    """A folder with definitions, and no settings."""
    write("")
    return tmp_path


def test_definitions_in_the_folder(project: Path) -> None:
    """Without settings the folder's definitions.py is taken, and its .graphmat."""
    found = find(project)

    assert found.target.file == project / "definitions.py"
    assert found.target.text == "definitions.py"
    assert found.home == project / ".graphmat"
    assert "definitions.py" in found.origin("file")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.graphmat]\nmodule = 'things.defs'\nhome = 'state'\n"),
        ("graphmat.yaml", "module: things.defs\nhome: state\n"),
    ],
)
def test_settings_of_a_folder_above(tmp_path: Path, write, name: str, text: str) -> None:
    """Settings are found from a folder upwards; their paths begin where they are written."""
    write(text, name)
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)

    found = find(inner)

    assert found.target.module == "things.defs"
    assert found.target.text == "-m things.defs"
    assert found.target.folder == tmp_path
    assert found.home == tmp_path / "state"
    assert name in found.origin("home")


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("[tool.dagster]\nmodule_name = 'shop.defs'\n", "shop.defs"),
        ("[tool.dg.project]\nroot_module = 'shop'\n", "shop.definitions"),
        (
            "[tool.dg.project]\nroot_module = 's'\ncode_location_target_module = 's.x'\n",
            "s.x",
        ),
        ("[tool.graphmat]\nhome = 'h'\n[tool.dagster]\nmodule_name = 'shop.defs'\n", "shop.defs"),
    ],
)
def test_projects_of_other_tools(tmp_path: Path, write, text: str, module: str) -> None:
    """A project that other tools know needs no settings of ours."""
    write(text, "pyproject.toml")
    (tmp_path / "src").mkdir()

    found = find(tmp_path)

    assert found.target.module == module
    assert found.target.search == (tmp_path, tmp_path / "src")


def test_precedence(project: Path, write) -> None:
    """A flag comes before the environment, which comes before the project's file."""
    write("home: one\non-unselected: drop\nstrict: true\n", "graphmat.yaml")
    environment = {"GRAPHMAT_HOME": "two", "GRAPHMAT_ON_UNSELECTED": "error"}

    found = find(project, environment, home="three")

    assert found.home == project / "three"
    assert found.origin("home") == "--home"
    assert found.get("on_unselected") == "error"
    assert found.origin("on_unselected") == "GRAPHMAT_ON_UNSELECTED"
    assert found.get("strict") is True
    assert found.origin("strict") == "graphmat.yaml"
    assert found.origin("fail_fast") == "default"


def test_module_flag_replaces_file_setting(project: Path, write) -> None:
    """Where to find definitions is one setting: a module on the command line replaces a file."""
    write("file: definitions.py\n", "graphmat.yaml")

    found = find(project, module="other")

    assert found.target.module == "other"
    assert found.target.file is None


def test_file_elsewhere(tmp_path: Path, write) -> None:
    """Without settings a file's own folder is the project, wherever the command is typed."""
    file = write("", "there/things.py")

    found = find(tmp_path, file="there/things.py")

    assert found.target.file == file
    assert found.home == file.parent / ".graphmat"


def test_home_begins_where_it_is_typed(project: Path) -> None:
    """A home that is typed or in the environment begins at the working directory."""
    inner = project / "inner"
    inner.mkdir()
    file = os.fspath(project / "definitions.py")

    assert find(inner, {"GRAPHMAT_HOME": "h"}, file=file).home == inner / "h"
    assert find(inner, home="/abs", file=file).home == Path("/abs")


def test_no_definitions(tmp_path: Path, write) -> None:
    """Without definitions the error says where they were looked for, and what is near."""
    write("", "definition.py")

    with pytest.raises(UsageError, match=r"pyproject.toml, graphmat.yaml .* definitions.py") as e:
        find(tmp_path)

    assert e.value.exit_code == 2
    assert "'definition.py'" in e.value.hint


def test_no_definitions_needed(tmp_path: Path) -> None:
    """A command that only looks at the record needs no definitions."""
    found = find_settings(folder=str(tmp_path), environment={}, needs_target=False)

    assert found.target is None
    assert found.home == tmp_path / ".graphmat"


def test_settings_without_definitions(tmp_path: Path, write) -> None:
    """Settings that name no definitions, where there are none, are told by their file."""
    write("strict: true\n", "graphmat.yaml")

    with pytest.raises(UsageError, match=r"graphmat.yaml .* names no definitions"):
        find(tmp_path)


def test_two_places_of_settings(project: Path, write) -> None:
    """Settings in both of a folder's files are refused."""
    write("[tool.graphmat]\n", "pyproject.toml")
    write("strict: true\n", "graphmat.yaml")

    with pytest.raises(UsageError, match="has settings in"):
        find(project)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("graphmat.yaml", "hoem: x\n", "unknown setting 'hoem' in graphmat.yaml"),
        ("graphmat.yaml", "strict: perhaps\n", "'strict' in graphmat.yaml must be true or false"),
        ("graphmat.yaml", "a: &a [*a]\n", "cannot be read|alias"),
        ("pyproject.toml", "[tool.graphmat]\nfil = 'x'\n", "unknown setting 'fil'"),
        ("pyproject.toml", "[tool.graphmat\n", "cannot be read"),
        ("pyproject.toml", "[tool]\ngraphmat = 1\n", "must be a table"),
        ("pyproject.toml", "[tool.graphmat]\nfile = 'a'\nmodule = 'b'\n", "keep one"),
        (
            "pyproject.toml",
            "[tool.graphmat]\non-unselected = 'dorp'\n",
            "must be one of 'materialize', 'drop', 'error'",
        ),
    ],
)
def test_wrong_settings(project: Path, write, name: str, text: str, words: str) -> None:
    """A setting that cannot be is told with the file that it stands in."""
    write(text, name)

    with pytest.raises(UsageError, match=words):
        find(project)


def test_nearest_setting(project: Path, write) -> None:
    """An unknown setting is answered with the nearest one."""
    write("hoem: x\n", "graphmat.yaml")

    with pytest.raises(UsageError) as caught:
        find(project)

    assert caught.value.hint == "did you mean 'home'?"


def test_file_and_module_at_once(project: Path) -> None:
    """A file and a module on one command line are refused."""
    with pytest.raises(UsageError, match="both --file and --module"):
        find(project, file="definitions.py", module="definitions")


def test_wrong_environment(project: Path) -> None:
    """A value of the environment that cannot be is told with its variable."""
    with pytest.raises(UsageError, match="GRAPHMAT_STRICT must be true or false"):
        find(project, {"GRAPHMAT_STRICT": "mostly"})


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there is refused."""
    with pytest.raises(UsageError, match="there is no folder"):
        find(tmp_path / "nowhere")


def test_unrelated_project_file_is_not_read(project: Path, write) -> None:
    """A pyproject.toml that says nothing of us may hold anything."""
    write("[broken\n", "pyproject.toml")

    assert find(project).target.file == project / "definitions.py"


def test_settings_of_another_user(project: Path, write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings above that belong to another user do not choose the code that runs."""
    write("module: planted\n", "graphmat.yaml")
    inner = project / "inner"
    inner.mkdir()
    owner = (project / "graphmat.yaml").stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    if owner == 0:
        os.chown(project / "graphmat.yaml", 12345, -1)

    with pytest.raises(UsageError, match="belongs to another user"):
        find(inner)
    assert find(project).target.module == "planted"


def test_selectors(project: Path, write) -> None:
    """Named selections are read as lists of texts."""
    write("selectors:\n  daily: group:a\n  both: [a, b]\n", "graphmat.yaml")

    assert find(project).get("selectors") == {"daily": ["group:a"], "both": ["a", "b"]}
