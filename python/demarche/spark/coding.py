"""Articles of a DataFrame to events and problems, in one pass over the articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from demarche.spark import _native
from demarche.spark._native import Setup
from demarche.spark._schema import ARTICLES, PROBLEMS, nullable, spark_type
from demarche.spark._slices import BYTES, ROWS, slices

if TYPE_CHECKING:
    from pyspark import StorageLevel
    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class Coded:
    """What was coded from a DataFrame: nothing yet, until an action asks for it.

    ``tagged`` has a row for each event and each problem, with either the struct ``event`` or the
    struct ``problem``. Both outputs are taken from it. Spark computes a DataFrame again for each
    action, so whoever wants both should :meth:`persist` first, or write ``tagged`` itself; the job
    (``python -m demarche.spark``) writes both from within its tasks instead.
    """

    tagged: DataFrame

    @property
    def events(self) -> DataFrame:
        """The events, with the columns of ``demarche code --format parquet``."""
        return self.tagged.where("event IS NOT NULL").select("event.*")

    @property
    def problems(self) -> DataFrame:
        """What is wrong with which article: ``id``, ``origin``, ``reason``, ``remedy``, ``rejected``."""
        return self.tagged.where("problem IS NOT NULL").select("problem.*")

    def persist(self, level: StorageLevel | None = None) -> Coded:
        """Keeps what is coded, so that events and problems come of one pass. Memory and disk unless
        another level is given."""
        from pyspark import StorageLevel

        self.tagged.persist(level or StorageLevel.MEMORY_AND_DISK)
        return self

    def unpersist(self) -> Coded:
        """Lets go of what :meth:`persist` kept."""
        self.tagged.unpersist()
        return self

    def __enter__(self) -> Coded:
        return self.persist()

    def __exit__(self, *_: object) -> None:
        self.unpersist()


def code_events(
    df: DataFrame,
    text: str = "text",
    id: str | None = "id",  # noqa: A002 (the name of the column in input records)
    date: str | None = "date",
    *,
    title: str | None = "title",
    url: str | None = "url",
    source: str | None = "source",
    lang: str | None = "lang",
    origin: str | None = "origin",
    engine: str = "fast",
    knowledge: Sequence[str] = (),
    codebook: Sequence[str] = (),
    rows: int = ROWS,
    size: int = BYTES,
) -> Coded:
    """Codes the articles of a DataFrame, a row each.

    Each name is that of a column. ``text`` must be there; of the others, a column that the
    DataFrame lacks is taken as empty. Dates may be strings (ISO 8601), dates or timestamps. The
    coder is given at most ``rows`` articles and ``size`` bytes of text at a time, and is loaded once
    a worker process.

    A row that cannot be coded (no text, longer than 1 MiB, another language than English) is a
    problem with its id, and stops nothing. An article that says a date which is none is coded
    without it, and that is a problem too.

    >>> coded = code_events(spark.read.parquet("articles"))          # doctest: +SKIP
    >>> with coded:                                                   # doctest: +SKIP
    ...     coded.events.write.parquet("events")
    ...     coded.problems.write.parquet("problems")

    Raises ``ValueError`` where there is no column for the text, ``TypeError`` where it holds no
    strings.
    """
    setup = Setup(engine, tuple(knowledge), tuple(codebook))
    columns = {
        "id": id,
        "text": text,
        "title": title,
        "date": date,
        "url": url,
        "source": source,
        "lang": lang,
        "origin": origin,
    }
    articles = df.select(*[_column(df, name, column) for name, column in columns.items()])
    return Coded(articles.mapInArrow(_work(setup, rows, size), _tagged_type()))


def _column(df: DataFrame, name: str, column: str | None):
    from pyspark.sql import functions as f
    from pyspark.sql import types as t

    if column is None or column not in df.columns:
        if name == "text":
            raise ValueError(
                f'there is no column "{column}" for the text; '
                f"hint: name one of {', '.join(df.columns)} with text="
            )
        return f.lit(None).cast("string").alias(name)
    of = df.schema[column].dataType
    value = f.col(f"`{column}`")
    if name == "text" and not isinstance(of, t.StringType | t.NullType):
        raise TypeError(
            f'column "{column}" holds {of.simpleString()} and no text; hint: cast it to string'
        )
    if name == "origin" or isinstance(of, t.ArrayType | t.MapType | t.StructType | t.NullType):
        value = value.cast("string")
    return value.alias(name)


def _tagged_schema() -> pa.Schema:
    return pa.schema(
        [
            pa.field("event", nullable(pa.struct(list(_native.event_schema())))),
            pa.field("problem", nullable(pa.struct(list(PROBLEMS)))),
        ]
    )


def _tagged_type():
    return spark_type(_tagged_schema())


def _work(setup: Setup, rows: int, size: int):
    """What a task does with its batches."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        schema = _tagged_schema()
        for batch in batches:
            for piece in slices(batch, rows, size):
                origins = piece.column("origin").to_pylist()
                columns = piece.select(ARTICLES.names[:-1])
                articles, unread = _native.read_table(columns, "text", origins)
                events, wrong = _native.code(setup, articles)
                for at, table in ((1, unread), (0, events), (1, wrong)):
                    if table.num_rows:
                        yield _tagged(schema, at, table)

    return work


def _tagged(schema: pa.Schema, at: int, table: pa.RecordBatch) -> pa.RecordBatch:
    columns = [pa.nulls(table.num_rows, field.type) for field in schema]
    columns[at] = table.to_struct_array().cast(schema.field(at).type)
    return pa.RecordBatch.from_arrays(columns, schema=schema)
