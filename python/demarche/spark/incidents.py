"""Reports of one happening over a whole archive: the ledger's own fold, in parts that cannot meet.

Reports of different families (``codebook/ledger/incidents.toml``) are never one incident, so each
family is folded alone; within a family, any two reports may be tied by others between them. What
goes to a fold is only what reports a happening, and of that the fold keeps facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from demarche.spark import _native

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FOLDED = (
    "id string, family string, start date, end date, events array<string>, record string"
)


def fold_incidents(events: DataFrame, *, at: str | None = None) -> DataFrame:
    """The incidents that the events of an archive tell of, as on the day ``at`` (2025-05-01), by
    default the last one on which something is reported.

    A row is an incident: its ``id``, ``family``, first and last day, the ids of its ``events``, and
    ``record``, the JSON that ``demarche ledger --format json`` writes for it. ``events`` has the
    columns of ``demarche code --format parquet``; others are passed over. The answer is that of
    folding all events on one machine.
    """
    from pyspark.sql import functions as f
    from pyspark.sql import types as t

    from demarche.spark._schema import spark_type

    own = _native.event_schema()
    kept = events.select(*own.names)
    schema = t.StructType(spark_type(own).fields).add("family", "string").add("reported", "string")
    reports = (
        kept.repartition("article_id")
        .sortWithinPartitions("article_id")
        .mapInArrow(_report, schema)
        .persist()
    )
    try:
        last = at or reports.agg(f.max("reported")).collect()[0][0]
        if last is None:
            return events.sparkSession.createDataFrame([], FOLDED)
        told = reports.where("family IS NOT NULL")
        return told.repartition("family").mapInArrow(_fold(last), FOLDED).localCheckpoint()
    finally:
        reports.unpersist()


def _report(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Adds family and day of report. The events of an article come one after the other, and are
    looked at together, since the day of an article is told by all of them."""
    held: pa.Table | None = None
    for batch in batches:
        if not batch.num_rows:
            continue
        table = pa.Table.from_batches([batch])
        table = table if held is None else pa.concat_tables([held, table])
        articles = table.column("article_id").to_pylist()
        start = articles.index(articles[-1])
        held = table.slice(start)
        if start:
            yield from _reported(table.slice(0, start))
    if held is not None:
        yield from _reported(held)


def _reported(table: pa.Table) -> Iterator[pa.RecordBatch]:
    found = _native.one(_native.archive().reports(table))
    for name in found.schema.names:
        table = table.append_column(name, found.column(name))
    yield from table.combine_chunks().to_batches()


def _fold(at: str):
    """Folds what comes, which is whole families."""

    def fold(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        native = _native.archive().IncidentFold()
        for batch in batches:
            native.add(batch)
        found = native.incidents(at)
        if not found:
            return
        ids, families, starts, ends, events, records = zip(*found, strict=True)
        for first in range(0, len(ids), 10_000):
            rows = slice(first, first + 10_000)
            yield pa.RecordBatch.from_pydict(
                {
                    "id": pa.array(ids[rows], pa.string()),
                    "family": pa.array(families[rows], pa.string()),
                    "start": pa.array(starts[rows], pa.string()).cast(pa.date32()),
                    "end": pa.array(ends[rows], pa.string()).cast(pa.date32()),
                    "events": pa.array(events[rows], pa.list_(pa.string())),
                    "record": pa.array(records[rows], pa.string()),
                }
            )

    return fold
