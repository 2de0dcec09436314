-- Version 7: an open word of two or three letters is looked up as any word is, and not gathered from
-- all words that begin with it.

DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
  title, body, content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- So many bytes of words are gathered before they are written: the more, the less is merged.
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
-- A record that cannot be read has no words.
INSERT INTO words (rowid, title, body)
  SELECT a.id, CASE WHEN json_valid(r.record) THEN r.record ->> '$.title' END,
         CASE WHEN json_valid(r.record) THEN r.record ->> '$.text' END
  FROM articles a JOIN revisions r ON r.id = a.revision ORDER BY a.id;
-- As much as most batches have.
INSERT INTO words (words, rank) VALUES ('hashsize', 8388608);
