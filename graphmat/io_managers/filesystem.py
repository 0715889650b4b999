"""Values as pickle files under a folder that the user names."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable
from errno import ENOSPC
from pathlib import Path
from typing import IO, Any

from graphmat.errors import GraphmatError, MissingValueError, StepOutputError, StorageError
from graphmat.io_managers.file_names import file_name, found_path, free_path, is_blind
from graphmat.io_managers.object_folder import sync_folder
from graphmat.resources.io_base import IOManager, by_partition


class FilesystemIOManager(IOManager):
    """Keeps each value in a file of its own, named by the asset's key or by run, step and output.

    A file is written aside and renamed: a reader never sees half of one, and that of an asset
    survives a power cut.

    Args:
        base_dir: The folder; default: ``storage`` in the current directory.
    """

    def __init__(self, base_dir: str | None = None) -> None:
        self.base_dir = base_dir

    def path_of(self, context: Any) -> Path:
        """The file of a value."""
        return found_path(self._base, self._names(context))

    @property
    def _base(self) -> Path:
        return Path(self.base_dir or "storage")

    def _names(self, context: Any) -> list[str]:
        if context.has_asset_key and context.has_asset_partitions:
            return self._names_of_partition(context, context.asset_partition_key)
        return self._safe(context.get_identifier())

    def _names_of_partition(self, context: Any, partition_key: str) -> list[str]:
        """A folder for each dimension of a partition but the last, which is a file."""
        return self._safe([*context.asset_key.path, *partition_key.split("|")])

    def _safe(self, parts: Iterable[str]) -> list[str]:
        blind = is_blind(self._base.absolute())
        return [file_name(part, blind=blind) for part in parts]

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a value, and record the path.

        Raises:
            StepOutputError: The value cannot be pickled; what was stored before is left.
            StorageError: The value cannot be written; what was stored before is left.
        """
        if context.has_asset_partitions and len(context.asset_partition_keys) > 1:
            for key, value in by_partition(obj, context.asset_partition_keys).items():
                self._write(context, self._names_of_partition(context, key), value)
        else:
            self._write(context, self._names(context), obj)

    def _write(self, context: Any, names: list[str], obj: Any) -> None:
        path, file = self._open_aside(names)
        aside = Path(file.name)
        try:
            with file:
                try:
                    self._dump(obj, file)
                except (OSError, GraphmatError):
                    raise
                except Exception as error:
                    raise StepOutputError(f"the value cannot be pickled: {error}") from error
                if context.has_asset_key:
                    file.flush()
                    os.fsync(file.fileno())
            aside.replace(path)
            if context.has_asset_key:
                sync_folder(str(path.parent))
        except OSError as error:
            raise self._unwritable(path, error) from error
        finally:
            aside.unlink(missing_ok=True)
        context.add_output_metadata({"path": path.absolute()})

    def _open_aside(self, names: list[str]) -> tuple[Path, IO[bytes]]:
        for is_last in (False, True):
            path = free_path(self._base, names)
            aside = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(3).hex()}.aside")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                return path, aside.open("xb")
            except (FileExistsError, NotADirectoryError) as error:
                # another process has put something in the way just now
                if is_last:
                    raise self._unwritable(path, error) from error
            except OSError as error:
                raise self._unwritable(path, error) from error
        raise AssertionError  # the loop ends before

    @staticmethod
    def _unwritable(path: Path, error: OSError) -> StorageError:
        return StorageError(
            f"file '{path}' cannot be written: {error.strerror or error}",
            hint="the disk is full: free some space; what was stored before is left"
            if error.errno == ENOSPC
            else None,
        )

    def load_input(self, context: Any) -> Any:
        """Load a value.

        Raises:
            MissingValueError: There is no such file.
        """
        if context.has_asset_partitions and len(context.asset_partition_keys) > 1:
            return {
                key: self._read(found_path(self._base, self._names_of_partition(context, key)))
                for key in context.asset_partition_keys
            }
        return self._read(self.path_of(context))

    def _dump(self, obj: Any, file: IO[bytes]) -> None:
        pickle.dump(obj, file, 5)

    def _load(self, file: IO[bytes]) -> Any:
        return pickle.load(file)

    def _read(self, path: Path) -> Any:
        try:
            file = path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise MissingValueError(f"there is no file '{path}'") from None
        with file:
            return self._load(file)
