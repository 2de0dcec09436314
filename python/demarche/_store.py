"""A store, read: the articles and events that ``demarche ingest`` and ``demarche watch`` keep."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date as Day
from os import PathLike, fspath
from typing import Any

from demarche import _demarche as native
from demarche._coder import _day
from demarche._ledger import Ledger, _asked
from demarche._records import Record, Records
from demarche._table import EventTable, _Arrow


class ArticleTable(_Arrow):
    """Articles of a store as a table of Arrow, a row each: number, id, story, revision, day,
    received, url, title, text and what else came with them. ``Coder.code_batch`` takes it."""

    _native: native.Table

    def __init__(self, table: native.Table) -> None:
        self._native = table

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return self._native.column_names()

    def __repr__(self) -> str:
        return f"<{len(self)} articles>"


class Store:
    """A store that is open for reading. Each call sees one state of it, whatever is written meanwhile.

    ``since`` and ``until`` are days (ISO 8601 or a date), inclusive; ``country`` one or several codes
    (ISO 3166-1 alpha-3), ``types`` and ``statuses`` names as events have them, ``min_confidence`` a
    number from 0 to 1, ``source`` who published the articles. What is left out asks for all.

    Raises :class:`StoreError` where there is no store, or it cannot be read.

    >>> from demarche import Store, StoreError
    >>> try:
    ...     Store("nowhere.demarche")
    ... except StoreError as error:
    ...     print(error.hint)
    check the path; `demarche ingest` makes a store where there is none
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = fspath(path)
        self._native = native.Store(path)

    def events(
        self,
        *,
        since: str | Day | None = None,
        until: str | Day | None = None,
        country: str | Iterable[str] | None = None,
        types: str | Iterable[str] | None = None,
        statuses: str | Iterable[str] | None = None,
        min_confidence: float | None = None,
        source: str | None = None,
    ) -> EventTable:
        """Events of the latest texts, as they were coded last and corrected; by day of the event."""
        asked = _question(since, until, country, types, statuses, min_confidence, source)
        return EventTable(self._native.events(asked))

    def articles(
        self,
        *,
        since: str | Day | None = None,
        until: str | Day | None = None,
        country: str | Iterable[str] | None = None,
        types: str | Iterable[str] | None = None,
        statuses: str | Iterable[str] | None = None,
        min_confidence: float | None = None,
        source: str | None = None,
    ) -> ArticleTable:
        """Articles with their latest texts; by day of publication, and with an event that is asked
        for."""
        asked = _question(since, until, country, types, statuses, min_confidence, source)
        return ArticleTable(self._native.articles(asked))

    def article(self, article_id: str) -> dict[str, Any]:
        """The article that events call so, as it came; the latest where several are called so.

        Raises :class:`KeyError` where there is none.
        """
        found = self._native.article(article_id)
        if not found:
            raise KeyError(article_id)
        record: dict[str, Any] = json.loads(found[-1])
        return record

    def search(self, words: str, *, limit: int = 20, source: str | None = None) -> Records:
        """Articles that have all these words, the best first: number, article_id, url, title, day,
        source, fit (BM25, more is better), snippet. Words in quotation marks stand side by side, and
        a word that ends in ``*`` may go on."""
        asked = _question(None, None, None, None, None, None, source)
        names = ("number", "article_id", "url", "title", "day", "source", "fit", "snippet")
        hits = self._native.search(words, asked, limit)
        return Records(
            (Record(dict(zip(names, hit, strict=True))) for hit in hits),
            ("day", "source", "title", "snippet"),
        )

    def ledger(
        self,
        *,
        pair: tuple[str, str] | None = None,
        country: str | Iterable[str] | None = None,
        at: str | Day | None = None,
        since: str | Day | None = None,
        min_confidence: float | None = None,
    ) -> Ledger:
        """The ledger of all its events, as reviewers left them: see :meth:`Ledger.from_events`."""
        fold, copies = self._native.fold(min_confidence)
        return Ledger(fold, _asked(pair, country, at, since), copies)

    def info(self) -> dict[str, int]:
        """What it holds, counted: articles, stories, events, corrections and so on; ``bytes`` is the
        size of the file."""
        return self._native.info()

    def __repr__(self) -> str:
        return f"Store({self.path!r})"


def _question(
    since: str | Day | None,
    until: str | Day | None,
    country: str | Iterable[str] | None,
    types: str | Iterable[str] | None,
    statuses: str | Iterable[str] | None,
    min_confidence: float | None,
    source: str | None,
) -> dict[str, Any]:
    def several(given: str | Iterable[str] | None) -> list[str]:
        return [given] if isinstance(given, str) else list(given or ())

    return {
        "since": _day("since", since),
        "until": _day("until", until),
        "countries": several(country),
        "types": several(types),
        "statuses": several(statuses),
        "min_confidence": min_confidence,
        "source": source,
    }
