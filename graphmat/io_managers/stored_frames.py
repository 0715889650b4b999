"""Data frames in the project's store: Parquet bytes under their digest (``io_manager: auto``)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from graphmat.errors import StepOutputError
from graphmat.io_managers.frames import (
    MAPPING,
    frame_facts,
    joined,
    kind_of,
    kind_wanted,
    write_parquet,
)


class _File(io.RawIOBase):
    """What libraries take for a file: it hands all to the store's writer."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        # the library takes its buffer back
        return int(self._writer.write(bytes(data)))

    def tell(self) -> int:
        return int(self._writer.size)


def write_frame(value: Any, writer: Any) -> bool:
    """Write a data frame as Parquet.

    Returns:
        Whether it is one, of types that Parquet has; else nothing was written.
    """
    if kind_of(value) is None:
        return False
    try:
        write_parquet(value, _File(writer))
    except StepOutputError:
        if writer.size:
            raise
        return False
    return True


def facts_of(value: Any) -> dict[str, Any]:
    """What is recorded of a data frame that was stored."""
    return frame_facts(value) if kind_of(value) is not None else {}


def gathered(parts: Mapping[str, Any], hint: Any) -> Any:
    """The values of several partitions: one frame, where the consumer declares one."""
    if kind_wanted(hint) in {None, MAPPING} or any(
        kind_of(part) is None for part in parts.values()
    ):
        return parts
    return joined(list(parts.values())) if parts else parts
