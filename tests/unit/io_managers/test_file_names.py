"""How parts of keys become names of files; what follows from it is in tests/contracts."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.io_managers.file_names import file_name, found_path, free_path


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_name_can_be_read_back(part):
    """Every part that is not too long stands in its name, whole."""
    assert unquote(file_name(part, blind=True)) == part or part in {"", ".", ".."}


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_parts_have_two_names(first, second):
    """Not even a file system that takes capitals for small letters takes one for the other."""
    names = [file_name(part, blind=True).lower() for part in (first, second)]

    assert (names[0] == names[1]) == (first == second)


@pytest.mark.parametrize("part", ["lpt1", "PRN", "con.tar.gz"])
def test_a_device_is_no_file_name(part):
    """Names that mean a device on some systems are written otherwise."""
    assert file_name(part) != part


def test_folders_and_files_out_of_each_others_way(tmp_path):
    """A file in the place of a folder is left, and so is a folder in the place of a file."""
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()

    assert free_path(tmp_path, ["file", "x"]) == tmp_path / "file%dir" / "x"
    assert free_path(tmp_path, ["folder"]) == tmp_path / "folder%file"


def test_what_lay_beside_a_file_is_found_when_the_file_is_gone(tmp_path):
    """A value is found where it was put, whatever became of what was in its way."""
    (tmp_path / "a").write_text("")
    path = free_path(tmp_path, ["a", "b"])
    path.parent.mkdir()
    path.write_text("")
    (tmp_path / "a").unlink()

    assert found_path(tmp_path, ["a", "b"]) == path
    assert found_path(tmp_path, ["a", "c"]) == tmp_path / "a" / "c"
