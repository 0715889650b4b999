"""Which place the project's store is in: a folder of its own, another one, or an address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmat.io_managers.object_store import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE: Final = "file://"


def opened_store(
    home: Path, place: str | None = None, options: Mapping[str, Any] | None = None
) -> ObjectStore:
    """The project's store.

    Args:
        home: The project's home, where the store is unless another place is named.
        place: A folder, or an address such as ``s3://bucket/folder``.
        options: What a filesystem of fsspec is opened with.

    Raises:
        UsageError: The options are wrong.
    """
    if not place:
        return ObjectStore(home / "objects")
    if place.startswith(_FILE):
        from urllib.parse import unquote, urlsplit

        return ObjectStore(Path(unquote(urlsplit(place).path)))
    if not is_address(place):
        return ObjectStore(Path(place))
    from graphmat.io_managers.object_bucket import ObjectBucket
    from graphmat.io_managers.store_address import StoreAddress

    return ObjectStore(ObjectBucket(StoreAddress(place, options)))


def is_address(place: str) -> bool:
    """Whether a place is an address of fsspec, and no folder."""
    return "://" in place
