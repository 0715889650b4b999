"""Every statement of the room, by name, built from the schema.

A parameter is called ``b_`` and its name; callers give them by position, in the order of the
statement's ``parameters``. Where a statement takes several values for one thing it has a fixed
number of places, and callers repeat the last value to fill them (``database.filled``), so that
each statement is one text, prepared once.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from graphmat.storage.database import KIND_PLACES, PLACES
from graphmat.storage.schema import (
    asset_checks,
    assets,
    dynamic_partitions,
    events,
    latest_materializations,
    materializations,
    meta,
    outputs,
    run_tags,
    runs,
    step_attempts,
)

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"

_Clause = Select[Any] | Insert | Update | Delete


class Statement(NamedTuple):
    """A statement and the order of its parameters."""

    clause: _Clause
    parameters: tuple[str, ...]


def _bind(name: str) -> BindParameter[Any]:
    return bindparam(f"b_{name}")


def _binds(name: str, count: int) -> list[BindParameter[Any]]:
    return [_bind(f"{name}_{place}") for place in range(count)]


def _names(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}_{place}" for place in range(count))


def _insert(
    table: Table, *, without: tuple[str, ...] = (), zero_is_null: tuple[str, ...] = ()
) -> Statement:
    names = tuple(column.name for column in table.columns if column.name not in without)
    values: dict[str, Any] = {name: _bind(name) for name in names}
    for name in zero_is_null:
        values[name] = func.nullif(values[name], literal_column("0"))
    return Statement(insert(table).values(values), names)


def _insert_new(table: Table, dialect: str, *, without: tuple[str, ...] = ()) -> Statement:
    names = tuple(column.name for column in table.columns if column.name not in without)
    clause = _inserted(table, dialect).values({name: _bind(name) for name in names})
    return Statement(clause.on_conflict_do_nothing(), names)


def _inserted(table: Table, dialect: str) -> Any:
    return (postgresql if dialect == POSTGRESQL else sqlite).insert(table)


def _limited(clause: Select[Any]) -> Select[Any]:
    # an explicit offset, because the dialect would otherwise add one as a parameter
    return clause.limit(bindparam("b_limit", type_=BigInteger)).offset(literal_column("0"))


def _run_statements() -> dict[str, Statement]:
    number = runs.c.number
    older = _limited(select(runs).where(number < _bind("before")).order_by(number.desc()))
    tagged = (
        select(runs)
        .select_from(run_tags.join(runs))
        .where(run_tags.c.key == _bind("key"), run_tags.c.value == _bind("value"))
        .where(run_tags.c.run_number < _bind("before"))
        .order_by(run_tags.c.run_number.desc())
    )
    return {
        "insert_run": _insert(runs, without=("number",)),
        "insert_run_tag": _insert(run_tags),
        "run_id": Statement(select(runs.c.run_id).where(number == _bind("number")), ("number",)),
        "run_number": Statement(
            select(number).where(runs.c.run_id == _bind("run_id")), ("run_id",)
        ),
        "run": Statement(select(runs).where(runs.c.run_id == _bind("run_id")), ("run_id",)),
        "runs": Statement(older, ("before", "limit")),
        "runs_of_status": Statement(
            older.where(runs.c.status == _bind("status")), ("before", "status", "limit")
        ),
        "runs_of_job": Statement(
            older.where(runs.c.job_name == _bind("job_name")), ("before", "job_name", "limit")
        ),
        "runs_of_tag": Statement(_limited(tagged), ("key", "value", "before", "limit")),
        "end_run": Statement(
            update(runs)
            .where(number == _bind("number"))
            .values(status=_bind("status"), ended_at=_bind("ended_at"), error=_bind("error")),
            ("status", "ended_at", "error", "number"),
        ),
    }


def _event_statements() -> dict[str, Statement]:
    in_order = (
        select(
            events.c.kind,
            events.c.time,
            events.c.step_key,
            events.c.asset_id,
            events.c.partition_key,
            events.c.message,
            events.c.data,
            events.c.sequence,
        )
        .where(events.c.id > _bind("after"), events.c.id < _bind("before"))
        .order_by(events.c.id)
    )
    of_kinds = in_order.where(events.c.kind.in_(_binds("kind", KIND_PLACES)))
    last = select(func.max(events.c.id)).where(
        events.c.id > _bind("after"), events.c.id < _bind("before")
    )
    return {
        "insert_event": _insert(events, zero_is_null=("asset_id",)),
        "events": Statement(_limited(in_order), ("after", "before", "limit")),
        "events_of_kinds": Statement(
            _limited(of_kinds), ("after", "before", *_names("kind", KIND_PLACES), "limit")
        ),
        "last_event_time": Statement(
            select(events.c.time).where(events.c.id == last.scalar_subquery()), ("after", "before")
        ),
    }


def _step_statements() -> dict[str, Statement]:
    of_run = (
        step_attempts.c.id > _bind("after"),
        step_attempts.c.id < _bind("before"),
    )
    is_open = step_attempts.c.status == literal_column("'started'")
    ended = update(step_attempts).values(
        status=_bind("status"),
        ended_at=_bind("ended_at"),
        duration_s=_bind("duration_s"),
        error=_bind("error"),
    )
    return {
        "insert_step_attempt": _insert(step_attempts),
        "end_step_attempt": Statement(
            ended.where(step_attempts.c.id == _bind("id")),
            ("status", "ended_at", "duration_s", "error", "id"),
        ),
        "open_step_attempts": Statement(
            select(
                step_attempts.c.step_key,
                step_attempts.c.id,
                step_attempts.c.attempt,
                step_attempts.c.started_at,
            ).where(*of_run, is_open),
            ("after", "before"),
        ),
        "interrupt_step_attempts": Statement(
            update(step_attempts)
            .values(status=literal_column("'interrupted'"), ended_at=_bind("ended_at"))
            .where(*of_run, is_open),
            ("ended_at", "after", "before"),
        ),
        "step_attempts": Statement(
            select(step_attempts).where(*of_run).order_by(step_attempts.c.id), ("after", "before")
        ),
        "step_durations": Statement(
            select(step_attempts.c.step_key, step_attempts.c.duration_s).where(
                *of_run, step_attempts.c.status == literal_column("'success'")
            ),
            ("after", "before"),
        ),
        "insert_output": _insert(outputs),
        "outputs": Statement(
            select(outputs)
            .where(outputs.c.id > _bind("after"), outputs.c.id < _bind("before"))
            .order_by(outputs.c.id),
            ("after", "before"),
        ),
    }


def _materialization_statements(dialect: str) -> dict[str, Statement]:
    made = select(materializations)
    newest_first = _limited(made.order_by(materializations.c.id.desc()))
    of_asset = newest_first.where(materializations.c.asset_id == _bind("asset_id"))
    row = _inserted(latest_materializations, dialect).values(
        asset_id=_bind("asset_id"),
        partition_key=_bind("partition_key"),
        materialization_id=_bind("materialization_id"),
    )
    newer = row.excluded.materialization_id
    return {
        "insert_asset": _insert_new(assets, dialect, without=("id",)),
        "asset_id": Statement(select(assets.c.id).where(assets.c.key == _bind("key")), ("key",)),
        "asset_key": Statement(select(assets.c.key).where(assets.c.id == _bind("id")), ("id",)),
        "assets": Statement(select(assets.c.id, assets.c.key), ()),
        "assets_of_keys": Statement(
            select(assets.c.id, assets.c.key).where(assets.c.key.in_(_binds("key", PLACES))),
            _names("key", PLACES),
        ),
        "insert_materialization": _insert(materializations, without=("id",)),
        "set_latest": Statement(
            row.on_conflict_do_update(
                index_elements=["asset_id", "partition_key"],
                set_={"materialization_id": newer},
                where=newer > latest_materializations.c.materialization_id,
            ),
            ("asset_id", "partition_key", "materialization_id"),
        ),
        "materializations_of_asset": Statement(of_asset, ("asset_id", "limit")),
        "materializations_of_partition": Statement(
            of_asset.where(materializations.c.partition_key == _bind("partition_key")),
            ("asset_id", "partition_key", "limit"),
        ),
        "materializations_of_run": Statement(
            made.where(materializations.c.run_number == _bind("run_number")).order_by(
                materializations.c.id
            ),
            ("run_number",),
        ),
        "wipe_latest": Statement(
            delete(latest_materializations).where(
                latest_materializations.c.asset_id == _bind("asset_id")
            ),
            ("asset_id",),
        ),
        "wipe_materializations": Statement(
            delete(materializations).where(materializations.c.asset_id == _bind("asset_id")),
            ("asset_id",),
        ),
    }


def _latest_statements() -> dict[str, Statement]:
    latest, made = latest_materializations, materializations
    # an outer join keeps the order in which the tables are read: first the small one
    newest = select(made).select_from(
        latest.outerjoin(made, made.c.id == latest.c.materialization_id)
    )
    is_asset = latest.c.asset_id == _bind("asset_id")
    return {
        "latest": Statement(
            newest.where(is_asset, latest.c.partition_key == _bind("partition_key")),
            ("asset_id", "partition_key"),
        ),
        "latest_of_assets": Statement(
            newest.where(
                latest.c.asset_id.in_(_binds("asset_id", PLACES)),
                latest.c.partition_key == literal_column("''"),
            ),
            _names("asset_id", PLACES),
        ),
        "latest_of_partitions": Statement(
            newest.where(is_asset, latest.c.partition_key.in_(_binds("partition_key", PLACES))),
            ("asset_id", *_names("partition_key", PLACES)),
        ),
        "latest_of_all": Statement(newest, ()),
        "latest_partitions": Statement(
            select(latest.c.partition_key).where(
                is_asset, latest.c.partition_key != literal_column("''")
            ),
            ("asset_id",),
        ),
    }


def _check_statements() -> dict[str, Statement]:
    evaluated = select(asset_checks).order_by(asset_checks.c.id.desc())
    return {
        "insert_asset_check": _insert(asset_checks, without=("id",)),
        "asset_checks_of_asset": Statement(
            _limited(evaluated.where(asset_checks.c.asset_id == _bind("asset_id"))),
            ("asset_id", "limit"),
        ),
        "asset_checks_of_run": Statement(
            _limited(evaluated.where(asset_checks.c.run_number == _bind("run_number"))),
            ("run_number", "limit"),
        ),
    }


def _upkeep_statements() -> dict[str, Statement]:
    by_range = {
        f"delete_{table.name}": Statement(
            delete(table).where(table.c.id > _bind("after"), table.c.id < _bind("before")),
            ("after", "before"),
        )
        for table in (events, step_attempts, outputs)
    }
    by_run = {
        f"delete_{table.name}_of_run": Statement(
            delete(table).where(table.c.run_number == _bind("run_number")), ("run_number",)
        )
        for table in (materializations, asset_checks)
    }
    tag = run_tags.c
    return {
        **by_range,
        **by_run,
        "delete_run_tag": Statement(
            delete(run_tags).where(
                tag.key == _bind("key"),
                tag.value == _bind("value"),
                tag.run_number == _bind("run_number"),
            ),
            ("key", "value", "run_number"),
        ),
        "delete_run": Statement(delete(runs).where(runs.c.number == _bind("number")), ("number",)),
        "set_run_tags": Statement(
            update(runs).where(runs.c.number == _bind("number")).values(tags=_bind("tags")),
            ("tags", "number"),
        ),
    }


def _other_statements(dialect: str) -> dict[str, Statement]:
    name, key = dynamic_partitions.c.name, dynamic_partitions.c.partition_key
    return {
        "insert_meta": _insert(meta),
        "meta": Statement(select(meta.c.value).where(meta.c.name == _bind("name")), ("name",)),
        "insert_dynamic_partition": _insert_new(dynamic_partitions, dialect, without=("id",)),
        "dynamic_partitions": Statement(
            select(key).where(name == _bind("name")).order_by(dynamic_partitions.c.id), ("name",)
        ),
        "delete_dynamic_partition": Statement(
            delete(dynamic_partitions).where(name == _bind("name"), key == _bind("partition_key")),
            ("name", "partition_key"),
        ),
    }


def statements(dialect: str = SQLITE) -> dict[str, Statement]:
    """Name of each statement → the statement.

    Args:
        dialect: ``SQLITE`` or ``POSTGRESQL``: they differ in what an insert does with a row that is
            there.
    """
    return {
        **_run_statements(),
        **_event_statements(),
        **_step_statements(),
        **_materialization_statements(dialect),
        **_latest_statements(),
        **_check_statements(),
        **_upkeep_statements(),
        **_other_statements(dialect),
    }
