"""The project's own store: objects named by the digest of their bytes.

An object is written aside, under a name of its own, and renamed to its final name: a file under a
final name is whole. The event log names the digest, so the newest version of an asset is a row and
not a path, the version before stays until it is collected, and a damaged file is recognised.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import MissingValueError, StepOutputError, StorageError
from graphmat.events.records import StoredObject

if TYPE_CHECKING:
    from pathlib import Path

PROTOCOL: Final = 5
_DISK_FULL: Final = 28
_SPILL_BYTES: Final = 1 << 20
_CHUNK_BYTES: Final = 1 << 20
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class _Writer:
    """Takes what the pickler writes: hashes it, holds it while it is small, then spills it."""

    __slots__ = ("_chunks", "_open_aside", "_size", "digest", "file")

    def __init__(self, open_aside: Callable[[], Any]) -> None:
        self.digest = sha256()
        self.file: Any = None
        self._chunks: list[bytes] = []
        self._size = 0
        self._open_aside = open_aside

    def write(self, data: Any) -> int:
        """Take a piece."""
        size = memoryview(data).nbytes
        self.digest.update(data)
        self._size += size
        if self.file is not None:
            self.file.write(data)
        else:
            self._chunks.append(bytes(data))
            if self._size > _SPILL_BYTES:
                self.file = self._open_aside()
                for chunk in self._chunks:
                    self.file.write(chunk)
                self._chunks.clear()
        return size

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._size

    def held(self) -> bytes:
        """What is held, where it was not spilled."""
        return b"".join(self._chunks)


def _unpicklable(error: Exception) -> StepOutputError:
    return StepOutputError(
        f"the value cannot be stored: it cannot be pickled ({error})",
        hint="give the output another I/O manager (Out(io_manager_key=…)), for instance "
        "mem_io_manager, or return something that can be pickled",
    )


class ObjectStore:
    """Objects as files under a folder.

    Args:
        folder: The folder; made when the first object is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = os.fspath(folder)
        self._aside_count = 0
        self._known_folders: set[str] = set()

    def path(self, digest: str) -> Path:
        """The file of an object."""
        return self.folder / digest[:2] / digest[2:]

    def holds(self, stored: StoredObject) -> bool:
        """Whether an object's file is there, with the right size."""
        try:
            return os.stat(self._file(stored.digest), follow_symlinks=False).st_size == (  # noqa: PTH116  # as below
                stored.size_bytes
            )
        except OSError:
            return False

    def _file(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest[2:]}"

    def put(self, value: Any, *, durable: bool = False) -> StoredObject:
        """Store a value.

        Args:
            value: Anything that can be pickled.
            durable: Whether the object must survive a power cut, not only a killed process.

        Returns:
            Digest and size of the object.

        Raises:
            StepOutputError: The value cannot be pickled.
            StorageError: The object cannot be written; nothing of it is left.
        """
        aside: list[str] = []

        def open_aside() -> Any:
            path, file = self._open_aside()
            aside.append(path)
            return file

        writer = _Writer(open_aside)
        try:
            try:
                pickle.Pickler(writer, PROTOCOL).dump(value)
            except OSError:
                raise
            except Exception as error:
                raise _unpicklable(error) from error
            digest = writer.digest.hexdigest()
            final = self._file(digest)
            self._keep(writer, aside, final, durable)
        except OSError as error:
            raise StorageError(
                f"the store '{self._root}' cannot be written: {error.strerror or error}",
                hint="the disk is full: free some space; nothing that was stored is lost"
                if error.errno == _DISK_FULL
                else None,
            ) from error
        finally:
            if writer.file is not None:
                writer.file.close()
            for path in aside:
                if os.path.exists(path):  # noqa: PTH110  # plain strings on the hot path
                    os.unlink(path)  # noqa: PTH108  # as above
        return StoredObject(digest=digest, size_bytes=writer.size)

    def _keep(self, writer: _Writer, aside: list[str], final: str, durable: bool) -> None:
        """Give what was written its final name; an object that is there already is left."""
        try:
            if os.stat(final, follow_symlinks=False).st_size == writer.size:  # noqa: PTH116  # as below
                if durable:
                    self._sync(final)
                return
        except FileNotFoundError:
            pass
        if writer.file is None:
            path, file = self._open_aside()
            aside.append(path)
            writer.file = file
            file.write(writer.held())
        writer.file.flush()
        if durable:
            os.fsync(writer.file.fileno())
        folder = os.path.dirname(final)  # noqa: PTH120  # as above
        try:
            os.rename(aside[0], final)  # noqa: PTH104  # as above
        except FileNotFoundError:
            os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103  # as above
            os.rename(aside[0], final)  # noqa: PTH104  # as above
            if durable:
                self._sync(self._root)
        if durable:
            self._sync(folder)

    def _open_aside(self) -> tuple[str, Any]:
        self._aside_count += 1
        path = f"{self._root}/aside-{os.getpid()}-{self._aside_count}-{os.urandom(4).hex()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
        try:
            descriptor = os.open(path, flags, 0o600)
        except FileNotFoundError:
            os.makedirs(self._root, mode=0o700, exist_ok=True)  # noqa: PTH103  # as above
            descriptor = os.open(path, flags, 0o600)
        return path, os.fdopen(descriptor, "wb", buffering=0)

    @staticmethod
    def _sync(path: str) -> None:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def get(self, stored: StoredObject) -> Any:
        """Load a value; its bytes are compared with the digest before they are read.

        Raises:
            MissingValueError: The object is not there.
            StorageError: Its bytes are not those that were stored.
        """
        path = self._file(stored.digest)
        try:
            descriptor = os.open(path, _FLAGS)
        except FileNotFoundError:
            raise MissingValueError(
                f"object {stored.digest[:12]}… is not in the store '{self._root}'"
            ) from None
        except OSError as error:
            raise StorageError(f"object '{path}' cannot be read: {error.strerror}") from error
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            if stored.size_bytes <= _SPILL_BYTES:
                data = file.read()
                if sha256(data).hexdigest() != stored.digest:
                    raise _damaged(path)
                return pickle.loads(data)
            found = sha256()
            buffer = memoryview(bytearray(_CHUNK_BYTES))
            while count := file.readinto(buffer):
                found.update(buffer[:count])
            if found.hexdigest() != stored.digest:
                raise _damaged(path)
            file.seek(0)
            import io

            with io.BufferedReader(file) as reader:
                return pickle.load(reader)


def _damaged(path: str) -> StorageError:
    return StorageError(
        f"object '{path}' is damaged: its bytes are not those that were stored",
        hint="materialize the asset again: the damaged object is not used",
    )


class MemoryObjectStore:
    """Objects in memory, with the same copying as files: no consumer sees another's changes.

    Args:
        takes_anything: Whether what cannot be pickled is kept as it is, shared by its consumers.
    """

    def __init__(self, *, takes_anything: bool = False) -> None:
        self._objects: dict[str, bytes] = {}
        self._takes_anything = takes_anything
        self._live: dict[str, Any] = {}

    def holds(self, stored: StoredObject) -> bool:
        """Whether an object is there."""
        return stored.digest in self._objects or stored.digest in self._live

    def put(self, value: Any, *, durable: bool = False) -> StoredObject:
        """Store a value; see ``ObjectStore.put``."""
        del durable
        try:
            data = pickle.dumps(value, PROTOCOL)
        except Exception as error:
            if not self._takes_anything:
                raise _unpicklable(error) from error
            digest = f"live-{len(self._live)}"
            self._live[digest] = value
            return StoredObject(digest=digest, size_bytes=0, serializer="live")
        digest = sha256(data).hexdigest()
        self._objects[digest] = data
        return StoredObject(digest=digest, size_bytes=len(data))

    def get(self, stored: StoredObject) -> Any:
        """Load a value; see ``ObjectStore.get``."""
        if stored.digest in self._live:
            return self._live[stored.digest]
        try:
            return pickle.loads(self._objects[stored.digest])
        except KeyError:
            raise MissingValueError(f"object {stored.digest[:12]}… is not in memory") from None


class ObjectStoreIOManager:
    """The default I/O manager: the project's own store.

    Args:
        store: Where the objects are.
    """

    is_project_store = True

    def __init__(self, store: ObjectStore | MemoryObjectStore) -> None:
        self.store = store
        self._by_identifier: dict[tuple[str, ...], StoredObject] = {}

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a value under the identifier of its context, for as long as the process lives."""
        self._by_identifier[tuple(context.get_identifier())] = self.store.put(obj)

    def load_input(self, context: Any) -> Any:
        """Load a value that was stored under the identifier of its context."""
        stored = self._by_identifier.get(tuple(context.get_identifier()))
        if stored is None:
            raise MissingValueError(f"nothing is stored for '{'/'.join(context.get_identifier())}'")
        return self.store.get(stored)
