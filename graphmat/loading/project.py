"""Where the project is and how it is set up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphmat.errors import UsageError
from graphmat.loading.target import Target


class Settings:
    """What was set, and where."""

    def __init__(
        self, folder: Path, values: Mapping[str, Any], origins: Mapping[str, str],
        target: Target | None, home: Path,
    ) -> None:
        self.folder = folder
        self.values = dict(values)
        self.origins = dict(origins)
        self.target = target
        self.home = home

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a setting."""
        return self.values.get(name, default)

    def origin(self, name: str) -> str:
        """Where a setting comes from."""
        return self.origins.get(name, "default")


def find_settings(
    *,
    folder: str | None = None,
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Find the settings."""
    start = Path(folder or ".").absolute()
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    env = os.environ if environment is None else environment
    file, module = given.get("file"), given.get("module")
    if file is None and module is None:
        file = start / "definitions.py"
        if not file.is_file():
            raise UsageError(f"no definitions found in '{start}'")
    target = Target(start, file=start / file if file else None, module=module)
    home = given.get("home") or env.get("GRAPHMAT_HOME") or start / ".graphmat"
    return Settings(start, given, {}, target, start / home)
