"""What needs no cluster: journal, splits, lines, months."""

from __future__ import annotations

import io
import os

import pytest

pa = pytest.importorskip("pyarrow")
pytest.importorskip("demarche")

from demarche.spark import sources  # noqa: E402
from demarche.spark._files import Folder  # noqa: E402
from demarche.spark._slices import by_month, slices  # noqa: E402
from demarche.spark.journal import ArchiveError, Finished, Header, Journal  # noqa: E402
from demarche.spark.sources import Plan, Split  # noqa: E402


def split(name: str, size: int = 1) -> Split:
    return Split(name, "jsonl", f"{name}.jsonl", size, 7)


def done(name: str) -> Finished:
    return Finished(split(name), 1, 0, 2, 0, [])


def header(**changed) -> Header:
    of = {"format": "parquet", "fingerprint": "f", "articles": False, "plan": Plan()}
    return Header(**{**of, **changed})


def test_a_journal_is_read_as_it_was_written(tmp_path):
    journal = Journal.open(Folder(str(tmp_path)), header())
    assert journal.commit([done("a"), done("b")]) == 1
    assert journal.commit([done("c")]) == 2
    again = Journal.open(Folder(str(tmp_path)), header())
    assert set(again.done) == {"a", "b", "c"}
    assert again.pending == [done("c")] and again.last == 2


def test_of_two_jobs_one_is_refused(tmp_path):
    one = Journal.open(Folder(str(tmp_path)), header())
    two = Journal.open(Folder(str(tmp_path)), header())
    one.commit([done("a")])
    with pytest.raises(ArchiveError, match="another job writes here"):
        two.commit([done("a")])
    assert not list(tmp_path.rglob("*.draft"))


@pytest.mark.parametrize(
    "changed", [{"fingerprint": "g"}, {"format": "delta"}, {"articles": True}]
)
def test_an_output_is_gone_on_with_as_it_was_begun(tmp_path, changed):
    Journal.open(Folder(str(tmp_path)), header())
    with pytest.raises(ArchiveError, match="it was made with"):
        Journal.open(Folder(str(tmp_path)), header(**changed))


def test_an_output_keeps_its_plan(tmp_path):
    Journal.open(Folder(str(tmp_path)), header(plan=Plan(split_bytes=10)))
    assert Journal.open(Folder(str(tmp_path)), header()).header.plan.split_bytes == 10


def test_a_journal_with_a_hole_is_refused(tmp_path):
    journal = Journal.open(Folder(str(tmp_path)), header())
    journal.commit([done("a")])
    journal.commit([done("b")])
    (tmp_path / "_demarche/log/00000001.json").unlink()
    with pytest.raises(ArchiveError, match="entry 1 of its journal is gone"):
        Journal.open(Folder(str(tmp_path)), header())


def test_a_file_that_changed_is_seen(tmp_path):
    journal = Journal.open(Folder(str(tmp_path)), header())
    journal.commit([done("a")])
    assert not journal.changed(split("a"))
    assert journal.changed(split("a", size=2))
    assert not journal.changed(split("b"))


@pytest.mark.parametrize("size", [1, 7, 20, 64, 1000])
def test_every_line_is_in_one_split(tmp_path, size):
    lines = [f'{{"id": "{at}", "text": "{"x" * (at * 3 % 17)}é"}}' for at in range(30)]
    lines[4] = ""
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join(lines).encode())
    cut, left_out = sources.splits([str(path)], Plan(split_bytes=size))
    assert len(cut) == -(-path.stat().st_size // size) and not left_out
    files = __import__("pyarrow.fs").fs.LocalFileSystem()
    read = [line for one in cut for _, line in sources._lines(files, str(path), one)]
    assert [line.decode() for line in read] == lines


def test_a_line_that_is_too_long_is_not_held(monkeypatch):
    monkeypatch.setattr(sources, "LONGEST_RECORD", 10)
    stream = io.BytesIO(b"short\n" + b"x" * 50 + b"\nlast")
    assert list(sources._cut(stream, 8)) == [(0, b"short"), (6, None), (57, b"last")]


def test_folders_are_read_whole_and_hidden_files_not(tmp_path):
    for name in ("b/x.jsonl", "a.warc.gz", "_log/y.jsonl", ".z.jsonl", "notes.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    cut, left_out = sources.splits([str(tmp_path), str(tmp_path / "b")], Plan())
    assert [os.path.relpath(one.uri, tmp_path) for one in cut] == ["a.warc.gz", "b/x.jsonl"]
    assert [os.path.basename(name) for name in left_out] == ["notes.docx"]
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        sources.splits([str(tmp_path / "gone")], Plan())


def test_pieces_are_bounded_by_rows_and_bytes():
    batch = pa.RecordBatch.from_pydict({"text": ["a" * 10] * 5 + ["b" * 100, None, "c"]})
    pieces = [piece.num_rows for piece in slices(batch, rows=3, size=25)]
    assert pieces == [2, 2, 1, 1, 2]


def test_months_are_told_apart():
    dates = ["2024-05-01", None, "2024-05-31T08:00", "May 2024", "2024-13-01", "2023-05-02"]
    batch = pa.RecordBatch.from_pydict({"date": dates})
    found = {month: part.column("date").to_pylist() for month, part in by_month(batch)}
    assert found == {
        (2024, 5): ["2024-05-01", "2024-05-31T08:00"],
        None: [None, "May 2024", "2024-13-01"],
        (2023, 5): ["2023-05-02"],
    }
