"""What is read: Parquet tables, JSONL and web archives, cut into splits that tasks read alone.

A split is a range of row groups of a Parquet file, a range of bytes of a plain JSONL file, or a
whole file where it is packed or a web archive, since gzip can only be read from its beginning.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq

from demarche.spark import _files, _native
from demarche.spark._schema import ARTICLES, problems
from demarche.spark._slices import BYTES, ROWS, slices

#: The longest JSONL line that is read, as in the program.
LONGEST_RECORD = 64 << 20

_KINDS = {
    "parquet": re.compile(r"\.(parquet|pq)$", re.I),
    "warc": re.compile(r"\.w?arc(\.gz|\.zst)?$", re.I),
    "jsonl": re.compile(r"\.(jsonl|ndjson)(\.gz|\.zst)?$", re.I),
}
_PACKED = re.compile(r"\.(gz|zst)$", re.I)

#: Columns of a Parquet table by what they are to us, the best first; case does not count. These are
#: the names that the program knows. Only columns that are wanted are read.
_NAMES = {
    "id": ("id", "article_id", "doc_id"),
    "text": ("text", "body", "content", "full_text", "fulltext", "article"),
    "title": ("title", "headline"),
    "date": (
        "date",
        "published",
        "published_at",
        "publication_date",
        "pub_date",
        "pubdate",
        "datetime",
    ),
    "url": ("url", "link"),
    "source": ("source", "publisher", "publication"),
    "lang": ("lang", "language"),
}


@dataclass(frozen=True)
class Plan:
    """How inputs are cut. An output remembers it, so that a job that is started again cuts alike."""

    #: What the inputs are: ``auto`` goes by their names.
    kind: str = "auto"
    #: Bytes of a split, before unpacking, where a file can be cut at all.
    split_bytes: int = 64 << 20
    #: Columns of Parquet tables that have other names, by ours.
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Split:
    """What one task reads. ``first`` to ``last`` counts row groups or bytes; the end is exclusive, and
    a ``last`` of -1 is the end of the file."""

    id: str
    kind: str
    uri: str
    size: int
    changed: int
    first: int = 0
    last: int = -1

    def record(self) -> dict:
        """As the journal writes it."""
        return asdict(self)


def splits(inputs: Iterable[str], plan: Plan) -> tuple[list[Split], list[str]]:
    """The splits of files and folders, and the files of folders that are of no kind we read."""
    cut: list[Split] = []
    left_out: list[str] = []
    seen: set[str] = set()
    for uri in inputs:
        files, path = _files.open_uri(uri)
        whole = _files.found(uri)
        for info in whole:
            name = uri if info.path == path else uri.rstrip("/") + info.path[len(path) :]
            if name in seen:
                continue
            seen.add(name)
            kind = plan.kind if plan.kind != "auto" else _kind(info.path)
            if kind is None:
                left_out.append(name)
                continue
            for first, last in _ranges(files, info, kind, plan):
                cut.append(_split(name, info, kind, first, last))
    return cut, left_out


def _kind(path: str) -> str | None:
    return next((kind for kind, name in _KINDS.items() if name.search(path)), None)


def _split(uri: str, info, kind: str, first: int, last: int) -> Split:
    name = hashlib.blake2b(f"{uri}\0{first}\0{last}".encode(), digest_size=10).hexdigest()
    return Split(name, kind, uri, info.size, info.mtime_ns or 0, first, last)


def _ranges(files, info, kind: str, plan: Plan) -> list[tuple[int, int]]:
    if kind == "jsonl" and not _PACKED.search(info.path):
        starts = range(0, max(info.size, 1), plan.split_bytes)
        return [(start, min(start + plan.split_bytes, max(info.size, 1))) for start in starts]
    if kind != "parquet":
        return [(0, -1)]
    try:
        with files.open_input_file(info.path) as file:
            footer = pq.read_metadata(file)
    except (OSError, pa.ArrowException):
        return [(0, -1)]  # The task will say what is wrong with it.
    ranges, first, held = [], 0, 0
    for group in range(footer.num_row_groups):
        size = footer.row_group(group).total_byte_size
        if group > first and held + size > plan.split_bytes:
            ranges.append((first, group))
            first, held = group, 0
        held += size
    ranges.append((first, footer.num_row_groups))
    return ranges


Read = Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]


def read(split: Split, plan: Plan) -> Read:
    """The articles of a split, a few at a time, and the problems of what is none.

    Raises ``OSError`` or an Arrow error where the file cannot be read.
    """
    files, path = _files.open_uri(split.uri)
    if split.kind == "parquet":
        yield from _parquet(files, path, split, plan)
    elif split.kind == "jsonl" and split.last >= 0:
        yield from _jsonl(files, path, split)
    else:
        with files.open_input_stream(path, compression=None, buffer_size=1 << 20) as stream:
            yield from _native.read_file(split.kind, stream, split.uri)


def _parquet(files, path: str, split: Split, plan: Plan) -> Read:
    with files.open_input_file(path) as source, pq.ParquetFile(source) as file:
        have = file.schema_arrow.names
        columns = {name: _find(have, name, plan) for name in _NAMES}
        if columns["text"] is None:
            fault = _no_column(split, plan.columns.get("text", "text"), have)
            yield _nothing(), problems([fault])
            return
        wanted = {column: name for name, column in columns.items() if column}
        groups = list(range(split.first, split.last if split.last >= 0 else file.num_row_groups))
        row = sum(file.metadata.row_group(group).num_rows for group in range(split.first))
        for batch in file.iter_batches(ROWS, row_groups=groups, columns=list(wanted)):
            batch = batch.rename_columns([wanted[column] for column in batch.schema.names])
            for piece in slices(batch, ROWS, BYTES):
                origins = [f"{split.uri}:row {row + at + 1}" for at in range(piece.num_rows)]
                row += piece.num_rows
                yield _native.read_table(piece, "text", origins)


def _find(have: list[str], name: str, plan: Plan) -> str | None:
    """The column that is the name; one that the plan names must be there as it is written."""
    given = plan.columns.get(name)
    if given:
        return given if given in have else None
    lower = {column.strip().lower(): column for column in reversed(have)}
    return next((lower[usual] for usual in _NAMES[name] if usual in lower), None)


def _no_column(split: Split, wanted: str, have: list[str]) -> dict:
    return {
        "id": None,
        "origin": split.uri,
        "reason": f'it has no column "{wanted}"',
        "remedy": f"say which column holds the text; there are {', '.join(have)}",
        "rejected": True,
    }


def _nothing() -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=ARTICLES)


def _jsonl(files, path: str, split: Split) -> Read:
    lines: list[bytes] = []
    origins: list[str] = []
    held = 0
    for origin, line in _lines(files, path, split):
        if line is None:
            fault = {
                "id": None,
                "origin": origin,
                "reason": f"longer than {LONGEST_RECORD >> 20} MiB",
                "remedy": "split it into articles, a line each",
                "rejected": True,
            }
            yield _nothing(), problems([fault])
            continue
        if not line.strip():
            continue
        lines.append(line)
        origins.append(origin)
        held += len(line)
        if len(lines) >= ROWS or held >= BYTES:
            yield _native.read_records(lines, origins)
            lines, origins, held = [], [], 0
    if lines:
        yield _native.read_records(lines, origins)


def _lines(files, path: str, split: Split) -> Iterator[tuple[str, bytes | None]]:
    """The lines that begin in the split; None for one that is too long to be held."""
    with files.open_input_file(path) as file:
        start = max(split.first - 1, 0)
        file.seek(start)
        for number, (offset, line) in enumerate(_cut(file)):
            at = start + offset
            if at < split.first:
                continue  # It began in the split before, or ended right at its end.
            if at >= split.last:
                return
            place = f"{number + 1}" if split.first == 0 else f"byte {at}"
            yield f"{split.uri}:{place}", line


def _cut(stream, size: int = 1 << 20) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a stream with the offsets of their beginnings, in memory bounded by the longest
    line that is read; None for a longer one."""
    start, base, held, long = 0, 0, bytearray(), False
    while block := stream.read(size):
        at = 0
        while (end := block.find(b"\n", at)) >= 0:
            held += block[at:end]
            yield start, None if long or len(held) > LONGEST_RECORD else bytes(held)
            held, long, at = bytearray(), False, end + 1
            start = base + at
        held += block[at:]
        base += len(block)
        if len(held) > LONGEST_RECORD:
            held, long = bytearray(), True
    if long or held:
        yield start, None if long else bytes(held)
