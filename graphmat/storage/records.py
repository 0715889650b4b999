"""``AssetCheckRecord``: one evaluation of an asset check, as the log answers with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.events.records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphmat.keys import AssetKey


class AssetCheckRecord(Record):
    """One evaluation of an asset check.

    Args:
        id: Increasing number in the log.
        asset_key: The asset that was checked.
        partition_key: Its partition, or None.
        check_name: The check.
        run_id: The run that evaluated it.
        step_key: The step that did.
        time: Seconds since the epoch, UTC.
        passed: Whether it passed.
        severity: ``ERROR`` or ``WARN``.
        blocking: Whether a failure keeps what is downstream from running.
        description: What it says about its result.
        metadata: Recorded metadata: name → document of the value.
    """

    __slots__ = (
        "asset_key",
        "blocking",
        "check_name",
        "description",
        "id",
        "metadata",
        "partition_key",
        "passed",
        "run_id",
        "severity",
        "step_key",
        "time",
    )

    def __init__(
        self,
        *,
        id: int,  # noqa: A002  # the column's name
        asset_key: AssetKey,
        check_name: str,
        run_id: str,
        time: float,
        passed: bool,
        partition_key: str | None = None,
        step_key: str | None = None,
        severity: str = "ERROR",
        blocking: bool = False,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.id = id
        self.asset_key = asset_key
        self.check_name = check_name
        self.run_id = run_id
        self.time = time
        self.passed = passed
        self.partition_key = partition_key
        self.step_key = step_key
        self.severity = severity
        self.blocking = blocking
        self.description = description
        self.metadata = dict(metadata or {})
