"""The user's code on its way to a worker that may not have it: the project's files, packed."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from graphmat.errors import LoadError
from graphmat.loading.target import Target

_KINDS: Final = frozenset(
    {".py", ".pyi", ".sql", ".toml", ".yaml", ".yml", ".json", ".txt", ".csv", ".md"}
)
_LEFT_OUT: Final = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})
_LARGEST: Final = 1_000_000
_LARGEST_IN_ALL: Final = 20_000_000
_DATE: Final = (1980, 1, 1, 0, 0, 0)


class Code:
    """Where a module is, and the files that it consists of.

    Args:
        target: The file or module, as the engine's side found it.
        digest: Of the files.
        packed: The files, as a zip; None: the workers must have them.
    """

    __slots__ = ("digest", "packed", "roots", "target")

    def __init__(
        self, target: Target, roots: tuple[str, ...], digest: str, packed: bytes | None
    ) -> None:
        self.target = target
        self.roots = roots
        self.digest = digest
        self.packed = packed

    def __reduce__(self) -> tuple[object, ...]:
        return Code, (self.target, self.roots, self.digest, self.packed)


def code_of(target: Target, *, ships: bool = True) -> Code:
    """The code of a module: small files of text in the folders that it is imported from.

    Args:
        target: The file or module.
        ships: Whether the files are packed.

    Raises:
        LoadError: There is too much of it.
    """
    folders = [os.fspath(folder) for folder in target.search]
    if target.file is not None:
        folders = [os.fspath(target.file.parent)]
    roots = tuple(dict.fromkeys(os.path.abspath(folder) for folder in folders))  # noqa: PTH100  # as text
    files = [(n, name, data) for n, root in enumerate(roots) for name, data in _files(root)]
    digest = _digest(files)
    if not ships:
        return Code(target, roots, digest, None)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name, data in files:
            archive.writestr(zipfile.ZipInfo(f"{number}/{name}", _DATE), data)
    return Code(target, roots, digest, buffer.getvalue())


def _files(root: str) -> list[tuple[str, bytes]]:
    found, size = [], 0
    for folder, below, names in os.walk(root):
        below[:] = sorted(n for n in below if n not in _LEFT_OUT and not n.startswith("."))
        below[:] = [n for n in below if not os.path.exists(f"{folder}/{n}/pyvenv.cfg")]  # noqa: PTH110  # a text
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix not in _KINDS or not path.is_file() or path.stat().st_size > _LARGEST:
                continue
            data = path.read_bytes()
            size += len(data)
            if size > _LARGEST_IN_ALL:
                raise LoadError(
                    f"'{root}' holds more than {_LARGEST_IN_ALL // 1_000_000} MB of code and small "
                    "files: too much to send to Dask workers",
                    hint="install the module on the workers, and set dask: {ship: never}",
                )
            found.append((os.path.relpath(path, root).replace(os.sep, "/"), data))
    return found


def _digest(files: list[tuple[int, str, bytes]]) -> str:
    digest = hashlib.sha256()
    for number, name, data in files:
        digest.update(f"{number}/{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def unpacked(code: Code) -> Target:
    """The target on this machine: in place where the same files are there, else unpacked.

    Raises:
        LoadError: Neither is possible.
    """
    if all(os.path.isdir(root) for root in code.roots):  # noqa: PTH112  # a text
        try:
            same = code_of(code.target, ships=False).digest == code.digest
        except (LoadError, OSError):
            same = False
        if same or code.packed is None:
            return code.target
    if code.packed is None:
        if code.target.file is None:
            return code.target  # installed, or not: the import will tell
        raise LoadError(
            f"the worker has no '{code.target.file}', and the project's files are not sent",
            hint="set dask: {ship: auto}",
        )
    place = Path(tempfile.gettempdir()) / f"graphmat-{os.getuid()}" / code.digest[:24]
    if not place.is_dir():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=place.parent))
        with zipfile.ZipFile(io.BytesIO(code.packed)) as archive:
            archive.extractall(aside)
        try:
            aside.rename(place)
        except OSError:  # another worker of this machine was first
            if not place.is_dir():
                raise
    return _moved(code, place)


def _moved(code: Code, place: Path) -> Target:
    def moved(path: Path) -> Path:
        text = os.path.abspath(path)  # noqa: PTH100  # as text
        for number, root in enumerate(code.roots):
            if text == root or text.startswith(root + os.sep):
                return place / str(number) / os.path.relpath(text, root)
        return path

    target = code.target
    return Target(
        moved(target.folder),
        file=moved(target.file) if target.file is not None else None,
        module=target.module,
        search=tuple(moved(folder) for folder in target.search),
    )


_BEFORE: Final = frozenset(sys.path)
_KEPT: Final = frozenset({"graphmat", "__main__", "__mp_main__"})
_roots: set[str] = set()
"""The folders that modules of projects were imported from, in this process."""


def make_way_for(target: Target) -> None:
    """Forget the modules of projects: those of another, or of an earlier version of this one.

    They may bear the same names.
    """
    own = set(_roots)
    _roots.clear()
    sys.path[:] = [entry for entry in sys.path if entry not in own or entry in _BEFORE]
    _roots.update(os.path.abspath(folder) for folder in target.search)  # noqa: PTH100  # as text
    if target.file is not None:
        _roots.add(os.path.abspath(target.file.parent))  # noqa: PTH100  # as text
    starts = tuple(root + os.sep for root in own | _roots)
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.partition(".")[0] in _KEPT or not isinstance(file, str):
            continue
        if file.startswith(starts) and "site-packages" not in file:
            del sys.modules[name]
