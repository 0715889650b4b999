"""``Target``: where the definitions are: a file or a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Target:
    """Where the definitions are.

    Args:
        folder: Absolute path of the folder that relative names are looked up in.
        file: Absolute path of a file of Python.
        module: Dotted name of a module, instead of a file.
        search: Folders that are put on the path of imports, first of all; default: the folder.
    """

    __slots__ = ("file", "folder", "module", "search")

    def __init__(
        self,
        folder: Path,
        *,
        file: Path | None = None,
        module: str | None = None,
        search: tuple[Path, ...] = (),
    ) -> None:
        self.folder = folder
        self.file = file
        self.module = module
        self.search = search or (folder,)

    @property
    def text(self) -> str:
        """The target as it would be typed in its folder: ``definitions.py`` or ``-m package``."""
        if self.file is None:
            return f"-m {self.module}"
        if self.file.is_relative_to(self.folder):
            return str(self.file.relative_to(self.folder))
        return str(self.file)

    def __repr__(self) -> str:
        return f"Target({self.text!r} in {str(self.folder)!r})"
