-- Version 5: events by their source and confidence, a country's by type, the map of a year and the
-- network of all time are read from what is kept in that order, and not gathered from many events.

-- Of the article, as it is when the event is written.
ALTER TABLE events ADD COLUMN source INTEGER REFERENCES sources (id);
UPDATE events SET source = (SELECT a.source FROM articles a WHERE a.id = events.article);
CREATE INDEX events_source ON events (source, day, id) WHERE current = 1 AND source IS NOT NULL;
CREATE INDEX events_confidence ON events (confidence) WHERE current = 1;

-- With the article, so that a list of articles is looked into without a look at the event.
DROP INDEX events_day;
CREATE INDEX events_day ON events (day, id, article) WHERE current = 1;

CREATE INDEX monthly_dyads_recipient ON monthly_dyads (recipient, day);

-- What the map counts, by month ("2025-05").
CREATE TABLE monthly_points (
  month      TEXT NOT NULL,
  lat        REAL NOT NULL,
  lon        REAL NOT NULL,
  quad_class INTEGER NOT NULL,
  events     INTEGER NOT NULL,
  PRIMARY KEY (month, lat, lon, quad_class)
) STRICT, WITHOUT ROWID;
INSERT INTO monthly_points
  SELECT substr(day, 1, 7), lat, lon, quad_class, count(*) FROM events
  WHERE current = 1 AND lat IS NOT NULL AND lon IS NOT NULL AND status = 'actual'
    AND certainty <> 'denied' AND day <> ''
  GROUP BY 1, 2, 3, 4;
-- The latest event of a point.
CREATE INDEX events_point ON events (lat, lon, day)
  WHERE current = 1 AND lat IS NOT NULL AND lon IS NOT NULL AND status = 'actual'
    AND certainty <> 'denied';

-- A step of all time (a), whose period is empty.
INSERT INTO edges
  SELECT 'a', '', actor, recipient, quad_class, sum(events) FROM edges WHERE step = 'y'
  GROUP BY actor, recipient, quad_class;
