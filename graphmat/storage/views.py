"""The documented views: the part of the log that is a promise to people.

Tables may change from version to version; views keep their names, columns and meaning. Asset keys
read ``a/b``, times are ISO 8601 in UTC to the millisecond, durations are seconds, truths are 0
and 1, documents are JSON text, and what is absent is NULL.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    Integer,
    Numeric,
    Select,
    Table,
    and_,
    cast,
    func,
    literal_column,
    select,
    true,
)

from graphmat.storage.rows import EVENT_ID_BITS
from graphmat.storage.schema import (
    asset_checks,
    assets,
    events,
    latest_materializations,
    materializations,
    runs,
    step_attempts,
)
from graphmat.storage.statements import POSTGRESQL, SQLITE


class _Words:
    """What SQLite and PostgreSQL say in different words.

    Args:
        dialect: ``SQLITE`` or ``POSTGRESQL``.
    """

    def __init__(self, dialect: str) -> None:
        self._is_server = dialect == POSTGRESQL

    def instant(self, column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
        """Seconds since the epoch as a text."""
        if not self._is_server:
            return func.strftime("%Y-%m-%dT%H:%M:%fZ", column, "unixepoch").label(name)
        # rounded first: to_char cuts off
        rounded = cast(func.round(cast(column, Numeric), 3), Double)
        moment = func.timezone("UTC", func.to_timestamp(rounded))
        return func.to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"').label(name)

    def truth(self, condition: ColumnElement[Any], name: str) -> ColumnElement[Any]:
        """A condition as 0, 1 or NULL."""
        return (cast(condition, Integer) if self._is_server else condition).label(name)

    def documents(self, column: ColumnElement[Any]) -> Any:
        """The documents in a list of them, as rows with a ``value``."""
        text = _text(column)
        made = func.json_array_elements(cast(text, JSON)) if self._is_server else None
        made = func.json_each(text) if made is None else made
        rows = made.table_valued("value")
        return rows.lateral("read") if self._is_server else rows.alias("read")

    def fact(self, document: ColumnElement[Any], name: str) -> ColumnElement[Any]:
        """A text in a document."""
        if self._is_server:
            return func.json_extract_path_text(document, name)
        return func.json_extract(document, f"$.{name}")

    def number(self, document: ColumnElement[Any], name: str) -> ColumnElement[Any]:
        """A whole number in a document."""
        fact = self.fact(document, name)
        return cast(fact, BigInteger) if self._is_server else fact


def _text(column: ColumnElement[Any], name: str | None = None) -> ColumnElement[Any]:
    return func.nullif(column, "").label(name or column.name)


def _of_run(table: Table) -> FromClause:
    # the range of ids lets the runs lead: from a run to what it did, without a scan
    per_run: ColumnElement[int] = literal_column(str(1 << EVENT_ID_BITS))
    return runs.join(
        table,
        and_(
            table.c.run_number == runs.c.number,
            table.c.id >= runs.c.number * per_run,
            table.c.id < (runs.c.number + 1) * per_run,
        ),
    )


def _runs(words: _Words) -> Select[Any]:
    return select(
        runs.c.run_id,
        runs.c.status,
        runs.c.job_name,
        _text(runs.c.target),
        _text(runs.c.asset_selection),
        _text(runs.c.partition_key),
        _text(runs.c.tags),
        _text(runs.c.run_config),
        _text(runs.c.parent_run_id),
        runs.c.root_run_id,
        words.instant(runs.c.started_at, "started_at"),
        words.instant(runs.c.ended_at, "ended_at"),
        (runs.c.ended_at - runs.c.started_at).label("duration_s"),
        _text(runs.c.error),
    )


def _events(words: _Words) -> Select[Any]:
    return select(
        runs.c.run_id,
        events.c.sequence,
        events.c.kind,
        words.instant(events.c.time, "time"),
        _text(events.c.step_key),
        assets.c.name.label("asset_key"),
        _text(events.c.partition_key),
        _text(events.c.message),
        _text(events.c.data),
    ).select_from(_of_run(events).outerjoin(assets, assets.c.id == events.c.asset_id))


def _step_attempts(words: _Words) -> Select[Any]:
    return select(
        runs.c.run_id,
        step_attempts.c.step_key,
        step_attempts.c.attempt,
        step_attempts.c.status,
        words.instant(step_attempts.c.started_at, "started_at"),
        words.instant(step_attempts.c.ended_at, "ended_at"),
        step_attempts.c.duration_s,
        _text(step_attempts.c.error),
    ).select_from(_of_run(step_attempts))


def _materializations(words: _Words) -> Select[Any]:
    made, latest = materializations, latest_materializations
    is_latest = and_(
        latest.c.asset_id == made.c.asset_id, latest.c.partition_key == made.c.partition_key
    )
    return select(
        made.c.id.label("materialization_id"),
        assets.c.name.label("asset_key"),
        _text(made.c.partition_key),
        runs.c.run_id,
        _text(made.c.step_key),
        _text(made.c.output_name),
        words.instant(made.c.time, "time"),
        _text(made.c.code_version),
        _text(made.c.data_version),
        made.c.is_expected,
        words.truth(made.c.id == latest.c.materialization_id, "is_latest"),
        _text(made.c.metadata),
        _text(made.c.tags),
        _text(made.c.digest),
        made.c.size_bytes,
        _text(made.c.serializer),
        _text(made.c.io_manager_key),
    ).select_from(
        made.join(assets, assets.c.id == made.c.asset_id).join(runs).outerjoin(latest, is_latest)
    )


def _lineage(words: _Words) -> Select[Any]:
    made = materializations
    read = words.documents(made.c.upstream)

    def fact(name: str, label: str) -> ColumnElement[Any]:
        return words.fact(read.c.value, name).label(label)

    return select(
        made.c.id.label("materialization_id"),
        assets.c.name.label("asset_key"),
        _text(made.c.partition_key),
        _text(made.c.data_version),
        runs.c.run_id,
        fact("key", "upstream_asset_key"),
        fact("partition", "upstream_partition_key"),
        fact("data_version", "upstream_data_version"),
        words.number(read.c.value, "materialization_id").label("upstream_materialization_id"),
    ).select_from(made.join(assets, assets.c.id == made.c.asset_id).join(runs).join(read, true()))


def _checks(words: _Words) -> Select[Any]:
    return select(
        assets.c.name.label("asset_key"),
        _text(asset_checks.c.partition_key),
        asset_checks.c.check_name,
        asset_checks.c.passed,
        asset_checks.c.severity,
        asset_checks.c.blocking,
        _text(asset_checks.c.description),
        _text(asset_checks.c.metadata),
        runs.c.run_id,
        _text(asset_checks.c.step_key),
        words.instant(asset_checks.c.time, "time"),
    ).select_from(asset_checks.join(assets).join(runs))


def views(dialect: str = SQLITE) -> dict[str, Select[Any]]:
    """Name of each view → the question it answers.

    Args:
        dialect: ``SQLITE`` or ``POSTGRESQL``.
    """
    words = _Words(dialect)
    return {
        "v_checks": _checks(words),
        "v_events": _events(words),
        "v_lineage": _lineage(words),
        "v_materializations": _materializations(words),
        "v_op_attempts": _step_attempts(words),
        "v_runs": _runs(words),
    }
