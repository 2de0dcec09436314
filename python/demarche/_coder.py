"""The coder: articles in, events out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date as Day
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple
from warnings import warn

from demarche import _demarche as native
from demarche import _progress
from demarche._demarche import Event
from demarche._errors import ArgumentError, CodingWarning, DemarcheError
from demarche._parse import Parse
from demarche._explain import Explained, Explanation
from demarche._table import EventStream, EventTable, ProblemTable

Span = tuple[int, int]
Folder = str | PathLike[str]


class Relation(NamedTuple):
    """The type of the relation between two given parties."""

    event_type: str
    """The likeliest PLOVER type."""
    mode: str | None
    """A mode of that type, where a word names one."""
    quad_class: int
    """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
    probabilities: dict[str, float]
    """Every type with its calibrated probability, from 0 to 1."""


def _span(text: str, side: str, party: Span | str | None) -> Span | None:
    """Where a party stands: its words mean the first place where the text has them."""
    if not isinstance(party, str):
        return party
    start = text.find(party) if party else -1
    if start < 0:
        raise ArgumentError(side, party, "give words that the text has, or (start, end)")
    return start, start + len(party)


def relation(
    text: str, actor: Span | str | None = None, recipient: Span | str | None = None
) -> Relation:
    """The type of the relation that ``text`` tells of between two given parties, by the engine "fast";
    :meth:`Coder.relation` asks another.

    A party is given by its words, where they stand first, or as (start, end) in characters of ``text``,
    end exclusive; ``None`` where the text names nobody. Raises :class:`SpanError` where a span is empty or
    lies outside the text, and :class:`ArgumentError` where the text does not have the words.

    >>> from demarche import relation
    >>> found = relation("Kenya expelled Somali diplomats.", actor="Kenya", recipient=(15, 21))
    >>> found.event_type, found.quad_class
    ('SANCTION', 4)
    """
    spans = _span(text, "actor", actor), _span(text, "recipient", recipient)
    return Relation(*native.relation(text, *spans))


class Coder:
    """Reads news in English and codes who did what to whom, when and where.

    ``engine``
        "fast", linear models; "accurate", a small neural
        network, which takes about ten times as long. :func:`engines` lists those of this build, and :class:`EngineError` too.
    ``knowledge``, ``codebook``
        Folders of your own tables and frames, which lie over the built-in ones; one or several.
        Where they have faults, :class:`KnowledgeError` names all of them.
    ``weights``
        A folder of weights for the engine "accurate", instead of those that are built in.
    ``threads``
        Threads of a batch; by default as many as the machine has cores.

    A coder takes a tenth of a second or two to make; make one and keep it. It never changes, and
    any number of threads may use it at once: while it codes, other Python threads go on.

    >>> from demarche import Coder
    >>> coder = Coder()
    >>> [event] = coder.code("Kenya expelled two Somali diplomats on Monday.", date="2024-03-06")
    >>> event.event_type, event.mode, event.actors[0].country, event.recipients[0].code
    ('SANCTION', 'expel', 'KEN', 'SOMGOV')
    >>> event.date.start
    '2024-03-04'
    """

    def __init__(
        self,
        engine: str = "fast",
        knowledge: Folder | Iterable[Folder] | None = None,
        codebook: Folder | Iterable[Folder] | None = None,
        threads: int | None = None,
        weights: Folder | None = None,
    ) -> None:
        files = None if weights is None else fspath(weights)
        self._arguments = (engine, _folders(knowledge), _folders(codebook), threads, files)
        tables, places = _tables(self._arguments[1])
        frames = _frames(self._arguments[2])
        self.engine = engine
        self._native = native.Coder(engine, tables, frames, places, files, threads)

    @property
    def fingerprint(self) -> str:
        """Hash over knowledge, codebook and weights: coders with equal ones code alike."""
        return self._native.fingerprint

    @property
    def threads(self) -> int:
        """Threads of a batch."""
        return self._native.threads

    def __repr__(self) -> str:
        return f"Coder(engine={self.engine!r}, threads={self.threads})"

    def __reduce__(self) -> tuple[type[Coder], tuple[Any, ...]]:
        # Made anew in another process, from the same folders.
        return (Coder, self._arguments)

    def code(
        self,
        text: str | Mapping[str, Any],
        *,
        id: str | None = None,
        date: str | Day | None = None,
        title: str | None = None,
        url: str | None = None,
        source: str | None = None,
    ) -> list[Event]:
        """The events of an article, in the order of its text.

        ``date`` is the day of publication (ISO 8601, or a date or datetime): events that give no
        day of their own fall on it, and "on Monday" counts from it. ``text`` may also be a record
        with the keys ``text``, ``id``, ``date``, ``title``, ``url``, ``source``.

        Raises :class:`ArticleError` where there is nothing to code, and :class:`ArgumentError` at a
        date that is none; what was cut short is a :class:`CodingWarning`.

        >>> from demarche import Coder
        >>> events = Coder().code("Uganda and Kenya signed a trade agreement in Nairobi.")
        >>> events[0].event_type, [party.code for party in events[0].actors]
        ('SUPPORT', ['UGA', 'KEN'])
        """
        _, _, events, _, problems = self._coded(text, id, date, title, url, source)
        for problem in problems:
            warn(problem, CodingWarning, stacklevel=2)
        return events

    def explain(
        self,
        text: str | Mapping[str, Any],
        *,
        id: str | None = None,
        date: str | Day | None = None,
        title: str | None = None,
        url: str | None = None,
        source: str | None = None,
    ) -> Explained:
        """The same with the reasons: for each event the rule that made it, and those that lost. In a
        notebook it shows the article with its events marked.

        >>> from demarche import Coder
        >>> told = Coder().explain("Kenya expelled two Somali diplomats.")
        >>> told.explanations[0].gloss
        'expel diplomats, inspectors, aid groups, peacekeepers'
        """
        article_id, words, events, why, problems = self._coded(text, id, date, title, url, source)
        reasons = [Explanation(*one) for one in why]
        return Explained(article_id, words, events, reasons, problems)

    def parse(self, text: str | Mapping[str, Any]) -> Parse:
        """The sentences of a text with their words, trees and names, as the coder sees them.

        >>> from demarche import Coder
        >>> sentence = Coder().parse("Kenya praised Uganda.").sentences[0]
        >>> [(word.text, word.upos, word.deprel) for word in sentence.words][:2]
        [('Kenya', 'PROPN', 'nsubj'), ('praised', 'VERB', 'root')]
        """
        return Parse._of(*self._native.parse(text))

    def relation(
        self, text: str, actor: Span | str | None = None, recipient: Span | str | None = None
    ) -> Relation:
        """The type of the relation between two given parties, as the coder's engine sees it: see
        :func:`demarche.relation`."""
        spans = _span(text, "actor", actor), _span(text, "recipient", recipient)
        return Relation(*self._native.relation(text, *spans))

    def code_batch(
        self,
        data: object,
        *,
        text: str | None = None,
        id: str | None = None,
        date: str | None = None,
        default_date: str | Day | None = None,
        min_confidence: float | None = None,
        distinct: bool = True,
        batch_size: int = 4096,
        progress: bool | _progress.Progress | None = None,
    ) -> EventTable:
        """Codes many articles on threads of its own, and gives their events as one table.

        ``data``
            A table (pandas, polars, pyarrow, DuckDB, anything with ``__arrow_c_stream__``), or an
            iterable of texts (``str``, ``bytes``) and records (mappings).
        ``text``, ``id``, ``date``
            What the columns or keys are called. By default columns are known by common names
            (``text``, ``body``, ``content``; ``id``; ``date``, ``published``), keys by these three.
            ``title``, ``url``, ``source`` and ``lang`` are read where they are there.
        ``default_date``
            The day of publication of articles that give none.
        ``min_confidence``
            Leaves out events that are less likely right, from 0 to 1.
        ``distinct``
            Whether an article that comes again, id and text, is coded but once.
        ``batch_size``
            Events of an Arrow batch.
        ``progress``
            ``None`` shows progress on a terminal, ``True`` always, ``False`` never; a function is
            called with the numbers of articles and events.

        A row that cannot be coded stops nothing: it is in ``problems``. Ctrl-C stops the batch. The
        same articles give the same events on any number of threads. The events are held in memory,
        the articles are not; :meth:`code_stream` holds neither.

        Raises :class:`TableError` where no column is the text, and whatever an iterable raises.

        >>> from demarche import Coder
        >>> table = Coder().code_batch([{"id": "a", "text": "Kenya praised Uganda."}, {"id": "b"}])
        >>> [event.article_id for event in table], [one.problem for one in table.problems]
        (['a'], ['the record has no "text"'])
        """
        stream = self.code_stream(
            data,
            text=text,
            id=id,
            date=date,
            default_date=default_date,
            min_confidence=min_confidence,
            distinct=distinct,
            batch_size=batch_size,
            progress=progress,
        )
        with stream:
            tables = [table._native for table in stream]
            joined = native.Table.joined(tables)
            return EventTable(joined, stream.problems, stream.account)

    def code_stream(
        self,
        data: object,
        *,
        text: str | None = None,
        id: str | None = None,
        date: str | None = None,
        default_date: str | Day | None = None,
        min_confidence: float | None = None,
        distinct: bool = True,
        batch_size: int = 4096,
        progress: bool | _progress.Progress | None = None,
    ) -> EventStream:
        """The same as a stream, coded while it is read: for more than memory holds.

        ``distinct`` keeps 16 bytes for each article; where none comes twice, ``False`` keeps none.
        """
        shown = _progress.begin(progress, data)
        run = self._native.run(
            _columns(data),
            text,
            id,
            date,
            _day("default_date", default_date),
            min_confidence,
            distinct,
            batch_size,
            shown,
        )
        return EventStream(run, shown)

    def _coded(
        self,
        text: str | Mapping[str, Any],
        id: str | None,
        date: str | Day | None,
        title: str | None,
        url: str | None,
        source: str | None,
    ) -> tuple[str, str, list[Event], list[Any], list[str]]:
        given = {"id": id, "date": _day("date", date), "title": title, "url": url, "source": source}
        record: dict[str, Any] = dict(text) if isinstance(text, Mapping) else {"text": text}
        record.update((key, value) for key, value in given.items() if value is not None)
        return self._native.code(record, None)


def _day(name: str, date: object) -> str | None:
    if date is None or isinstance(date, str):
        return date
    if isinstance(date, Day):
        return date.isoformat()
    raise ArgumentError(name, date, "give a date, a datetime or a string as 2025-05-01")


def _columns(data: object) -> object:
    """The data, of a kind that the native part takes: what it cannot take yet becomes records."""
    module = type(data).__module__.split(".")[0]
    if module == "polars" and type(data).__name__ == "LazyFrame":
        return data.collect()  # type: ignore[attr-defined]
    # A column of texts is an iterable of texts.
    if module == "pandas" and type(data).__name__ == "Series":
        return data.tolist()  # type: ignore[attr-defined]
    if module == "polars" and type(data).__name__ == "Series":
        return data.to_list()  # type: ignore[attr-defined]
    if module == "pyarrow" and type(data).__name__.endswith("Array"):
        return data.to_pylist()  # type: ignore[attr-defined]
    if module == "pandas" and not _has_pyarrow():
        return _records(data)
    if isinstance(data, Mapping):
        raise ArgumentError("data", type(data).__name__, "give an iterable of articles, as [article]")
    if isinstance(data, (str, bytes)):
        raise ArgumentError("data", type(data).__name__, "give an iterable of articles, as [text]")
    return data


def _has_pyarrow() -> bool:
    from importlib.util import find_spec

    return find_spec("pyarrow") is not None


def _records(frame: Any) -> Iterable[dict[str, Any]]:
    """The rows of a pandas frame where there is no pyarrow, which pandas hands tables out with."""
    names = [str(name) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield {name: None if _is_na(cell) else cell for name, cell in zip(names, row, strict=True)}


def _is_na(cell: object) -> bool:
    return cell is None or cell != cell


def _folders(given: Folder | Iterable[Folder] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    if isinstance(given, (str, PathLike)):
        return (fspath(given),)
    return tuple(fspath(folder) for folder in given)


def _tables(
    folders: tuple[str, ...],
) -> tuple[list[tuple[str, str]], tuple[str, bytes] | None]:
    """The tables of folders, and the index of places of the last that has one."""
    tables: list[tuple[str, str]] = []
    places: tuple[str, bytes] | None = None
    for folder in folders:
        index = Path(folder) / "gazetteer.bin"
        found = _files(Path(folder), ".tsv")
        if index.is_file():
            places = (str(index), index.read_bytes())
        elif not found:
            raise DemarcheError(f"{folder} holds no tables (.tsv)", _meant(folder, "knowledge"))
        tables += found
    return tables, places


def _frames(folders: tuple[str, ...]) -> list[tuple[str, str]]:
    frames: list[tuple[str, str]] = []
    for folder in folders:
        inner = Path(folder) / "frames"
        found = _files(Path(folder), ".toml") + (_files(inner, ".toml") if inner.is_dir() else [])
        if not found:
            raise DemarcheError(f"{folder} holds no frames (.toml)", _meant(folder, "codebook"))
        frames += found
    return frames


def _files(folder: Path, ending: str) -> list[tuple[str, str]]:
    """The files of a folder with this ending, by name; a file stands for itself."""
    if folder.is_file():
        paths = [folder]
    else:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ending and path.is_file())
    files = []
    for path in paths:
        try:
            files.append((str(path), path.read_text(encoding="utf-8-sig")))
        except UnicodeDecodeError as error:
            raise DemarcheError(f"{path}: this is not UTF-8: {error}", "save it as UTF-8") from None
    return files


def _meant(folder: str, name: str) -> str:
    inner = Path(folder) / name
    return f"did you mean {inner}?" if inner.is_dir() else "CONTRIBUTING.md shows how to write them"
