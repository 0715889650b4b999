"""``db``: the care of the event log's file, as documents."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Final

from graphmat.api.log_check import SCHEMA as CHECK_SCHEMA
from graphmat.api.log_check import check_log
from graphmat.errors import ConflictError
from graphmat.storage.file_care import back_up, integrity_faults, log_version, upgrade_log
from graphmat.storage.opening import log_file, open_event_log
from graphmat.supervision.run_locks import RunLocks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

UPGRADE_SCHEMA: Final = "graphmat/db-upgrade/1"
BACKUP_SCHEMA: Final = "graphmat/db-backup/1"


def upgrade(home: Path) -> dict[str, Any]:
    """Take the event log of a home to the current version of the schema.

    Raises:
        StorageError: It cannot be upgraded; it was left as it was.
        ConflictError: A run is going on.
    """
    path = log_file(home)
    locks = RunLocks(home)

    def refuse(runs: Sequence[tuple[str, str]]) -> None:
        for run_id, process in runs:
            if not locks.is_dead(run_id, json.loads(process) if process else {}):
                raise ConflictError(
                    f"run '{run_id[:8]}' is going on: its event log cannot be upgraded now",
                    hint="try again when it has ended",
                )

    copy = path.with_name(f"{path.name}.version-{log_version(path)}")
    before, after = upgrade_log(path, copy, refuse)
    return {
        "schema": UPGRADE_SCHEMA,
        "path": str(path),
        "from": before,
        "to": after,
        "backup": str(copy) if before != after else None,
    }


def check(home: Path) -> dict[str, Any]:
    """Look for damage in the event log of a home, and for tables that its events contradict.

    Raises:
        StorageError: It cannot be read at all, or is of another version.
    """
    path = log_file(home)
    faults = integrity_faults(path)
    if not faults:
        log = open_event_log(home)
        try:
            faults = check_log(log)
        finally:
            log.close()
    return {
        "schema": CHECK_SCHEMA,
        "path": str(path),
        "version": log_version(path),
        "faults": faults,
    }


def backup(home: Path, target: Path | None) -> dict[str, Any]:
    """Copy the event log of a home, while others may write to it.

    Args:
        home: The home.
        target: The copy; default: beside the log, named by the time.

    Raises:
        StorageError: It cannot be copied.
    """
    path = log_file(home)
    if target is None:
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        target = path.with_name(f"event_log-{moment}.sqlite")
    size = back_up(path, target.absolute())
    return {"schema": BACKUP_SCHEMA, "path": str(path), "copy": str(target), "bytes": size}
