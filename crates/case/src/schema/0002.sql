-- Footage that appears again, as the machine proposes: each row on the later of the two videos.
CREATE TABLE copies (
  work   INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  number INTEGER NOT NULL,             -- order within its work
  copy   TEXT NOT NULL,                -- JSON: the whole proposal
  PRIMARY KEY (work, number)
) STRICT, WITHOUT ROWID;
