"""Data frames as Parquet files under a folder: ``ParquetIOManager`` and ``AutoIOManager``."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from graphmat.errors import StepOutputError, UsageError
from graphmat.io_managers.filesystem import FilesystemIOManager
from graphmat.io_managers.frames import (
    MAPPING,
    frame_facts,
    joined,
    kind_of,
    kind_wanted,
    read_parquet,
    write_parquet,
)
from graphmat.resources.configurable_io import ConfigurableIOManager
from graphmat.resources.io_base import by_partition

_MAGIC: Final = b"PAR1"


class FrameFiles(FilesystemIOManager):
    """Keeps each frame in a Parquet file; other values as pickles, where those are taken.

    Args:
        base_dir: The folder.
        takes_anything: Whether other values are taken.
        preview_rows: How many rows are recorded with a frame.
    """

    def __init__(self, base_dir: str, *, takes_anything: bool, preview_rows: int = 5) -> None:
        super().__init__(base_dir)
        self._takes_anything = takes_anything
        self._preview_rows = preview_rows

    def _safe(self, parts: Iterable[str]) -> list[str]:
        names = super()._safe(parts)
        ending = "" if self._takes_anything else ".parquet"
        return [*names[:-1], f"{names[-1]}{ending}"]

    def _dump(self, obj: Any, file: Any) -> None:
        if kind_of(obj) is not None:
            try:
                write_parquet(obj, file)
            except StepOutputError:
                if not self._takes_anything:
                    raise
                file.seek(0)
                file.truncate()
                super()._dump(obj, file)
        elif self._takes_anything:
            super()._dump(obj, file)
        else:
            raise StepOutputError(
                f"the value is of type '{type(obj).__name__}', and no data frame",
                hint="return a frame of pandas, polars or pyarrow; or use dg.AutoIOManager, which "
                "keeps other values as pickles",
            )

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a frame, or one for each partition, and record what is in it."""
        super().handle_output(context, obj)
        if context.has_asset_partitions and len(context.asset_partition_keys) > 1:
            parts = list(by_partition(obj, context.asset_partition_keys).values())
            if not parts or len({kind_of(part) for part in parts}) != 1 or kind_of(obj):
                return
            obj = joined(parts) if kind_of(parts[0]) else parts
        if kind_of(obj) is not None:
            context.add_output_metadata(frame_facts(obj, self._preview_rows))

    def load_input(self, context: Any) -> Any:
        """Load a frame as the type that the consumer declares; several partitions as one frame."""
        wanted = kind_wanted(context.dagster_type)
        if not context.has_asset_partitions or len(context.asset_partition_keys) == 1:
            return self._as(super().load_input(context), wanted)
        parts = {key: self._as(part, wanted) for key, part in super().load_input(context).items()}
        are_frames = all(kind_of(part) is not None for part in parts.values())
        return joined(list(parts.values())) if wanted != MAPPING and are_frames else parts

    @staticmethod
    def _as(found: Any, wanted: str | None) -> Any:
        return found.read(wanted) if isinstance(found, _Unread) else found

    def _load(self, file: Any) -> Any:
        is_frame = file.read(len(_MAGIC)) == _MAGIC
        file.seek(0)
        return _Unread(Path(file.name)) if is_frame else pickle.load(file)


class _Unread:
    """A file whose reader is not chosen yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, wanted: str | None) -> Any:
        with self.path.open("rb") as file:
            return read_parquet(file, wanted)


class _FrameIOManager(ConfigurableIOManager):
    """What the two have in common."""

    base_dir: str | None = None
    preview_rows: int = 5

    def _files(self, context: Any, *, takes_anything: bool) -> FrameFiles:
        folder = self.base_dir
        if folder is not None and "://" in folder:
            raise UsageError(
                f"the base_dir of {type(self).__name__} must be a folder, not '{folder}'",
                hint="for frames in a bucket: the settings store: s3://… and io_manager: auto",
            )
        if folder is None:
            step = getattr(context, "step_context", None)
            home = getattr(getattr(step, "instance", None), "home", None)
            folder = "tables" if home is None else str(home / "tables")
        return FrameFiles(folder, takes_anything=takes_anything, preview_rows=self.preview_rows)


class ParquetIOManager(_FrameIOManager):
    """Keeps data frames of pandas, polars and pyarrow as Parquet, a file for each partition.

    A consumer gets the type that it declares, whichever library made the frame; without one, that
    of the library that made it. Columns, row count and the first rows are recorded.

    Args:
        base_dir: The folder; default: ``tables`` in the instance's.
        preview_rows: How many rows are recorded; 0 where they may hold secrets.
    """

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a frame."""
        self._files(context, takes_anything=False).handle_output(context, obj)

    def load_input(self, context: Any) -> Any:
        """Load a frame."""
        return self._files(context, takes_anything=False).load_input(context)


class AutoIOManager(_FrameIOManager):
    """Keeps data frames as Parquet, as ``ParquetIOManager`` does, and other values as pickles.

    Args:
        base_dir: The folder; default: ``tables`` in the instance's.
        preview_rows: How many rows are recorded; 0 where they may hold secrets.
    """

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a value."""
        self._files(context, takes_anything=True).handle_output(context, obj)

    def load_input(self, context: Any) -> Any:
        """Load a value."""
        return self._files(context, takes_anything=True).load_input(context)
