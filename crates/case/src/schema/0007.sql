-- What people state of companies, relations and findings, and how they work on the case: one row
-- an act, in order. What a thing is now is what its acts make of it.
CREATE TABLE statements (
  position INTEGER PRIMARY KEY,        -- the act's number, by which it is undone
  subject  TEXT NOT NULL CHECK (subject IN ('entity', 'relation', 'finding', 'proposal', 'picture', 'option')),
  id       TEXT NOT NULL,              -- of the thing that it is about
  act      TEXT NOT NULL,
  detail   TEXT NOT NULL,              -- JSON: the act, whole
  by       TEXT NOT NULL,              -- alias of the person
  at       TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX statements_by_thing ON statements (subject, id);
CREATE TRIGGER statements_no_update BEFORE UPDATE ON statements BEGIN SELECT RAISE(ABORT, 'statements is append-only'); END;
CREATE TRIGGER statements_no_delete BEFORE DELETE ON statements BEGIN SELECT RAISE(ABORT, 'statements is append-only'); END;
