"""A log on a database server: what is done otherwise than with one in a home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import ConflictError, StorageError
from graphmat.supervision.server_locks import ServerRunLocks

if TYPE_CHECKING:
    from collections.abc import Sequence

UPGRADE_SCHEMA: Final = "graphmat/db-upgrade/1"
CHECK_SCHEMA: Final = "graphmat/db-check/1"


def server_run_locks(url: str) -> ServerRunLocks:
    """The locks of the runs of a log on a server."""
    from graphmat.storage.server_locks import LockTable

    return ServerRunLocks(LockTable(url))


def _present(url: str) -> Any:
    from graphmat.storage.opening import existing_server_log

    log = existing_server_log(url)
    if log is None:
        from graphmat.storage.server_url import ServerUrl

        raise StorageError(
            f"there is no event log at '{ServerUrl(url).name}'",
            hint="nothing was recorded yet; graphmat materialize makes one",
        )
    return log


def check(url: str) -> dict[str, Any]:
    """Look for tables that the events of the log contradict; the server looks after its disk.

    Raises:
        StorageError: It cannot be read at all, or is of another version.
    """
    from graphmat.api.log_check import check_log
    from graphmat.storage.migrations import CURRENT_VERSION

    log = _present(url)
    try:
        faults = check_log(log)
        return {
            "schema": CHECK_SCHEMA,
            "path": log.name,
            "version": CURRENT_VERSION,
            "faults": faults,
        }
    finally:
        log.close()


def upgrade(url: str) -> dict[str, Any]:
    """Take the log to the current version of the schema, all or nothing.

    Raises:
        StorageError: It cannot be upgraded; it was left as it was.
        ConflictError: A run is going on.
    """
    from graphmat.storage.server_upgrade import upgrade_server
    from graphmat.storage.server_url import ServerUrl

    locks = server_run_locks(url)

    def refuse(run_ids: Sequence[str]) -> None:
        live = {holder.run_id for holder in locks.holders()}
        for run_id in run_ids:
            if run_id in live:
                raise ConflictError(
                    f"run '{run_id[:8]}' is going on: its event log cannot be upgraded now",
                    hint="try again when it has ended",
                )

    before, after = upgrade_server(url, refuse)
    return {
        "schema": UPGRADE_SCHEMA,
        "path": ServerUrl(url).name,
        "from": before,
        "to": after,
        "backup": None,
    }


def refuse_backup(url: str) -> None:
    """Tell how a server is copied.

    Raises:
        StorageError: Always.
    """
    from graphmat.storage.server_url import ServerUrl

    place = ServerUrl(url)
    raise StorageError(
        f"event log '{place.name}' is on a server, which is copied by its own tools",
        hint=f"pg_dump --format=custom --schema={place.schema} {place.database or ''}".rstrip(),
    )
