"""The mirror of a store: every reader finds all events and articles, with year and month."""

import json

import duckdb
import pandas
import polars
import pyarrow.dataset


def check(folder):
    lines = (folder / "mirror.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    ids = sorted(json.loads(line)["id"] for line in lines)
    texts = (folder / "mirror-articles.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    texts = sorted(json.loads(line)["text"] for line in texts)
    assert len(ids) > 10 and len(texts) > 1
    for what, column, wanted in (("events", "id", ids), ("articles", "text", texts)):
        path = folder / "mirror" / what
        files = f"{path}/**/*.parquet"
        found = duckdb.sql(
            f"SELECT {column}, year, month FROM read_parquet(?, hive_partitioning = true)",
            params=[files],
        ).fetchall()
        frame = polars.scan_parquet(files, hive_partitioning=True).collect()
        dataset = pyarrow.dataset.dataset(
            sorted(map(str, path.rglob("*.parquet"))), partitioning="hive"
        )
        readers = {
            "duckdb": [row[0] for row in found],
            "polars": frame[column].to_list(),
            "pyarrow": dataset.to_table(columns=[column])[column].to_pylist(),
            "pandas": pandas.concat(
                pandas.read_parquet(file) for file in sorted(path.rglob("*.parquet"))
            )[column].to_list(),
        }
        for reader, values in readers.items():
            assert sorted(values) == wanted, f"{reader}: {what}: {len(values)} of {len(wanted)}"
        assert {"year", "month"} <= set(frame.columns), frame.columns
        assert any(row[1] is not None for row in found), f"{what}: no year"
        print(f"mirror of {what}: {len(wanted)} rows, alike to " + ", ".join(readers))
