-- Corners of displays that people drew on frames.
CREATE TABLE drawn_screens (
  position INTEGER PRIMARY KEY,
  video    TEXT NOT NULL REFERENCES items (id),
  drawn    TEXT NOT NULL               -- JSON: stream, time, quad, by whom, when, note
) STRICT;
CREATE INDEX drawn_screens_by_video ON drawn_screens (video);
CREATE TRIGGER drawn_screens_no_update BEFORE UPDATE ON drawn_screens BEGIN SELECT RAISE(ABORT, 'drawn_screens is append-only'); END;
CREATE TRIGGER drawn_screens_no_delete BEFORE DELETE ON drawn_screens BEGIN SELECT RAISE(ABORT, 'drawn_screens is append-only'); END;

-- Derived: filmed displays as the machine proposes and follows them.
CREATE TABLE screens (
  id     TEXT PRIMARY KEY,             -- 12 hexadecimal digits
  work   INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  number INTEGER NOT NULL,             -- order within its work
  video  TEXT NOT NULL,
  screen TEXT NOT NULL                 -- JSON: the whole proposal
) STRICT, WITHOUT ROWID;
CREATE INDEX screens_by_work ON screens (work);
CREATE INDEX screens_by_video ON screens (video);
