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
import pyarrow.compute as pc
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

#: Columns of a Parquet table, by what they are to us; the first that is there is taken.
_NAMES = {
    "id": ("id",),
    "text": ("text", "body", "content"),
    "title": ("title",),
    "date": ("date", "published"),
    "url": ("url",),
    "source": ("source",),
    "lang": ("lang",),
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
            ranges = _ranges(files, info, kind, plan)
            for first, last in ranges:
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
    elif split.kind == "jsonl":
        yield from _jsonl(files, path, split)
    else:
        yield from _web(files, path, split)


def _parquet(files, path: str, split: Split, plan: Plan) -> Read:
    with files.open_input_file(path) as source, pq.ParquetFile(source) as file:
        have = set(file.schema_arrow.names)
        columns = {}
        for name, usual in _NAMES.items():
            given = plan.columns.get(name)
            found = [column for column in ((given,) if given else usual) if column in have]
            columns[name] = found[0] if found else None
        text = columns["text"]
        if text is None:
            wanted = plan.columns.get("text", "text")
            yield _nothing(), problems([_no_column(split, wanted, sorted(have))])
            return
        groups = list(range(split.first, split.last if split.last >= 0 else file.num_row_groups))
        row = sum(file.metadata.row_group(group).num_rows for group in range(split.first))
        wanted = sorted({column for column in columns.values() if column})
        for batch in file.iter_batches(ROWS, row_groups=groups, columns=wanted):
            origins = [f"{split.uri}:row {row + at + 1}" for at in range(batch.num_rows)]
            row += batch.num_rows
            articles = pa.RecordBatch.from_arrays(
                [
                    *(_strings(batch, columns[name]) for name in ARTICLES.names[:-1]),
                    pa.array(origins, pa.string()),
                ],
                schema=ARTICLES,
            )
            for piece in slices(articles, ROWS, BYTES):
                yield piece, problems([])


def _strings(batch: pa.RecordBatch, name: str | None) -> pa.Array:
    """A column as strings; what is none, and no text can be made of, is null, which is a problem
    where it is the text."""
    if name is None:
        return pa.nulls(batch.num_rows, pa.string())
    column = batch.column(batch.schema.get_field_index(name))
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%S")
    try:
        return column.cast(pa.string())
    except pa.ArrowException:
        texts = [value if isinstance(value, str) else None for value in _values(column)]
        return pa.array(texts, pa.string())


def _values(column: pa.Array) -> Iterator[object]:
    for value in column:
        try:
            read = value.as_py()
            yield read.decode() if isinstance(read, bytes) else read
        except UnicodeDecodeError:
            yield None


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
    if split.last < 0:
        with files.open_input_stream(path, compression="detect") as stream:
            for number, (_, line) in enumerate(_cut(stream), 1):
                yield f"{split.uri}:{number}", line
        return
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


def _web(files, path: str, split: Split) -> Read:
    with files.open_input_stream(path, compression=None, buffer_size=1 << 20) as stream:
        yield from _native.read_web(stream, split.uri)
