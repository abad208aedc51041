-- What an export or an archive tells of and does not hold.
CREATE TABLE gaps (
  position INTEGER PRIMARY KEY,
  name     TEXT NOT NULL,              -- path, address or id, as the record has it
  why      TEXT NOT NULL,
  url      TEXT,
  record   TEXT,                       -- the item that tells of it, where it was kept
  at       TEXT NOT NULL,
  UNIQUE (name, why, record)
) STRICT;
CREATE TRIGGER gaps_no_update BEFORE UPDATE ON gaps BEGIN SELECT RAISE(ABORT, 'gaps is append-only'); END;
CREATE TRIGGER gaps_no_delete BEFORE DELETE ON gaps BEGIN SELECT RAISE(ABORT, 'gaps is append-only'); END;
