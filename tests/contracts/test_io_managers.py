"""What everything that keeps values promises, whatever it keeps them in."""

from __future__ import annotations

import hashlib
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from graphmat.definitions.io_context import (
    InputContext,
    build_input_context,
    build_output_context,
)
from graphmat.errors import MissingValueError, StepOutputError, StorageError
from graphmat.events.records import StoredObject
from graphmat.io_managers.filesystem import FilesystemIOManager
from graphmat.io_managers.memory import InMemoryIOManager
from graphmat.io_managers.object_bucket import ObjectBucket
from graphmat.io_managers.object_store import MemoryObjectStore, ObjectStore, ObjectStoreIOManager
from graphmat.io_managers.store_address import StoreAddress
from graphmat.keys import AssetKey

RUN = "0c9d3f5e-1111-4a4a-8888-000000000001"


class Door:
    """An I/O manager with its folder, as a step uses it: by asset key or by step and output."""

    def __init__(self, manager, folder):
        self.manager = manager
        self.folder = folder

    def put(self, value, key="made", partition=None):
        """Store the value of an asset."""
        context = build_output_context(
            name="result", run_id=RUN, step_key="step", asset_key=key, partition_key=partition
        )
        self.manager.handle_output(context, value)

    def get(self, key="made", partition=None):
        """Load the value of an asset."""
        return self.manager.load_input(
            build_input_context(name="x", asset_key=key, partition_key=partition)
        )

    def files(self):
        """The files below the folder."""
        return sorted(path for path in self.folder.rglob("*") if not path.is_dir())


# An I/O manager of another kind takes one line here, and one in ON_DISK if it writes files.
KINDS = {
    "project store": lambda folder: ObjectStoreIOManager(ObjectStore(folder)),
    "project store in memory": lambda _folder: ObjectStoreIOManager(MemoryObjectStore()),
    "project store by fsspec": lambda folder: ObjectStoreIOManager(
        bucket_store(f"local://{folder}")
    ),
    "files": lambda folder: FilesystemIOManager(base_dir=str(folder)),
    "memory": lambda _folder: InMemoryIOManager(),
}
ON_DISK = ("project store", "project store by fsspec", "files")


def bucket_store(url):
    """A store of the project at an address of fsspec."""
    return ObjectStore(ObjectBucket(StoreAddress(url)))


@pytest.fixture(params=[*KINDS, "project store in fsspec's memory", "project store in S3"])
def door(request, tmp_path):
    """An empty I/O manager of each kind."""
    if request.param == "project store in S3":
        manager = ObjectStoreIOManager(bucket_store(request.getfixturevalue("s3")))
    elif request.param == "project store in fsspec's memory":
        manager = ObjectStoreIOManager(bucket_store(f"memory://{tmp_path.name}"))
    else:
        manager = KINDS[request.param](tmp_path / "store")
    return Door(manager, tmp_path / "store")


@pytest.fixture(params=ON_DISK)
def on_disk(request, tmp_path):
    """An empty I/O manager of each kind that keeps values in files."""
    return Door(KINDS[request.param](tmp_path / "store"), tmp_path / "store")


# ---------------------------------------------------------------------- every manager

VALUES = [
    None,
    0,
    "",
    b"\0\xff",
    [1, [2, {"three": (4.5, None)}]],
    {"ключ": "значение", ("a", 1): {1, 2}},
    "x" * 3_000_000,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_a_value_comes_back_as_it_was(door, value):
    """Any value that was stored is loaded again, empty ones and large ones alike."""
    door.put(value)

    assert door.get() == value


def test_the_newest_value_counts(door):
    """A value that is stored again replaces the one before it."""
    door.put([1])
    door.put([2])

    assert door.get() == [2]


def test_values_are_kept_apart(door):
    """Assets, and partitions of one asset, have values of their own."""
    door.put(1, key=["a", "b"])
    door.put(2, key=["a"], partition="b2")
    door.put(3, key=["a"], partition="b3")

    assert (door.get(["a", "b"]), door.get(["a"], "b2"), door.get(["a"], "b3")) == (1, 2, 3)


def test_inner_values_are_kept_by_step_and_output(door):
    """A value that is no asset is found by its run, step and output, and its item of a fan-out."""
    first = build_output_context(name="a", run_id=RUN, step_key="g.step")
    second = build_output_context(name="b", run_id=RUN, step_key="g.step", mapping_key="m")
    door.manager.handle_output(first, "plain")
    door.manager.handle_output(second, "item")

    loaded = [
        door.manager.load_input(build_input_context(name="x", upstream_output=context))
        for context in (first, second)
    ]
    assert loaded == ["plain", "item"]


def test_a_value_that_was_never_stored_is_missing(door):
    """Loading what is not there says so, by a name that people know, and not as a KeyError."""
    with pytest.raises(MissingValueError) as caught:
        door.get("absent")
    assert "absent" in str(caught.value)


class Touchy:
    """Raises while it is pickled, as values with a lock or a connection in them do."""

    def __init__(self, error):
        self.error = error

    def __reduce__(self):
        raise self.error


UNPICKLABLE = {
    "lambda": lambda: [lambda: 1],
    "lock": threading.Lock,
    "generator": lambda: (number for number in ()),
    "recursion": lambda: Touchy(RecursionError("maximum recursion depth exceeded")),
    "of its own": lambda: Touchy(ValueError("this holds a connection")),
}


@pytest.mark.parametrize("what", UNPICKLABLE)
def test_a_value_that_cannot_be_pickled_leaves_the_old_one(on_disk, what):
    """A value that cannot be pickled is refused with a reason; the one before stays, no rest."""
    on_disk.put("before")
    files = on_disk.files()

    with pytest.raises(StepOutputError, match="cannot be pickled"):
        on_disk.put(UNPICKLABLE[what]())

    assert on_disk.get() == "before"
    assert on_disk.files() == files


def test_a_value_that_fails_late_leaves_no_part_of_it(on_disk):
    """Megabytes that were written before the fault showed are taken away again."""
    with pytest.raises(StepOutputError, match="cannot be pickled"):
        on_disk.put(["x" * 5_000_000, threading.Lock()])

    assert on_disk.files() == []


ODD = [
    ["..", "..", "outside"],
    [".."],
    ["."],
    [""],
    ["a/../../b"],
    ["/etc/passwd"],
    ["nul\0byte"],
    ["a", "", "b"],
    ["%2e%2e"],
    ["~root"],
    ["new\nline"],
    ["émoji 🙂"],
    ["CON"],
    ["nul.txt"],
    ["com1"],
    ["ends with a dot."],
    ["ends with a space "],
    ["e\u0301"],
    ["\u202eright to left"],
    ["\udcff half a pair"],
    ["k" * 300],
]


@pytest.mark.parametrize("key", ODD, ids=repr)
def test_odd_keys_cannot_leave_the_folder(on_disk, key):
    """Whatever a key is made of, its file lies in the folder, and its value comes back."""
    before = set(on_disk.folder.parent.iterdir())

    on_disk.put("odd", key=key)

    assert on_disk.get(key) == "odd"
    assert set(on_disk.folder.parent.iterdir()) <= {*before, on_disk.folder}
    (file,) = on_disk.files()
    assert file.resolve().is_relative_to(on_disk.folder.resolve())


def test_odd_keys_do_not_meet(on_disk):
    """Keys that a file system could take for one another have values of their own."""
    keys = [
        *ODD[2:],
        *([text] for text in ("a%2F..%2F..%2Fb", "%", "%2e", "%252e", "a%", "con", "Con")),
        *([text] for text in ("é", "e", "ё", "е", "ends with a dot", "a%dir", "a%file")),  # noqa: RUF001  # they look alike
    ]
    for number, key in enumerate(keys):
        on_disk.put(number, key=key)

    assert [on_disk.get(key) for key in keys] == list(range(len(keys)))


@pytest.mark.parametrize("first", [0, 1, 2])
def test_a_key_may_begin_with_another(door, first):
    """An asset may be called as the folder of another one, whichever is made first, or again."""
    keys = [["a"], ["a", "b"], ["a", "b", "c"]]
    keys = keys[first:] + keys[:first]
    for turn in range(2):
        for number, key in enumerate(keys):
            door.put((turn, number), key=key)

        assert [door.get(key) for key in keys] == [(turn, 0), (turn, 1), (turn, 2)]


def test_a_partitioned_asset_may_lie_beside_one_that_is_not(door):
    """What was stored before an asset got partitions stays, and is no hindrance."""
    door.put("whole", key=["a"])
    door.put("part", key=["a"], partition="2024")

    assert (door.get(["a"]), door.get(["a"], "2024")) == ("whole", "part")


def test_a_partition_key_cannot_leave_the_folder(on_disk):
    """A partition is a name, not a path."""
    on_disk.put("odd", key="a", partition="../../x")

    assert on_disk.get("a", "../../x") == "odd"
    assert all(file.resolve().is_relative_to(on_disk.folder.resolve()) for file in on_disk.files())


def test_a_very_long_key_can_be_stored(on_disk):
    """A key longer than a file name may be is no reason to fail."""
    on_disk.put("long", key="k" * 400)
    on_disk.put("longer", key="k" * 401)

    assert (on_disk.get("k" * 400), on_disk.get("k" * 401)) == ("long", "longer")


def test_the_partitions_of_an_asset_are_loaded_together(tmp_path):
    """A consumer of several partitions gets them as a dictionary, with dimensions or without."""
    door = Door(KINDS["files"](tmp_path / "store"), tmp_path / "store")
    keys = ["a|2024-01-01", "b|2024-01-01"]
    for key in keys:
        door.put(key.upper(), key="made", partition=key)

    context = InputContext(name="x", asset_key=AssetKey("made"), asset_partition_keys=keys)
    assert door.manager.load_input(context) == {key: key.upper() for key in keys}


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from graphmat.definitions.io_context import build_output_context
    from graphmat.io_managers.filesystem import FilesystemIOManager
    from graphmat.io_managers.object_bucket import ObjectBucket
    from graphmat.io_managers.object_store import ObjectStore, ObjectStoreIOManager
    from graphmat.io_managers.store_address import StoreAddress

    class Deadly:
        def __reduce__(self):
            os.kill(os.getpid(), signal.SIGKILL)

    kind, folder = sys.argv[1:]
    manager = (
        FilesystemIOManager(base_dir=folder)
        if kind == "files"
        else ObjectStoreIOManager(ObjectStore(Path(folder)))
        if kind == "project store"
        else ObjectStoreIOManager(ObjectStore(ObjectBucket(StoreAddress(f"local://{folder}"))))
    )
    context = build_output_context(name="result", run_id="r", step_key="s", asset_key="made")
    manager.handle_output(context, ["x" * 5_000_000, Deadly()])
"""


@pytest.mark.parametrize("kind", ON_DISK)
def test_a_killed_write_leaves_no_value_under_a_final_name(kind, tmp_path):
    """A process that is killed in the middle of a write leaves the old value, and no half one."""
    door = Door(KINDS[kind](tmp_path / "store"), tmp_path / "store")
    door.put("before")
    files = door.files()

    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), kind, str(tmp_path / "store")],
        check=False,
        timeout=60,
    )

    assert ended.returncode == -signal.SIGKILL
    assert door.get() == "before"
    left = [file for file in door.files() if file not in files]
    assert left, "the write had begun"
    assert all("aside" in file.name for file in left)


# ---------------------------------------------------------------------- the project's store


@pytest.fixture
def store(tmp_path):
    """An empty store of the project."""
    return ObjectStore(tmp_path / "objects")


@pytest.fixture(params=["on disk", "in memory", "in S3"])
def any_store(request, tmp_path):
    """An empty store of the project, in files, in memory and in a bucket."""
    if request.param == "in S3":
        return bucket_store(request.getfixturevalue("s3"))
    return ObjectStore(tmp_path / "objects") if request.param == "on disk" else MemoryObjectStore()


def test_an_object_is_named_by_its_bytes(store):
    """The digest that the log names is the SHA-256 of the file, and the file's name."""
    stored = store.put({"a": 1})
    data = store.path(stored.digest).read_bytes()

    assert hashlib.sha256(data).hexdigest() == stored.digest
    assert len(data) == stored.size_bytes
    assert pickle.loads(data) == {"a": 1}


def test_each_version_stays(any_store):
    """Storing another value takes nothing away: whoever has the digest can read the old one."""
    first, second = any_store.put([1]), any_store.put([2])

    assert any_store.get(first) == [1]
    assert any_store.get(second) == [2]
    assert any_store.holds(first)


def test_equal_values_are_one_object(store):
    """The same bytes are kept once."""
    assert store.put([1, 2]) == store.put([1, 2])
    assert len([path for path in store.folder.rglob("*") if path.is_file()]) == 1


def test_consumers_get_copies(any_store):
    """What one consumer does to a value that it loaded, no other sees."""
    stored = any_store.put([1])
    any_store.get(stored).append(2)

    assert any_store.get(stored) == [1]


def test_an_object_that_is_gone_is_missing(any_store):
    """A digest that the store does not have is told as missing, with the beginning of its name."""
    with pytest.raises(MissingValueError, match="abababababab"):
        any_store.get(StoredObject(digest="ab" * 32, size_bytes=1))
    assert not any_store.holds(StoredObject(digest="ab" * 32, size_bytes=1))


@pytest.mark.parametrize("size", [10, 3_000_000], ids=["small", "large"])
def test_a_damaged_object_is_refused(store, size):
    """One bit that changed is found before anything is unpickled, and the file is named."""
    stored = store.put("x" * size)
    file = store.path(stored.digest)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(data)

    with pytest.raises(StorageError, match="damaged") as caught:
        store.get(stored)
    assert str(file) in str(caught.value)


def test_a_truncated_object_is_refused_and_made_anew(store):
    """A file of the wrong length does not count as held, and storing the value repairs it."""
    stored = store.put("x" * 100)
    file = store.path(stored.digest)
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:10])

    assert not store.holds(stored)
    with pytest.raises(StorageError, match="damaged"):
        store.get(stored)
    assert store.put("x" * 100) == stored
    assert store.get(stored) == "x" * 100


def test_a_symbolic_link_is_not_followed(store, tmp_path):
    """An object that was replaced by a link is refused, whatever the link leads to."""
    stored = store.put("genuine")
    file = store.path(stored.digest)
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)

    with pytest.raises(StorageError, match="cannot be read"):
        store.get(stored)
    assert not store.holds(stored) or elsewhere.stat().st_size != stored.size_bytes


def test_objects_are_for_their_owner_only(store):
    """Values may be secret: neither folder nor file is open to other users."""
    stored = store.put("secret")

    assert store.path(stored.digest).stat().st_mode & 0o077 == 0
    assert store.folder.stat().st_mode & 0o077 == 0


def test_a_durable_object_is_stored_like_any_other(any_store):
    """Asking for durability changes nothing about what is stored."""
    assert any_store.put([1], durable=True) == any_store.put([1])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(store):
    """A store without the right to write is an error of the store, with the system's reason."""
    store.folder.mkdir(mode=0o500)

    with pytest.raises(StorageError, match="cannot be written"):
        store.put(1)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    """A store whose folder is a file is an error of the store, not a traceback."""
    Path(tmp_path / "objects").write_text("")

    with pytest.raises(StorageError, match="cannot be written"):
        ObjectStore(tmp_path / "objects").put(1)


def test_memory_may_take_what_cannot_be_pickled():
    """A run that keeps nothing passes on values that only this process can hold."""
    store = MemoryObjectStore(takes_anything=True)
    lock = threading.Lock()
    stored = store.put(lock)

    assert store.get(stored) is lock
    assert store.holds(stored)
    with pytest.raises(StepOutputError, match="cannot be pickled"):
        MemoryObjectStore().put(lock)
