BEGIN TRANSACTION;
CREATE TABLE asset_checks (id INTEGER NOT NULL, asset_id INTEGER NOT NULL, partition_key
TEXT NOT NULL, check_name TEXT NOT NULL, run_number INTEGER NOT NULL, step_key TEXT NOT
NULL, time FLOAT NOT NULL, passed INTEGER NOT NULL, severity TEXT NOT NULL, blocking INTEGER
NOT NULL, description TEXT NOT NULL, metadata TEXT NOT NULL, PRIMARY KEY (id), FOREIGN
KEY(asset_id) REFERENCES assets (id), FOREIGN KEY(run_number) REFERENCES runs (number));
CREATE TABLE assets (id INTEGER NOT NULL, "key" TEXT NOT NULL, name TEXT NOT NULL, PRIMARY
KEY (id), UNIQUE ("key"));
INSERT INTO "assets" VALUES(1,'["made", "asset_0"]','made/asset_0');
CREATE TABLE dynamic_partitions (id INTEGER NOT NULL, name TEXT NOT NULL, partition_key TEXT
NOT NULL, PRIMARY KEY (id));
CREATE TABLE events (id INTEGER NOT NULL, run_number INTEGER NOT NULL, sequence INTEGER NOT
NULL, kind TEXT NOT NULL, time FLOAT NOT NULL, step_key TEXT NOT NULL, asset_id INTEGER,
partition_key TEXT NOT NULL, message TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (id),
FOREIGN KEY(run_number) REFERENCES runs (number), FOREIGN KEY(asset_id) REFERENCES assets
(id));
INSERT INTO "events" VALUES(4294967297,1,1,'STEP_START',1800000000.5,'graph.op_0',NULL,'','','{"attempt":1}');
INSERT INTO "events" VALUES(4294967298,1,2,'STEP_OUTPUT',1800000000.5,'graph.op_0',NULL,'','','{"output_name":"result","disposition":"selected"}');
INSERT INTO "events" VALUES(4294967299,1,3,'HANDLED_OUTPUT',1800000000.5,'graph.op_0',NULL,'','','{"output_name":"result","stored":{"digest":"abababababababababababababababababababababababababababababababab","size_bytes":120,"serializer":"pickle"}}');
INSERT INTO "events" VALUES(4294967300,1,4,'ASSET_MATERIALIZATION',1800000000.5,'graph.op_0',1,'','','{"output_name":"result"}');
INSERT INTO "events" VALUES(4294967301,1,5,'STEP_SUCCESS',1800000000.5,'graph.op_0',NULL,'','','{"duration_s":0.5}');
INSERT INTO "events" VALUES(4294967302,1,6,'RUN_SUCCESS',1800000001.5,'',NULL,'','','');
CREATE TABLE latest_materializations (asset_id INTEGER NOT NULL, partition_key TEXT NOT
NULL, materialization_id INTEGER NOT NULL, PRIMARY KEY (asset_id, partition_key), FOREIGN
KEY(asset_id) REFERENCES assets (id)) WITHOUT ROWID
;
INSERT INTO "latest_materializations" VALUES(1,'',1);
CREATE TABLE materializations (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, asset_id
INTEGER NOT NULL, partition_key TEXT NOT NULL, run_number INTEGER NOT NULL, step_key TEXT
NOT NULL, output_name TEXT NOT NULL, time FLOAT NOT NULL, metadata TEXT NOT NULL, tags TEXT
NOT NULL, code_version TEXT NOT NULL, data_version TEXT NOT NULL, upstream TEXT NOT NULL,
is_expected INTEGER NOT NULL, digest TEXT NOT NULL, size_bytes INTEGER, serializer TEXT NOT
NULL, io_manager_key TEXT NOT NULL, FOREIGN KEY(asset_id) REFERENCES assets (id), FOREIGN
KEY(run_number) REFERENCES runs (number));
INSERT INTO "materializations" VALUES(1,1,'',1,'graph.op_0','result',1800000000.5,'','','','','',1,'',NULL,'','');
CREATE TABLE meta (name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name)) WITHOUT
ROWID
;
INSERT INTO "meta" VALUES('schema_version','1');
CREATE TABLE outputs (id INTEGER NOT NULL, run_number INTEGER NOT NULL, step_key TEXT NOT
NULL, output_name TEXT NOT NULL, mapping_key TEXT NOT NULL, io_manager_key TEXT NOT NULL,
digest TEXT NOT NULL, size_bytes INTEGER, serializer TEXT NOT NULL, PRIMARY KEY (id),
FOREIGN KEY(run_number) REFERENCES runs (number));
INSERT INTO "outputs" VALUES(4294967299,1,'graph.op_0','result','','','abababababababababababababababababababababababababababababababab',120,'pickle');
CREATE TABLE run_tags ("key" TEXT NOT NULL, value TEXT NOT NULL, run_number INTEGER NOT
NULL, PRIMARY KEY ("key", value, run_number), FOREIGN KEY(run_number) REFERENCES runs
(number)) WITHOUT ROWID
;
INSERT INTO "run_tags" VALUES('team','x',1);
CREATE TABLE runs (number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL,
status TEXT NOT NULL, job_name TEXT NOT NULL, target TEXT NOT NULL, asset_selection TEXT NOT
NULL, partition_key TEXT NOT NULL, tags TEXT NOT NULL, run_config TEXT NOT NULL,
parent_run_id TEXT NOT NULL, root_run_id TEXT NOT NULL, started_at FLOAT NOT NULL, ended_at
FLOAT, error TEXT NOT NULL, process TEXT NOT NULL, step_keys_to_execute TEXT NOT NULL,
UNIQUE (run_id));
INSERT INTO "runs" VALUES(1,'run','success','__ASSET_JOB','','','','{"team":"x"}','','','run',1800000000.5,1800000001.5,'','','');
CREATE TABLE step_attempts (id INTEGER NOT NULL, run_number INTEGER NOT NULL, step_key TEXT
NOT NULL, attempt INTEGER NOT NULL, status TEXT NOT NULL, started_at FLOAT, ended_at FLOAT,
duration_s FLOAT, error TEXT NOT NULL, PRIMARY KEY (id), FOREIGN KEY(run_number) REFERENCES
runs (number));
INSERT INTO "step_attempts" VALUES(4294967297,1,'graph.op_0',1,'success',1800000000.5,1800000000.5,0.5,'');
CREATE INDEX ix_assets_name ON assets (name)
;
CREATE UNIQUE INDEX ix_dynamic_partitions ON dynamic_partitions (name, partition_key)
;
CREATE INDEX ix_runs_job_name ON runs (job_name, number)
;
CREATE INDEX ix_runs_status ON runs (status, number)
;
CREATE INDEX ix_asset_checks_asset ON asset_checks (asset_id, id)
;
CREATE INDEX ix_asset_checks_run ON asset_checks (run_number, id)
;
CREATE INDEX ix_materializations_asset ON materializations (asset_id, id)
;
CREATE INDEX ix_materializations_run ON materializations (run_number, id)
;
CREATE VIEW v_checks AS SELECT assets.name AS asset_key, nullif(asset_checks.partition_key,
'') AS partition_key, asset_checks.check_name, asset_checks.passed, asset_checks.severity,
asset_checks.blocking, nullif(asset_checks.description, '') AS description,
nullif(asset_checks.metadata, '') AS metadata, runs.run_id, nullif(asset_checks.step_key,
'') AS step_key, strftime('%Y-%m-%dT%H:%M:%fZ', asset_checks.time, 'unixepoch') AS time FROM
asset_checks JOIN assets ON assets.id = asset_checks.asset_id JOIN runs ON runs.number =
asset_checks.run_number;
CREATE VIEW v_events AS SELECT runs.run_id, events.sequence, events.kind,
strftime('%Y-%m-%dT%H:%M:%fZ', events.time, 'unixepoch') AS time, nullif(events.step_key,
'') AS step_key, assets.name AS asset_key, nullif(events.partition_key, '') AS
partition_key, nullif(events.message, '') AS message, nullif(events.data, '') AS data FROM
runs JOIN events ON events.run_number = runs.number AND events.id >= runs.number *
4294967296 AND events.id < (runs.number + 1) * 4294967296 LEFT OUTER JOIN assets ON
assets.id = events.asset_id;
CREATE VIEW v_lineage AS SELECT materializations.id AS materialization_id, assets.name AS
asset_key, nullif(materializations.partition_key, '') AS partition_key,
nullif(materializations.data_version, '') AS data_version, runs.run_id,
json_extract(read.value, '$.key') AS upstream_asset_key, json_extract(read.value,
'$.partition') AS upstream_partition_key, json_extract(read.value, '$.data_version') AS
upstream_data_version, json_extract(read.value, '$.materialization_id') AS
upstream_materialization_id FROM materializations JOIN assets ON assets.id =
materializations.asset_id JOIN runs ON runs.number = materializations.run_number JOIN
json_each(nullif(materializations.upstream, '')) AS read ON 1 = 1;
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
latest_materializations.partition_key = materializations.partition_key;
CREATE VIEW v_op_attempts AS SELECT runs.run_id, step_attempts.step_key,
step_attempts.attempt, step_attempts.status, strftime('%Y-%m-%dT%H:%M:%fZ',
step_attempts.started_at, 'unixepoch') AS started_at, strftime('%Y-%m-%dT%H:%M:%fZ',
step_attempts.ended_at, 'unixepoch') AS ended_at, step_attempts.duration_s,
nullif(step_attempts.error, '') AS error FROM runs JOIN step_attempts ON
step_attempts.run_number = runs.number AND step_attempts.id >= runs.number * 4294967296 AND
step_attempts.id < (runs.number + 1) * 4294967296;
CREATE VIEW v_runs AS SELECT runs.run_id, runs.status, runs.job_name, nullif(runs.target,
'') AS target, nullif(runs.asset_selection, '') AS asset_selection,
nullif(runs.partition_key, '') AS partition_key, nullif(runs.tags, '') AS tags,
nullif(runs.run_config, '') AS run_config, nullif(runs.parent_run_id, '') AS parent_run_id,
runs.root_run_id, strftime('%Y-%m-%dT%H:%M:%fZ', runs.started_at, 'unixepoch') AS
started_at, strftime('%Y-%m-%dT%H:%M:%fZ', runs.ended_at, 'unixepoch') AS ended_at,
runs.ended_at - runs.started_at AS duration_s, nullif(runs.error, '') AS error FROM runs;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('runs',1);
INSERT INTO "sqlite_sequence" VALUES('materializations',1);
COMMIT;
