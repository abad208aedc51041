-- How far an item may go: what leaves the case holds no more than that.
CREATE TABLE sensitivities (
  position INTEGER PRIMARY KEY,
  item     TEXT NOT NULL REFERENCES items (id),
  level    TEXT NOT NULL CHECK (level IN ('open', 'internal', 'source-identifying')),
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE TRIGGER sensitivities_no_update BEFORE UPDATE ON sensitivities BEGIN SELECT RAISE(ABORT, 'sensitivities is append-only'); END;
CREATE TRIGGER sensitivities_no_delete BEFORE DELETE ON sensitivities BEGIN SELECT RAISE(ABORT, 'sensitivities is append-only'); END;
