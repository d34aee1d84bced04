BEGIN TRANSACTION;
CREATE TABLE attempts (
  job_id VARCHAR(64) NOT NULL,
  phase VARCHAR(16) NOT NULL,
  "index" INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  worker VARCHAR(64) NOT NULL,
  started FLOAT NOT NULL,
  ended FLOAT,
  work_s FLOAT,
  outcome VARCHAR(16),
  error JSON,
  PRIMARY KEY (job_id, phase, "index", attempt),
  FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE
);
CREATE TABLE doomed (
  kind VARCHAR(16) NOT NULL,
  id VARCHAR(64) NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE TABLE events (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  job_id VARCHAR(64) NOT NULL,
  t FLOAT NOT NULL,
  kind VARCHAR(16) NOT NULL,
  data JSON NOT NULL,
  FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE
);
INSERT INTO "events" VALUES(1,'j',5.0,'job','{"state": "queued", "phase": "decode", "progress": 0.0, "segments": 0, "waiting": null, "error": null}');
CREATE TABLE idempotency (
  "key" VARCHAR(255) NOT NULL,
  route VARCHAR(255) NOT NULL,
  body_sha256 VARCHAR(64) NOT NULL,
  response JSON NOT NULL,
  created FLOAT NOT NULL,
  PRIMARY KEY ("key", route)
);
CREATE TABLE jobs (
  id VARCHAR(64) NOT NULL,
  created FLOAT NOT NULL,
  title TEXT NOT NULL,
  search TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL,
  started FLOAT,
  finished FLOAT,
  worked_s FLOAT NOT NULL,
  run INTEGER NOT NULL,
  high_water FLOAT NOT NULL,
  config JSON,
  request JSON,
  source JSON,
  waiting JSON,
  error JSON,
  result JSON,
  warnings JSON,
  PRIMARY KEY (id)
);
INSERT INTO "jobs" VALUES('j',5.0,'Song','song j',0,'queued',NULL,NULL,0.0,1,0.0,'{}','{"file_id": "song", "warnings": ["Old news."]}','{}',NULL,NULL,NULL,'["Old news."]');
CREATE TABLE schema_version (
  version INTEGER NOT NULL,
  PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(2);
CREATE TABLE units (
  job_id VARCHAR(64) NOT NULL,
  phase VARCHAR(16) NOT NULL,
  "index" INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL,
  attempt INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  remade INTEGER NOT NULL,
  fraction FLOAT NOT NULL,
  stage TEXT NOT NULL,
  worker VARCHAR(64) NOT NULL,
  started FLOAT,
  ended FLOAT,
  work_s FLOAT,
  result JSON,
  error JSON,
  PRIMARY KEY (job_id, phase, "index"),
  FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE
);
INSERT INTO "units" VALUES('j','decode',0,'pending',0,0,0,0.0,'','',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "units" VALUES('j','plan',0,'pending',0,0,0,0.0,'','',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "units" VALUES('j','finish',0,'pending',0,0,0,0.0,'','',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE uploads (
  id VARCHAR(64) NOT NULL,
  filename TEXT NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  size INTEGER NOT NULL,
  facts JSON NOT NULL,
  created FLOAT NOT NULL,
  PRIMARY KEY (id)
);
INSERT INTO "uploads" VALUES('song','Song.wav','0',4,'{"duration_s": 10.0}',3.0);
CREATE TABLE voices (
  id VARCHAR(64) NOT NULL,
  name TEXT NOT NULL,
  kind VARCHAR(32) NOT NULL,
  engine VARCHAR(64) NOT NULL,
  facts JSON NOT NULL,
  created FLOAT NOT NULL,
  PRIMARY KEY (id)
);
INSERT INTO "voices" VALUES('me','Me','clip','echo','{"kind": "clip"}',4.0);
CREATE INDEX jobs_by_age ON jobs (created, id);
CREATE INDEX jobs_by_state ON jobs (state, priority, created);
CREATE INDEX units_by_state ON units (state, worker);
CREATE INDEX units_by_end ON units (ended);
CREATE INDEX events_of_job ON events (job_id, seq);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',1);
COMMIT;
