"""The one place where this package meets the native one.

A worker process of Spark lives longer than a task (``spark.python.worker.reuse``), so what is
loaded here is loaded once a worker.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from demarche.spark._schema import ARTICLES, PROBLEMS, nullable, problems
from demarche.spark._slices import BYTES, ROWS


@dataclass(frozen=True)
class Setup:
    """Which coder: its engine, and folders of a user's own knowledge and codebook, which must lie at
    the same path on every machine."""

    engine: str = "fast"
    knowledge: tuple[str, ...] = ()
    codebook: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """What stands for engine, knowledge, codebook and weights."""
        return coder(self).fingerprint


def archive():
    """The native functions for archives."""
    from demarche import _demarche

    return _demarche.archive


def one(table) -> pa.RecordBatch:
    """A native table as one batch."""
    read = pa.table(table)
    batches = read.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=read.schema)


@functools.lru_cache(maxsize=4)
def coder(setup: Setup):
    """The coder of this process. It codes on the thread that asks, since a task has one core."""
    from demarche import Coder

    return Coder(
        engine=setup.engine,
        knowledge=list(setup.knowledge) or None,
        codebook=list(setup.codebook) or None,
        threads=1,
    )


@functools.lru_cache(maxsize=1)
def event_schema() -> pa.Schema:
    """The columns of events. What lies in a struct that may be null is said to be nullable itself:
    Arrow has it null there, and pyarrow writes no Parquet otherwise."""
    schema = pa.table(archive().event_schema()).schema
    fields = [
        field.with_type(nullable(field.type))
        if field.nullable and pa.types.is_struct(field.type)
        else field
        for field in schema
    ]
    return pa.schema(fields, schema.metadata)


def code(setup: Setup, articles: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Events and problems of articles (:data:`ARTICLES`), in their order.

    Whatever the coder fails on as a whole is coded in halves, so that the one article at fault is a
    problem and the others are coded.
    """
    try:
        events, faults = archive().code(coder(setup)._native, articles)
        return one(events).cast(event_schema()), one(faults).cast(PROBLEMS)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # A panic of the native package is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if articles.num_rows > 1:
            middle = articles.num_rows // 2
            halves = [code(setup, articles.slice(0, middle)), code(setup, articles.slice(middle))]
            return tuple(_joined(parts) for parts in zip(*halves, strict=True))
        row = articles.to_pylist()[0]
        fault = {
            "id": row["id"],
            "origin": row["origin"],
            "reason": f"cannot be coded: {type(error).__name__}: {error}",
            "remedy": "report the article",
            "rejected": True,
        }
        return _joined([]), problems([fault])


def _joined(parts: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """One table of several; of none, a table of events without rows."""
    filled = [part for part in parts if part.num_rows]
    if not filled:
        return parts[0] if parts else pa.RecordBatch.from_pylist([], schema=event_schema())
    return pa.Table.from_batches(filled).combine_chunks().to_batches()[0]


Read = tuple[pa.RecordBatch, pa.RecordBatch]


def read_table(rows: pa.RecordBatch, text: str, origins: list[str | None]) -> Read:
    """Articles and problems of the rows of a table, by the rules of the program's tables."""
    return _read(archive().read_table(rows, text, origins))


def read_records(lines: list[bytes], origins: list[str]) -> Read:
    """Articles and problems of JSONL records."""
    return _read(archive().read_records(lines, origins))


def read_file(kind: str, stream, name: str) -> Iterator[Read]:
    """Articles and problems of JSONL or a web archive, packed or not, a few at a time."""
    for read in archive().ArchiveReader(kind, stream, name, ROWS, BYTES):
        yield _read(read)


def _read(read) -> Read:
    articles, faults = read
    return one(articles).cast(ARTICLES), one(faults).cast(PROBLEMS)
