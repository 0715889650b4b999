"""The text of the schema, the views and the statements for SQLite.

Written by ``python -m graphmat.storage.compile``: change ``schema``, ``views`` or ``statements``
and run it, never edit this file.
"""

from __future__ import annotations

from typing import Final

SCHEMA: Final[tuple[str, ...]] = (
    """
CREATE TABLE assets (id INTEGER NOT NULL, "key" TEXT NOT NULL, name TEXT NOT NULL, PRIMARY
KEY (id), UNIQUE ("key"))
""",
    """
CREATE TABLE dynamic_partitions (id INTEGER NOT NULL, name TEXT NOT NULL, partition_key TEXT
NOT NULL, PRIMARY KEY (id))
""",
    """
CREATE TABLE meta (name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name)) WITHOUT
ROWID
""",
    """
CREATE TABLE runs (number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL,
status TEXT NOT NULL, job_name TEXT NOT NULL, target TEXT NOT NULL, asset_selection TEXT NOT
NULL, partition_key TEXT NOT NULL, tags TEXT NOT NULL, run_config TEXT NOT NULL,
parent_run_id TEXT NOT NULL, root_run_id TEXT NOT NULL, started_at FLOAT NOT NULL, ended_at
FLOAT, error TEXT NOT NULL, process TEXT NOT NULL, step_keys_to_execute TEXT NOT NULL,
UNIQUE (run_id))
""",
    """
CREATE TABLE asset_checks (id INTEGER NOT NULL, asset_id INTEGER NOT NULL, partition_key
TEXT NOT NULL, check_name TEXT NOT NULL, run_number INTEGER NOT NULL, step_key TEXT NOT
NULL, time FLOAT NOT NULL, passed INTEGER NOT NULL, severity TEXT NOT NULL, blocking INTEGER
NOT NULL, description TEXT NOT NULL, metadata TEXT NOT NULL, PRIMARY KEY (id), FOREIGN
KEY(asset_id) REFERENCES assets (id), FOREIGN KEY(run_number) REFERENCES runs (number))
""",
    """
CREATE TABLE events (id INTEGER NOT NULL, run_number INTEGER NOT NULL, sequence INTEGER NOT
NULL, kind TEXT NOT NULL, time FLOAT NOT NULL, step_key TEXT NOT NULL, asset_id INTEGER,
partition_key TEXT NOT NULL, message TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (id),
FOREIGN KEY(run_number) REFERENCES runs (number), FOREIGN KEY(asset_id) REFERENCES assets
(id))
""",
    """
CREATE TABLE latest_materializations (asset_id INTEGER NOT NULL, partition_key TEXT NOT
NULL, materialization_id INTEGER NOT NULL, PRIMARY KEY (asset_id, partition_key), FOREIGN
KEY(asset_id) REFERENCES assets (id)) WITHOUT ROWID
""",
    """
CREATE TABLE materializations (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, asset_id
INTEGER NOT NULL, partition_key TEXT NOT NULL, run_number INTEGER NOT NULL, step_key TEXT
NOT NULL, output_name TEXT NOT NULL, time FLOAT NOT NULL, metadata TEXT NOT NULL, tags TEXT
NOT NULL, code_version TEXT NOT NULL, data_version TEXT NOT NULL, upstream TEXT NOT NULL,
is_expected INTEGER NOT NULL, digest TEXT NOT NULL, size_bytes INTEGER, serializer TEXT NOT
NULL, io_manager_key TEXT NOT NULL, FOREIGN KEY(asset_id) REFERENCES assets (id), FOREIGN
KEY(run_number) REFERENCES runs (number))
""",
    """
CREATE TABLE outputs (id INTEGER NOT NULL, run_number INTEGER NOT NULL, step_key TEXT NOT
NULL, output_name TEXT NOT NULL, mapping_key TEXT NOT NULL, io_manager_key TEXT NOT NULL,
digest TEXT NOT NULL, size_bytes INTEGER, serializer TEXT NOT NULL, PRIMARY KEY (id),
FOREIGN KEY(run_number) REFERENCES runs (number))
""",
    """
CREATE TABLE run_tags ("key" TEXT NOT NULL, value TEXT NOT NULL, run_number INTEGER NOT
NULL, PRIMARY KEY ("key", value, run_number), FOREIGN KEY(run_number) REFERENCES runs
(number)) WITHOUT ROWID
""",
    """
CREATE TABLE step_attempts (id INTEGER NOT NULL, run_number INTEGER NOT NULL, step_key TEXT
NOT NULL, attempt INTEGER NOT NULL, status TEXT NOT NULL, started_at FLOAT, ended_at FLOAT,
duration_s FLOAT, error TEXT NOT NULL, PRIMARY KEY (id), FOREIGN KEY(run_number) REFERENCES
runs (number))
""",
    """
CREATE INDEX ix_assets_name ON assets (name)
""",
    """
CREATE UNIQUE INDEX ix_dynamic_partitions ON dynamic_partitions (name, partition_key)
""",
    """
CREATE INDEX ix_runs_job_name ON runs (job_name, number)
""",
    """
CREATE INDEX ix_runs_status ON runs (status, number)
""",
    """
CREATE INDEX ix_asset_checks_asset ON asset_checks (asset_id, id)
""",
    """
CREATE INDEX ix_asset_checks_run ON asset_checks (run_number, id)
""",
    """
CREATE INDEX ix_materializations_asset ON materializations (asset_id, id)
""",
    """
CREATE INDEX ix_materializations_run ON materializations (run_number, id)
""",
    """
CREATE VIEW v_checks AS SELECT assets.name AS asset_key, nullif(asset_checks.partition_key,
'') AS partition_key, asset_checks.check_name, asset_checks.passed, asset_checks.severity,
asset_checks.blocking, nullif(asset_checks.description, '') AS description,
nullif(asset_checks.metadata, '') AS metadata, runs.run_id, nullif(asset_checks.step_key,
'') AS step_key, strftime('%Y-%m-%dT%H:%M:%fZ', asset_checks.time, 'unixepoch') AS time FROM
asset_checks JOIN assets ON assets.id = asset_checks.asset_id JOIN runs ON runs.number =
asset_checks.run_number
""",
    """
CREATE VIEW v_events AS SELECT runs.run_id, events.sequence, events.kind,
strftime('%Y-%m-%dT%H:%M:%fZ', events.time, 'unixepoch') AS time, nullif(events.step_key,
'') AS step_key, assets.name AS asset_key, nullif(events.partition_key, '') AS
partition_key, nullif(events.message, '') AS message, nullif(events.data, '') AS data FROM
runs JOIN events ON events.run_number = runs.number AND events.id >= runs.number *
4294967296 AND events.id < (runs.number + 1) * 4294967296 LEFT OUTER JOIN assets ON
assets.id = events.asset_id
""",
    """
CREATE VIEW v_lineage AS SELECT materializations.id AS materialization_id, assets.name AS
asset_key, nullif(materializations.partition_key, '') AS partition_key,
nullif(materializations.data_version, '') AS data_version, runs.run_id,
json_extract(read.value, '$.key') AS upstream_asset_key, json_extract(read.value,
'$.partition') AS upstream_partition_key, json_extract(read.value, '$.data_version') AS
upstream_data_version, json_extract(read.value, '$.materialization_id') AS
upstream_materialization_id FROM materializations JOIN assets ON assets.id =
materializations.asset_id JOIN runs ON runs.number = materializations.run_number JOIN
json_each(nullif(materializations.upstream, '')) AS read ON 1 = 1
""",
    """
CREATE VIEW v_materializations AS SELECT materializations.id AS materialization_id,
assets.name AS asset_key, nullif(materializations.partition_key, '') AS partition_key,
runs.run_id, nullif(materializations.step_key, '') AS step_key,
nullif(materializations.output_name, '') AS output_name, strftime('%Y-%m-%dT%H:%M:%fZ',
materializations.time, 'unixepoch') AS time, nullif(materializations.code_version, '') AS
code_version, nullif(materializations.data_version, '') AS data_version,
materializations.is_expected, materializations.id =
latest_materializations.materialization_id AS is_latest, nullif(materializations.metadata,
'') AS metadata, nullif(materializations.tags, '') AS tags, nullif(materializations.digest,
'') AS digest, materializations.size_bytes, nullif(materializations.serializer, '') AS
serializer, nullif(materializations.io_manager_key, '') AS io_manager_key FROM
materializations JOIN assets ON assets.id = materializations.asset_id JOIN runs ON
runs.number = materializations.run_number LEFT OUTER JOIN latest_materializations ON
latest_materializations.asset_id = materializations.asset_id AND
latest_materializations.partition_key = materializations.partition_key
""",
    """
CREATE VIEW v_op_attempts AS SELECT runs.run_id, step_attempts.step_key,
step_attempts.attempt, step_attempts.status, strftime('%Y-%m-%dT%H:%M:%fZ',
step_attempts.started_at, 'unixepoch') AS started_at, strftime('%Y-%m-%dT%H:%M:%fZ',
step_attempts.ended_at, 'unixepoch') AS ended_at, step_attempts.duration_s,
nullif(step_attempts.error, '') AS error FROM runs JOIN step_attempts ON
step_attempts.run_number = runs.number AND step_attempts.id >= runs.number * 4294967296 AND
step_attempts.id < (runs.number + 1) * 4294967296
""",
    """
CREATE VIEW v_runs AS SELECT runs.run_id, runs.status, runs.job_name, nullif(runs.target,
'') AS target, nullif(runs.asset_selection, '') AS asset_selection,
nullif(runs.partition_key, '') AS partition_key, nullif(runs.tags, '') AS tags,
nullif(runs.run_config, '') AS run_config, nullif(runs.parent_run_id, '') AS parent_run_id,
runs.root_run_id, strftime('%Y-%m-%dT%H:%M:%fZ', runs.started_at, 'unixepoch') AS
started_at, strftime('%Y-%m-%dT%H:%M:%fZ', runs.ended_at, 'unixepoch') AS ended_at,
runs.ended_at - runs.started_at AS duration_s, nullif(runs.error, '') AS error FROM runs
""",
)

STATEMENTS: Final[dict[str, str]] = {
    "asset_checks_of_asset": """
SELECT asset_checks.id, asset_checks.asset_id, asset_checks.partition_key,
asset_checks.check_name, asset_checks.run_number, asset_checks.step_key, asset_checks.time,
asset_checks.passed, asset_checks.severity, asset_checks.blocking, asset_checks.description,
asset_checks.metadata FROM asset_checks WHERE asset_checks.asset_id = ? ORDER BY
asset_checks.id DESC LIMIT ? OFFSET 0
""",
    "asset_checks_of_run": """
SELECT asset_checks.id, asset_checks.asset_id, asset_checks.partition_key,
asset_checks.check_name, asset_checks.run_number, asset_checks.step_key, asset_checks.time,
asset_checks.passed, asset_checks.severity, asset_checks.blocking, asset_checks.description,
asset_checks.metadata FROM asset_checks WHERE asset_checks.run_number = ? ORDER BY
asset_checks.id DESC LIMIT ? OFFSET 0
""",
    "asset_id": """
SELECT assets.id FROM assets WHERE assets."key" = ?
""",
    "asset_key": """
SELECT assets."key" FROM assets WHERE assets.id = ?
""",
    "assets": """
SELECT assets.id, assets."key" FROM assets
""",
    "assets_of_keys": """
SELECT assets.id, assets."key" FROM assets WHERE assets."key" IN (?, ?, ?, ?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "delete_asset_checks_of_run": """
DELETE FROM asset_checks WHERE asset_checks.run_number = ?
""",
    "delete_dynamic_partition": """
DELETE FROM dynamic_partitions WHERE dynamic_partitions.name = ? AND
dynamic_partitions.partition_key = ?
""",
    "delete_events": """
DELETE FROM events WHERE events.id > ? AND events.id < ?
""",
    "delete_materializations_of_run": """
DELETE FROM materializations WHERE materializations.run_number = ?
""",
    "delete_outputs": """
DELETE FROM outputs WHERE outputs.id > ? AND outputs.id < ?
""",
    "delete_run": """
DELETE FROM runs WHERE runs.number = ?
""",
    "delete_run_tag": """
DELETE FROM run_tags WHERE run_tags."key" = ? AND run_tags.value = ? AND run_tags.run_number
= ?
""",
    "delete_step_attempts": """
DELETE FROM step_attempts WHERE step_attempts.id > ? AND step_attempts.id < ?
""",
    "dynamic_partitions": """
SELECT dynamic_partitions.partition_key FROM dynamic_partitions WHERE
dynamic_partitions.name = ? ORDER BY dynamic_partitions.id
""",
    "end_run": """
UPDATE runs SET status=?, ended_at=?, error=? WHERE runs.number = ?
""",
    "end_step_attempt": """
UPDATE step_attempts SET status=?, ended_at=?, duration_s=?, error=? WHERE step_attempts.id
= ?
""",
    "events": """
SELECT events.kind, events.time, events.step_key, events.asset_id, events.partition_key,
events.message, events.data, events.sequence FROM events WHERE events.id > ? AND events.id <
? ORDER BY events.id LIMIT ? OFFSET 0
""",
    "events_of_kinds": """
SELECT events.kind, events.time, events.step_key, events.asset_id, events.partition_key,
events.message, events.data, events.sequence FROM events WHERE events.id > ? AND events.id <
? AND events.kind IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?, ?, ?) ORDER BY events.id LIMIT ? OFFSET 0
""",
    "insert_asset": """
INSERT INTO assets ("key", name) VALUES (?, ?) ON CONFLICT DO NOTHING
""",
    "insert_asset_check": """
INSERT INTO asset_checks (asset_id, partition_key, check_name, run_number, step_key, time,
passed, severity, blocking, description, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "insert_dynamic_partition": """
INSERT INTO dynamic_partitions (name, partition_key) VALUES (?, ?) ON CONFLICT DO NOTHING
""",
    "insert_event": """
INSERT INTO events (id, run_number, sequence, kind, time, step_key, asset_id, partition_key,
message, data) VALUES (?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?)
""",
    "insert_materialization": """
INSERT INTO materializations (asset_id, partition_key, run_number, step_key, output_name,
time, metadata, tags, code_version, data_version, upstream, is_expected, digest, size_bytes,
serializer, io_manager_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "insert_meta": """
INSERT INTO meta (name, value) VALUES (?, ?)
""",
    "insert_output": """
INSERT INTO outputs (id, run_number, step_key, output_name, mapping_key, io_manager_key,
digest, size_bytes, serializer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "insert_run": """
INSERT INTO runs (run_id, status, job_name, target, asset_selection, partition_key, tags,
run_config, parent_run_id, root_run_id, started_at, ended_at, error, process,
step_keys_to_execute) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "insert_run_tag": """
INSERT INTO run_tags ("key", value, run_number) VALUES (?, ?, ?)
""",
    "insert_step_attempt": """
INSERT INTO step_attempts (id, run_number, step_key, attempt, status, started_at, ended_at,
duration_s, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "interrupt_step_attempts": """
UPDATE step_attempts SET status='interrupted', ended_at=? WHERE step_attempts.id > ? AND
step_attempts.id < ? AND step_attempts.status = 'started'
""",
    "last_event_time": """
SELECT events.time FROM events WHERE events.id = (SELECT max(events.id) AS max_1 FROM events
WHERE events.id > ? AND events.id < ?)
""",
    "latest": """
SELECT materializations.id, materializations.asset_id, materializations.partition_key,
materializations.run_number, materializations.step_key, materializations.output_name,
materializations.time, materializations.metadata, materializations.tags,
materializations.code_version, materializations.data_version, materializations.upstream,
materializations.is_expected, materializations.digest, materializations.size_bytes,
materializations.serializer, materializations.io_manager_key FROM latest_materializations
LEFT OUTER JOIN materializations ON materializations.id =
latest_materializations.materialization_id WHERE latest_materializations.asset_id = ? AND
latest_materializations.partition_key = ?
""",
    "latest_of_all": """
SELECT materializations.id, materializations.asset_id, materializations.partition_key,
materializations.run_number, materializations.step_key, materializations.output_name,
materializations.time, materializations.metadata, materializations.tags,
materializations.code_version, materializations.data_version, materializations.upstream,
materializations.is_expected, materializations.digest, materializations.size_bytes,
materializations.serializer, materializations.io_manager_key FROM latest_materializations
LEFT OUTER JOIN materializations ON materializations.id =
latest_materializations.materialization_id
""",
    "latest_of_assets": """
SELECT materializations.id, materializations.asset_id, materializations.partition_key,
materializations.run_number, materializations.step_key, materializations.output_name,
materializations.time, materializations.metadata, materializations.tags,
materializations.code_version, materializations.data_version, materializations.upstream,
materializations.is_expected, materializations.digest, materializations.size_bytes,
materializations.serializer, materializations.io_manager_key FROM latest_materializations
LEFT OUTER JOIN materializations ON materializations.id =
latest_materializations.materialization_id WHERE latest_materializations.asset_id IN (?, ?,
?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
AND latest_materializations.partition_key = ''
""",
    "latest_of_partitions": """
SELECT materializations.id, materializations.asset_id, materializations.partition_key,
materializations.run_number, materializations.step_key, materializations.output_name,
materializations.time, materializations.metadata, materializations.tags,
materializations.code_version, materializations.data_version, materializations.upstream,
materializations.is_expected, materializations.digest, materializations.size_bytes,
materializations.serializer, materializations.io_manager_key FROM latest_materializations
LEFT OUTER JOIN materializations ON materializations.id =
latest_materializations.materialization_id WHERE latest_materializations.asset_id = ? AND
latest_materializations.partition_key IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "latest_partitions": """
SELECT latest_materializations.partition_key FROM latest_materializations WHERE
latest_materializations.asset_id = ? AND latest_materializations.partition_key != ''
""",
    "materializations_of_asset": """
SELECT materializations.id, materializations.asset_id, materializations.partition_key,
materializations.run_number, materializations.step_key, materializations.output_name,
materializations.time, materializations.metadata, materializations.tags,
materializations.code_version, materializations.data_version, materializations.upstream,
materializations.is_expected, materializations.digest, materializations.size_bytes,
materializations.serializer, materializations.io_manager_key FROM materializations WHERE
materializations.asset_id = ? ORDER BY materializations.id DESC LIMIT ? OFFSET 0
""",
    "materializations_of_partition": """
SELECT materializations.id, materializations.asset_id, materializations.partition_key,
materializations.run_number, materializations.step_key, materializations.output_name,
materializations.time, materializations.metadata, materializations.tags,
materializations.code_version, materializations.data_version, materializations.upstream,
materializations.is_expected, materializations.digest, materializations.size_bytes,
materializations.serializer, materializations.io_manager_key FROM materializations WHERE
materializations.asset_id = ? AND materializations.partition_key = ? ORDER BY
materializations.id DESC LIMIT ? OFFSET 0
""",
    "materializations_of_run": """
SELECT materializations.id, materializations.asset_id, materializations.partition_key,
materializations.run_number, materializations.step_key, materializations.output_name,
materializations.time, materializations.metadata, materializations.tags,
materializations.code_version, materializations.data_version, materializations.upstream,
materializations.is_expected, materializations.digest, materializations.size_bytes,
materializations.serializer, materializations.io_manager_key FROM materializations WHERE
materializations.run_number = ? ORDER BY materializations.id
""",
    "meta": """
SELECT meta.value FROM meta WHERE meta.name = ?
""",
    "open_step_attempts": """
SELECT step_attempts.step_key, step_attempts.id, step_attempts.attempt,
step_attempts.started_at FROM step_attempts WHERE step_attempts.id > ? AND step_attempts.id
< ? AND step_attempts.status = 'started'
""",
    "outputs": """
SELECT outputs.id, outputs.run_number, outputs.step_key, outputs.output_name,
outputs.mapping_key, outputs.io_manager_key, outputs.digest, outputs.size_bytes,
outputs.serializer FROM outputs WHERE outputs.id > ? AND outputs.id < ? ORDER BY outputs.id
""",
    "run": """
SELECT runs.number, runs.run_id, runs.status, runs.job_name, runs.target,
runs.asset_selection, runs.partition_key, runs.tags, runs.run_config, runs.parent_run_id,
runs.root_run_id, runs.started_at, runs.ended_at, runs.error, runs.process,
runs.step_keys_to_execute FROM runs WHERE runs.run_id = ?
""",
    "run_id": """
SELECT runs.run_id FROM runs WHERE runs.number = ?
""",
    "run_number": """
SELECT runs.number FROM runs WHERE runs.run_id = ?
""",
    "runs": """
SELECT runs.number, runs.run_id, runs.status, runs.job_name, runs.target,
runs.asset_selection, runs.partition_key, runs.tags, runs.run_config, runs.parent_run_id,
runs.root_run_id, runs.started_at, runs.ended_at, runs.error, runs.process,
runs.step_keys_to_execute FROM runs WHERE runs.number < ? ORDER BY runs.number DESC LIMIT ?
OFFSET 0
""",
    "runs_of_job": """
SELECT runs.number, runs.run_id, runs.status, runs.job_name, runs.target,
runs.asset_selection, runs.partition_key, runs.tags, runs.run_config, runs.parent_run_id,
runs.root_run_id, runs.started_at, runs.ended_at, runs.error, runs.process,
runs.step_keys_to_execute FROM runs WHERE runs.number < ? AND runs.job_name = ? ORDER BY
runs.number DESC LIMIT ? OFFSET 0
""",
    "runs_of_status": """
SELECT runs.number, runs.run_id, runs.status, runs.job_name, runs.target,
runs.asset_selection, runs.partition_key, runs.tags, runs.run_config, runs.parent_run_id,
runs.root_run_id, runs.started_at, runs.ended_at, runs.error, runs.process,
runs.step_keys_to_execute FROM runs WHERE runs.number < ? AND runs.status = ? ORDER BY
runs.number DESC LIMIT ? OFFSET 0
""",
    "runs_of_tag": """
SELECT runs.number, runs.run_id, runs.status, runs.job_name, runs.target,
runs.asset_selection, runs.partition_key, runs.tags, runs.run_config, runs.parent_run_id,
runs.root_run_id, runs.started_at, runs.ended_at, runs.error, runs.process,
runs.step_keys_to_execute FROM run_tags JOIN runs ON runs.number = run_tags.run_number WHERE
run_tags."key" = ? AND run_tags.value = ? AND run_tags.run_number < ? ORDER BY
run_tags.run_number DESC LIMIT ? OFFSET 0
""",
    "set_latest": """
INSERT INTO latest_materializations (asset_id, partition_key, materialization_id) VALUES (?,
?, ?) ON CONFLICT (asset_id, partition_key) DO UPDATE SET materialization_id =
excluded.materialization_id WHERE excluded.materialization_id >
latest_materializations.materialization_id
""",
    "set_run_tags": """
UPDATE runs SET tags=? WHERE runs.number = ?
""",
    "step_attempts": """
SELECT step_attempts.id, step_attempts.run_number, step_attempts.step_key,
step_attempts.attempt, step_attempts.status, step_attempts.started_at,
step_attempts.ended_at, step_attempts.duration_s, step_attempts.error FROM step_attempts
WHERE step_attempts.id > ? AND step_attempts.id < ? ORDER BY step_attempts.id
""",
    "step_durations": """
SELECT step_attempts.step_key, step_attempts.duration_s FROM step_attempts WHERE
step_attempts.id > ? AND step_attempts.id < ? AND step_attempts.status = 'success'
""",
    "wipe_latest": """
DELETE FROM latest_materializations WHERE latest_materializations.asset_id = ?
""",
    "wipe_materializations": """
DELETE FROM materializations WHERE materializations.asset_id = ?
""",
}
