"""File names for the parts of keys: none leaves its folder, none is taken for another.

A part stands for itself wherever it can. What cannot be a file name everywhere is written with
percent signs and hexadecimal digits, as in addresses of the web, so that it can be read back; only
a part that is too long is cut and told apart by its digest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphmat.io_managers.digests import hex_digest

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST: Final = 200
"""Bytes; file systems take 255, and a file that is written aside has a longer name."""

_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z", re.IGNORECASE)
FOLDER: Final = "%dir"
"""Ends the name of a folder whose own name is taken by a file: ``a`` and ``a%dir/b``."""

FILE: Final = "%file"
"""Ends the name of a file whose own name is taken by a folder: ``a/b`` and ``a%file``."""


def file_name(part: str, *, blind: bool = False) -> str:
    """The name of the file or folder of a part of a key.

    Args:
        part: Any text.
        blind: Whether the file system takes small letters and capitals for the same.
    """
    if part in {"", ".", ".."}:
        return f"%{part.encode().hex()}"
    safe = part.replace("%", "%25").replace("/", "%2F").replace("\0", "%00")
    if _DEVICE.match(safe):
        safe = _hex(safe[0]) + safe[1:]
    if safe[-1] in ". ":
        safe = safe[:-1] + _hex(safe[-1])
    if blind and safe.lower() != safe:
        safe = re.sub(r"%..|[A-Z]", lambda found: _shielded(found[0]), safe)
    if not safe.isascii():
        safe = _one_form(safe)
    encoded = safe.encode(errors="surrogatepass")
    if len(encoded) <= _LONGEST:
        return safe
    return f"{safe[:40]}%{hex_digest(encoded)}"


def is_blind(folder: Path) -> bool:
    """Whether a folder's file system takes small letters and capitals for the same."""
    swapped = folder.with_name(folder.name.swapcase())
    try:
        return swapped.name != folder.name and swapped.samefile(folder)
    except OSError:
        return False


def free_path(base: Path, names: list[str]) -> Path:
    """Where a value is to be written, past what is in the way: ``a`` may be an asset, and ``a/b``.

    Args:
        base: The folder.
        names: Names of the folders below it, and of the file.
    """
    folder = base
    for name in names[:-1]:
        plain = folder / name
        folder = folder / f"{name}{FOLDER}" if _is_file(plain) else plain
    file = folder / names[-1]
    return file.with_name(f"{file.name}{FILE}") if file.is_dir() else file


def found_path(base: Path, names: list[str]) -> Path:
    """Where a value is, wherever ``free_path`` has put it; where it would be, if it is nowhere."""
    folders = [base]
    for name in names[:-1]:
        both = (folder / each for folder in folders for each in (name, f"{name}{FOLDER}"))
        folders = [folder for folder in both if folder.is_dir()]
    for folder in folders:
        for name in (names[-1], f"{names[-1]}{FILE}"):
            if _is_file(folder / name):
                return folder / name
    return base.joinpath(*names)


def _is_file(path: Path) -> bool:
    return path.exists() and not path.is_dir()


def _hex(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode(errors="surrogatepass"))


def _shielded(found: str) -> str:
    return found if found.startswith("%") else _hex(found)


def _one_form(name: str) -> str:
    """The name, written with hexadecimal digits where a file system could write it in another form.

    Some file systems take the same letters, composed and in parts, for one name.
    """
    from unicodedata import is_normalized

    if is_normalized("NFC", name):
        return name
    return "".join(letter if letter.isascii() else _hex(letter) for letter in name)
