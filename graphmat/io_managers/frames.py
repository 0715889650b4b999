"""Data frames of pandas, polars and pyarrow as Parquet, and as one another.

Nothing here imports a library before it is needed: whether a value is a frame is told from the
libraries that the user's code has imported already.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, Union, get_args, get_origin

from graphmat.errors import StepOutputError, StorageError

PANDAS: Final = "pandas"
POLARS: Final = "polars"
LAZY: Final = "polars.LazyFrame"
ARROW: Final = "pyarrow"
_CLASSES: Final = {
    PANDAS: ("pandas", "DataFrame"),
    POLARS: ("polars", "DataFrame"),
    LAZY: ("polars", "LazyFrame"),
    ARROW: ("pyarrow", "Table"),
}
_NOTE: Final = "graphmat:frame"
"""In a file's metadata: whose frame was stored."""

MAPPING: Final = "mapping"
_PREVIEW_COLUMNS: Final = 30
_CELL_LETTERS: Final = 80


def kind_of(value: Any) -> str | None:
    """Whose frame a value is; None where it is none."""
    for kind, (module_name, class_name) in _CLASSES.items():
        module = sys.modules.get(module_name)
        found = getattr(module, class_name, None)
        if isinstance(found, type) and isinstance(value, found):
            return kind
    return None


def kind_wanted(hint: Any) -> str | None:
    """Whose frame an annotation asks for; ``mapping`` for a dictionary, None for anything else."""
    hint = getattr(hint, "typing_type", hint)  # of an input's, or of a user's type
    hint = getattr(hint, "typing_type", hint)
    origin = get_origin(hint)
    if origin is Union or type(hint).__name__ == "UnionType":
        found = {kind for part in get_args(hint) if (kind := kind_wanted(part))}
        return found.pop() if len(found) == 1 else None
    if isinstance(origin or hint, type) and issubclass(origin or hint, Mapping):
        return MAPPING
    if not isinstance(hint, type):
        return None
    home = hint.__module__.partition(".")[0]
    for kind, address in _CLASSES.items():
        if (home, hint.__name__) == address:
            return kind
    return None


def write_parquet(value: Any, file: Any) -> None:
    """Write a frame to a file that is open for bytes.

    Raises:
        StepOutputError: Parquet has no type for what is in it.
        StorageError: A package is missing.
    """
    kind = kind_of(value)
    try:
        if kind in {POLARS, LAZY}:
            whole = value.collect() if kind == LAZY else value
            whole.write_parquet(file, metadata={_NOTE: kind})
            return
        pyarrow = _library(ARROW, kind)
        from pyarrow import parquet

        table = value if kind == ARROW else pyarrow.Table.from_pandas(value)
        noted = {**(table.schema.metadata or {}), _NOTE.encode(): str(kind).encode()}
        parquet.write_table(table.replace_schema_metadata(noted), file)
    except (OSError, StorageError):
        raise
    except Exception as error:
        raise StepOutputError(
            f"the data frame cannot be written as Parquet: {' '.join(str(error).split())}",
            hint="give each column one type; or store it as a pickle, with another I/O manager",
        ) from error


def read_parquet(file: Any, wanted: str | None = None) -> Any:
    """Read a frame from a file that is open for bytes and can be sought in.

    Args:
        file: The file.
        wanted: Whose frame it is to be; default: whose it was when it was stored.

    Raises:
        StorageError: A package is missing, or it is no Parquet.
    """
    try:
        kind = wanted if wanted in _CLASSES else _noted(file)
        file.seek(0)
        if kind in {POLARS, LAZY}:
            frame = _library(POLARS, kind).read_parquet(file)
            return frame.lazy() if kind == LAZY else frame
        _library(ARROW, kind)
        from pyarrow import parquet

        if kind == PANDAS:
            _library(PANDAS, kind)
        table = parquet.read_table(file)
        return table.to_pandas() if kind == PANDAS else table
    except (OSError, StorageError):
        raise
    except Exception as error:
        raise StorageError(
            f"the file is no Parquet that can be read: {' '.join(str(error).split())}"
        ) from error


def _noted(file: Any) -> str:
    """Whose frame was stored."""
    if "pyarrow" in sys.modules or not _has(POLARS):
        _library(ARROW, ARROW)
        from pyarrow import parquet

        found = (parquet.read_metadata(file).metadata or {}).get(_NOTE.encode(), b"").decode()
    else:
        found = _library(POLARS, POLARS).read_parquet_metadata(file).get(_NOTE, "")
    if found in _CLASSES:
        return str(found)
    return next((kind for kind in (PANDAS, POLARS) if kind in sys.modules), ARROW)


def converted(value: Any, wanted: str | None) -> Any:
    """A frame as another library's; as it is where nothing else is wanted."""
    kind = kind_of(value)
    if kind is None or wanted not in _CLASSES or kind == wanted:
        return value
    if {kind, wanted} == {POLARS, LAZY}:
        return value.lazy() if wanted == LAZY else value.collect()
    pyarrow = _library(ARROW, wanted)
    if kind == PANDAS:
        table = pyarrow.Table.from_pandas(value)
    else:
        table = value if kind == ARROW else converted(value, POLARS).to_arrow()
    if wanted == PANDAS:
        _library(PANDAS, wanted)
        return table.to_pandas()
    if wanted == ARROW:
        return table
    frame = _library(POLARS, wanted).from_arrow(table)
    return frame.lazy() if wanted == LAZY else frame


def joined(frames: Sequence[Any]) -> Any:
    """Frames of one library, one below the other; a column that one lacks is empty there."""
    kind = kind_of(frames[0]) if frames else None
    if kind == PANDAS:
        return _library(PANDAS, kind).concat(frames, ignore_index=True)
    if kind in {POLARS, LAZY}:
        return _library(POLARS, kind).concat(frames, how="diagonal_relaxed")
    return _library(ARROW, kind).concat_tables(frames, promote_options="permissive")


def frame_facts(value: Any, preview_rows: int = 5) -> dict[str, Any]:
    """What is recorded of a frame: its columns, how many rows it has, and the first of them.

    Args:
        value: A frame.
        preview_rows: How many rows are shown; 0: none, where they may hold secrets.
    """
    from graphmat.definitions.metadata import MetadataValue
    from graphmat.definitions.tables import TableColumn, TableSchema

    kind = kind_of(value)
    if kind == LAZY:
        return {}  # it would be computed a second time
    if kind == ARROW:
        types = [(field.name, str(field.type)) for field in value.schema]
    elif kind == POLARS:
        types = [(name, str(of)) for name, of in value.schema.items()]
    else:
        types = [(str(name), str(of)) for name, of in value.dtypes.items()]
    schema = TableSchema([TableColumn(name, of) for name, of in types])
    rows = value.num_rows if kind == ARROW else len(value)
    facts = {
        "dagster/row_count": MetadataValue.int(int(rows)),
        "dagster/column_schema": MetadataValue.table_schema(schema),
    }
    if preview_rows and rows and types:
        facts["preview"] = MetadataValue.table(_first(value, kind, preview_rows), schema)
    return facts


def _first(value: Any, kind: str | None, count: int) -> list[dict[str, Any]]:
    if kind == PANDAS:
        head = value.iloc[:count, :_PREVIEW_COLUMNS]
        names = [str(name) for name in head.columns]
        rows = [dict(zip(names, row, strict=True)) for row in head.itertuples(index=False)]
    elif kind == POLARS:
        rows = value[:, :_PREVIEW_COLUMNS].head(count).to_dicts()
    else:
        columns = value.column_names[:_PREVIEW_COLUMNS]
        rows = value.select(columns).slice(0, count).to_pylist()
    return [{name: _plain(cell) for name, cell in row.items()} for row in rows]


def _plain(cell: Any) -> Any:
    item = getattr(cell, "item", None)
    if callable(item):
        cell = item()  # a number of numpy's
    if cell is None or cell != cell:  # noqa: PLR0124  # NaN, or a missing time
        return None
    if isinstance(cell, bool | int | float):
        return cell
    text = str(cell)
    return text if len(text) <= _CELL_LETTERS else f"{text[: _CELL_LETTERS - 1]}…"


def _has(name: str) -> bool:
    from importlib.util import find_spec

    return name in sys.modules or find_spec(name) is not None


def _library(name: str, kind: str | None) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        extra = str(kind or name).partition(".")[0]
        raise StorageError(
            f"a data frame of {extra} needs a package that is not installed: {name}",
            hint=f"pip install 'graphmat[{extra}]'",
        ) from error
