"""``find_settings``: where the project is, and how it is set up.

A setting is taken from the command line, else from the environment, else from the profile that is
chosen, else from the project's file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graphmat.errors import UsageError, did_you_mean
from graphmat.loading.project_files import (
    DEFAULT_FILE,
    LOOKED_FOR,
    ProjectFile,
    find_project_file,
)
from graphmat.loading.settings import (
    OPTIONS,
    PREFIX,
    Settings,
    read_environment,
)
from graphmat.loading.target import Target

__all__ = ["Settings", "find_settings"]

HOME: Final = ".graphmat"
FLAGS: Final = {"log": "--event-log"}
"""Settings whose option has another name: ``runs show`` has had a ``--log`` of its own."""


def find_settings(
    *,
    folder: str | None = None,
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    needs_target: bool = True,
) -> Settings:
    """Find the project and its settings.

    Args:
        folder: Where to look, and what relative paths of ``flags`` and environment begin at;
            default: the working directory.
        flags: What the command line says: setting → value; None counts as unset.
        environment: Default: that of the process.
        needs_target: Whether there must be definitions.

    Raises:
        UsageError: There are none, or a setting is wrong.
    """
    start = Path(os.path.abspath(folder or "."))  # noqa: PTH100  # links are kept as they were typed
    if not start.is_dir():
        raise UsageError(f"there is no folder '{start}'")
    found = find_project_file(start)
    surroundings = os.environ if environment is None else environment
    values, origins = _layered(found, flags or {}, surroundings)
    added: dict[str, str] = {}
    if "env_file" in values:
        from graphmat.loading.env_files import read_env_files  # noqa: PLC0415  # few have any

        in_file = _is_of_file(found, origins["env_file"])
        base = found.path.parent if in_file and found is not None else start
        read = read_env_files([base / Path(each).expanduser() for each in values["env_file"]])
        # what is set already wins, as it does wherever such files are read
        added = {name: value for name, value in read.items() if name not in surroundings}
        values, origins = _layered(found, flags or {}, {**surroundings, **added})
    target = _target(start, found, values, origins)
    if target is None and needs_target:
        raise _no_definitions(start, found)
    project = found.path.parent if found is not None else start
    if found is None and target is not None and target.file is not None:
        project = target.file.parent
    home = _home(start, project, found, values, origins)
    if "store" in values and "://" not in values["store"]:
        base = project if _is_of_file(found, origins["store"]) else start
        values["store"] = os.path.normpath(base / Path(values["store"]).expanduser())
    path = found.path if found is not None else None
    return Settings(project, values, origins, target, home, path, added)


def _layered(
    found: ProjectFile | None, flags: Mapping[str, Any], environment: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    if found is not None:
        values.update(found.values)
        origins.update(dict.fromkeys(found.values, found.where))
    if "file" in values and "module" in values:
        raise UsageError(f"both 'file' and 'module' are set in {origins['file']}; keep one")
    from_environment = read_environment(environment)
    given = {name: value for name, value in flags.items() if value is not None}
    for name in given:
        if name not in OPTIONS:
            raise UsageError(f"unknown setting '{name}'", hint=did_you_mean(name, OPTIONS))
    chosen, profile = _profile({**values, **from_environment, **given}, found)
    for layer, origin_of in (
        (profile, lambda _: _of_profile(chosen, found)),
        (from_environment, lambda name: PREFIX + name.upper()),
        (given, lambda name: FLAGS.get(name, f"--{name.replace('_', '-')}")),
    ):
        if "file" in layer and "module" in layer:
            raise UsageError(
                f"both {origin_of('file')} and {origin_of('module')} are given; keep one"
            )
        if "file" in layer or "module" in layer:
            values.pop("file", None)
            values.pop("module", None)
        values.update(layer)
        origins.update({name: origin_of(name) for name in layer})
    return values, {name: origins[name] for name in values}


def _profile(values: Mapping[str, Any], found: ProjectFile | None) -> tuple[str, Mapping[str, Any]]:
    """The settings of the profile that is asked for; its selectors come beside the others."""
    name = values.get("profile")
    if name is None:
        return "", {}
    profiles = values.get("profiles", {})
    if name not in profiles:
        where = found.where if found is not None else "a project file"
        known = ", ".join(f"'{each}'" for each in profiles) or "none"
        raise UsageError(
            f"there is no profile '{name}' in {where}; profiles: {known}",
            hint=did_you_mean(name, profiles) or "graphmat config show lists the settings",
        )
    chosen = dict(profiles[name])
    if "selectors" in chosen:
        chosen["selectors"] = {**values.get("selectors", {}), **chosen["selectors"]}
    return name, chosen


def _of_profile(name: str, found: ProjectFile | None) -> str:
    return f"profile '{name}' of {found.where}" if found is not None else f"profile '{name}'"


def _is_of_file(found: ProjectFile | None, origin: str | None) -> bool:
    """Whether a setting stands in the project's file: then its paths begin at that file."""
    if found is None or origin is None:
        return False
    return origin == found.where or origin.endswith(f" of {found.where}")


def _target(
    start: Path, found: ProjectFile | None, values: dict[str, Any], origins: dict[str, str]
) -> Target | None:
    """Where the definitions are; a path of the project's file begins at that file."""
    name = "file" if "file" in values else "module"
    in_file = _is_of_file(found, origins.get(name))
    base = found.path.parent if in_file and found is not None else start
    if "file" in values:
        file = Path(os.path.normpath(base / Path(values["file"]).expanduser()))
        return Target(base, file=file)
    if "module" in values:
        extra = found.search if in_file and found is not None else ()
        folders = tuple(path for part in extra if (path := base / part).is_dir())
        return Target(base, module=values["module"], search=(base, *folders))
    for folder in dict.fromkeys((found.path.parent if found is not None else start, start)):
        if (folder / DEFAULT_FILE).is_file():
            values["file"] = DEFAULT_FILE
            origins["file"] = f"{DEFAULT_FILE} in the folder"
            return Target(folder, file=folder / DEFAULT_FILE)
    return None


def _home(
    start: Path,
    project: Path,
    found: ProjectFile | None,
    values: dict[str, Any],
    origins: dict[str, str],
) -> Path:
    if "home" not in values:
        return project / HOME
    in_file = _is_of_file(found, origins["home"])
    base = project if in_file else start
    return Path(os.path.normpath(base / Path(values["home"]).expanduser()))


def _no_definitions(start: Path, found: ProjectFile | None) -> UsageError:
    if found is not None:
        return UsageError(
            f"{found.where} ('{found.path}') names no definitions, and there is no {DEFAULT_FILE} "
            f"in '{found.path.parent}'",
            hint="add 'file' or 'module' to it, or give -f FILE or -m MODULE",
        )
    near = did_you_mean(DEFAULT_FILE, (path.name for path in start.glob("*.py")))
    return UsageError(
        f"no definitions found: neither {LOOKED_FOR} in '{start}' or a folder above it, nor "
        f"{DEFAULT_FILE} in '{start}'",
        hint=f"{near} Give it: -f FILE" if near else "give -f FILE, -m MODULE or -C DIR",
    )
