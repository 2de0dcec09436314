-- Version 6: a ledger is folded from the gists of current events, and not from their records and
-- the texts of their articles.

CREATE TABLE gists (
  event   INTEGER PRIMARY KEY REFERENCES events (id),
  article INTEGER NOT NULL,
  stamp   BLOB NOT NULL,
  gist    BLOB NOT NULL                   -- demarche_ledger::gist
) STRICT;
-- The limit keeps each gist from being made twice. A record that cannot be read has none.
INSERT INTO gists
  SELECT id, article, stamp(id, article, gist), gist FROM (
    SELECT e.id, e.article, gist(k.record, r.record) AS gist
    FROM events e JOIN event_records k ON k.event = e.id JOIN revisions r ON r.id = e.revision
    WHERE e.current = 1 ORDER BY e.id LIMIT -1)
  WHERE gist IS NOT NULL;
