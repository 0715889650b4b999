"""The files that make a folder a project, and what they say."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import GraphmatError, SourceLocation, UsageError
from graphmat.loading.settings import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PYPROJECT: Final = "pyproject.toml"
YAML: Final = "graphmat.yaml"
DEFAULT_FILE: Final = "definitions.py"
LOOKED_FOR: Final = f"[tool.graphmat] in {PYPROJECT}, {YAML}"


class ProjectFile:
    """What a file says about a project.

    Args:
        path: The file.
        where: The file, and the table in it, as messages call them.
        values: Setting → value.
        search: Folders that imports of a module begin with, below that of the file.
    """

    __slots__ = ("path", "search", "values", "where")

    def __init__(
        self, path: Path, where: str, values: Mapping[str, Any], search: tuple[str, ...] = ()
    ) -> None:
        self.path = path
        self.where = where
        self.values = dict(values)
        self.search = search


def find_project_file(start: Path) -> ProjectFile | None:
    """The nearest file with settings, in a folder or those around it.

    In each folder our own settings come first, then those that the field's other tools read.

    Raises:
        UsageError: A file cannot be read, says what is unknown, or is another user's.
    """
    for folder in (start, *start.parents):
        found = _in_folder(folder, is_start=folder == start)
        if found is not None:
            return found
    return None


def _in_folder(folder: Path, *, is_start: bool) -> ProjectFile | None:
    own_yaml = folder / YAML
    pyproject = folder / PYPROJECT
    has_yaml, has_pyproject = own_yaml.is_file(), pyproject.is_file()
    tool: Mapping[str, Any] = {}
    if has_pyproject:
        tool = _tool_tables(pyproject, is_start=is_start)
    if has_yaml and "graphmat" in tool:
        raise UsageError(
            f"'{folder}' has settings in {YAML} and in [tool.graphmat] of {PYPROJECT}",
            hint="keep one of them",
        )
    others = _of_other_tools(pyproject, tool)
    if has_yaml:
        _refuse_foreign(own_yaml, is_start=is_start)
        return _completed(ProjectFile(own_yaml, YAML, read_table(_yaml(own_yaml), YAML)), others)
    if "graphmat" in tool:
        where = f"[tool.graphmat] of {PYPROJECT}"
        table = tool["graphmat"]
        if not isinstance(table, dict):
            raise UsageError(f"{where} must be a table", location=SourceLocation(str(pyproject), 1))
        return _completed(ProjectFile(pyproject, where, read_table(table, where)), others)
    return others


def _completed(own: ProjectFile, others: ProjectFile | None) -> ProjectFile:
    """Our own settings; where they name no definitions, with those that another tool loads."""
    if others is not None and not own.values.keys() & {"file", "module"}:
        own.values.update(others.values)
        own.search = others.search
    return own


def _of_other_tools(path: Path, tool: Mapping[str, Any]) -> ProjectFile | None:
    dagster = tool.get("dagster")
    if isinstance(dagster, dict) and isinstance(dagster.get("module_name"), str):
        where = f"[tool.dagster] of {PYPROJECT}"
        return ProjectFile(path, where, {"module": dagster["module_name"]}, ("src",))
    dg = tool.get("dg")
    project = dg.get("project") if isinstance(dg, dict) else None
    if isinstance(project, dict) and isinstance(project.get("root_module"), str):
        module = project.get("code_location_target_module")
        if not isinstance(module, str):
            module = f"{project['root_module']}.definitions"
        return ProjectFile(path, f"[tool.dg.project] of {PYPROJECT}", {"module": module}, ("src",))
    return None


def _tool_tables(path: Path, *, is_start: bool) -> Mapping[str, Any]:
    data = _bytes(path)
    # reading TOML costs more than the rest of finding a project
    if not any(word in data for word in (b"graphmat", b"dagster", b"root_module")):
        return {}
    import tomllib  # noqa: PLC0415  # see above

    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"'{path}' cannot be read: {error}") from error
    tool = document.get("tool")
    if not isinstance(tool, dict):
        return {}
    if tool.keys() & {"graphmat", "dagster", "dg"}:
        _refuse_foreign(path, is_start=is_start)
    return tool


def _yaml(path: Path) -> Mapping[str, Any]:
    from graphmat.resources.documents import read_yaml  # noqa: PLC0415  # imports yaml

    try:
        value = read_yaml(_bytes(path).decode("utf-8-sig"), str(path)).value
    except UnicodeDecodeError as error:
        raise UsageError(f"'{path}' is not UTF-8 text: {error}") from error
    except GraphmatError as error:
        raise UsageError(error.message, hint=error.hint, location=error.location) from error
    return value if isinstance(value, dict) else {}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror or error}") from error


def _refuse_foreign(path: Path, *, is_start: bool) -> None:
    """Refuse settings that another user put into a folder above: they choose the code that runs."""
    if is_start or not hasattr(os, "getuid"):
        return
    owner = path.stat().st_uid
    if owner not in {0, os.getuid()}:
        raise UsageError(
            f"'{path}' belongs to another user, and would choose the code that runs",
            hint=f"if you trust it: -C {path.parent}",
        )
