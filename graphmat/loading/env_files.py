"""Files of environment variables, as ``--env-file`` names them; read by python-dotenv."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from dotenv.main import DotEnv
from dotenv.parser import parse_stream

from graphmat.errors import SourceLocation, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def read_env_files(paths: Sequence[Path]) -> dict[str, str]:
    """The variables of files; later files win.

    Args:
        paths: The files: lines of the form ``NAME=value``, with comments and quotes.

    Raises:
        UsageError: A file is not there, cannot be read, or has a line of another form.
    """
    found: dict[str, str] = {}
    for path in paths:
        found.update(_read(path))
    return found


def _read(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(
            f"the environment file '{path}' cannot be read: {why}", hint="check --env-file"
        ) from error
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            # the line itself may be a secret
            raise UsageError(
                f"line {binding.original.line} of '{path}' is not of the form NAME=value",
                location=SourceLocation(str(path), binding.original.line),
            )
    values = DotEnv(None, stream=io.StringIO(text), interpolate=True).dict()
    return {name: value for name, value in values.items() if value is not None}
