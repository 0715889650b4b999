"""Profiles of settings, and files of environment variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmat.errors import UsageError
from graphmat.loading.project import find_settings
from graphmat.loading.settings import Settings

FILE = """
home: state
strict: false
selectors: {a: x, b: y}
profiles:
  ci:
    home: ci_state
    strict: true
    selectors: {b: z}
  other:
    module: things.defs
"""


def find(folder: Path, environment: dict[str, str] | None = None, **flags) -> Settings:
    """Settings of a folder, without those of this machine."""
    return find_settings(folder=str(folder), flags=flags, environment=environment or {})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two profiles."""
    (tmp_path / "definitions.py").write_text("")
    (tmp_path / "graphmat.yaml").write_text(FILE)
    return tmp_path


def test_without_profile(project: Path) -> None:
    """A profile that nobody asks for changes nothing."""
    found = find(project)

    assert found.home == project / "state"
    assert found.get("strict") is False


@pytest.mark.parametrize(
    ("environment", "flags"), [({"GRAPHMAT_PROFILE": "ci"}, {}), ({}, {"profile": "ci"})]
)
def test_profile_comes_before_file(
    project: Path, environment: dict[str, str], flags: dict[str, str]
) -> None:
    """A profile's settings come before those of the file, and begin where the file is."""
    found = find(project, environment, **flags)

    assert found.home == project / "ci_state"
    assert found.get("strict") is True
    assert found.origin("strict") == "profile 'ci' of graphmat.yaml"
    assert found.get("selectors") == {"a": ["x"], "b": ["z"]}


def test_environment_comes_before_profile(project: Path) -> None:
    """A variable of the environment comes before the profile."""
    found = find(project, {"GRAPHMAT_STRICT": "no"}, profile="ci")

    assert found.get("strict") is False
    assert found.origin("strict") == "GRAPHMAT_STRICT"


def test_profile_with_other_definitions(project: Path) -> None:
    """A profile may name other definitions than the file does."""
    assert find(project, profile="other").target.module == "things.defs"


def test_unknown_profile(project: Path) -> None:
    """A profile that is not there is answered with those that are."""
    with pytest.raises(UsageError, match=r"there is no profile 'cl' in graphmat\.yaml") as caught:
        find(project, profile="cl")

    assert caught.value.hint == "did you mean 'ci'?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("profiles: [a]", "'profiles' in graphmat.yaml must be a table"),
        ("profiles: {ci: 3}", "'ci' must be a table of settings, not 3"),
        ("profiles: {ci: {hom: x}}", "unknown setting 'hom' in profile 'ci'"),
        ("profiles: {ci: {profile: x}}", "unknown setting 'profile' in profile 'ci'"),
        ("env_file: 3", "'env_file' in graphmat.yaml must be a text or a list of texts"),
    ],
)
def test_wrong_profiles(project: Path, text: str, words: str) -> None:
    """A profile that cannot be read is told with its name and place."""
    (project / "graphmat.yaml").write_text(text)

    with pytest.raises(UsageError) as caught:
        find(project)

    assert words in caught.value.message


def test_env_files(project: Path) -> None:
    """Files of variables are read in order; what is set already wins."""
    (project / "a.env").write_text("# note\nA=1\nB='two words'\nexport C=3\nD=${B}!\n")
    (project / "b.env").write_text("A=4\n")

    found = find(project, {"C": "mine"}, env_file=["a.env", "b.env"])

    assert found.added_environment == {"A": "4", "B": "two words", "D": "two words!"}


def test_env_file_may_hold_settings(project: Path) -> None:
    """A setting of an environment file counts as one of the environment."""
    (project / "a.env").write_text("GRAPHMAT_STRICT=1\n")

    assert find(project, env_file=["a.env"]).origin("strict") == "GRAPHMAT_STRICT"


def test_env_file_of_the_project_file(project: Path) -> None:
    """A file that the project's file names begins where that is."""
    (project / "graphmat.yaml").write_text("env_file: my.env\n")
    (project / "my.env").write_text("A=1\n")
    (project / "deep").mkdir()

    assert find(project / "deep").added_environment == {"A": "1"}


def test_missing_env_file(project: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(UsageError, match=r"none.env' cannot be read: No such file"):
        find(project, env_file=["none.env"])


def test_wrong_env_file_shows_no_secret(project: Path) -> None:
    """A line of another form is told with its number, and without its text."""
    (project / "a.env").write_text("A=1\nmy secret = = x y\n")

    with pytest.raises(UsageError, match=r"line 2 of .*a.env' is not of the form") as caught:
        find(project, env_file=["a.env"])

    assert "secret" not in caught.value.message
