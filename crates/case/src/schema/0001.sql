-- Times are ISO 8601 in UTC. Hashes are 64 lower-case hexadecimal digits. JSON columns hold the
-- records of the same name, keys sorted. `position` gives the order in which rows came.

------------------------------------------------------------------------------------- ground state

CREATE TABLE case_meta (
  key   TEXT PRIMARY KEY,              -- 'name', 'created_at', 'created_with'
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
  position INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE CHECK (length(id) = 64),  -- SHA-256 of the original's bytes
  bytes    INTEGER NOT NULL CHECK (bytes >= 0),
  added_at TEXT NOT NULL
) STRICT;

CREATE TABLE origins (
  position INTEGER PRIMARY KEY,
  item     TEXT NOT NULL REFERENCES items (id),
  origin   TEXT NOT NULL,              -- JSON: one account of where the item came from
  added_at TEXT NOT NULL,
  UNIQUE (item, origin)
) STRICT;

CREATE TABLE verdicts (
  position INTEGER PRIMARY KEY,
  sighting TEXT NOT NULL,              -- id of the proposal that was judged
  value    TEXT NOT NULL CHECK (value IN ('yes', 'no', 'cannot-tell')),
  by       TEXT NOT NULL,              -- alias of the person
  at       TEXT NOT NULL,
  reason   TEXT NOT NULL,
  about    TEXT NOT NULL               -- JSON: the proposal as it was when judged, without track,
                                       -- so that the verdict outlives derived state
) STRICT;
CREATE INDEX verdicts_by_sighting ON verdicts (sighting);

CREATE TABLE reference_names (
  position INTEGER PRIMARY KEY,
  target   TEXT NOT NULL CHECK (target IN ('reference', 'document')),
  id       TEXT NOT NULL,              -- reference id, or item id of a document: all its references
  product  TEXT NOT NULL,              -- the latest row counts; a reference's before its document's
  by       TEXT NOT NULL,              -- alias of the person
  at       TEXT NOT NULL
) STRICT;

CREATE TRIGGER case_meta_no_update BEFORE UPDATE ON case_meta BEGIN SELECT RAISE(ABORT, 'case_meta is append-only'); END;
CREATE TRIGGER case_meta_no_delete BEFORE DELETE ON case_meta BEGIN SELECT RAISE(ABORT, 'case_meta is append-only'); END;
CREATE TRIGGER items_no_update BEFORE UPDATE ON items BEGIN SELECT RAISE(ABORT, 'items is append-only'); END;
CREATE TRIGGER items_no_delete BEFORE DELETE ON items BEGIN SELECT RAISE(ABORT, 'items is append-only'); END;
CREATE TRIGGER origins_no_update BEFORE UPDATE ON origins BEGIN SELECT RAISE(ABORT, 'origins is append-only'); END;
CREATE TRIGGER origins_no_delete BEFORE DELETE ON origins BEGIN SELECT RAISE(ABORT, 'origins is append-only'); END;
CREATE TRIGGER verdicts_no_update BEFORE UPDATE ON verdicts BEGIN SELECT RAISE(ABORT, 'verdicts is append-only'); END;
CREATE TRIGGER verdicts_no_delete BEFORE DELETE ON verdicts BEGIN SELECT RAISE(ABORT, 'verdicts is append-only'); END;
CREATE TRIGGER reference_names_no_update BEFORE UPDATE ON reference_names BEGIN SELECT RAISE(ABORT, 'reference_names is append-only'); END;
CREATE TRIGGER reference_names_no_delete BEFORE DELETE ON reference_names BEGIN SELECT RAISE(ABORT, 'reference_names is append-only'); END;

-- What journal.jsonl ended with when the last act was committed. One row, replaced by every act.
CREATE TABLE journal_head (
  only  INTEGER PRIMARY KEY CHECK (only = 1),
  seq   INTEGER NOT NULL,              -- number of the last line
  hash  TEXT NOT NULL,                 -- SHA-256 of the last line with its newline
  bytes INTEGER NOT NULL               -- size of the file
) STRICT;
INSERT INTO journal_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0);

------------------------------------------------------------------------------------ derived state
-- Everything below can be thrown away and made again.

CREATE TABLE work (
  position   INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,     -- SHA-256 of step, version, parameters and inputs
  step       TEXT NOT NULL,
  version    INTEGER NOT NULL,
  parameters TEXT NOT NULL,            -- JSON object
  inputs     TEXT NOT NULL,            -- JSON array of hashes
  item       TEXT,                     -- the item it was on; it may be recorded before it is added
  state      TEXT NOT NULL CHECK (state IN ('done', 'failed')),
  reason     TEXT,                     -- why it failed
  started    TEXT NOT NULL,
  seconds    REAL NOT NULL,
  output     TEXT                      -- JSON of outputs that have no table of their own
) STRICT;
CREATE INDEX work_by_item ON work (item, step);
CREATE INDEX work_failed ON work (position) WHERE state = 'failed';

CREATE TABLE item_kinds (
  item TEXT PRIMARY KEY,
  work INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  note TEXT NOT NULL                   -- one line for people
) STRICT, WITHOUT ROWID;
CREATE INDEX item_kinds_by_work ON item_kinds (work);

CREATE TABLE videos (
  item   TEXT PRIMARY KEY,
  work   INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  facts  TEXT NOT NULL,                -- JSON: what container and decoder say
  frames INTEGER NOT NULL,             -- frames decoded
  first  TEXT NOT NULL,                -- JSON: time stamps of the first and last frame
  last   TEXT NOT NULL,
  damage TEXT NOT NULL                 -- JSON array: what was lost
) STRICT, WITHOUT ROWID;
CREATE INDEX videos_by_work ON videos (work);

CREATE TABLE shots (
  item       TEXT NOT NULL REFERENCES videos (item) ON DELETE CASCADE,
  number     INTEGER NOT NULL,         -- from 0
  first      TEXT NOT NULL,            -- JSON: time and number of the first and last frame
  last       TEXT NOT NULL,
  transition TEXT NOT NULL,            -- how it begins
  PRIMARY KEY (item, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE keyframes (
  item      TEXT NOT NULL REFERENCES videos (item) ON DELETE CASCADE,
  number    INTEGER NOT NULL,          -- from 0, in order of time
  at        TEXT NOT NULL,             -- JSON: time and number of the frame
  shot      INTEGER NOT NULL,
  why       TEXT NOT NULL,
  sharpness REAL,                      -- NULL where it is not a number
  PRIMARY KEY (item, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
  item  TEXT PRIMARY KEY,
  work  INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  pages INTEGER NOT NULL,
  notes TEXT NOT NULL                  -- JSON array of lines
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_work ON documents (work);

-- One row a reference and document: the same picture in two documents has two rows.
CREATE TABLE document_references (
  item    TEXT NOT NULL REFERENCES documents (item) ON DELETE CASCADE,
  number  INTEGER NOT NULL,            -- from 0, in order of the document
  id      TEXT NOT NULL,               -- SHA-256 of pixels and size
  width   INTEGER NOT NULL,
  height  INTEGER NOT NULL,
  product TEXT NOT NULL,               -- as proposed
  poor    TEXT,                        -- why it can't be looked for
  PRIMARY KEY (item, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_references_by_id ON document_references (id);

CREATE TABLE reference_sources (
  item   TEXT NOT NULL,                -- the document
  number INTEGER NOT NULL,             -- of the reference in it
  place  INTEGER NOT NULL,             -- from 0
  source TEXT NOT NULL,                -- JSON: item, page, box, kind
  PRIMARY KEY (item, number, place),
  FOREIGN KEY (item, number) REFERENCES document_references (item, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE sightings (
  id        TEXT PRIMARY KEY,          -- 12 hexadecimal digits
  work      INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  number    INTEGER NOT NULL,          -- order within its work
  video     TEXT NOT NULL,
  reference TEXT NOT NULL,
  sighting  TEXT NOT NULL              -- JSON: the whole proposal
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_by_work ON sightings (work);
CREATE INDEX sightings_by_video ON sightings (video);
