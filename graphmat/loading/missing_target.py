"""A file or module that is not there: what there is instead."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from graphmat.errors import LoadError, did_you_mean
from graphmat.loading.import_errors import near_module

if TYPE_CHECKING:
    from pathlib import Path

    from graphmat.loading.target import Target


def refuse_missing_file(file: Path) -> None:
    """Make sure that a target is a file of Python.

    Raises:
        LoadError: It is not, or cannot be read.
    """
    try:
        if file.is_file():
            if file.suffix != ".py":
                raise LoadError(f"'{file}' is not a file of Python: its name does not end in '.py'")
            return
        if file.is_dir():
            raise _is_folder(file)
        exists = file.exists()
        names = _python_files(file.parent)
    except OSError as error:
        raise LoadError(f"'{file}' cannot be read: {error.strerror or error}") from error
    if exists:
        raise LoadError(f"'{file}' is not a regular file")
    if names is None:
        raise LoadError(f"there is no file '{file}': its folder '{file.parent}' does not exist")
    hint = did_you_mean(file.name, names)
    if hint is None and names:
        hint = f"in '{file.parent}' there is: {', '.join(names[:5])}"
    raise LoadError(f"there is no file '{file}'", hint=hint)


def _is_folder(folder: Path) -> LoadError:
    hint = None
    if (folder / "definitions.py").is_file():
        hint = f"-f {folder / 'definitions.py'}, or -C {folder}"
    elif names := _python_files(folder):
        hint = f"one of its files: {', '.join(names[:5])}"
    return LoadError(f"'{folder}' is a directory, not a file of Python", hint=hint)


def _python_files(folder: Path) -> list[str] | None:
    if not folder.is_dir():
        return None
    return sorted(file.name for file in folder.glob("*.py"))


def refuse_module_name(name: str) -> None:
    """Make sure that a module's name is one.

    Raises:
        LoadError: It is not a dotted name.
    """
    if name.endswith(".py") or "/" in name:
        raise LoadError(f"'{name}' is a file, not the name of a module", hint=f"-f {name}")
    if not all(part.isidentifier() for part in name.split(".")):
        raise LoadError(f"'{name}' is not the name of a module")


def missing_module(target: Target, missing: str) -> LoadError:
    """The error for a module that was asked for and is not there.

    Args:
        target: What was asked for.
        missing: The module itself, or the package around it that is missing.
    """
    package, _, last = missing.rpartition(".")
    if package:
        folders = list(getattr(sys.modules.get(package), "__path__", ()))
        where = f"'{folders[0]}' has no '{last}'" if folders else f"'{package}' is not a package"
    else:
        where = f"it is not in '{target.folder}', and not installed"
    return LoadError(f"there is no module '{target.module}': {where}", hint=near_module(missing))
