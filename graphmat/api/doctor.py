"""``doctor``: whether what graphmat stands on is sound, one finding a line."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graphmat.loading.settings import Settings

SCHEMA = "graphmat/doctor/1"
GOOD: Final = "good"
WARNING: Final = "warning"
BAD: Final = "bad"

_LEAST_FREE: Final = 100 * 1024 * 1024
_OLDEST_SQLITE: Final = (3, 35, 0)
_REQUIRED: Final = (
    "lark",
    "networkx",
    "pydantic",
    "pyyaml",
    "rich",
    "sqlalchemy",
    "typer",
)

Finding = tuple[str, str, str, str | None]
"""State, what was looked at, what was found, and a hint."""


def look(settings: Settings) -> Iterator[Finding]:
    """Look at what can be seen without loading the definitions.

    Args:
        settings: How the project is set up.
    """
    yield _python()
    yield from _packages()
    yield _sqlite()
    yield from _home(settings.home)
    yield _color()


def doctor_document(findings: list[Finding]) -> dict[str, Any]:
    """Findings as a document."""
    return {
        "schema": SCHEMA,
        "is_sound": all(state != BAD for state, *_ in findings),
        "findings": [
            {"state": state, "what": what, "found": found, "hint": hint}
            for state, what, found, hint in findings
        ],
    }


def _python() -> Finding:
    found = f"{platform.python_version()} ({sys.executable}) on {platform.platform(terse=True)}"
    return GOOD, "python", found, None


def _packages() -> Iterator[Finding]:
    versions = []
    for name in _REQUIRED:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            yield BAD, "packages", f"{name} is not installed", "pip install --upgrade graphmat"
    yield GOOD, "packages", ", ".join(versions), None


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return BAD, "sqlite", f"{version} is too old", "a newer Python brings a newer SQLite"
    return GOOD, "sqlite", version, None


def _home(home: Path) -> Iterator[Finding]:
    place = home
    while not place.exists() and place != place.parent:
        place = place.parent
    if not os.access(place, os.W_OK):
        yield BAD, "home", f"'{home}' cannot be written to", "choose another: --home DIR"
        return
    state = "is there" if home.exists() else "will be made by the first run"
    yield GOOD, "home", f"'{home}' {state}", None
    free = shutil.disk_usage(place).free
    hint = "graphmat gc --dry-run shows what can go" if free < _LEAST_FREE else None
    yield WARNING if hint else GOOD, "disk", f"{free // 1024 // 1024} MB free", hint
    for what, probe in (("locks", _try_locks), ("disk speed", _try_sync)):
        try:
            with tempfile.TemporaryDirectory(dir=place, prefix=".graphmat-doctor-") as folder:
                yield probe(what, Path(folder))
        except OSError as error:
            yield (
                BAD,
                what,
                f"in '{place}': {error.strerror or error}",
                "choose another: --home DIR",
            )


def _try_locks(what: str, folder: Path) -> Finding:
    """Two connections to one log: the second must see that the first one writes."""
    file = folder / "probe.sqlite"
    first = sqlite3.connect(file, isolation_level=None)
    second = sqlite3.connect(file, isolation_level=None, timeout=0)
    try:
        mode = first.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        first.execute("BEGIN IMMEDIATE")
        try:
            second.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            if mode == "wal":
                return GOOD, what, "writers wait for each other", None
            return WARNING, what, f"no write-ahead log here (mode {mode})", "use a local disk"
    except sqlite3.Error as error:
        return BAD, what, f"SQLite cannot work here: {error}", "use a local disk"
    else:
        return BAD, what, "this file system does not lock: two writers at once", "use a local disk"
    finally:
        first.close()
        second.close()


def _try_sync(what: str, folder: Path) -> Finding:
    times = []
    with (folder / "probe").open("wb") as stream:
        for _ in range(5):
            stream.write(b"x" * 4096)
            stream.flush()
            began = time.perf_counter()
            os.fsync(stream.fileno())
            times.append(time.perf_counter() - began)
    middle = sorted(times)[2] * 1000
    return GOOD, what, f"{middle:.1f} ms to make a write last", None


def _color() -> Finding:
    encoding = sys.stdout.encoding or "ascii"
    return GOOD, "terminal", f"{os.environ.get('TERM') or 'none'}, {encoding}", None


def look_at_log(open_log: Callable[[], Any]) -> Iterator[Finding]:
    """Whether the event log can be read, and what it holds.

    Args:
        open_log: Opens it; None where there is none yet.
    """
    from graphmat.errors import GraphmatError

    try:
        log = open_log()
        if log is None:
            yield GOOD, "event log", "none yet", None
            return
        runs = log.query("SELECT COUNT(*) FROM v_runs").rows[0][0]
        made = log.query("SELECT COUNT(*) FROM v_materializations").rows[0][0]
    except GraphmatError as error:
        yield BAD, "event log", error.message, error.hint or "graphmat db check tells more"
        return
    yield GOOD, "event log", f"{runs} runs, {made} materializations", None
