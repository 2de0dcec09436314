-- Version 3: subscribers are told of alerts too; places by their names, rare modes and the map of a
-- year are found without reading every event.

ALTER TABLE webhooks ADD COLUMN tells TEXT NOT NULL DEFAULT 'changes'; -- changes, alerts, both
ALTER TABLE webhooks ADD COLUMN told TEXT NOT NULL DEFAULT '';         -- ids of alerts, a line each
-- A row that was not what its stamp says stays one.
UPDATE webhooks
  SET stamp = stamp(id, url, filter, secret, created, position, failures, state, tells, told)
  WHERE stamp = stamp(id, url, filter, secret, created, position, failures, state);

-- The known name of the place, else the words.
ALTER TABLE events ADD COLUMN place_name TEXT;
UPDATE events SET place_name = (
  SELECT coalesce(json_extract(r.record, '$.place.name'), json_extract(r.record, '$.place.text'))
  FROM event_records r WHERE r.event = events.id);
CREATE INDEX events_named_place ON events (place_name, day, id)
  WHERE current = 1 AND place_name IS NOT NULL;
CREATE INDEX events_mode ON events (mode, day, id) WHERE current = 1 AND mode IS NOT NULL;

-- What the map counts, so that it is counted from the index alone.
CREATE INDEX events_map ON events (day, lat, lon, quad_class)
  WHERE current = 1 AND lat IS NOT NULL AND lon IS NOT NULL AND status = 'actual'
    AND certainty <> 'denied';
CREATE INDEX events_map_country ON events (day, place_country, quad_class)
  WHERE current = 1 AND lat IS NULL AND place_country IS NOT NULL AND status = 'actual'
    AND certainty <> 'denied';

CREATE INDEX parties_code ON parties (code, day, event) WHERE code IS NOT NULL;
