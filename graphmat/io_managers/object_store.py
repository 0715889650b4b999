"""The project's own store: objects named by the digest of their bytes.

The event log names the digest, so the newest version of an asset is a row and not a path, the
version before stays until it is collected, and a damaged file is recognised. Where the bytes lie is
a matter of ``object_folder``.
"""

from __future__ import annotations

import os
import pickle
from _thread import allocate_lock, start_new_thread
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import GraphmatError, MissingValueError, StepOutputError, StorageError
from graphmat.events.records import PARQUET, StoredObject
from graphmat.io_managers.digests import hex_digest, large_digest
from graphmat.io_managers.object_folder import ObjectFolder, digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmat.io_managers.object_folder import Draft, Objects

PROTOCOL: Final = 5
_DISK_FULL: Final = 28
_SPILL_BYTES: Final = 1 << 20


class _Writer:
    """Takes what the pickler writes: holds it while it is small, then spills and hashes it."""

    __slots__ = ("_chunks", "_objects", "digest", "draft", "size")

    def __init__(self, objects: Objects) -> None:
        self.digest: Any = None
        self.draft: Draft | None = None
        self.size = 0
        self._chunks: list[bytes] = []
        self._objects = objects

    def write(self, data: Any) -> int:
        """Take a piece."""
        if type(data) is not bytes:
            # an array may have several dimensions; its bytes have one
            data = data.raw() if isinstance(data, pickle.PickleBuffer) else memoryview(data)
        size: int = len(data)
        self.size += size
        if self.draft is None:
            if self.size <= _SPILL_BYTES:
                self._chunks.append(bytes(data))
                return size
            self.draft, self.digest = self._objects.draft(), large_digest()
            for chunk in self._chunks:
                self.digest.update(chunk)
                self.draft.write(chunk)
            self._chunks.clear()
        if size < _SPILL_BYTES:
            self.digest.update(data)
            self.draft.write(data)
        else:
            self._write_large(self.draft, data)
        return size

    def _write_large(self, draft: Draft, data: Any) -> None:
        """Hash and write at the same time: neither needs the interpreter."""
        is_hashed = allocate_lock()
        is_hashed.acquire()

        def update() -> None:
            try:
                self.digest.update(data)
            finally:
                is_hashed.release()

        start_new_thread(update, ())
        try:
            draft.write(data)
        finally:
            is_hashed.acquire()

    def held(self) -> bytes:
        """What is held, where it was not spilled."""
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)


def _unpicklable(error: Exception) -> StepOutputError:
    return StepOutputError(
        f"the value cannot be stored: it cannot be pickled ({error})",
        hint="give the output another I/O manager (Out(io_manager_key=…)), for instance "
        "mem_io_manager, or return something that can be pickled",
    )


class ObjectStore:
    """Values as objects.

    Args:
        place: Where the objects are: a folder, or anything else that takes bytes.
        keeps_frames: Whether data frames are stored as Parquet.
    """

    def __init__(self, place: Path | Objects, *, keeps_frames: bool = False) -> None:
        self.objects: Any = ObjectFolder(place) if isinstance(place, Path) else place
        self.keeps_frames = keeps_frames

    @property
    def folder(self) -> Path:
        """The folder of the objects."""
        return Path(self.objects.name)

    def path(self, digest: str) -> Path:
        """The file of an object."""
        return Path(self.objects.path(digest))

    def address(self, digest: str) -> str:
        """Where an object is, for people."""
        place: str = self.objects.path(digest)
        return place if "://" in place else os.path.abspath(place)  # noqa: PTH100  # a text

    @property
    def is_in_memory(self) -> bool:
        """Whether other processes cannot see the objects."""
        return bool(getattr(self.objects, "is_in_memory", False))

    def check(self) -> None:
        """Make sure that the place of the objects can be used, before anything runs.

        Raises:
            StorageError: It cannot.
        """
        check = getattr(self.objects, "check", None)
        if check is not None:
            check()

    def holds(self, stored: StoredObject) -> bool:
        """Whether an object is there, with the right size."""
        size: int | None = self.objects.size(stored.digest)
        return size == stored.size_bytes

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
        writer = _Writer(self.objects)
        try:
            try:
                serializer = self._write(value, writer)
            except (OSError, GraphmatError):
                raise
            except Exception as error:
                raise _unpicklable(error) from error
            if writer.draft is None:
                data = writer.held()
                digest = hex_digest(data)
                self.objects.put(digest, data, durable=durable)
            else:
                digest = writer.digest.hexdigest()
                writer.draft.keep(digest, durable=durable)
        except OSError as error:
            raise StorageError(
                f"the store '{self.objects.name}' cannot be written: {error.strerror or error}",
                hint="the disk is full: free some space; nothing that was stored is lost"
                if error.errno == _DISK_FULL
                else None,
            ) from error
        finally:
            if writer.draft is not None:
                writer.draft.drop()
        return StoredObject(digest=digest, size_bytes=writer.size, serializer=serializer)

    def _write(self, value: Any, writer: _Writer) -> str:
        """Write a value in the form that it is kept in; how that is called."""
        if self.keeps_frames:
            from graphmat.io_managers.stored_frames import write_frame

            if write_frame(value, writer):
                return PARQUET
        pickle.Pickler(writer, PROTOCOL).dump(value)
        return "pickle"

    def get(self, stored: StoredObject, hint: Any = None) -> Any:
        """Load a value; its bytes are compared with the digest before they are read.

        Args:
            stored: The object.
            hint: The type that the consumer declares; a data frame becomes one of that library.

        Raises:
            MissingValueError: The object is not there.
            StorageError: Its bytes are not those that were stored.
        """
        digest = stored.digest
        try:
            descriptor = self.objects.open(digest)
        except FileNotFoundError:
            raise MissingValueError(
                f"object {digest[:12]}… is not in the store '{self.objects.name}'"
            ) from None
        except OSError as error:
            raise self._unreadable(digest, error) from error
        try:
            if stored.size_bytes > _SPILL_BYTES:
                return self._get_large(descriptor, stored, hint)
            try:
                data = os.read(descriptor, stored.size_bytes + 1)
            except OSError as error:
                raise self._unreadable(digest, error) from error
        finally:
            os.close(descriptor)
        if hex_digest(data) != digest:
            raise self._damaged(digest)
        if stored.serializer == PARQUET:
            return _frame(BytesIO(data), hint)
        return pickle.loads(data)

    def _get_large(self, descriptor: int, stored: StoredObject, hint: Any) -> Any:
        digest = stored.digest
        try:
            found = digest_of(descriptor)
            os.lseek(descriptor, 0, os.SEEK_SET)
        except OSError as error:
            raise self._unreadable(digest, error) from error
        if found != digest:
            raise self._damaged(digest)
        # what is large in it is read to where it stays, and nowhere else
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return _frame(file, hint) if stored.serializer == PARQUET else pickle.load(file)

    def facts(self, value: Any) -> dict[str, Any]:
        """What is recorded of a data frame that was stored."""
        from graphmat.io_managers.stored_frames import facts_of

        return facts_of(value)

    def gathered(self, parts: Mapping[str, Any], hint: Any) -> Any:
        """The values of several partitions: one frame, where the consumer declares one."""
        from graphmat.io_managers.stored_frames import gathered

        return gathered(parts, hint)

    def is_whole(self, digest: str) -> bool:
        """Whether an object's bytes are those that were stored.

        Raises:
            OSError: It cannot be read.
        """
        descriptor = self.objects.open(digest)
        try:
            return digest_of(descriptor) == digest
        finally:
            os.close(descriptor)

    def _unreadable(self, digest: str, error: OSError) -> StorageError:
        reason = error.strerror or error
        return StorageError(f"object '{self.objects.path(digest)}' cannot be read: {reason}")

    def _damaged(self, digest: str) -> StorageError:
        return StorageError(
            f"object '{self.objects.path(digest)}' is damaged: its bytes are not those that were "
            "stored",
            hint="materialize the asset again: the damaged object is not used",
        )


def _frame(file: Any, hint: Any) -> Any:
    from graphmat.io_managers.frames import kind_wanted, read_parquet

    return read_parquet(file, kind_wanted(hint))


class MemoryObjectStore:
    """Objects in memory, with the same copying as files: no consumer sees another's changes.

    Args:
        takes_anything: Whether what cannot be pickled is kept as it is, shared by its consumers.
    """

    is_in_memory = True
    keeps_frames = False

    def __init__(self, *, takes_anything: bool = False) -> None:
        self._objects: dict[str, bytes] = {}
        self._takes_anything = takes_anything
        self._live: dict[str, Any] = {}

    def check(self) -> None:
        """Memory is there."""

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
        digest = hex_digest(data)
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
