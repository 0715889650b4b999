"""Bytes under the digest of themselves, in any place that fsspec reaches: a bucket, a server.

Under its final name an object is whole. Where one request puts a whole object, as in S3, bytes that
are held go there at once; elsewhere, and where bytes come in pieces, they are written aside first,
then copied or moved by the place itself. An object is stored again even where it is there already:
that costs what a look would cost, heals a damaged one, and makes it young for the collector.

A filesystem of fsspec has connections and a thread, which do not survive a fork: each process opens
its own when it first needs it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from graphmat.io_managers.bucket_faults import in_words, opened_filesystem
from graphmat.io_managers.object_folder import (
    ASIDE,
    FOREVER,
    QUARANTINE,
    Found,
    host_digits,
    is_dead,
    is_digest,
)

if TYPE_CHECKING:
    from graphmat.errors import GraphmatError
    from graphmat.io_managers.store_address import StoreAddress

_BLOCK_BYTES: Final = 1 << 24
"""Of a multipart upload: 10,000 parts of this size may come."""

_WHOLE_PUTS: Final = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory"})
"""Where an object comes into being with its last byte, a copy too, and folders do not exist."""


class ObjectBucket:
    """Objects at an address of fsspec.

    Args:
        address: Where.
    """

    def __init__(self, address: StoreAddress) -> None:
        self._address = address
        self.name = address.shown
        self.is_in_memory = address.protocol == "memory"
        self._puts_whole = address.protocol in _WHOLE_PUTS
        self._opened: tuple[int, Any, str] | None = None
        self._made: set[str] = set()
        self._own = ""
        self._aside_count = 0

    def __getstate__(self) -> StoreAddress:
        return self._address

    def __setstate__(self, address: StoreAddress) -> None:
        self.__init__(address)  # type: ignore[misc]  # the connections are made anew

    # ---------------------------------------------------------------- the place

    def _place(self) -> tuple[Any, str]:
        """This process's filesystem, and the path in it."""
        if self._opened is None or self._opened[0] != os.getpid():
            filesystem, root = opened_filesystem(self._address)
            self._opened = (os.getpid(), filesystem, root.rstrip("/"))
            self._made = set()
        return self._opened[1:]

    @contextmanager
    def _worded(self, doing: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001  # each library behind fsspec has its own
            raise self._in_words(error, doing) from None  # its own words may hold a secret

    def _in_words(self, error: Exception, doing: str) -> GraphmatError:
        return in_words(error, self._address, doing)

    def check(self) -> None:
        """Make sure that the place is there, before anything runs.

        Raises:
            StorageError: It is not, or it cannot be reached.
        """
        with self._worded("used"):
            filesystem, root = self._place()
            if self._address.protocol in {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss"}:
                filesystem.invalidate_cache()
                filesystem.ls(root.split("/", 1)[0], refresh=True)

    def path(self, digest: str) -> str:
        """The address of an object, as messages call it."""
        return f"{self.name}/{digest[:2]}/{digest[2:]}"

    @staticmethod
    def _key(root: str, digest: str) -> str:
        return f"{root}/{digest[:2]}/{digest[2:]}"

    # ---------------------------------------------------------------- objects

    def size(self, digest: str) -> int | None:
        """How long an object is; None where it is not there."""
        with self._worded("read"):
            filesystem, root = self._place()
            try:
                found = filesystem.info(self._key(root, digest))
            except (FileNotFoundError, NotADirectoryError):
                return None
            return int(found["size"]) if found.get("type", "file") == "file" else None

    def open(self, digest: str) -> int:
        """A descriptor of a copy on this machine, which is gone when it is closed.

        Raises:
            FileNotFoundError: There is no such object.
        """
        import tempfile

        descriptor, copy = tempfile.mkstemp(prefix="graphmat-object-")
        try:
            with self._worded_but_missing("read"):
                filesystem, root = self._place()
                filesystem.get_file(self._key(root, digest), copy)
            return os.open(copy, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        finally:
            os.close(descriptor)
            os.unlink(copy)  # noqa: PTH108  # a text

    @contextmanager
    def _worded_but_missing(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, NotADirectoryError) as error:
            raise FileNotFoundError(str(error)) from error
        except Exception as error:  # noqa: BLE001  # each library behind fsspec has its own
            raise self._in_words(error, doing) from None  # its own words may hold a secret

    def put(self, digest: str, data: bytes, *, durable: bool) -> None:
        """Store bytes that are held."""
        del durable  # what a server has confirmed lasts
        with self._worded("written"):
            filesystem, root = self._place()
            if self._puts_whole:
                filesystem.pipe_file(self._key(root, digest), data)
                return
            aside = self._aside(filesystem, root)
            try:
                filesystem.pipe_file(aside, data)
                self._move(filesystem, root, aside, digest)
            except BaseException:
                self._forget(filesystem, aside)
                raise

    def draft(self) -> BucketDraft:
        """Begin to store bytes that come in pieces."""
        with self._worded("written"):
            filesystem, root = self._place()
            aside = self._aside(filesystem, root)
            return BucketDraft(self, aside, filesystem.open(aside, "wb", block_size=_BLOCK_BYTES))

    def finish(self, aside: str, digest: str) -> None:
        """Give what was written aside its final name."""
        with self._worded("written"):
            filesystem, root = self._place()
            self._move(filesystem, root, aside, digest)

    def drop(self, aside: str) -> None:
        """Take away what was written aside."""
        self._forget(self._place()[0], aside)

    def _aside(self, filesystem: Any, root: str) -> str:
        """A name that is nobody else's, and that says whose it is."""
        mine = f"{ASIDE}{os.getpid()}-"
        if not self._own.startswith(mine):
            self._own = f"{mine}{host_digits()}-{os.urandom(4).hex()}"
        self._aside_count += 1
        self._make_folder(filesystem, root)
        return f"{root}/{self._own}-{self._aside_count}"

    def _make_folder(self, filesystem: Any, folder: str) -> None:
        # an object store has none, and a bucket that is missing may be a slip of the pen
        if not self._puts_whole and folder not in self._made:
            filesystem.makedirs(folder, exist_ok=True)
            self._made.add(folder)

    def _move(self, filesystem: Any, root: str, aside: str, digest: str) -> None:
        key = self._key(root, digest)
        self._make_folder(filesystem, key.rpartition("/")[0])
        if self._puts_whole:
            filesystem.cp_file(aside, key)
            self._forget(filesystem, aside)
        else:
            filesystem.mv(aside, key)

    @staticmethod
    def _forget(filesystem: Any, path: str) -> None:
        with suppress(Exception):
            filesystem.rm_file(path)

    # ---------------------------------------------------------------- housekeeping

    def listing(self) -> Iterator[Found]:
        """Everything that is there; what is no object has no digest."""
        for name, path, facts in self._entries():
            digest = name.replace("/", "")
            is_object = name[2:3] == "/" and is_digest(digest)
            if not name.startswith(f"{QUARANTINE}/"):
                yield Found(path, digest if is_object else "", int(facts["size"]), _changed(facts))

    def _entries(self) -> list[tuple[str, str, Mapping[str, Any]]]:
        with self._worded("read"):
            filesystem, root = self._place()
            filesystem.invalidate_cache()
            try:
                found = filesystem.find(root, detail=True)
            except FileNotFoundError:
                return []
            prefix = len(root) + 1
            return [
                (path[prefix:], f"{self.name}/{path[prefix:]}", facts)
                for path, facts in found.items()
            ]

    def left_behind(self, *, older_than: float = 0.0) -> list[str]:
        """What processes were writing when they died.

        Args:
            older_than: What was written before, in seconds since the epoch, counts in any case.
        """
        return [
            path
            for name, path, facts in self._entries()
            if name.startswith(ASIDE) and (is_dead(name) or _changed(facts) < older_than)
        ]

    def _inner(self, shown: str) -> tuple[Any, str]:
        filesystem, root = self._place()
        return filesystem, root + shown.removeprefix(self.name)

    def remove(self, path: str) -> None:
        """Take something away that a listing has named; what is not there is no fault."""
        with self._worded("written"), suppress(FileNotFoundError):
            filesystem, key = self._inner(path)
            filesystem.rm_file(key)

    def set_aside(self, found: Found) -> str:
        """Keep a file that is no good where it is in nobody's way.

        Returns:
            Where it is now.
        """
        name = f"{QUARANTINE}/{found.digest}-{os.urandom(3).hex()}"
        with self._worded("written"):
            filesystem, key = self._inner(found.path)
            target = f"{self._place()[1]}/{name}"
            self._make_folder(filesystem, target.rpartition("/")[0])
            filesystem.mv(key, target)
        return f"{self.name}/{name}"

    def delete(self, digest: str, *, older_than: float = FOREVER) -> bool:
        """Take an object away, unless it was stored again since.

        A bucket has no step that looks at the age and deletes at once. Whoever stores an object
        between these two requests, milliseconds apart, finds it missing later and makes it again.
        """
        with self._worded("written"):
            filesystem, root = self._place()
            key = self._key(root, digest)
            filesystem.invalidate_cache()
            try:
                if _changed(filesystem.info(key)) >= older_than:
                    return False
                filesystem.rm_file(key)
            except FileNotFoundError:
                return False
        return True

    def put_all_back(self) -> None:
        """Nothing is ever taken out of its place here, but to be deleted."""


class BucketDraft:
    """Bytes on their way into an ``ObjectBucket``.

    Args:
        bucket: Where they go.
        aside: The name that they are written under.
        file: The same, open.
    """

    def __init__(self, bucket: ObjectBucket, aside: str, file: Any) -> None:
        self._bucket = bucket
        self._aside = aside
        self._file = file
        self._is_open = True

    def write(self, data: Any) -> None:
        """Add a piece; a large one goes in blocks, for the file would hold a copy of it."""
        view = memoryview(data).cast("B")
        with self._bucket._worded("written"):  # noqa: SLF001  # the two are one thing
            for start in range(0, len(view), _BLOCK_BYTES):
                self._file.write(view[start : start + _BLOCK_BYTES])

    def keep(self, digest: str, *, durable: bool) -> None:
        """Make an object of what was written."""
        del durable
        with self._bucket._worded("written"):  # noqa: SLF001  # as above
            self._file.close()
        self._is_open = False
        self._bucket.finish(self._aside, digest)

    def drop(self) -> None:
        """Take away what was written, unless it was kept; safe to call twice."""
        if not self._is_open:
            return
        self._is_open = False
        with suppress(Exception):
            if hasattr(self._file, "discard") and self._bucket._puts_whole:  # noqa: SLF001  # as above
                self._file.discard()
                self._file.closed = True  # else its end would be an upload
            else:
                self._file.close()
        self._bucket.drop(self._aside)


def _changed(facts: Mapping[str, Any]) -> float:
    """When a file was changed; of one whose age is unknown: never old."""
    from datetime import UTC, datetime

    for name in ("LastModified", "last_modified", "mtime", "updated", "modified", "created"):
        found = facts.get(name)
        if isinstance(found, int | float):
            return float(found)
        if isinstance(found, str):
            with suppress(ValueError):
                found = datetime.fromisoformat(found)
        if isinstance(found, datetime):
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    return FOREVER
