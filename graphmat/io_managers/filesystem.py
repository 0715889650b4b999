"""Values as pickle files under a folder that the user names."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

from graphmat.errors import MissingValueError, StepOutputError
from graphmat.resources.io_base import IOManager


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
        parts = [_safe(part) for part in context.get_identifier()]
        return Path(self.base_dir or "storage", *parts)

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a value, and record the path."""
        path = self.path_of(context)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}.aside")
        try:
            with aside.open("wb") as file:
                pickle.dump(obj, file, 5)
            aside.replace(path)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
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
            base = [_safe(part) for part in context.asset_key.path]
            return {
                key: self._read(
                    Path(self.base_dir or "storage", *base, *map(_safe, key.split("|")))
                )
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
    """A component of a path that cannot leave its folder."""
    if part in {"", ".", ".."}:
        return f"%{part.encode().hex()}"
    return part.replace("/", "%2F").replace("\0", "%00")
