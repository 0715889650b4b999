"""How the project's store writes; what it promises is in tests/contracts."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import time
from pathlib import Path

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
    """Storing equal bytes leaves the file as it is, but for its age: nobody may collect it now."""
    store = ObjectStore(tmp_path / "objects")
    file = store.path(store.put("x").digest)
    before = file.stat().st_ino
    os.utime(file, (1, 1))

    store.put("x")

    assert file.stat().st_ino == before
    assert file.stat().st_mtime > time.time() - 60


@pytest.mark.parametrize("size", [10, 3_000_000], ids=["small", "large"])
def test_storing_a_value_again_heals_its_damaged_object(tmp_path, size):
    """An object with a flipped bit and the right length is not taken for the value."""
    store = ObjectStore(tmp_path / "objects")
    stored = store.put("x" * size)
    data = bytearray(store.path(stored.digest).read_bytes())
    data[size // 2] ^= 1
    store.path(stored.digest).write_bytes(data)

    assert store.put("x" * size) == stored
    assert store.get(stored) == "x" * size


def test_a_folder_that_leads_out_of_the_store_is_refused(tmp_path):
    """A link in the place of one of the store's folders is not written through."""
    store = ObjectStore(tmp_path / "objects")
    digest = MemoryObjectStore().put("x").digest
    (tmp_path / "outside").mkdir()
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / digest[:2]).symlink_to(tmp_path / "outside")

    with pytest.raises(StorageError, match="leads out of the store"):
        store.put("x")

    assert list((tmp_path / "outside").iterdir()) == []


def test_a_pipe_in_the_place_of_an_object_does_not_hang(tmp_path):
    """Reading does not wait for whoever writes to a pipe, and storing puts the object there."""
    store = ObjectStore(tmp_path / "objects")
    stored = store.put("x")
    store.path(stored.digest).unlink()
    os.mkfifo(store.path(stored.digest))

    assert not store.holds(stored)
    with pytest.raises(StorageError, match="damaged"):
        store.get(stored)
    assert store.get(store.put("x")) == "x"


def test_what_a_dead_process_was_writing_is_taken_away(tmp_path):
    """The first object that a process stores takes the rests of dead ones with it, no others."""
    store = ObjectStore(tmp_path / "objects")
    aside, descriptor = store.objects.open_aside()
    os.close(descriptor)
    dead = subprocess.Popen(["true"])
    dead.wait()
    rest = Path(aside.replace(f"-{os.getpid()}-", f"-{dead.pid}-"))
    rest.write_bytes(b"half")

    ObjectStore(tmp_path / "objects").put("x")

    assert not rest.exists()
    assert Path(aside).exists()


def test_arrays_of_several_dimensions_are_stored_without_a_copy(tmp_path):
    """A buffer of any dimensions comes back; it is what frames and arrays hand over."""
    store = ObjectStore(tmp_path / "objects")
    value = memoryview(bytearray(range(256)) * 8192).cast("B", (1024, 2048))

    stored = store.put([pickle.PickleBuffer(value), "end"])

    assert store.get(stored) == [value.tobytes(), "end"]


def test_large_objects_leave_no_file_open(tmp_path, recwarn):
    """Reading an object in pieces closes what it opened."""
    store = ObjectStore(tmp_path / "objects")

    assert store.get(store.put("x" * 5_000_000)) == "x" * 5_000_000
    assert [str(warning.message) for warning in recwarn] == []
