"""Where the code of an asset stands: accepted as metadata."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class LocalFileCodeReference:
    """A line of a file.

    Args:
        file_path: The file.
        line_number: The line.
        label: What it is called.
    """

    def __init__(
        self, file_path: str, line_number: int | None = None, label: str | None = None
    ) -> None:
        self.file_path = file_path
        self.line_number = line_number
        self.label = label

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return dict(vars(self))


class UrlCodeReference:
    """An address of code.

    Args:
        url: The address.
        label: What it is called.
    """

    def __init__(self, url: str, label: str | None = None) -> None:
        self.url = url
        self.label = label

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return dict(vars(self))


class FilePathMapping:
    """How paths here become paths in a repository; accepted, and not used."""


class AnchorBasedFilePathMapping(FilePathMapping):
    """Paths below a folder become paths below another one; accepted, and not used.

    Args:
        local_file_anchor: The folder here.
        file_anchor_path_in_repository: The folder there.
    """

    def __init__(self, local_file_anchor: Any, file_anchor_path_in_repository: str) -> None:
        self.local_file_anchor = local_file_anchor
        self.file_anchor_path_in_repository = file_anchor_path_in_repository


def with_source_code_references(assets_defs: Iterable[Any]) -> list[Any]:
    """The same assets: graphmat knows the line of each definition as it is."""
    return list(assets_defs)


def link_code_references_to_git(assets_defs: Iterable[Any], *_: Any, **_options: Any) -> list[Any]:
    """The same assets: no page is shown that could link to a repository."""
    return list(assets_defs)
