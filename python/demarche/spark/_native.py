"""The one place where this package meets the native one.

A worker process of Spark lives longer than a task (``spark.python.worker.reuse``), so what is
loaded here is loaded once a worker.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from demarche.spark._schema import ARTICLES, PROBLEMS, problems
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


@functools.lru_cache(maxsize=4)
def coder(setup: Setup):
    """The coder of this process."""
    return archive().Coder(setup.engine, list(setup.knowledge), list(setup.codebook))


@functools.lru_cache(maxsize=1)
def event_schema() -> pa.Schema:
    """The columns of events."""
    return pa.schema(archive().event_schema())


def code(setup: Setup, articles: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Events and problems of articles (:data:`ARTICLES`), in their order.

    Whatever the coder fails on as a whole is coded in halves, so that the one article at fault is a
    problem and the others are coded.
    """
    try:
        events, faults = coder(setup).code(articles)
        return pa.record_batch(events), _placed(articles, pa.record_batch(faults))
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # A panic of the native package is no Exception.
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


def _placed(articles: pa.RecordBatch, faults: pa.RecordBatch) -> pa.RecordBatch:
    """Problems by row of a batch, with the origins of these rows."""
    if not faults.num_rows:
        return problems([])
    origins = articles.column("origin").take(faults.column("row"))
    return pa.RecordBatch.from_arrays(
        [
            faults.column("id"),
            origins,
            faults.column("reason"),
            faults.column("remedy"),
            faults.column("rejected"),
        ],
        schema=PROBLEMS,
    )


def read_records(
    lines: list[bytes], origins: list[str]
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Articles and problems of JSONL records."""
    articles, faults = archive().read_records(lines)
    articles, faults = pa.record_batch(articles), pa.record_batch(faults)
    rows = articles.column("row")
    named = pa.array(origins, pa.string())
    columns = [articles.column(name) for name in ARTICLES.names[:-1]]
    read = pa.RecordBatch.from_arrays([*columns, named.take(rows)], schema=ARTICLES)
    wrong = [
        {**fault, "origin": origins[fault.pop("row")]} for fault in faults.to_pylist()
    ]
    return read, problems(wrong)


def read_web(stream, uri: str) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
    """Articles and problems of a web archive, packed or not, a few at a time."""
    for articles, faults in archive().read_web(stream, uri, ROWS, BYTES):
        read = pa.record_batch(articles)
        yield read.select(ARTICLES.names).cast(ARTICLES), pa.record_batch(faults).cast(PROBLEMS)
