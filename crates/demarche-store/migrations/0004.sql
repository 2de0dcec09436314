-- Version 4: a new text is filed without a look at every article.

-- An article and its first text name each other, so that one of the two is written before what it
-- names; SQLite then asks which articles wait for the text.
CREATE INDEX articles_revision ON articles (revision);
