-- Version 2: what reviewers say, what changed and when, and who may ask.

-- Kept for good, never overwritten.
CREATE TABLE corrections (
  id       INTEGER PRIMARY KEY,           -- in the order in which they came
  name     TEXT NOT NULL UNIQUE,          -- hash of what it says
  article  INTEGER NOT NULL REFERENCES articles (id),
  revision INTEGER NOT NULL REFERENCES revisions (id), -- the text that its offsets count in
  event_id TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  stamp    BLOB NOT NULL,
  seal     BLOB NOT NULL,
  record   TEXT NOT NULL                  -- demarche.correction/1, JSON
) STRICT;
CREATE INDEX corrections_article ON corrections (article, id);
CREATE INDEX corrections_event ON corrections (event_id, id);

CREATE TABLE withdrawals (
  correction INTEGER PRIMARY KEY REFERENCES corrections (id),
  withdrawer TEXT NOT NULL,
  reason     TEXT NOT NULL,
  at         TEXT NOT NULL,
  stamp      BLOB NOT NULL
) STRICT;

-- 0: of the coder. Else the event is that of a correction, in the coding of a run.
ALTER TABLE events ADD COLUMN correction INTEGER NOT NULL DEFAULT 0;
DROP INDEX events_coding;
CREATE UNIQUE INDEX events_coding ON events (revision, run, ordinal, correction);

-- Events of the latest codings that a correction decides on.
CREATE TABLE reviewed (
  event      INTEGER PRIMARY KEY REFERENCES events (id),
  article    INTEGER NOT NULL REFERENCES articles (id),
  correction INTEGER NOT NULL REFERENCES corrections (id),
  standing   TEXT NOT NULL,               -- accepted, edited, rejected
  day        TEXT NOT NULL
) STRICT;
CREATE INDEX reviewed_article ON reviewed (article);
CREATE INDEX reviewed_standing ON reviewed (standing, day, event);

-- Every change of what is current, in the transaction that makes it. Rows are added and never
-- taken away.
CREATE TABLE changes (
  seq        INTEGER PRIMARY KEY,
  kind       INTEGER NOT NULL,            -- 0 only articles, 1 added, 2 changed, 3 withdrawn
  article    INTEGER,
  event      INTEGER REFERENCES events (id), -- as it is; a withdrawn one as it was
  run        INTEGER REFERENCES runs (id),
  correction INTEGER REFERENCES corrections (id),
  at         TEXT NOT NULL,
  stamp      BLOB NOT NULL
) STRICT;
INSERT INTO changes (seq, kind, article, event, run, correction, at, stamp)
  SELECT n, 1, article, id, run, NULL, started, stamp(n, 1, article, id, run, NULL, started) FROM (
    SELECT row_number() OVER (ORDER BY e.id) AS n, e.article, e.id, e.run, r.started
    FROM events e JOIN runs r ON r.id = e.run WHERE e.current = 1);

CREATE TABLE tokens (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL,
  hash      BLOB NOT NULL UNIQUE,         -- BLAKE3 of the secret, all 32 bytes
  rights    TEXT NOT NULL,                -- read, write
  created   TEXT NOT NULL,
  last_used TEXT,
  revoked   TEXT,
  stamp     BLOB NOT NULL
) STRICT;

CREATE TABLE webhooks (
  id       INTEGER PRIMARY KEY,
  url      TEXT NOT NULL,
  filter   TEXT NOT NULL,                 -- JSON
  secret   TEXT NOT NULL,
  created  TEXT NOT NULL,
  position INTEGER NOT NULL,              -- the last change that it was told of
  failures INTEGER NOT NULL,
  state    TEXT NOT NULL,
  stamp    BLOB NOT NULL
) STRICT;

-- The sums of daily_types and daily_sources over all days.
CREATE TABLE total_types (
  event_type TEXT NOT NULL,
  status     TEXT NOT NULL,
  certainty  TEXT NOT NULL,
  events     INTEGER NOT NULL,
  PRIMARY KEY (event_type, status, certainty)
) STRICT, WITHOUT ROWID;
INSERT INTO total_types
  SELECT event_type, status, certainty, sum(events) FROM daily_types GROUP BY 1, 2, 3;

CREATE TABLE total_sources (
  source   TEXT PRIMARY KEY,              -- '' where none is named
  articles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO total_sources SELECT source, sum(articles) FROM daily_sources GROUP BY 1;

-- Who did what to whom, in the order of time: actual events that nobody denies, between two
-- countries, by day, month ("2025-05") and year ("2025").
CREATE TABLE edges (
  step       TEXT NOT NULL,               -- d, m, y
  period     TEXT NOT NULL,
  actor      TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  quad_class INTEGER NOT NULL,
  events     INTEGER NOT NULL,
  PRIMARY KEY (step, period, actor, recipient, quad_class)
) STRICT, WITHOUT ROWID;
INSERT INTO edges
  SELECT s.step, substr(d.day, 1, s.length), d.actor, d.recipient, d.quad_class, sum(d.events)
  FROM daily_dyads d
  JOIN (SELECT 'd' AS step, 10 AS length UNION SELECT 'm', 7 UNION SELECT 'y', 4) s
  WHERE d.day <> '' AND d.status = 'actual' AND d.certainty <> 'denied'
    AND d.actor <> '' AND d.recipient <> '' AND d.actor <> d.recipient
  GROUP BY 1, 2, 3, 4, 5;
