"""The JSON Schemas of our documents, one file each, as they are published."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from graphmat.errors import UsageError, did_you_mean

_FOLDER: Final = Path(__file__).parent
_SUFFIX: Final = ".schema.json"


def schema_names() -> list[str]:
    """The kinds of document that are described, as in ``run`` for ``graphmat/run/1``."""
    return sorted(path.name[: -len(f"-1{_SUFFIX}")] for path in _FOLDER.glob(f"*-1{_SUFFIX}"))


def schema_text(name: str) -> str:
    """The JSON Schema of a kind of document.

    Args:
        name: ``run``, ``run/1`` or ``graphmat/run/1``.

    Raises:
        UsageError: There is no such document.
    """
    short = name.removeprefix("graphmat/").removesuffix("/1")
    known = schema_names()
    if short not in known:
        raise UsageError(
            f"there is no document '{name}'; documents: {', '.join(known)}",
            hint=did_you_mean(short, known),
        )
    return (_FOLDER / f"{short}-1{_SUFFIX}").read_text(encoding="utf-8").rstrip("\n")
