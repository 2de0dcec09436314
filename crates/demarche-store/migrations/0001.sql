-- Version 1 of the store.
--
-- Days are ISO 8601 ("2025-05-01"), '' where nothing gives one. Times are RFC 3339 in UTC.
-- Hashes are the first 16 bytes of BLAKE3. Sums of scores are in thousandths, as whole numbers, so
-- that adding and taking away in any order gives the same sum. A seal is the hash of a record, a
-- stamp that of columns which no record says, 8 bytes.

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,              -- ingest, recode, watch …
  engine      TEXT NOT NULL,
  codebook    TEXT NOT NULL,
  version     TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  started     TEXT NOT NULL,
  ended       TEXT,                       -- NULL: under way, or killed
  -- The account, moved by the transaction that keeps what it counts:
  -- received = coded + rejected + duplicate + revision.
  coded       INTEGER NOT NULL DEFAULT 0,
  rejected    INTEGER NOT NULL DEFAULT 0,
  duplicate   INTEGER NOT NULL DEFAULT 0,
  revision    INTEGER NOT NULL DEFAULT 0,
  events      INTEGER NOT NULL DEFAULT 0,
  stamp       BLOB
) STRICT;

CREATE TABLE sources (
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  first_received TEXT NOT NULL,
  stamp          BLOB NOT NULL
) STRICT;

CREATE TABLE articles (
  id             INTEGER PRIMARY KEY,     -- in the order of arrival
  identity       BLOB NOT NULL,           -- hash of what makes it the same article: url, or id and source
  twin           INTEGER NOT NULL,        -- 0; more where one id was given to several articles
  article_id     TEXT NOT NULL,           -- as its events name it
  url            TEXT,                    -- normalised
  revision       INTEGER NOT NULL REFERENCES revisions (id) DEFERRABLE INITIALLY DEFERRED,
  story          INTEGER NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  source         INTEGER REFERENCES sources (id),
  day            TEXT NOT NULL,           -- of publication, else of arrival
  stamp          BLOB NOT NULL,
  UNIQUE (identity, twin)
) STRICT;
CREATE INDEX articles_story ON articles (story);
CREATE INDEX articles_day ON articles (day, id);
CREATE INDEX articles_source ON articles (source, day, id) WHERE source IS NOT NULL;
CREATE INDEX articles_name ON articles (article_id);

CREATE TABLE revisions (
  id       INTEGER PRIMARY KEY,
  article  INTEGER NOT NULL REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED,
  number   INTEGER NOT NULL,              -- from 1
  body     BLOB NOT NULL,                 -- hash of the text, white space evened out
  run      INTEGER NOT NULL REFERENCES runs (id),
  origin   TEXT NOT NULL,                 -- where it came from, as messages name it
  received TEXT NOT NULL,
  stamp    BLOB NOT NULL,
  seal     BLOB NOT NULL,                 -- hash of the record
  record   TEXT NOT NULL                  -- the article as it came, JSON
) STRICT;
CREATE UNIQUE INDEX revisions_body ON revisions (body, article);
CREATE UNIQUE INDEX revisions_number ON revisions (article, number);

-- Which revisions a run coded, also where it found no event.
CREATE TABLE codings (
  run      INTEGER NOT NULL REFERENCES runs (id),
  revision INTEGER NOT NULL REFERENCES revisions (id),
  events   INTEGER NOT NULL,
  PRIMARY KEY (run, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX codings_revision ON codings (revision, run);

CREATE TABLE events (
  id            INTEGER PRIMARY KEY,
  event_id      TEXT NOT NULL,
  article       INTEGER NOT NULL REFERENCES articles (id),
  revision      INTEGER NOT NULL REFERENCES revisions (id),
  run           INTEGER NOT NULL REFERENCES runs (id),
  ordinal       INTEGER NOT NULL,         -- place in the article, from 1
  current       INTEGER NOT NULL,         -- 1: of the latest coding of the latest revision
  day           TEXT NOT NULL,
  day_end       TEXT NOT NULL,
  event_type    TEXT NOT NULL,
  mode          TEXT,
  quad_class    INTEGER NOT NULL,
  status        TEXT NOT NULL,
  certainty     TEXT NOT NULL,
  confidence    REAL NOT NULL,
  place_country TEXT,
  lat           REAL,
  lon           REAL
) STRICT;
CREATE UNIQUE INDEX events_coding ON events (revision, run, ordinal);
CREATE INDEX events_name ON events (event_id);
CREATE INDEX events_day ON events (day, id) WHERE current = 1;
CREATE INDEX events_type ON events (event_type, day, id) WHERE current = 1;
CREATE INDEX events_place ON events (place_country, day, id) WHERE current = 1 AND place_country IS NOT NULL;

-- Apart from the columns, so that these lie close together.
CREATE TABLE event_records (
  event  INTEGER PRIMARY KEY REFERENCES events (id),
  seal   BLOB NOT NULL,
  record TEXT NOT NULL                    -- demarche.event/1, JSON
) STRICT;

-- Who is named in current events. Those of superseded events are in their records.
CREATE TABLE parties (
  event   INTEGER NOT NULL REFERENCES events (id),
  side    TEXT NOT NULL,                  -- actor, recipient, reporter
  ordinal INTEGER NOT NULL,
  day     TEXT NOT NULL,
  country TEXT,
  code    TEXT,
  entity  TEXT,
  name    TEXT NOT NULL,                  -- the known name, else the words
  PRIMARY KEY (event, side, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX parties_country ON parties (country, day, event) WHERE country IS NOT NULL;
CREATE INDEX parties_entity ON parties (entity, day, event) WHERE entity IS NOT NULL;

-- Which countries stand against each other in current events; '' where none is known.
CREATE TABLE dyads (
  actor     TEXT NOT NULL,
  recipient TEXT NOT NULL,
  day       TEXT NOT NULL,
  event     INTEGER NOT NULL REFERENCES events (id),
  PRIMARY KEY (actor, recipient, day, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE problems (
  id       INTEGER PRIMARY KEY,
  run      INTEGER NOT NULL REFERENCES runs (id),
  rejected INTEGER NOT NULL,              -- 1: the input was not kept; 0: it was, and this is to be known
  origin   TEXT NOT NULL,
  reason   TEXT NOT NULL,
  remedy   TEXT NOT NULL,
  received TEXT NOT NULL,
  stamp    BLOB NOT NULL
) STRICT;
CREATE INDEX problems_run ON problems (run, id);

CREATE TABLE feeds (
  url           TEXT PRIMARY KEY,
  title         TEXT,
  etag          TEXT,
  last_modified TEXT,
  polled        TEXT,
  next_due      TEXT,
  failures      INTEGER NOT NULL,
  health        TEXT NOT NULL,            -- one word of the watcher's
  state         TEXT NOT NULL,            -- whatever else the watcher keeps, JSON
  seal          BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX feeds_due ON feeds (next_due);

-- Signatures by which copies of a story find each other.
CREATE TABLE bands (
  band    INTEGER NOT NULL,
  article INTEGER NOT NULL REFERENCES articles (id),
  PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_article ON bands (article);

-- Title and text of current revisions; rowid is the article's.
CREATE VIRTUAL TABLE words USING fts5 (
  title, body, content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2'
);

-- Rollups of current events and articles.
CREATE TABLE daily_types (
  day        TEXT NOT NULL,
  event_type TEXT NOT NULL,
  status     TEXT NOT NULL,
  certainty  TEXT NOT NULL,
  events     INTEGER NOT NULL,
  PRIMARY KEY (day, event_type, status, certainty)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_dyads (
  actor      TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  day        TEXT NOT NULL,
  quad_class INTEGER NOT NULL,
  status     TEXT NOT NULL,
  certainty  TEXT NOT NULL,
  events     INTEGER NOT NULL,
  score      INTEGER NOT NULL,            -- thousandths
  goldstein  INTEGER NOT NULL,            -- thousandths; events without a scale count 0
  killed     INTEGER NOT NULL,
  PRIMARY KEY (actor, recipient, day, quad_class, status, certainty)
) STRICT, WITHOUT ROWID;
CREATE INDEX daily_dyads_day ON daily_dyads (day);

-- The same by month ("2025-05"), for long spans.
CREATE TABLE monthly_dyads (
  actor      TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  day        TEXT NOT NULL,
  quad_class INTEGER NOT NULL,
  status     TEXT NOT NULL,
  certainty  TEXT NOT NULL,
  events     INTEGER NOT NULL,
  score      INTEGER NOT NULL,
  goldstein  INTEGER NOT NULL,
  killed     INTEGER NOT NULL,
  PRIMARY KEY (actor, recipient, day, quad_class, status, certainty)
) STRICT, WITHOUT ROWID;
CREATE INDEX monthly_dyads_day ON monthly_dyads (day);

CREATE TABLE daily_places (
  day        TEXT NOT NULL,
  country    TEXT NOT NULL,
  quad_class INTEGER NOT NULL,
  status     TEXT NOT NULL,
  certainty  TEXT NOT NULL,
  events     INTEGER NOT NULL,
  killed     INTEGER NOT NULL,
  PRIMARY KEY (day, country, quad_class, status, certainty)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_sources (
  day      TEXT NOT NULL,
  source   TEXT NOT NULL,                 -- '' where none is named
  articles INTEGER NOT NULL,
  PRIMARY KEY (day, source)
) STRICT, WITHOUT ROWID;
