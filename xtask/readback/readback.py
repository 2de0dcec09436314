"""Reads what the program wrote with the tools its users have: columns, types and rows must agree.

Called by `cargo xtask readback` with the folder of the files.
"""

import sys
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.csv

import mirror
import parquet_records

FOLDER = Path(sys.argv[1])

# Columns that are numbers, counted from 0; every other one is text.
FORMATS = {
    "gdelt2": dict(
        columns=61, header=False, integers=[0, 1, 2, 3, 25, 29, 31, 32, 33, 35, 43, 51, 59],
        reals=[4, 30, 34, 40, 41, 48, 49, 56, 57],
    ),
    "gdelt2-mentions": dict(
        columns=16, header=False, integers=[0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12], reals=[13],
    ),
    "polecat": dict(columns=40, header=True, integers=[9, 17, 30], reals=[4, 28, 29]),
    "icews": dict(columns=20, header=True, integers=[0, 12], reals=[7, 18, 19]),
    "phoenix": dict(columns=26, header=False, integers=[0, 1, 2, 3, 4, 15], reals=[16, 18, 19]),
    "csv": dict(
        columns=36, header=True, integers=[2, 6, 28, 29, 30, 31], reals=[7, 9, 24, 25, 32],
        separator=",",
    ),
}
# Columns that must not be empty throughout, so that a file of nothing but gaps does not pass.
FILLED = {
    "gdelt2": [0, 1, 4, 5, 6, 7, 26, 27, 28, 29, 30, 31, 35, 51, 59, 60],
    "gdelt2-mentions": [0, 1, 3, 4, 5, 6, 7, 9, 11, 12],
    "polecat": [0, 1, 2, 4, 5, 7, 8, 9, 13, 23, 27, 28, 33, 34, 39],
    "icews": [0, 1, 2, 4, 5, 6, 7, 11, 12, 13, 17, 18],
    "phoenix": [0, 1, 5, 6, 13, 14, 15, 16, 18, 23, 24, 25],
    "csv": [0, 1, 3, 6, 7, 8, 9, 18, 24, 32, 35],
}


def check(name, shape):
    path = FOLDER / name
    separator = shape.get("separator", "\t")
    names = [f"c{n}" for n in range(shape["columns"])]
    kind = {n: "int" for n in shape["integers"]} | {n: "real" for n in shape["reals"]}
    kinds = [kind.get(n, "text") for n in range(shape["columns"])]
    skip = 1 if shape["header"] else 0

    def typed(int_, real, text):
        of = {"int": int_, "real": real, "text": text}
        return {column: of[one] for column, one in zip(names, kinds)}

    frames = {}
    frames["pandas"] = pandas.read_csv(
        path, sep=separator, names=names, skiprows=skip, header=None, index_col=False,
        dtype=typed("Int64", "Float64", "string"), keep_default_na=False, na_values=[""],
        on_bad_lines="error",
    )
    frames["polars"] = polars.read_csv(
        path, separator=separator, has_header=False, skip_lines=skip, new_columns=names,
        schema=typed(polars.Int64, polars.Float64, polars.String),
        truncate_ragged_lines=False,
    )
    frames["pyarrow"] = pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(column_names=names, skip_rows=skip),
        parse_options=pyarrow.csv.ParseOptions(delimiter=separator, newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=typed(pyarrow.int64(), pyarrow.float64(), pyarrow.string()),
            strings_can_be_null=True,
        ),
    )
    frames["duckdb"] = duckdb.sql(
        "SELECT * FROM read_csv(?, delim = ?, header = false, skip = ?, auto_detect = false, "
        "quote = '\"', escape = '\"', columns = ?)",
        params=[str(path), separator, skip, typed("BIGINT", "DOUBLE", "VARCHAR")],
    )

    tables = {
        reader: [[frame[column][row] for row in range(len(frame))] for column in names]
        if reader in ("pandas", "polars")
        else None
        for reader, frame in frames.items()
    }
    tables["pandas"] = [
        [None if pandas.isna(value) else value for value in column] for column in tables["pandas"]
    ]
    tables["pyarrow"] = [frames["pyarrow"][column].to_pylist() for column in names]
    fetched = frames["duckdb"].fetchall()
    tables["duckdb"] = [[row[n] for row in fetched] for n in range(len(names))]

    width = {
        "pandas": len(frames["pandas"].columns), "polars": frames["polars"].width,
        "pyarrow": frames["pyarrow"].num_columns, "duckdb": len(frames["duckdb"].columns),
    }
    for reader, table in tables.items():
        assert width[reader] == shape["columns"], f"{reader}: {width[reader]} columns"
        rows = len(table[0])
        assert rows > 10, f"{reader}: {rows} rows"
        for n in FILLED[name]:
            assert any(value is not None for value in table[n]), f"{reader}: column {n} is empty"
        for n, column in enumerate(table):
            want = {"int": int, "real": float, "text": str}[kinds[n]]
            for row, value in enumerate(column):
                value = value.item() if hasattr(value, "item") else value
                assert value is None or isinstance(value, want), f"{reader}: {n}, {row}: {value!r}"
                other = tables["pyarrow"][n][row]
                assert value == other, f"{reader}: {n}, {row}: {value!r} is {other!r} to pyarrow"
    if shape["header"]:
        header = pandas.read_csv(path, sep=separator, nrows=0, index_col=False).columns
        assert len(set(header)) == shape["columns"], f"{len(set(header))} names of columns"
    if not shape.get("separator"):
        # Readers that know no quotation marks find the columns too.
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            assert line.count("\t") + 1 == shape["columns"], line
    print(f"{name}: {len(tables['pyarrow'][0])} rows of {shape['columns']} columns, alike to "
          + ", ".join(tables))


for name, shape in FORMATS.items():
    check(name, shape)
parquet_records.check(FOLDER)
mirror.check(FOLDER)
# Closes the network, so it comes last.
import gdelt_tables  # noqa: E402

gdelt_tables.check(FOLDER)
