-- Text that was read on footage and in documents, and what people say of it.

------------------------------------------------------------------------------------- ground state

CREATE TABLE corrections (
  position INTEGER PRIMARY KEY,
  reading  TEXT NOT NULL,              -- id of the reading
  line     INTEGER NOT NULL,           -- of it, from 0
  text     TEXT NOT NULL,              -- what the person reads; empty: nothing is written there
  by       TEXT NOT NULL,              -- alias of the person
  at       TEXT NOT NULL,
  reason   TEXT NOT NULL,
  about    TEXT NOT NULL               -- JSON: the line as the machine read it, and where it is,
                                       -- so that the correction outlives derived state
) STRICT;
CREATE INDEX corrections_by_reading ON corrections (reading);
CREATE TRIGGER corrections_no_update BEFORE UPDATE ON corrections BEGIN SELECT RAISE(ABORT, 'corrections is append-only'); END;
CREATE TRIGGER corrections_no_delete BEFORE DELETE ON corrections BEGIN SELECT RAISE(ABORT, 'corrections is append-only'); END;

------------------------------------------------------------------------------------ derived state

CREATE TABLE readings (
  id      TEXT PRIMARY KEY,            -- 12 hexadecimal digits
  work    INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  number  INTEGER NOT NULL,            -- order within its work
  video   TEXT NOT NULL,
  reading TEXT NOT NULL                -- JSON: the whole proposal
) STRICT, WITHOUT ROWID;
CREATE INDEX readings_by_work ON readings (work);

-- Every line that can be searched: of readings, document pages and corrections.
CREATE TABLE texts (
  position   INTEGER PRIMARY KEY,
  work       INTEGER REFERENCES work (position) ON DELETE CASCADE,  -- NULL: a correction's
  kind       TEXT NOT NULL CHECK (kind IN ('reading', 'guess', 'document', 'correction')),
  owner      TEXT NOT NULL,            -- id of the reading, or of the document item
  line       INTEGER NOT NULL,         -- of the reading, or of the document from 0
  text       TEXT NOT NULL,
  skeleton   TEXT NOT NULL,            -- folded for search
  confidence REAL NOT NULL,
  place      TEXT                      -- JSON: page and box in a document
) STRICT;
CREATE INDEX texts_by_work ON texts (work);

CREATE VIRTUAL TABLE text_words USING fts5 (skeleton, content = 'texts', content_rowid = 'position', tokenize = 'unicode61');
CREATE VIRTUAL TABLE text_grams USING fts5 (skeleton, content = 'texts', content_rowid = 'position', tokenize = 'trigram');
CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
  INSERT INTO text_words (rowid, skeleton) VALUES (new.position, new.skeleton);
  INSERT INTO text_grams (rowid, skeleton) VALUES (new.position, new.skeleton);
END;
CREATE TRIGGER texts_gone AFTER DELETE ON texts BEGIN
  INSERT INTO text_words (text_words, rowid, skeleton) VALUES ('delete', old.position, old.skeleton);
  INSERT INTO text_grams (text_grams, rowid, skeleton) VALUES ('delete', old.position, old.skeleton);
END;
