from __future__ import annotations

import pytest

from graphmat.errors import LoadError
from graphmat.loading.missing_target import refuse_missing_file


def test_nearest_file(tmp_path) -> None:
    """A file that is not there is answered with the nearest name in its folder."""
    (tmp_path / "definitions.py").touch()

    with pytest.raises(LoadError, match="there is no file") as caught:
        refuse_missing_file(tmp_path / "definition.py")

    assert caught.value.hint == "did you mean 'definitions.py'?"


def test_other_files(tmp_path) -> None:
    """Where no name is near, the files of Python that there are are told."""
    (tmp_path / "a.py").touch()

    with pytest.raises(LoadError) as caught:
        refuse_missing_file(tmp_path / "pipelines.py")

    assert "a.py" in caught.value.hint


def test_missing_folder(tmp_path) -> None:
    """A folder that is not there is told as the cause."""
    with pytest.raises(LoadError, match=r"its folder '.*nowhere' does not exist"):
        refuse_missing_file(tmp_path / "nowhere" / "definitions.py")


def test_folder(tmp_path) -> None:
    """A folder in a file's place is told, with the ways to use it."""
    (tmp_path / "definitions.py").touch()

    with pytest.raises(LoadError, match="is a directory") as caught:
        refuse_missing_file(tmp_path)

    assert f"-C {tmp_path}" in caught.value.hint


def test_other_kind_of_file(tmp_path) -> None:
    """A file that is no file of Python is refused."""
    (tmp_path / "notes.txt").touch()

    with pytest.raises(LoadError, match=r"does not end in '\.py'"):
        refuse_missing_file(tmp_path / "notes.txt")
