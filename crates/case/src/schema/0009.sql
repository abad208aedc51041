-- Moments that people want to come back to: the latest row of an address counts.
CREATE TABLE bookmarks (
  position INTEGER PRIMARY KEY,
  video    TEXT NOT NULL REFERENCES items (id),
  address  TEXT NOT NULL,              -- of the moment, with a quad or without
  does     TEXT NOT NULL CHECK (does IN ('mark', 'remove')),
  note     TEXT NOT NULL,
  by       TEXT NOT NULL,              -- alias of the person
  at       TEXT NOT NULL
) STRICT;
CREATE INDEX bookmarks_by_video ON bookmarks (video);
CREATE TRIGGER bookmarks_no_update BEFORE UPDATE ON bookmarks BEGIN SELECT RAISE(ABORT, 'bookmarks is append-only'); END;
CREATE TRIGGER bookmarks_no_delete BEFORE DELETE ON bookmarks BEGIN SELECT RAISE(ABORT, 'bookmarks is append-only'); END;
