"""Values as pickle files under a folder that the user names."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from graphmat.errors import MissingValueError, StepOutputError
from graphmat.resources.io_base import IOManager

_LONGEST_NAME: Final = 200
"""Bytes; file systems take 255, and a file that is written aside has a longer name."""


class FilesystemIOManager(IOManager):
    """Keeps each value in a file of its own, named by the asset's key or by run, step and output.

    A file is written aside and renamed: a reader never sees half of one.

    Args:
        base_dir: The folder; default: ``storage`` in the current directory.
    """

    def __init__(self, base_dir: str | None = None) -> None:
        self.base_dir = base_dir

    def path_of(self, context: Any) -> Path:
        """The file of a value."""
        if context.has_asset_key and context.has_asset_partitions:
            return self._path_of_partition(context, context.asset_partition_key)
        return self._path(context.get_identifier())

    def _path_of_partition(self, context: Any, partition_key: str) -> Path:
        """The file of a partition: a folder for each dimension but the last."""
        return self._path([*context.asset_key.path, *partition_key.split("|")])

    def _path(self, parts: Iterable[str]) -> Path:
        return Path(self.base_dir or "storage", *map(_safe, parts))

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a value, and record the path."""
        path = self.path_of(context)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}.aside")
        try:
            with aside.open("wb") as file:
                pickle.dump(obj, file, 5)
            aside.replace(path)
        except OSError:
            raise
        except Exception as error:
            raise StepOutputError(f"the value cannot be pickled: {error}") from error
        finally:
            aside.unlink(missing_ok=True)
        context.add_output_metadata({"path": path.absolute()})

    def load_input(self, context: Any) -> Any:
        """Load a value.

        Raises:
            MissingValueError: There is no such file.
        """
        if context.has_asset_partitions and len(context.asset_partition_keys) > 1:
            return {
                key: self._read(self._path_of_partition(context, key))
                for key in context.asset_partition_keys
            }
        return self._read(self.path_of(context))

    @staticmethod
    def _read(path: Path) -> Any:
        try:
            with path.open("rb") as file:
                return pickle.load(file)
        except FileNotFoundError:
            raise MissingValueError(f"there is no file '{path}'") from None


def _safe(part: str) -> str:
    """A component of a path that cannot leave its folder, nor be taken for another one."""
    if part in {"", ".", ".."}:
        return f"%{part.encode().hex()}"
    safe = part.replace("%", "%25").replace("/", "%2F").replace("\0", "%00")
    encoded = safe.encode(errors="surrogatepass")
    if len(encoded) <= _LONGEST_NAME:
        return safe
    return f"{safe[:40]}%{sha256(encoded).hexdigest()}"
