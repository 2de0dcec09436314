"""The protocol of a job that is stopped and started again, without a cluster: what tasks do and what
the driver commits are the same, only Spark is not between them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from spark_here import Here
from spark_support import lines_of, read

pytest.importorskip("demarche")
FORMATS = ["parquet", "delta"]

JOB = """
import sys
sys.path.insert(0, {tests!r})
from spark_here import Here
from demarche.spark import Plan, code_archive
code_archive(Here(), [{files!r}], {output!r}, format={form!r}, wave=2, plan=Plan(split_bytes=4_000))
"""


def code(files: Path, output: Path, form: str, wave: int = 2):
    from demarche.spark import Plan, code_archive

    plan = Plan(split_bytes=4_000)
    return code_archive(
        Here(), [str(files)], str(output), format=form, wave=wave, plan=plan, tell=lambda _: None
    )


def seen(output: Path, form: str) -> Counter:
    from demarche.spark import _native

    if form == "parquet":
        return Counter(lines_of(read(output / "events")))
    from deltalake import DeltaTable

    import pyarrow as pa

    table = pa.table(DeltaTable(str(output / "events")).to_pyarrow_table())
    return Counter(lines_of(table.select(_native.event_schema().names)))


@pytest.fixture(params=FORMATS)
def form(request) -> str:
    if request.param == "delta":
        pytest.importorskip("deltalake", reason="deltalake is not installed")
    return request.param


def test_killed_at_any_moment_and_started_again(few, tmp_path, form):
    files, expected = few
    output = tmp_path / "out"
    program = JOB.format(
        tests=str(Path(__file__).parent), files=str(files), output=str(output), form=form
    )
    kills = 0
    for entries in (2, 4, 6):
        with open(tmp_path / "log", "wb") as log:
            job = subprocess.Popen([sys.executable, "-c", program], stdout=log, stderr=log)
            deadline = time.monotonic() + 300
            while len(list(output.glob("_demarche/log/*.json"))) < entries:
                assert time.monotonic() < deadline, (tmp_path / "log").read_text()
                if job.poll() is not None:
                    assert job.returncode == 0, (tmp_path / "log").read_text()
                    break
                time.sleep(0.005)
            else:
                kills += 1
            job.kill()
            job.wait()
    assert kills == 3, "the job ended before it could be killed"
    account = code(files, output, form)
    assert account.known >= 8 and account.splits > 0
    assert seen(output, form) == Counter(expected)
    assert not list((output / "_demarche/staged").rglob("*.parquet"))


def test_a_driver_dies_between_journal_and_tables(few, tmp_path, monkeypatch, form):
    from demarche.spark import archive, tables

    files, expected = few
    publish = tables.publish

    def die(folder, format, number, finished):  # noqa: A002
        if number == 2:
            # Some of what the entry says is done, and the rest is not.
            if format == "parquet":
                publish(folder, format, number, finished[:1])
            raise ConnectionError("the driver is gone")
        publish(folder, format, number, finished)

    output = tmp_path / "out"
    monkeypatch.setattr(archive.tables, "publish", die)
    with pytest.raises(ConnectionError):
        code(files, output, form, wave=8)
    monkeypatch.undo()
    assert seen(output, form) != Counter(expected)
    code(files, output, form, wave=8)
    assert seen(output, form) == Counter(expected)
    # Said once more, the last entry changes nothing.
    from demarche.spark._files import Folder
    from demarche.spark.journal import Header, Journal
    from demarche.spark.sources import Plan

    record = json.loads((output / "_demarche/log/00000000.json").read_bytes())
    folder = Folder(str(output))
    kept = Journal.open(folder, Header(**{**record, "plan": Plan(**record["plan"])}))
    publish(folder, form, kept.last, kept.pending)
    assert seen(output, form) == Counter(expected)


def test_two_drivers_over_one_output(few, tmp_path, monkeypatch, form):
    from demarche.spark import ArchiveError, archive

    files, expected = few
    output = tmp_path / "out"
    commit = archive.Journal.commit
    raced = []

    def race(journal, finished):
        if not raced:
            # While this driver's first wave ran, another did the whole archive.
            raced.append(True)
            code(files, output, form, wave=8)
        return commit(journal, finished)

    monkeypatch.setattr(archive.Journal, "commit", race)
    with pytest.raises(ArchiveError, match="another job writes here"):
        code(files, output, form)
    assert seen(output, form) == Counter(expected)


def test_a_changed_file_is_told_and_not_coded_again(few, tmp_path):
    files, _ = few
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes((files / "0.jsonl").read_bytes()[:3000])
    code(folder, tmp_path / "out", "parquet")
    before = seen(tmp_path / "out", "parquet")
    (folder / "a.jsonl").write_bytes((files / "1.jsonl").read_bytes()[:3000])
    os.utime(folder / "a.jsonl", (1, 1))
    account = code(folder, tmp_path / "out", "parquet")
    assert account.changed == [str(folder / "a.jsonl")] and account.splits == 0
    assert seen(tmp_path / "out", "parquet") == before
