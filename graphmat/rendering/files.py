"""Pictures and reports as files: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from graphmat.errors import UsageError
from graphmat.rendering.plain import safe


def write_file(path: str | Path, text: str) -> None:
    """Write a text to a file in one go: a reader sees the old file or the new one, never a half.

    What is no plain file (a device, a pipe) is written to as it is.

    Raises:
        UsageError: The file cannot be written; an older one is left as it was.
    """
    given = Path(path)
    target = Path(os.path.realpath(path))
    try:
        if given.exists() and not given.is_file():
            if given.is_dir():
                raise UsageError(f"'{safe(path)}' is a folder", hint="name a file in it")
            # as it was given: what /dev/stdout leads to may have no name of its own
            with given.open("w", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(text)
            return
        _replace(target, text)
    except OSError as error:
        hint = None if target.parent.is_dir() else f"mkdir -p {safe(target.parent)}"
        raise UsageError(
            f"'{safe(path)}' cannot be written: {error.strerror or error}", hint=hint
        ) from error


def _replace(target: Path, text: str) -> None:
    half = target.with_name(f".{target.name}.{os.getpid()}.half")
    try:
        with half.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            half.chmod(target.stat().st_mode & 0o777)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
