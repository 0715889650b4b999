"""The tables of the event log: the one description of the schema.

Three rules explain the shapes.

- *One page per fact.* What a step writes goes to the end of a table: an event's id is made of its
  run's number and its sequence (``EVENT_ID_BITS``), which makes the table its own index for "events
  of a run in order" and a second event of the same number impossible. A step attempt has the id of
  the event that began it, an output that of the event that told of it.
- *Latest is a row.* ``latest_materializations`` names the newest materialization of each asset and
  partition and is changed in the transaction that adds one.
- *Absent text is empty*, absent numbers are NULL, and the views show both as NULL: to hand over a
  NULL costs the driver more than to hand over a value, and most columns of most rows are absent.

Child rows are found by ranges of ids, so the foreign keys to ``runs`` have no index of their own:
whoever deletes runs deletes the children first, with foreign keys switched off, and then checks.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

# SQLite makes only a column of type INTEGER the table's own key
_Id = BigInteger().with_variant(Integer, "sqlite")


# by bytes, as SQLite compares: no update of a server's locale may disturb an index
_Text = Text().with_variant(Text(collation="C"), "postgresql")


def _text(name: str, *, comment: str | None = None, unique: bool = False) -> Column[str]:
    return Column(name, _Text, nullable=False, unique=unique, comment=comment)


meta = Table(
    "meta",
    metadata,
    Column("name", _Text, primary_key=True, comment="schema_version"),
    _text("value"),
    sqlite_with_rowid=False,
)

runs = Table(
    "runs",
    metadata,
    Column("number", _Id, primary_key=True, comment="in order of creation, never reused"),
    _text("run_id", unique=True),
    _text("status"),
    _text("job_name"),
    _text("target"),
    _text("asset_selection", comment="JSON list; empty where everything was asked for"),
    _text("partition_key"),
    _text("tags", comment="JSON object"),
    _text("run_config", comment="JSON object, secrets masked"),
    _text("parent_run_id"),
    _text("root_run_id"),
    Column("started_at", Float, nullable=False, comment="seconds since the epoch, as all times"),
    Column("ended_at", Float),
    _text("error"),
    _text("process", comment="JSON object"),
    _text("step_keys_to_execute", comment="JSON list; empty where all of the plan"),
    sqlite_autoincrement=True,
)
Index("ix_runs_status", runs.c.status, runs.c.number)
Index("ix_runs_job_name", runs.c.job_name, runs.c.number)

run_tags = Table(
    "run_tags",
    metadata,
    Column("key", _Text, primary_key=True),
    Column("value", _Text, primary_key=True),
    Column("run_number", _Id, ForeignKey("runs.number"), primary_key=True),
    sqlite_with_rowid=False,
)

assets = Table(
    "assets",
    metadata,
    Column("id", _Id, primary_key=True),
    _text("key", unique=True, comment="JSON list of the components"),
    _text("name", comment="the key as people write it"),
)
Index("ix_assets_name", assets.c.name)

events = Table(
    "events",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False, comment="run number and sequence"),
    Column("run_number", _Id, ForeignKey("runs.number"), nullable=False),
    Column("sequence", _Id, nullable=False),
    _text("kind"),
    Column("time", Float, nullable=False),
    _text("step_key"),
    Column("asset_id", _Id, ForeignKey("assets.id")),
    _text("partition_key"),
    _text("message"),
    _text("data", comment="JSON object"),
)

step_attempts = Table(
    "step_attempts",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False, comment="of the event it began with"),
    Column("run_number", _Id, ForeignKey("runs.number"), nullable=False),
    _text("step_key"),
    Column("attempt", Integer, nullable=False),
    _text("status"),
    Column("started_at", Float),
    Column("ended_at", Float),
    Column("duration_s", Float),
    _text("error"),
)

outputs = Table(
    "outputs",
    metadata,
    Column(
        "id", _Id, primary_key=True, autoincrement=False, comment="of the event that told of it"
    ),
    Column("run_number", _Id, ForeignKey("runs.number"), nullable=False),
    _text("step_key"),
    _text("output_name"),
    _text("mapping_key"),
    _text("io_manager_key"),
    _text("digest"),
    Column("size_bytes", _Id),
    _text("serializer"),
)

materializations = Table(
    "materializations",
    metadata,
    Column("id", _Id, primary_key=True, comment="in order of recording, never reused"),
    Column("asset_id", _Id, ForeignKey("assets.id"), nullable=False),
    _text("partition_key"),
    Column("run_number", _Id, ForeignKey("runs.number"), nullable=False),
    _text("step_key"),
    _text("output_name"),
    Column("time", Float, nullable=False),
    _text("metadata", comment="JSON object: name to document of the value"),
    _text("tags", comment="JSON object"),
    _text("code_version"),
    _text("data_version"),
    _text("upstream", comment="JSON list: key, partition, data_version, materialization_id"),
    Column("is_expected", Integer, nullable=False),
    _text("digest"),
    Column("size_bytes", _Id),
    _text("serializer"),
    _text("io_manager_key"),
    sqlite_autoincrement=True,
)
Index("ix_materializations_asset", materializations.c.asset_id, materializations.c.id)
Index("ix_materializations_run", materializations.c.run_number, materializations.c.id)

# No foreign key to materializations: it would be checked by a scan at each deletion there.
latest_materializations = Table(
    "latest_materializations",
    metadata,
    Column("asset_id", _Id, ForeignKey("assets.id"), primary_key=True),
    Column("partition_key", _Text, primary_key=True),
    Column("materialization_id", _Id, nullable=False),
    sqlite_with_rowid=False,
)

asset_checks = Table(
    "asset_checks",
    metadata,
    Column("id", _Id, primary_key=True, comment="in order of recording"),
    Column("asset_id", _Id, ForeignKey("assets.id"), nullable=False),
    _text("partition_key"),
    _text("check_name"),
    Column("run_number", _Id, ForeignKey("runs.number"), nullable=False),
    _text("step_key"),
    Column("time", Float, nullable=False),
    Column("passed", Integer, nullable=False),
    _text("severity"),
    Column("blocking", Integer, nullable=False),
    _text("description"),
    _text("metadata", comment="JSON object"),
)
Index("ix_asset_checks_asset", asset_checks.c.asset_id, asset_checks.c.id)
Index("ix_asset_checks_run", asset_checks.c.run_number, asset_checks.c.id)

dynamic_partitions = Table(
    "dynamic_partitions",
    metadata,
    Column("id", _Id, primary_key=True, comment="in the order they were added"),
    _text("name"),
    _text("partition_key"),
)
Index(
    "ix_dynamic_partitions",
    dynamic_partitions.c.name,
    dynamic_partitions.c.partition_key,
    unique=True,
)
