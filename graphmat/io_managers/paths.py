"""I/O managers that keep each value at a path of its own: ``UPathIOManager`` and its like."""

from __future__ import annotations

import pickle
from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from graphmat.errors import MissingValueError
from graphmat.resources.io_base import IOManager
from graphmat.resources.io_definitions import IOManagerDefinition


class UPathIOManager(IOManager):
    """Keeps each value at a path below a folder; subclasses say how one is written and read.

    The folder may be a ``pathlib.Path``, or a ``UPath`` of the package universal_pathlib.

    Args:
        base_path: The folder; default: the current one.
    """

    extension: ClassVar[str | None] = None

    def __init__(self, base_path: Any = None) -> None:
        if self.extension is not None and "." not in self.extension:
            raise ValueError(f"the extension {self.extension!r} must begin with a dot")
        self._base_path = Path() if base_path is None else base_path
        if isinstance(self._base_path, str):
            self._base_path = Path(self._base_path)

    @abstractmethod
    def dump_to_path(self, context: Any, obj: Any, path: Any) -> None:
        """Write a value to a path."""

    @abstractmethod
    def load_from_path(self, context: Any, path: Any) -> Any:
        """Read a value from a path."""

    # ---------------------------------------------------------------- what subclasses may change

    def get_metadata(self, context: Any, obj: Any) -> dict[str, Any]:
        """Facts to record with a value."""
        del context, obj
        return {}

    def get_asset_relative_path(self, context: Any) -> Any:
        """The path of an asset, below the folder."""
        return Path(*context.asset_key.path)

    def get_op_output_relative_path(self, context: Any) -> Any:
        """The path of an output that is no asset, below the folder."""
        return Path("storage", *context.get_identifier())

    def get_path_for_partition(self, context: Any, path: Any, partition: str) -> Any:
        """The path of a partition, given that of its asset and its key."""
        del context
        return path / partition

    def make_directory(self, path: Any) -> None:
        """Make a folder."""
        path.mkdir(parents=True, exist_ok=True)

    def path_exists(self, path: Any) -> bool:
        """Whether there is something at a path."""
        return bool(path.exists())

    def unlink(self, path: Any) -> None:
        """Remove what is at a path."""
        path.unlink()

    def get_loading_input_log_message(self, path: Any) -> str:
        """What is logged when a value is loaded."""
        return f"Loading file from: {path}"

    def get_writing_output_log_message(self, path: Any) -> str:
        """What is logged when a value is stored."""
        return f"Writing file at: {path}"

    def get_missing_partition_log_message(self, partition_key: str) -> str:
        """What is logged when a partition that may be missing is missing."""
        return f"Couldn't load partition {partition_key}"

    # ---------------------------------------------------------------- storing and loading

    def _with_extension(self, path: Any) -> Any:
        return path.with_suffix(path.suffix + self.extension) if self.extension else path

    def _get_path_without_extension(self, context: Any) -> Any:
        if context.has_asset_key:
            return self._base_path / self.get_asset_relative_path(context)
        return self._base_path / self.get_op_output_relative_path(context)

    def _get_path(self, context: Any) -> Any:
        return self._with_extension(self._get_path_without_extension(context))

    def _get_paths_for_partitions(self, context: Any) -> dict[str, Any]:
        base = self._get_path_without_extension(context)
        return {
            key: self._with_extension(
                self.get_path_for_partition(context, base, "/".join(key.split("|")))
            )
            for key in context.asset_partition_keys
        }

    def has_output(self, context: Any) -> bool:
        """Whether a value is there."""
        return self.path_exists(self._get_path(context))

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a value, and record its path."""
        if context.has_asset_key and context.has_asset_partitions:
            paths = self._get_paths_for_partitions(context)
            if len(paths) > 1:
                raise ValueError(
                    f"{type(self).__name__} stores one partition at a time, not {len(paths)}"
                )
            path = next(iter(paths.values()))
        else:
            path = self._get_path(context)
        self.make_directory(path.parent)
        context.log.debug(self.get_writing_output_log_message(path))
        self.dump_to_path(context=context, obj=obj, path=path)
        context.add_output_metadata({"path": str(path), **self.get_metadata(context, obj)})

    def load_input(self, context: Any) -> Any:
        """Load a value; several partitions as a dictionary of them."""
        if not (context.has_asset_key and context.has_asset_partitions):
            return self._load(context, self._get_path(context))
        paths = self._get_paths_for_partitions(context)
        if len(paths) == 1:
            return self._load(context, next(iter(paths.values())))
        facts = context.definition_metadata or {}
        found = {}
        for key, path in paths.items():
            if facts.get("allow_missing_partitions") and not self.path_exists(path):
                context.log.warning(self.get_missing_partition_log_message(key))
                continue
            found[key] = self._load(context, path)
        return found

    def _load(self, context: Any, path: Any) -> Any:
        context.log.debug(self.get_loading_input_log_message(path))
        try:
            return self.load_from_path(context=context, path=path)
        except FileNotFoundError:
            if self.path_exists(path):
                raise
            raise MissingValueError(f"there is no file '{path}'") from None


class CustomPathIOManager(IOManager):
    """Keeps each value as a pickle file at the path that the metadata of its output names.

    Args:
        base_dir: The folder that the paths are below.
    """

    def __init__(self, base_dir: str) -> None:
        self.base_dir = base_dir

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a value at the ``path`` of its metadata."""
        path = Path(self.base_dir) / context.definition_metadata["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(obj))
        context.add_output_metadata({"path": str(path.resolve())})

    def load_input(self, context: Any) -> Any:
        """Load a value from the path that its output's metadata names."""
        path = Path(self.base_dir) / context.upstream_output.definition_metadata["path"]
        return pickle.loads(path.read_bytes())


def _custom_path(context: Any) -> CustomPathIOManager:
    return CustomPathIOManager(context.resource_config["base_dir"])


custom_path_fs_io_manager = IOManagerDefinition(
    _custom_path, {"base_dir": str}, "Pickle files at paths that metadata names."
)
