"""Files that a command writes because an option names them: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from graphmat.errors import UsageError


def check_output(path: str, option: str) -> None:
    """Refuse a file that cannot be written, before anything is done for it.

    Raises:
        UsageError: Its folder is not there or cannot be written to, or it is a folder itself.
    """
    folder = Path(path).parent
    if not folder.is_dir():
        raise UsageError(f"{option} '{path}': there is no folder '{folder}'")
    if Path(path).is_dir():
        raise UsageError(f"{option} '{path}' is a folder; name a file")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{option} '{path}': the folder '{folder}' cannot be written to")


def write_output(path: str, text: str, option: str) -> None:
    """Write a file in one step: it has the old text until it has all of the new one.

    Raises:
        UsageError: It cannot be written.
    """
    target = Path(path)
    written = None
    try:
        if target.exists() and not target.is_file():  # a pipe or a device, such as /dev/stdout
            target.write_text(f"{text}\n", encoding="utf-8", errors="backslashreplace")
            return
        descriptor, written = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(f"{text}\n")
        mask = os.umask(0)
        os.umask(mask)
        Path(written).chmod(0o666 & ~mask)
        Path(written).replace(target)
    except OSError as error:
        if written is not None:
            with suppress(OSError):
                Path(written).unlink()
        raise UsageError(f"{option} '{path}': {error.strerror or error}") from error
