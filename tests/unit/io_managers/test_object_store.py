"""How the project's store writes; what it promises is in tests/contracts."""

from __future__ import annotations

import errno
import os

import pytest

from graphmat.errors import StorageError
from graphmat.io_managers.object_store import MemoryObjectStore, ObjectStore


def test_nothing_is_made_before_the_first_object(tmp_path):
    """Looking at a store that was never written to makes no folder."""
    ObjectStore(tmp_path / "objects")

    assert not (tmp_path / "objects").exists()


def test_objects_lie_in_folders_by_their_first_digits(tmp_path):
    """No folder gets as large as the store."""
    store = ObjectStore(tmp_path / "objects")
    digest = store.put("x").digest

    assert store.path(digest) == tmp_path / "objects" / digest[:2] / digest[2:]
    assert store.path(digest).is_file()


def test_the_same_bytes_in_memory_and_on_disk(tmp_path):
    """A value has one digest, wherever it is kept: small or large."""
    for value in ("x", "x" * 3_000_000, {"a": [1]}):
        assert ObjectStore(tmp_path / "o").put(value) == MemoryObjectStore().put(value)


def test_the_clean_up_of_a_full_disk(tmp_path, monkeypatch):
    """A disk that fills up is told as such, with what can be done, and nothing half is left."""
    store = ObjectStore(tmp_path / "objects")

    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "rename", full)

    with pytest.raises(StorageError, match="No space left") as caught:
        store.put("x")

    assert "free some space" in caught.value.hint
    assert [path for path in (tmp_path / "objects").rglob("*") if path.is_file()] == []


def test_an_object_that_is_there_is_not_written_again(tmp_path):
    """Storing equal bytes leaves the file as it is, with its time."""
    store = ObjectStore(tmp_path / "objects")
    file = store.path(store.put("x").digest)
    os.utime(file, (1, 1))

    store.put("x")

    assert file.stat().st_mtime == 1


def test_large_objects_leave_no_file_open(tmp_path, recwarn):
    """Reading an object in pieces closes what it opened."""
    store = ObjectStore(tmp_path / "objects")

    assert store.get(store.put("x" * 5_000_000)) == "x" * 5_000_000
    assert [str(warning.message) for warning in recwarn] == []
