from __future__ import annotations

import os
from pathlib import Path

import pytest

from graphmat.errors import UsageError
from graphmat.rendering.files import write_file


def test_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """The new text takes the old one's place and mode; nothing else is left in the folder."""
    path = tmp_path / "picture.svg"
    path.write_text("old")
    path.chmod(0o640)

    write_file(path, "größe\n")

    assert path.read_text(encoding="utf-8") == "größe\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["picture.svg"]


def test_old_file_stays_where_the_new_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs nobody the picture they had, and leaves no half one."""
    path = tmp_path / "picture.svg"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError, match="No space left on device"):
        write_file(path, "new")

    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["picture.svg"]


def test_link_is_followed(tmp_path: Path) -> None:
    """A link stays a link; the file it leads to is written."""
    path, link = tmp_path / "real.svg", tmp_path / "link.svg"
    path.write_text("old")
    link.symlink_to(path)

    write_file(link, "new")

    assert link.is_symlink()
    assert path.read_text() == "new"


def test_device_is_written_to(tmp_path: Path) -> None:
    """What is no file, such as the terminal, is not replaced by one."""
    write_file("/dev/null", "text")

    assert Path("/dev/null").is_char_device()


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder in the file's place, or no folder around it, is the user's mistake, with a hint."""
    with pytest.raises(UsageError, match="is a folder"):
        write_file(tmp_path, "text")
    with pytest.raises(UsageError, match="cannot be written: No such file") as raised:
        write_file(tmp_path / "no" / "picture.svg", "text")

    assert raised.value.hint == f"mkdir -p {tmp_path}/no"
