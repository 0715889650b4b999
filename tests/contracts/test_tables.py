"""Data frames in Parquet files, in a DuckDB file, and in the project's own store."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import graphmat as dg
from graphmat.definitions.io_context import (
    InputContext,
    build_input_context,
    build_output_context,
)
from graphmat.errors import MissingValueError, StepOutputError, StorageError
from graphmat.io_managers.object_store import ObjectStore
from graphmat.io_managers.places import opened_store
from graphmat.keys import AssetKey

FRAMES = {
    "pandas": (pd.DataFrame, lambda columns: pd.DataFrame(columns)),
    "polars": (pl.DataFrame, lambda columns: pl.DataFrame(columns)),
    "lazy": (pl.LazyFrame, lambda columns: pl.LazyFrame(columns)),
    "pyarrow": (pa.Table, lambda columns: pa.table(columns)),
}
KINDS = {
    "parquet": lambda folder: dg.ParquetIOManager(base_dir=str(folder)),
    "auto": lambda folder: dg.AutoIOManager(base_dir=str(folder)),
    "duckdb": lambda folder: dg.DuckDBIOManager(database=str(folder / "tables.duckdb"), wait_s=0.2),
}
COLUMNS = {"n": [1, 2, 3], "text": ["a", None, "c"]}


@pytest.fixture(params=KINDS)
def manager(request, tmp_path):
    """Each I/O manager for tables."""
    return KINDS[request.param](tmp_path)


def put(manager, value, key="made", partition=None):
    """Store a value; what is recorded of it."""
    context = build_output_context(
        name="result", run_id="r", step_key="s", asset_key=key, partition_key=partition
    )
    manager.handle_output(context, value)
    return context.metadata_added


def get(manager, key="made", hint=None, partitions=None):
    """Load a value as a consumer that declares a type."""
    if partitions is None:
        return manager.load_input(build_input_context(name="x", asset_key=key, dagster_type=hint))
    return manager.load_input(
        InputContext(
            name="x",
            asset_key=AssetKey(key),
            asset_partition_keys=partitions,
            dagster_type=hint,
        )
    )


def rows(frame):
    """A frame of any library as a list of rows."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pd.DataFrame):
        frame = pa.Table.from_pandas(frame, preserve_index=False)
    return frame.to_pylist() if isinstance(frame, pa.Table) else frame.to_dicts()


@pytest.mark.parametrize("made", FRAMES)
def test_a_frame_is_loaded_as_its_consumer_declares(manager, made):
    """Any library's frame becomes any other's; without a type, that which was stored."""
    own, make = FRAMES[made]
    put(manager, make(COLUMNS))

    assert isinstance(get(manager), own)
    for wanted, _ in FRAMES.values():
        found = get(manager, hint=wanted)
        assert isinstance(found, wanted)
        assert rows(found) == rows(make(COLUMNS))


def test_columns_rows_and_a_preview_are_recorded(manager):
    """A materialization tells the columns with their types, the row count and the first rows."""
    facts = put(manager, pl.DataFrame({"n": range(100), "long": ["x" * 1000] * 100}))

    assert getattr(facts["dagster/row_count"], "value", facts["dagster/row_count"]) == 100
    assert [each["name"] for each in facts["dagster/column_schema"].value] == ["n", "long"]
    assert [row.data["n"] for row in facts["preview"].records] == [0, 1, 2, 3, 4]
    assert all(len(row.data["long"]) == 80 for row in facts["preview"].records)


def test_partitions_are_replaced_one_by_one_and_loaded_as_one_frame(manager):
    """A partition that is stored again replaces its rows only; a new column is empty elsewhere."""
    for key in ("mon", "tue's"):
        put(manager, pd.DataFrame({"day": [key, key]}), partition=key)
    put(manager, pd.DataFrame({"day": ["mon"], "more": [1.5]}), partition="mon")

    found = get(manager, hint=pl.DataFrame, partitions=["mon", "tue's"])
    assert found["day"].to_list() == ["mon", "tue's", "tue's"]
    assert found["more"].to_list() == [1.5, None, None]
    assert len(get(manager, hint=pd.DataFrame, partitions=["tue's"])) == 2
    assert set(get(manager, hint=dict, partitions=["mon", "tue's"])) == {"mon", "tue's"}
    with pytest.raises(MissingValueError, match="wed"):
        get(manager, partitions=["mon", "wed"])


def test_what_is_no_frame(manager):
    """Other values are refused with a reason, or kept as pickles by the one that takes them."""
    if isinstance(manager, dg.AutoIOManager):
        put(manager, {"no": "frame"})
        assert get(manager) == {"no": "frame"}
        put(manager, pd.DataFrame({"mixed": [1, "x", b"y"]}))
        assert get(manager)["mixed"].tolist() == [1, "x", b"y"]
        return
    put(manager, pd.DataFrame(COLUMNS))
    with pytest.raises(StepOutputError, match="'int', and no data frame"):
        put(manager, 5)
    with pytest.raises(StepOutputError, match="column mixed"):
        put(manager, pd.DataFrame({"mixed": [1, "x", b"y"]}))
    assert len(get(manager)) == 3, "what was stored before is left"


def test_what_was_never_stored_is_missing(manager):
    """A frame that is not there is told as missing, by its name."""
    put(manager, pd.DataFrame(COLUMNS), key="other")
    with pytest.raises(MissingValueError, match="never"):
        get(manager, key="never")


def test_duckdb_tells_names_apart_that_it_would_mix_up(tmp_path):
    """A table that another asset has, but for capitals, is refused; prefixes are schemas."""
    manager = KINDS["duckdb"](tmp_path)
    put(manager, pd.DataFrame(COLUMNS), key=["a", "b", "t"])
    put(manager, pd.DataFrame({"n": [1]}), key=["a", "t"])

    assert len(get(manager, key=["a", "b", "t"])) == 3
    with pytest.raises(StepOutputError, match="belongs to asset 'a/t'"):
        put(manager, pd.DataFrame(COLUMNS), key=["A", "T"])


def test_duckdb_says_who_is_in_the_way(tmp_path):
    """A file that another process keeps open is waited for, then told; threads take turns."""
    manager = KINDS["duckdb"](tmp_path)
    put(manager, pd.DataFrame(COLUMNS))
    script = f"import duckdb, sys; c = duckdb.connect({manager.database!r}); print(flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{script}; sys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        other.stdout.readline()
        with pytest.raises(StorageError, match="cannot be opened") as caught:
            get(manager)
        other.stdin.close()
        other.wait()
    assert "another process" in caught.value.hint

    threads = [
        threading.Thread(target=put, args=(manager, pd.DataFrame({"n": [n]}), f"t{n}"))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [get(manager, key=f"t{n}")["n"].tolist() for n in range(6)] == [[n] for n in range(6)]


def test_the_project_store_keeps_frames_as_parquet(tmp_path, s3):
    """With io_manager: auto frames are Parquet objects under their digest, here and in a bucket."""
    for store in (
        ObjectStore(tmp_path, keeps_frames=True),
        opened_store(tmp_path, s3, keeps_frames=True),
    ):
        for make in (pd.DataFrame, pl.DataFrame):
            small, large = make({"n": [1, 2]}), make({"n": range(400_000)})
            for frame in (small, large):
                stored = store.put(frame)
                assert stored.serializer == "parquet"
                assert store.put(frame) == stored
                assert type(store.get(stored)) is make
                assert len(store.get(stored, pl.DataFrame)) == len(frame)
        assert store.put([1]).serializer == "pickle"


MODULE = """
    import sys
    import graphmat as dg

    @dg.asset
    def made():
        return 1

    @dg.asset
    def none_there():
        return sorted({"pandas", "polars", "pyarrow", "duckdb", "fsspec"} & set(sys.modules))
"""
FRAMES_MODULE = """
    import graphmat as dg
    import pandas as pd
    import polars as pl

    days = dg.StaticPartitionsDefinition(["mon", "tue"])

    @dg.asset
    def orders() -> pd.DataFrame:
        return pd.DataFrame({"n": [1, 2]})

    @dg.asset
    def total(orders: pl.DataFrame) -> int:
        return int(orders["n"].sum())

    @dg.asset(partitions_def=days)
    def daily(context):
        return pl.DataFrame({"day": [context.partition_key]})

    @dg.asset
    def weekly(daily: pd.DataFrame):
        return daily["day"].tolist()
"""


def graphmat(folder, *words):
    """Carry a command out; what it prints."""
    ended = subprocess.run(
        [sys.executable, "-m", "graphmat", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_setting_auto_through_commands(tmp_path):
    """One asset makes a frame of pandas, another takes it as polars'; partitions come as one."""
    (tmp_path / "definitions.py").write_text(textwrap.dedent(FRAMES_MODULE))
    (tmp_path / "graphmat.yaml").write_text("io_manager: auto\n")
    graphmat(tmp_path, "materialize", "-s", "orders", "-s", "total")
    graphmat(tmp_path, "materialize", "-s", "daily", "--partitions", "all")
    graphmat(tmp_path, "materialize", "-s", "weekly")

    assert graphmat(tmp_path, "show", "total", "--value") == "3\n"
    assert graphmat(tmp_path, "show", "weekly", "--value") == "['mon', 'tue']\n"
    assert "dagster/row_count" in graphmat(tmp_path, "show", "orders")


def test_the_setting_auto_imports_no_library_of_frames(tmp_path):
    """A module without data frames imports none of their libraries, with io_manager: auto too."""
    (tmp_path / "definitions.py").write_text(textwrap.dedent(MODULE))
    (tmp_path / "graphmat.yaml").write_text("io_manager: auto\n")
    graphmat(tmp_path, "materialize")

    assert graphmat(tmp_path, "show", "none_there", "--value") == "[]\n"
