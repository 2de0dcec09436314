"""Parquet against JSONL: every reader finds what the records say, in lists and structs too."""

import datetime
import json

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet


def plain(value):
    """What a reader gives, as JSON would: days written out, spans as pairs."""
    if isinstance(value, dict):
        if list(value) == ["start", "end"]:
            return [plain(value["start"]), plain(value["end"])]
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray":
        return [plain(inner) for inner in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    # pandas holds a gap in a column of numbers as NaN.
    return None if isinstance(value, float) and value != value else value


def check(folder):
    path = folder / "parquet"
    lines = (folder / "jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    records = [json.loads(line) for line in lines]
    assert len(records) > 10
    table = pyarrow.parquet.read_table(path)
    assert table.schema.metadata[b"demarche.schema"] == b"demarche.event/1"
    frame = polars.read_parquet(path)
    found = duckdb.sql("SELECT * FROM read_parquet(?)", params=[str(path)])
    names = list(records[0])
    readers = {
        "pandas": pandas.read_parquet(path).to_dict("records"),
        "polars": frame.to_dicts(),
        "pyarrow": table.to_pylist(),
        "duckdb": [dict(zip(found.columns, row)) for row in found.fetchall()],
    }
    for reader, rows in readers.items():
        assert len(rows) == len(records), f"{reader}: {len(rows)} rows of {len(records)}"
        for at, (row, record) in enumerate(zip(rows, records)):
            assert list(row) == names, f"{reader}: {list(row)}"
            for name in names:
                read = plain(row[name])
                assert read == record[name], f"{reader}: {at}, {name}: {read!r} of {record[name]!r}"
                assert type(read) is type(record[name]) or name == "score", f"{reader}: {name}"
    typed(table, frame, records)
    empty = folder / "parquet-empty"
    for rows in (
        pyarrow.parquet.read_table(empty).num_rows,
        polars.read_parquet(empty).height,
        len(pandas.read_parquet(empty)),
        duckdb.sql("SELECT count(*) FROM read_parquet(?)", params=[str(empty)]).fetchall()[0][0],
    ):
        assert rows == 0
    print(f"parquet: {len(records)} rows of {len(names)} columns, the records to "
          + ", ".join(readers))


def typed(table, frame, records):
    """Values are typed for queries, and not only for printing."""
    assert table.schema.field("date").type.field("start").type == pyarrow.date32()
    assert table.schema.field("cameo").type == pyarrow.string()
    assert frame["date"].struct.field("start").dtype == polars.Date
    assert frame["actors"].dtype.inner.to_schema()["span"].to_schema()["end"] == polars.Int64
    expected = sorted(
        (actor["country"] or "", record["date"]["start"][:4])
        for record in records
        if record["date"]
        for actor in record["actors"]
    )
    with duckdb.connect() as database:
        database.register("events", table)
        asked = database.sql(
            "SELECT coalesce(actor.country, ''), year(start)::VARCHAR "
            "FROM (SELECT unnest(actors) AS actor, date.start AS start FROM events) "
            "WHERE start IS NOT NULL ORDER BY ALL"
        ).fetchall()
    assert asked == expected, f"{asked[:3]} and {expected[:3]}"
