-- What documents say: pages with their words, what each document is, passages about capabilities;
-- and what people say of passages, documents and products.

------------------------------------------------------------------------------------- ground state

CREATE TABLE passage_verdicts (
  position   INTEGER PRIMARY KEY,
  passage    TEXT NOT NULL,            -- id of the passage
  value      TEXT NOT NULL CHECK (value IN ('yes', 'no', 'cannot-tell', 'withdrawn')),
  correction TEXT,                     -- JSON: what the person reads in it instead
  by         TEXT NOT NULL,            -- alias of the person
  at         TEXT NOT NULL,
  reason     TEXT NOT NULL,
  about      TEXT NOT NULL             -- JSON: the passage as it was when judged
) STRICT;
CREATE INDEX passage_verdicts_by_passage ON passage_verdicts (passage);

-- What a person sees of a function on a sighting: its control, or that it is used.
CREATE TABLE observations (
  position INTEGER PRIMARY KEY,
  sighting TEXT NOT NULL,
  function TEXT NOT NULL,              -- of the capability file
  seen     TEXT NOT NULL CHECK (seen IN ('control', 'in-use', 'withdrawn')),
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  reason   TEXT NOT NULL,
  about    TEXT NOT NULL               -- JSON: the sighting without track
) STRICT;

-- What a person says that a document is; the latest row of a field counts.
CREATE TABLE said_facts (
  position INTEGER PRIMARY KEY,
  item     TEXT NOT NULL REFERENCES items (id),
  field    TEXT NOT NULL,
  value    TEXT,                       -- NULL takes back what was said before
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;

-- Acts on products, in order: what they are called now is what these make of what was proposed.
CREATE TABLE product_acts (
  position INTEGER PRIMARY KEY,
  act      TEXT NOT NULL CHECK (act IN ('rename', 'merge', 'reference', 'document', 'negative', 'positive', 'undo')),
  target   TEXT NOT NULL,              -- a product's name, or the id of a reference or item, or the position of the act undone
  value    TEXT,                       -- the new name
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;

-- Pictures that people cut by hand; their pixels can be cut again from the address.
CREATE TABLE cut_references (
  position INTEGER PRIMARY KEY,
  id       TEXT NOT NULL,              -- SHA-256 of pixels and size
  address  TEXT NOT NULL,              -- page or moment with a quad
  width    INTEGER NOT NULL,
  height   INTEGER NOT NULL,
  product  TEXT NOT NULL,
  source   TEXT NOT NULL,              -- JSON: item, page, box, kind
  poor     TEXT,                       -- why it can't be looked for
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;

CREATE TRIGGER passage_verdicts_no_update BEFORE UPDATE ON passage_verdicts BEGIN SELECT RAISE(ABORT, 'passage_verdicts is append-only'); END;
CREATE TRIGGER passage_verdicts_no_delete BEFORE DELETE ON passage_verdicts BEGIN SELECT RAISE(ABORT, 'passage_verdicts is append-only'); END;
CREATE TRIGGER observations_no_update BEFORE UPDATE ON observations BEGIN SELECT RAISE(ABORT, 'observations is append-only'); END;
CREATE TRIGGER observations_no_delete BEFORE DELETE ON observations BEGIN SELECT RAISE(ABORT, 'observations is append-only'); END;
CREATE TRIGGER said_facts_no_update BEFORE UPDATE ON said_facts BEGIN SELECT RAISE(ABORT, 'said_facts is append-only'); END;
CREATE TRIGGER said_facts_no_delete BEFORE DELETE ON said_facts BEGIN SELECT RAISE(ABORT, 'said_facts is append-only'); END;
CREATE TRIGGER product_acts_no_update BEFORE UPDATE ON product_acts BEGIN SELECT RAISE(ABORT, 'product_acts is append-only'); END;
CREATE TRIGGER product_acts_no_delete BEFORE DELETE ON product_acts BEGIN SELECT RAISE(ABORT, 'product_acts is append-only'); END;
CREATE TRIGGER cut_references_no_update BEFORE UPDATE ON cut_references BEGIN SELECT RAISE(ABORT, 'cut_references is append-only'); END;
CREATE TRIGGER cut_references_no_delete BEFORE DELETE ON cut_references BEGIN SELECT RAISE(ABORT, 'cut_references is append-only'); END;

------------------------------------------------------------------------------------ derived state

CREATE TABLE pages (
  item   TEXT NOT NULL,
  number INTEGER NOT NULL,             -- from 1
  work   INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  width  REAL NOT NULL,                -- points
  height REAL NOT NULL,
  words  TEXT NOT NULL,                -- JSON: [text, x, y, width, height] in the page's order
  PRIMARY KEY (item, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX pages_by_work ON pages (work);

CREATE TABLE document_facts (
  work   INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  number INTEGER NOT NULL,             -- the best of a field first
  item   TEXT NOT NULL,
  fact   TEXT NOT NULL,                -- JSON: field, value, place, why
  PRIMARY KEY (work, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_facts_by_item ON document_facts (item);

CREATE TABLE passages (
  id      TEXT PRIMARY KEY,            -- 12 hexadecimal digits
  work    INTEGER NOT NULL REFERENCES work (position) ON DELETE CASCADE,
  number  INTEGER NOT NULL,            -- order within its work
  item    TEXT NOT NULL,
  passage TEXT NOT NULL                -- JSON: the whole proposal
) STRICT, WITHOUT ROWID;
CREATE INDEX passages_by_work ON passages (work);
CREATE INDEX passages_by_item ON passages (item);
