"""Which place the project's store is in: a folder of its own, another one, or an address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmat.io_managers.object_store import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE: Final = "file://"


def opened_store(
    home: Path,
    place: str | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    keeps_frames: bool = False,
) -> ObjectStore:
    """The project's store.

    Args:
        home: The project's home, where the store is unless another place is named.
        place: A folder, or an address such as ``s3://bucket/folder``.
        options: What a filesystem of fsspec is opened with.
        keeps_frames: Whether data frames are stored as Parquet.

    Raises:
        UsageError: The options are wrong.
    """
    if not place:
        return ObjectStore(home / "objects", keeps_frames=keeps_frames)
    if place.startswith(_FILE):
        from urllib.parse import unquote, urlsplit

        return ObjectStore(Path(unquote(urlsplit(place).path)), keeps_frames=keeps_frames)
    if not is_address(place):
        return ObjectStore(Path(place), keeps_frames=keeps_frames)
    from graphmat.io_managers.object_bucket import ObjectBucket
    from graphmat.io_managers.store_address import StoreAddress

    bucket = ObjectBucket(StoreAddress(place, options))
    return ObjectStore(bucket, keeps_frames=keeps_frames)


def is_address(place: str) -> bool:
    """Whether a place is an address of fsspec, and no folder."""
    return "://" in place
