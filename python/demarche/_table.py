"""Tables of events and of problems. They are Arrow: any library that takes Arrow takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from demarche import _demarche as native
from demarche._demarche import Event
from demarche._errors import EventError, TableError

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars
    import pyarrow


class Problem(NamedTuple):
    """What is wrong with a row of the input."""

    row: int
    """Its number, from 0."""
    article_id: str | None
    """What its article is called, where that could be read."""
    kind: str
    """ "rejected": it was not coded; "warning": it was, but something was cut short or changed."""
    problem: str
    """What is wrong."""
    remedy: str | None
    """What to do about it."""


class _Arrow:
    """What every table of Arrow can become. None is a ``Sequence`` to ``isinstance``: libraries that
    look for that first would take a table for a list of objects."""

    _native: Any

    def __len__(self) -> int:
        return len(self._native)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table for other libraries, without a copy (Arrow PyCapsule interface)."""
        return self._native.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pyarrow.Table:
        """The table as a :class:`pyarrow.Table`; needs pyarrow."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> polars.DataFrame:
        """The table as a :class:`polars.DataFrame`; needs polars."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a :class:`pandas.DataFrame`, with lists and records in their cells; needs
        pandas and pyarrow."""
        frame: pandas.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_duckdb(self, connection: duckdb.DuckDBPyConnection | None = None) -> Any:
        """The table as a relation of DuckDB, to be asked in SQL; needs duckdb and pyarrow."""
        import duckdb

        table = self.to_arrow()
        return connection.from_arrow(table) if connection else duckdb.from_arrow(table)


class ProblemTable(_Arrow):
    """What is wrong with rows of the input: a sequence of :class:`Problem`, and a table of Arrow with
    the columns ``row``, ``article_id``, ``kind``, ``problem`` and ``remedy``."""

    _native: native.ProblemTable

    def __init__(self, table: native.ProblemTable) -> None:
        self._native = table

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> list[Problem]: ...
    def __getitem__(self, index: int | slice) -> Problem | list[Problem]:
        rows = [Problem(*row) for row in self._native.rows()]
        return rows[index]

    def __iter__(self) -> Iterator[Problem]:
        return iter([Problem(*row) for row in self._native.rows()])

    def __repr__(self) -> str:
        return f"<{len(self)} problems>"


class EventTable(_Arrow):
    """Events as a table: one row an event, a typed column for each field of the record (the columns
    of ``demarche code --format parquet``). Also a sequence of :class:`Event`.

    >>> from demarche import Coder
    >>> table = Coder().code_batch(["Kenya expelled two Somali diplomats on Monday."])
    >>> len(table), table[0].event_type
    (1, 'SANCTION')
    >>> table.account["received"]
    1
    """

    _native: native.Table

    def __init__(
        self,
        table: native.Table,
        problems: ProblemTable | None = None,
        account: dict[str, int] | None = None,
    ) -> None:
        self._native = table
        self._problems = problems
        self._account = account

    @staticmethod
    def of(events: object) -> EventTable:
        """A table of events from whatever holds some: a table of any library (a pandas, polars or
        pyarrow one, a DuckDB relation), or an iterable of :class:`Event`, of records as mappings,
        or of lines of JSON.

        Raises :class:`EventError` at the first that is no event, :class:`TableError` at no table.
        """
        if isinstance(events, EventTable):
            return events
        table = native.Table.from_arrow(events)
        if table is None and _is_pandas(events):
            events = events.to_dict("records")  # type: ignore[attr-defined]
        if table is None:
            if not isinstance(events, Iterable) or isinstance(events, (str, bytes)):
                raise TableError(
                    f"a {type(events).__name__} is no table of events",
                    "give a table, or an iterable of events",
                )
            table = native.Table.from_events([_event(row, one) for row, one in enumerate(events)])
        elif "event_type" not in table.column_names():
            names = ", ".join(f'"{name}"' for name in table.column_names()[:20])
            raise TableError(
                f"no table of events: it has the columns {names}",
                "code it first: Coder().code_batch(data)",
            )
        return EventTable(table)

    @property
    def problems(self) -> ProblemTable | tuple[()]:
        """What is wrong with rows of the input that this table was coded from."""
        return () if self._problems is None else self._problems

    @property
    def account(self) -> dict[str, int]:
        """What became of the input: received = coded + rejected + duplicate, and events."""
        return dict(self._account or {"events": len(self)})

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> list[Event]: ...
    def __getitem__(self, index: int | slice) -> Event | list[Event]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step == 1:
                return self._native.events(start, max(start, stop))
            return [self[at] for at in range(start, stop, step)]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        return self._native.events(at, at + 1)[0]

    def __iter__(self) -> Iterator[Event]:
        for start in range(0, len(self), 1024):
            yield from self._native.events(start, start + 1024)

    def to_jsonl(self) -> str:
        """The lines that ``demarche code --format jsonl`` writes, byte for byte."""
        return self._native.to_jsonl()

    def write_parquet(self, path: str | PathLike[str]) -> None:
        """Writes the file that ``demarche code --format parquet`` writes; needs nothing else."""
        self._native.write_parquet(path)

    def __repr__(self) -> str:
        return f"<{len(self)} events>"

    def _repr_html_(self) -> str:
        from demarche._html import events

        return events(self)


class EventStream(_Arrow):
    """Events that are coded while they are read. Memory does not grow with the number of articles.

    Read it once, in one way: iterate over it (an :class:`EventTable` at a time, each with its own
    ``problems``), hand it to a library that takes Arrow, or :meth:`write_parquet`.

    >>> from demarche import Coder
    >>> articles = (f"Kenya expelled {n} Somali diplomats." for n in range(2, 500))
    >>> with Coder().code_stream(articles, batch_size=100) as stream:
    ...     sum(len(table) for table in stream)
    498
    """

    _native: native.Run

    def __init__(self, run: native.Run, progress: object) -> None:
        self._native = run
        self._progress = progress

    def __len__(self) -> int:
        raise TypeError("how many events a stream has is known when it was read: account['events']")

    def __iter__(self) -> Iterator[EventTable]:
        from demarche import _progress

        try:
            while (found := self._native.next()) is not None:
                table, problems = found
                yield EventTable(table, ProblemTable(problems))
        finally:
            _progress.end(self._progress)

    @property
    def problems(self) -> ProblemTable:
        """What is wrong with the rows that were read so far."""
        return ProblemTable(self._native.problems())

    @property
    def account(self) -> dict[str, int]:
        """What became of the input so far: received = coded + rejected + duplicate, and events."""
        return self._native.account()

    def write_parquet(self, path: str | PathLike[str]) -> None:
        """Codes the rest into the file that ``demarche code --format parquet`` writes. The file has
        its name when it is whole."""
        from demarche import _progress

        try:
            self._native.write_parquet(path)
        finally:
            _progress.end(self._progress)

    def close(self) -> None:
        """Ends it where it is; its threads stop."""
        self._native.close()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<stream of events, {self.account['events']} so far>"


def _is_pandas(data: object) -> bool:
    return type(data).__module__.split(".")[0] == "pandas"


def _event(row: int, one: object) -> Event:
    if isinstance(one, Event):
        return one
    if isinstance(one, str):
        line = one
    else:
        import json

        try:
            line = json.dumps(one, default=str)
        except (TypeError, ValueError) as error:
            raise EventError(f"not an event: {error}", "give records of events", row) from None
    try:
        return Event.from_json(line)
    except EventError as error:
        raise EventError(error.what, error.hint, row) from None
