"""Cuts tables of articles into pieces that fit into memory.

A batch of Spark has as many rows as the session says, whatever they hold. The events of a batch
exist beside it, so the coder is given few rows at a time, and fewer where they are long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

#: Articles that the coder is given at a time, unless they are long.
ROWS = 256
#: Bytes of text that it is given at a time; a longer article goes alone.
BYTES = 4 << 20

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def slices(batch: pa.RecordBatch, rows: int = ROWS, size: int = BYTES) -> Iterator[pa.RecordBatch]:
    """The batch in pieces of at most so many rows and bytes of text, in order."""
    lengths = _lengths(batch.column("text"))
    start, held = 0, 0
    for at, length in enumerate(lengths):
        if at > start and (at - start == rows or held + length > size):
            yield batch.slice(start, at - start)
            start, held = at, 0
        held += length
    if start < len(lengths):
        yield batch.slice(start)


def _lengths(texts: pa.Array) -> list[int]:
    kind = texts.type
    if pa.types.is_dictionary(kind):
        texts, kind = texts.dictionary_decode(), kind.value_type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or _is_bytes(kind)):
        return [texts.nbytes // max(len(texts), 1)] * len(texts)
    return pc.fill_null(pc.binary_length(texts), 0).to_pylist()


def _is_bytes(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind)


def by_month(batch: pa.RecordBatch) -> Iterator[tuple[tuple[int, int] | None, pa.RecordBatch]]:
    """The articles of each month of publication, in their order; those without one under None."""
    months = [month_of(date) for date in batch.column("date").to_pylist()]
    different = list(dict.fromkeys(months))
    if len(different) == 1:
        yield different[0], batch
        return
    for month in different:
        rows = [at for at, of in enumerate(months) if of == month]
        yield month, batch.take(pa.array(rows, pa.int64()))


def month_of(date: str | None) -> tuple[int, int] | None:
    """Year and month of an ISO 8601 day or time."""
    found = _MONTH.match(date) if date else None
    return (int(found[1]), int(found[2])) if found else None
