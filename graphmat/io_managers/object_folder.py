"""Bytes under the digest of themselves, in the files of a folder.

What lies here is written aside and renamed: under its final name a file is whole. This is all that
the project's store asks of the place beneath it (``Objects``), so that another one, such as a
bucket, can take the place of the folder.

A collector may look for objects that nobody needs while others are stored. So whoever stores an
object that is there already makes it young again first, and the collector takes an object out of
its place before it looks at its age (``delete``).
"""

from __future__ import annotations

import os
from binascii import crc32
from collections.abc import Iterator
from contextlib import suppress
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from graphmat.errors import StorageError
from graphmat.io_managers.digests import large_digest

if TYPE_CHECKING:
    from pathlib import Path

CHUNK_BYTES: Final = 1 << 18
_CLOEXEC: Final = getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
# a pipe in the place of an object must not be waited for
_READ: Final = os.O_RDONLY | _NOFOLLOW | _CLOEXEC | getattr(os, "O_NONBLOCK", 0)
_WRITE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _CLOEXEC
_DIGITS: Final = frozenset("0123456789abcdef")
ASIDE: Final = "aside-"
TAKEN: Final = "taken-"
QUARANTINE: Final = "damaged"
_NAME_PARTS: Final = 5
FOREVER: Final = float("inf")


class Found(NamedTuple):
    """A file that a listing came upon."""

    path: str
    digest: str
    """What it is an object of; empty for a file that is none."""
    size_bytes: int
    changed_at: float


class Draft(Protocol):
    """Bytes on their way into a store."""

    def write(self, data: Any) -> None:
        """Add a piece: anything with a buffer of one dimension."""
        ...

    def keep(self, digest: str, *, durable: bool) -> None:
        """Make an object of what was written."""
        ...

    def drop(self) -> None:
        """Take away what was written, unless it was kept; safe to call twice."""
        ...


class Objects(Protocol):
    """A place for bytes, each found by the hexadecimal SHA-256 of itself.

    Failures of the place are OSErrors; the store above puts them into words.
    """

    @property
    def name(self) -> str:
        """The place as messages call it."""
        ...

    def put(self, digest: str, data: bytes, *, durable: bool) -> None:
        """Store bytes that are held, all or none of them."""
        ...

    def draft(self) -> Draft:
        """Begin to store bytes that come in pieces."""
        ...

    def open(self, digest: str) -> int:
        """A descriptor to read an object from.

        Raises:
            FileNotFoundError: It is not there.
        """
        ...

    def size(self, digest: str) -> int | None:
        """How long an object is; None where it is not there."""
        ...

    def listing(self) -> Iterator[Found]:
        """Everything that is there."""
        ...

    def delete(self, digest: str, *, older_than: float = FOREVER) -> bool:
        """Take an object away, unless somebody stores it again at this moment.

        Args:
            digest: The object.
            older_than: It must not have been stored since, in seconds since the epoch.

        Returns:
            Whether it was there and is gone.
        """
        ...


class ObjectFolder:
    """Objects as files, in folders by their first two digits.

    Args:
        folder: Where; made when the first object is written.
    """

    __slots__ = ("_aside_count", "_own", "_ready", "_synced", "name")

    def __init__(self, folder: Path) -> None:
        self.name = os.fspath(folder)
        self._aside_count = 0
        self._own = ""
        self._ready: set[str] = set()
        self._synced: set[str] = set()

    def path(self, digest: str) -> str:
        """The file of an object."""
        return f"{self.name}/{digest[:2]}/{digest[2:]}"

    def size(self, digest: str) -> int | None:
        """How long an object is; None where it is not there, or is no file of its own."""
        try:
            status = os.lstat(self.path(digest))
        except OSError:
            return None
        return status.st_size if S_ISREG(status.st_mode) else None

    def open(self, digest: str) -> int:
        """A descriptor to read an object from."""
        return os.open(self.path(digest), _READ)

    def put(self, digest: str, data: bytes, *, durable: bool) -> None:
        """Store bytes that are held."""
        if self._reuse(digest, len(data), durable=durable):
            return
        aside, descriptor = self.open_aside()
        try:
            try:
                write_all(descriptor, data)
                if durable:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._name(aside, digest, durable=durable)
        except BaseException:
            remove(aside)
            raise

    def draft(self) -> FileDraft:
        """Begin to store bytes that come in pieces."""
        return FileDraft(self, *self.open_aside())

    def finish(self, aside: str, descriptor: int, digest: str, size: int, *, durable: bool) -> bool:
        """Give what was written aside its final name; False where it was there already."""
        if self._reuse(digest, size, durable=durable):
            return False
        if durable:
            os.fsync(descriptor)
        self._name(aside, digest, durable=durable)
        return True

    def _reuse(self, digest: str, size: int, *, durable: bool) -> bool:
        """Whether the object is there, whole; then it counts as stored just now."""
        path = self.path(digest)
        try:
            os.utime(path, follow_symlinks=False)
            descriptor = os.open(path, _READ)
        except OSError:
            return False
        try:
            status = os.fstat(descriptor)
            if status.st_size != size or not S_ISREG(status.st_mode):
                return False
            if digest_of(descriptor) != digest:
                return False
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if durable:
            self._sync_names(digest[:2])
        return True

    def _name(self, aside: str, digest: str, *, durable: bool) -> None:
        if digest[:2] not in self._ready:
            self._make_ready(digest[:2])
        try:
            os.rename(aside, self.path(digest))  # noqa: PTH104  # plain strings on the hot path
        except FileNotFoundError:
            self._make_ready(digest[:2])  # it was taken away in the meantime
            os.rename(aside, self.path(digest))  # noqa: PTH104  # as above
        except IsADirectoryError:
            raise StorageError(
                f"'{self.path(digest)}' is a directory, where an object should be",
                hint="move it away: the store keeps files only",
            ) from None
        if durable:
            self._sync_names(digest[:2])

    def _make_ready(self, prefix: str) -> None:
        folder = f"{self.name}/{prefix}"
        try:
            os.mkdir(folder, 0o700)  # noqa: PTH102  # plain strings on the hot path
        except FileExistsError:
            if not S_ISDIR(os.lstat(folder).st_mode):
                raise StorageError(
                    f"'{folder}' leads out of the store: it is no directory of its own",
                    hint="nothing was written; move it away, and the store makes a new one",
                ) from None
        self._ready.add(prefix)

    def _sync_names(self, prefix: str) -> None:
        """Make names survive a power cut: that of the file, and once those of the folders."""
        sync_folder(f"{self.name}/{prefix}")
        if prefix not in self._synced:
            sync_folder(self.name)
            if not self._synced:
                sync_folder(os.path.dirname(self.name) or ".")  # noqa: PTH120  # a text
            self._synced.add(prefix)

    def open_aside(self) -> tuple[str, int]:
        """A new file in the store, for this process to write; its name says whose it is."""
        mine = f"{ASIDE}{os.getpid()}-"
        if not self._own.startswith(mine):  # the first time, and after a fork
            self._own = f"{mine}{host_digits()}-{os.urandom(4).hex()}"
            for path in self.left_behind():
                remove(path)
        self._aside_count += 1
        path = f"{self.name}/{self._own}-{self._aside_count}"
        try:
            return path, os.open(path, _WRITE, 0o600)
        except FileNotFoundError:
            os.makedirs(self.name, mode=0o700, exist_ok=True)  # noqa: PTH103  # a text
            return path, os.open(path, _WRITE, 0o600)

    # ---------------------------------------------------------------- housekeeping

    def listing(self) -> Iterator[Found]:
        """Everything that is there; what is no object has no digest."""
        for entry in _entries(self.name):
            is_folder = len(entry.name) == 2 and set(entry.name) <= _DIGITS  # noqa: PLR2004  # first two digits
            if is_folder and entry.is_dir(follow_symlinks=False):
                for inner in _entries(entry.path):
                    yield from _found(inner, entry.name)
            elif not entry.is_dir(follow_symlinks=False):
                yield from _found(entry, "")

    def left_behind(self, *, older_than: float = 0.0) -> list[str]:
        """What processes were writing when they died.

        Args:
            older_than: What was written to before, in seconds since the epoch, counts in any case.
        """
        return [
            entry.path
            for entry in _entries(self.name)
            if entry.name.startswith(ASIDE)
            and (is_dead(entry.name) or _changed_at(entry) < older_than)
        ]

    def remove(self, path: str) -> None:
        """Take something away that a listing has named; what is not there is no fault."""
        remove(path)

    def set_aside(self, found: Found) -> str:
        """Keep a file that is no good where it is in nobody's way.

        Returns:
            Where it is now.
        """
        folder = f"{self.name}/{QUARANTINE}"
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103  # a text
        target = f"{folder}/{found.digest}-{os.urandom(3).hex()}"
        os.rename(found.path, target)  # noqa: PTH104  # a text
        return target

    def delete(self, digest: str, *, older_than: float = FOREVER) -> bool:
        """Take an object away, unless somebody stores it again at this moment."""
        taken = f"{self.name}/{TAKEN}{digest}"
        try:
            os.rename(self.path(digest), taken)  # noqa: PTH104  # a text
            if os.lstat(taken).st_mtime < older_than:
                os.unlink(taken)  # noqa: PTH108  # a text
                return True
        except FileNotFoundError:
            return False
        self._put_back(digest)
        return False

    def put_all_back(self) -> None:
        """Give what a kill amid ``delete`` has left its name again."""
        for entry in _entries(self.name):
            if entry.name.startswith(TAKEN):
                self._put_back(entry.name.removeprefix(TAKEN))

    def _put_back(self, digest: str) -> None:
        taken = f"{self.name}/{TAKEN}{digest}"
        try:
            os.link(taken, self.path(digest))  # never over one that was stored since
        except FileExistsError:
            pass
        except FileNotFoundError:
            return
        remove(taken)


class FileDraft:
    """Bytes on their way into an ``ObjectFolder``.

    Args:
        folder: Where they go.
        path: The file that they are written to.
        descriptor: The same, open.
    """

    __slots__ = ("_descriptor", "_folder", "_path", "_size")

    def __init__(self, folder: ObjectFolder, path: str, descriptor: int) -> None:
        self._folder = folder
        self._path: str | None = path
        self._descriptor = descriptor
        self._size = 0

    def write(self, data: Any) -> None:
        """Add a piece."""
        self._size += write_all(self._descriptor, data)

    def keep(self, digest: str, *, durable: bool) -> None:
        """Make an object of what was written."""
        assert self._path is not None  # noqa: S101  # once only
        if self._folder.finish(self._path, self._descriptor, digest, self._size, durable=durable):
            self._path = None

    def drop(self) -> None:
        """Take away what was written, unless it was kept."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        path, self._path = self._path, None
        if path is not None:
            remove(path)


def write_all(descriptor: int, data: Any) -> int:
    """Write all of the data; one call does it, but on a disk that is nearly full, or for gigabytes.

    Returns:
        How many bytes there were.
    """
    count = os.write(descriptor, data)
    size = memoryview(data).nbytes
    done = count
    while done < size:
        done += os.write(descriptor, memoryview(data).cast("B")[done:])
    return size


def is_digest(text: str) -> bool:
    """Whether a text could be the name of an object."""
    return len(text) == 64 and set(text) <= _DIGITS  # noqa: PLR2004  # SHA-256


def digest_of(descriptor: int) -> str:
    """The digest of a file's bytes, from where its descriptor stands."""
    found = large_digest()
    buffer = bytearray(CHUNK_BYTES)
    view = memoryview(buffer)
    while count := os.readv(descriptor, [buffer]):
        found.update(view[:count])
    return str(found.hexdigest())


def remove(path: str) -> None:
    """Take a file away; one that is not there is no fault."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108  # plain strings on the hot path


def host_digits() -> str:
    """This machine, in the name of what it writes aside."""
    # a process of another machine, or of a container's, cannot be looked for by its number
    return f"{crc32(os.uname().nodename.encode()):08x}"


def is_dead(aside: str) -> bool:
    """Whether what is written aside belongs to a process of this machine that is gone."""
    parts = aside.split("-")
    if len(parts) < _NAME_PARTS or not parts[1].isdigit() or parts[2] != host_digits():
        return False
    try:
        os.kill(int(parts[1]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def sync_folder(path: str) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY | _CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return


def _changed_at(entry: os.DirEntry[str]) -> float:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except FileNotFoundError:
        return FOREVER


def _found(entry: os.DirEntry[str], prefix: str) -> Iterator[Found]:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    digest = prefix + entry.name
    is_object = prefix and is_digest(digest) and S_ISREG(status.st_mode)
    yield Found(entry.path, digest if is_object else "", status.st_size, status.st_mtime)
