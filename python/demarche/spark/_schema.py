"""The tables that meet here, as Arrow and as Spark see them.

Articles go in, events and problems come out. The columns of events are those of
``demarche code --format parquet`` and are asked of the native package, never written down here.
"""

from __future__ import annotations

import pyarrow as pa

#: An article on its way to the coder. ``origin`` says where it was read, as messages name it.
ARTICLES = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("text", pa.string()),
        pa.field("title", pa.string()),
        pa.field("date", pa.string()),
        pa.field("url", pa.string()),
        pa.field("source", pa.string()),
        pa.field("lang", pa.string()),
        pa.field("origin", pa.string()),
    ]
)

#: What is wrong with an input. ``rejected`` says that it was not coded at all; otherwise it was
#: coded in part, or something about it was passed over.
PROBLEMS = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("origin", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("remedy", pa.string()),
        pa.field("rejected", pa.bool_()),
    ]
)


def nullable(kind: pa.DataType) -> pa.DataType:
    """The type with every field of every struct in it nullable, which is how Spark reads files."""
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, nullable(field.type)) for field in kind])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(pa.field("element", nullable(kind.value_type)))
    return kind


def spark_type(schema: pa.Schema):
    """The Spark type of a row of a table."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(
        pa.schema([pa.field(field.name, nullable(field.type)) for field in schema])
    )


def problems(rows: list[dict]) -> pa.RecordBatch:
    """Problems as a table."""
    return pa.RecordBatch.from_pylist(rows, schema=PROBLEMS)
