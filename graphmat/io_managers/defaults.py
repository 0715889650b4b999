"""The I/O managers that a module names: in memory, or as files."""

from __future__ import annotations

from typing import Any

from graphmat.io_managers.filesystem import FilesystemIOManager
from graphmat.io_managers.memory import InMemoryIOManager
from graphmat.resources.io_definitions import io_manager


@io_manager(description="Values in memory, as long as the run lasts.")
def mem_io_manager(_context: Any) -> InMemoryIOManager:
    """Values in memory, as long as the run lasts."""
    return InMemoryIOManager()


mem_io_manager.keeps_in_memory = True  # type: ignore[attr-defined]  # asked by executors.memory_values


@io_manager(config_schema={"base_dir": str}, description="Values as pickle files below a folder.")
def _configured_files(context: Any) -> FilesystemIOManager:
    return FilesystemIOManager(base_dir=context.resource_config["base_dir"])


@io_manager(description="Values as pickle files below the instance's folder.")
def fs_io_manager(context: Any) -> FilesystemIOManager:
    """Values as pickle files below the instance's folder."""
    home = getattr(context.instance, "home", None)
    if home is None:
        import tempfile

        return FilesystemIOManager(base_dir=tempfile.mkdtemp(prefix="graphmat-"))
    return FilesystemIOManager(base_dir=str(home / "storage"))
