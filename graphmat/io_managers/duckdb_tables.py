"""Data frames as tables of a DuckDB file: ``DuckDBIOManager``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

from graphmat.errors import MissingValueError, StepOutputError, StorageError
from graphmat.io_managers.frames import (
    ARROW,
    MAPPING,
    PANDAS,
    converted,
    frame_facts,
    kind_of,
    kind_wanted,
)
from graphmat.resources.configurable_io import ConfigurableIOManager
from graphmat.resources.io_base import by_partition

PARTITION: Final = "_partition"
"""The column that tells the partitions of a table apart."""

_WAIT_S: Final = 0.05
_ONE_AT_A_TIME: Final = Lock()
"""DuckDB opens a file once in a process: its threads take turns."""


class DuckDBIOManager(ConfigurableIOManager):
    """Keeps data frames of pandas, polars and pyarrow as tables of a DuckDB file.

    An asset ``a/b/c`` is the table ``c`` of the schema ``a/b``; without a prefix, of ``main``. The
    partitions of an asset are in one table, with a column ``_partition``; each is replaced in one
    transaction, and a new column is empty in the others. A consumer gets the type that it declares.
    DuckDB lets one process write at a time: others wait for it. An index of pandas is not kept.

    Args:
        database: The file.
        preview_rows: How many rows are recorded; 0 where they may hold secrets.
        wait_s: How long to wait for another process that has the file open.
    """

    database: str
    preview_rows: int = 5
    wait_s: float = 60.0

    # ---------------------------------------------------------------- storing

    def handle_output(self, context: Any, obj: Any) -> None:
        """Store a frame as a table, or as the rows of its partitions.

        Raises:
            StepOutputError: It is no data frame, or does not fit the table.
            StorageError: The file cannot be written.
        """
        keys = list(context.asset_partition_keys) if context.has_asset_partitions else []
        parts: dict[str | None, Any] = {keys[0] if keys else None: obj}
        if len(keys) > 1:
            parts = dict(by_partition(obj, keys).items())
        tables = {key: _as_arrow(part) for key, part in parts.items()}
        name = _Name(context)
        note = json.dumps({"asset": name.identifier, "frame": kind_of(next(iter(parts.values())))})
        with self._connected(write=True) as connection:
            name.check_free(connection)
            for key, table in tables.items():
                if key is None:
                    name.replace(connection, table)
                else:
                    name.replace_partition(connection, table, key)
            _rows(connection, f"COMMENT ON TABLE {name.quoted} IS {_literal(note)}")
        facts = frame_facts(next(iter(tables.values())), self.preview_rows)
        facts["dagster/row_count"] = sum(table.num_rows for table in tables.values())
        context.add_output_metadata(
            {**facts, "database": str(Path(self.database).absolute()), "table": name.quoted}
        )

    # ---------------------------------------------------------------- loading

    def load_input(self, context: Any) -> Any:
        """Load a table, or the rows of partitions, as the type that the consumer declares.

        Raises:
            MissingValueError: There is no such table, or it lacks a partition.
            StorageError: The file cannot be read.
        """
        name = _Name(context if context.has_asset_key else context.upstream_output)
        keys = list(context.asset_partition_keys) if context.has_asset_partitions else None
        wanted = kind_wanted(context.dagster_type)
        if not Path(self.database).exists():
            raise MissingValueError(f"there is no DuckDB file '{self.database}'")
        with self._connected() as connection:
            kind = name.noted(connection).get("frame", PANDAS)
            if keys is None:
                table = _arrow(connection, f"SELECT * FROM {name.quoted}")  # noqa: S608  # quoted
                return converted(table, kind if wanted in {None, MAPPING} else wanted)
            name.check_partitions(connection, keys)
            if wanted == MAPPING and len(keys) > 1:
                return {key: converted(name.rows(connection, [key]), kind) for key in keys}
            return converted(name.rows(connection, keys), wanted or kind)

    @contextmanager
    def _connected(self, *, write: bool = False) -> Iterator[Any]:
        duckdb = _duckdb()
        Path(self.database).parent.mkdir(parents=True, exist_ok=True)
        with _ONE_AT_A_TIME:
            connection = self._open(duckdb)
            try:
                if write:
                    connection.begin()
                yield connection
                if write:
                    connection.commit()
            except duckdb.Error as error:
                what = " ".join(str(error).split())
                raise StorageError(
                    f"the DuckDB file '{self.database}' cannot be used: {what}"
                ) from error
            finally:
                connection.close()  # what was not committed never happened

    def _open(self, duckdb: Any) -> Any:
        until = time.monotonic() + self.wait_s
        while True:
            try:
                return duckdb.connect(self.database)
            except duckdb.IOException as error:
                is_held = "lock" in str(error).casefold()
                if is_held and time.monotonic() < until:
                    time.sleep(_WAIT_S)
                    continue
                why = " ".join(str(error).split())
                hint = "another process has it open; DuckDB lets one in at a time"
                raise StorageError(
                    f"the DuckDB file '{self.database}' cannot be opened: {why}",
                    hint=hint if is_held else None,
                ) from error


class _Name:
    """The table of an asset, or of a value between ops."""

    def __init__(self, context: Any) -> None:
        parts = (
            list(context.asset_key.path)
            if context.has_asset_key
            else list(context.get_run_scoped_output_identifier())
        )
        self.identifier = "/".join(parts)
        self.schema = "/".join(parts[:-1]) or "main"
        self.table = parts[-1]
        self.quoted = f"{_quoted(self.schema)}.{_quoted(self.table)}"

    def noted(self, connection: Any) -> dict[str, Any]:
        """What is noted at the table.

        Raises:
            MissingValueError: There is no such table.
        """
        found = _rows(
            connection,
            "SELECT comment FROM duckdb_tables() WHERE lower(schema_name) = lower(?) "
            "AND lower(table_name) = lower(?)",
            [self.schema, self.table],
        )
        if not found:
            raise MissingValueError(f"there is no table {self.quoted}")
        try:
            return dict(json.loads(found[0][0] or "{}"))
        except ValueError:
            return {}  # a comment of somebody else's

    def check_free(self, connection: Any) -> None:
        """Make sure that the name is not another asset's: DuckDB takes A and a for the same."""
        try:
            other = self.noted(connection).get("asset", self.identifier)
        except MissingValueError:
            _rows(connection, f"CREATE SCHEMA IF NOT EXISTS {_quoted(self.schema)}")
            return
        if other != self.identifier:
            raise StepOutputError(
                f"table {self.quoted} belongs to asset '{other}': DuckDB does not tell small "
                "letters from capitals",
                hint="give one of the two another name, or another DuckDBIOManager",
            )

    def columns(self, connection: Any) -> dict[str, str]:
        """The columns of the table, and their types."""
        return {row[0]: row[1] for row in _rows(connection, f"DESCRIBE {self.quoted}")}

    def replace(self, connection: Any, table: Any) -> None:
        """Put a frame in the place of the table."""
        connection.register("given", table)
        made = f"CREATE OR REPLACE TABLE {self.quoted} AS SELECT * FROM given"  # noqa: S608  # quoted
        _rows(connection, made)

    def replace_partition(self, connection: Any, table: Any, key: str) -> None:
        """Put a frame in the place of the rows of a partition."""
        if PARTITION in table.column_names:
            raise StepOutputError(
                f"the data frame has a column '{PARTITION}', which stands for the partition"
            )
        connection.register("given", table)
        rows = f"SELECT *, {_literal(key)} AS {PARTITION} FROM given"  # noqa: S608  # a literal
        _rows(connection, f"CREATE TABLE IF NOT EXISTS {self.quoted} AS {rows} LIMIT 0")
        there = {name.casefold() for name in self.columns(connection)}
        if PARTITION not in there:
            raise StepOutputError(
                f"table {self.quoted} was stored without partitions",
                hint=f"drop it first: DROP TABLE {self.quoted}",
            )
        for name, of, *_ in _rows(connection, "DESCRIBE SELECT * FROM given"):
            if name.casefold() not in there:
                _rows(connection, f"ALTER TABLE {self.quoted} ADD COLUMN {_quoted(name)} {of}")
        old = f"DELETE FROM {self.quoted} WHERE {PARTITION} = ?"  # noqa: S608  # quoted
        _rows(connection, old, [key])
        _rows(connection, f"INSERT INTO {self.quoted} BY NAME {rows}")

    def check_partitions(self, connection: Any, keys: list[str]) -> None:
        """Make sure that partitions are there.

        Raises:
            MissingValueError: Some are not.
        """
        if PARTITION not in self.columns(connection):
            raise MissingValueError(f"table {self.quoted} has no partitions")
        query = f"SELECT DISTINCT {PARTITION} FROM {self.quoted}"  # noqa: S608  # quoted
        missing = sorted(set(keys) - {row[0] for row in _rows(connection, query)})
        if missing:
            shown = ", ".join(f"'{key}'" for key in missing[:5])
            raise MissingValueError(f"table {self.quoted} has no rows of partition {shown}")

    def rows(self, connection: Any, keys: list[str]) -> Any:
        """The rows of partitions, without the column that tells them apart."""
        listed = ", ".join(map(_literal, keys))
        return _arrow(
            connection,
            f"SELECT * EXCLUDE ({PARTITION}) FROM {self.quoted} "  # noqa: S608  # quoted
            f"WHERE {PARTITION} IN ({listed}) "
            f"ORDER BY list_position([{listed}], {PARTITION}), rowid",
        )


def _as_arrow(value: Any) -> Any:
    if kind_of(value) is None:
        raise StepOutputError(
            f"the value is of type '{type(value).__name__}', and no data frame",
            hint="return a frame of pandas, polars or pyarrow",
        )
    try:
        return converted(value, ARROW)
    except StorageError:
        raise
    except Exception as error:
        raise StepOutputError(
            f"the data frame cannot become a table: {' '.join(str(error).split())}",
            hint="give each column one type",
        ) from error


def _rows(connection: Any, statement: str, values: Sequence[Any] = ()) -> list[Any]:
    """Carry a statement out to its end: what it answers."""
    return list(connection.execute(statement, list(values)).fetchall())


def _arrow(connection: Any, query: str) -> Any:
    found = connection.sql(query)
    fetch = getattr(found, "to_arrow_table", None) or found.fetch_arrow_table  # before DuckDB 1.4
    return fetch()


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        raise StorageError(
            "DuckDBIOManager needs a package that is not installed: duckdb",
            hint="pip install 'graphmat[duckdb]'",
        ) from None
    return duckdb


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
