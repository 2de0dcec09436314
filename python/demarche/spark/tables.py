"""The tables of an output: how tasks write their files, and how the driver makes them seen.

Files are written where no reader of the tables looks, under names that no other attempt at the same
split uses. Only what the journal names is made seen.
"""

from __future__ import annotations

import json
import time
import uuid

import pyarrow as pa
import pyarrow.parquet as pq

from demarche.spark import _native
from demarche.spark._files import Folder
from demarche.spark._schema import ARTICLES, PROBLEMS
from demarche.spark.journal import ArchiveError, Finished, Written

STAGED = "_demarche/staged"
#: Rows of a row group.
GROUP = 65_536
#: Bytes that wait for a row group to be full.
HELD = 32 << 20
#: Months that a task has open at a time.
OPEN = 24
#: Name of an application in transactions of Delta Lake.
APPLICATION = "demarche"

Month = tuple[int, int] | None


def schema(table: str) -> pa.Schema:
    """The columns of a table, without those that say year and month."""
    return {"articles": ARTICLES, "problems": PROBLEMS}.get(table) or _native.event_schema()


def partitioned(table: str) -> bool:
    """Whether a table is cut by year and month."""
    return table != "problems"


def folder_of(table: str, month: Month) -> str:
    """The folder of a month, as Hive names partitions and as the mirror of a store does."""
    if not partitioned(table):
        return table
    year, number = (f"{month[0]:04}", f"{month[1]:02}") if month else ("__HIVE_DEFAULT_PARTITION__",) * 2
    return f"{table}/year={year}/month={number}"


class Files:
    """The files that one attempt at a split writes. Several months are open at a time; where there
    are too many, the one that was written longest ago is closed, and goes on in another file."""

    def __init__(self, folder: Folder, format: str, run: str, split: str):  # noqa: A002
        self.folder, self.delta, self.run, self.split = folder, format == "delta", run, split
        self.attempt = uuid.uuid4().hex[:12]
        self.open: dict[tuple[str, Month], _File] = {}
        self.written: list[Written] = []

    def write(self, table: str, month: Month, batch: pa.RecordBatch) -> None:
        """Adds rows to the table."""
        if not batch.num_rows:
            return
        key = (table, month if partitioned(table) else None)
        file = self.open.pop(key, None)
        if file is None:
            while len(self.open) >= OPEN:
                self._close(next(iter(self.open)))
            file = _File(self.folder, self._staged(*key), schema(table))
        self.open[key] = file
        file.write(batch)

    def _staged(self, table: str, month: Month) -> str:
        number = len(self.written) + len(self.open)
        if self.delta:
            return f"{folder_of(table, month)}/{self.split}-{self.attempt}-{number}.parquet"
        return f"{STAGED}/{self.run}/{self.split}-{self.attempt}/{number}.parquet"

    def _close(self, key: tuple[str, Month]) -> None:
        table, month = key
        file = self.open.pop(key)
        rows, size = file.close()
        final = file.name
        if not self.delta:
            final = f"{folder_of(table, month)}/{self.split}-{len(self.written)}.parquet"
        year, number = month or (None, None)
        self.written.append(Written(table, year, number, file.name, final, rows, size))

    def close(self) -> list[Written]:
        """Closes what is open, and says what was written."""
        for key in list(self.open):
            self._close(key)
        return self.written


class _File:
    def __init__(self, folder: Folder, name: str, of: pa.Schema):
        self.folder, self.name, self.schema = folder, name, of
        self.stream = folder.create(name)
        self.writer = pq.ParquetWriter(self.stream, of, compression="snappy")
        self.held: list[pa.RecordBatch] = []
        self.rows = self.waiting = self.bytes = 0

    def write(self, batch: pa.RecordBatch) -> None:
        self.held.append(batch)
        self.rows += batch.num_rows
        self.waiting += batch.num_rows
        self.bytes += batch.nbytes
        if self.waiting >= GROUP or self.bytes >= HELD:
            self._flush()

    def _flush(self) -> None:
        if self.held:
            self.writer.write_table(pa.Table.from_batches(self.held, self.schema), GROUP)
        self.held, self.waiting, self.bytes = [], 0, 0

    def close(self) -> tuple[int, int]:
        self._flush()
        self.writer.close()
        size = self.stream.tell()
        self.stream.close()
        self.folder.settle(self.name)
        return self.rows, size


def begin(folder: Folder, format: str, names: list[str]) -> None:  # noqa: A002
    """Makes tables of Delta Lake that hold nothing yet; other tables need no beginning."""
    if format != "delta":
        return
    from deltalake import DeltaTable

    for table in names:
        DeltaTable.create(
            folder.path(table) if folder.local else f"{folder.uri}/{table}",
            schema=_delta_schema(table),
            mode="ignore",
            partition_by=["year", "month"] if partitioned(table) else None,
            name=table,
        )


def publish(folder: Folder, format: str, number: int, finished: list[Finished]) -> None:  # noqa: A002
    """Makes the files of a journal's entry seen. Done again, it changes nothing."""
    files = [file for one in finished for file in one.files]
    if format == "delta":
        for table in sorted({file.table for file in files}):
            _transact(folder, table, number, [file for file in files if file.table == table])
        return
    for file in files:
        if folder.exists(file.staged):
            try:
                folder.move(file.staged, file.final)
                continue
            except FileNotFoundError:
                pass  # Another job has just done the same.
        if not folder.exists(file.final):
            raise ArchiveError(
                f"{folder.path(file.final)}: the journal names it and it is gone; "
                "hint: bring it back, or begin a new folder"
            )


def _transact(folder: Folder, table: str, number: int, files: list[Written]) -> None:
    """One transaction of a Delta table. Its number within the application is that of the journal's
    entry, so that it is not done twice."""
    from deltalake import CommitProperties, DeltaTable, Transaction
    from deltalake.transaction import AddAction

    delta = DeltaTable(folder.path(table) if folder.local else f"{folder.uri}/{table}")
    known = delta.transaction_version(APPLICATION)
    if known is not None and known >= number:
        return
    now = int(time.time() * 1000)
    actions = [
        AddAction(
            path=file.final.removeprefix(f"{table}/"),
            size=file.bytes,
            partition_values=_values(table, file),
            modification_time=now,
            data_change=True,
            stats=json.dumps({"numRecords": file.rows}),
        )
        for file in files
    ]
    delta.create_write_transaction(
        actions,
        mode="append",
        schema=_delta_schema(table),
        partition_by=["year", "month"] if partitioned(table) else None,
        commit_properties=CommitProperties(app_transactions=[Transaction(APPLICATION, number)]),
    )


def _values(table: str, file: Written) -> dict[str, str | None]:
    if not partitioned(table):
        return {}
    return {
        "year": None if file.year is None else str(file.year),
        "month": None if file.month is None else str(file.month),
    }


def _delta_schema(table: str) -> pa.Schema:
    of = schema(table)
    if not partitioned(table):
        return of
    return of.append(pa.field("year", pa.int32())).append(pa.field("month", pa.int32()))
