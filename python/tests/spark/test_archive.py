"""Archives on a cluster of two executors: the bytes of the program, whatever is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from spark_support import LONG, MASTER, SETTINGS, coded, lines_of, read
from spark_processes import below, executors, kill

pytest.importorskip("demarche")


def code(cluster, files, output, **options):
    from demarche.spark import Plan, code_archive

    said = []
    plan = Plan(split_bytes=options.pop("split_bytes", 20_000))
    account = code_archive(cluster, [str(files)], str(output), plan=plan, tell=said.append, **options)
    return account, said


def whole(output: Path, expected: list[str]) -> None:
    """Every event is there once and as the program writes it, and nothing else is seen."""
    assert Counter(lines_of(read(output / "events"))) == Counter(expected)


def test_the_events_are_those_of_the_program(cluster, stories, files, expected, tmp_path):
    account, said = code(cluster, files, tmp_path / "out", articles=True)
    whole(tmp_path / "out", expected)
    coded_all = (len(stories), 0, len(expected))
    assert (account.received, account.rejected, account.events) == coded_all
    assert account.splits > 20, "files that can be cut are cut"
    assert said
    months = {path.parent.name for path in (tmp_path / "out/events").glob("year=2024/month=*/*")}
    assert months == {f"month={month:02}" for month in range(1, 6)}
    assert not list((tmp_path / "out/_demarche/staged").rglob("*.parquet"))
    again, _ = code(cluster, files, tmp_path / "out", articles=True)
    assert (again.splits, again.known) == (0, account.splits)
    whole(tmp_path / "out", expected)


def test_spark_reads_what_was_written(cluster, files, expected, tmp_path):
    code(cluster, files, tmp_path / "out")
    events = cluster.read.parquet(str(tmp_path / "out/events"))
    march = events.where("year = 2024 AND month = 3")
    assert events.count() == len(expected)
    assert 0 < march.count() < events.count()


def test_an_executor_is_killed_in_the_middle(cluster, files, expected, tmp_path):
    output = tmp_path / "out"
    killed: list[int] = []
    over = threading.Event()

    def assassin() -> None:
        # The first files of tasks are there, so tasks are under way; no commit is.
        while not over.is_set():
            if list(output.glob("_demarche/staged/*/*/*.parquet")):
                victims = executors(os.getpid())
                killed.extend(victims[:1])
                kill(victims[:1])
                return
            time.sleep(0.01)

    thread = threading.Thread(target=assassin)
    thread.start()
    try:
        account, _ = code(cluster, files, output, wave=1000)
    finally:
        over.set()
        thread.join()
    assert killed, "nothing was killed while the job ran"
    assert account.failed == {}
    whole(output, expected)


@pytest.mark.parametrize("form", ["parquet", "delta"])
def test_a_killed_job_is_started_again(files, expected, tmp_path, form):
    if form == "delta":
        pytest.importorskip("deltalake", reason="deltalake is not installed")
    output = tmp_path / "out"
    words = [sys.executable, "-m", "demarche.spark", "code", str(files), "--output", str(output)]
    words += ["--format", form, "--wave", "2", "--master", "local[2]"]
    settings = {**SETTINGS, "spark.driver.memory": "600m"}
    for key, value in settings.items():
        words += ["--conf", f"{key}={value}"]
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    with open(tmp_path / "log", "wb") as log:
        job = subprocess.Popen(words, stdout=log, stderr=log, env=environment)
        try:
            deadline = time.monotonic() + LONG
            while len(list(output.glob("_demarche/log/*.json"))) < 3:
                assert job.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < deadline, (tmp_path / "log").read_text()
                time.sleep(0.01)
        finally:
            kill([job.pid, *below(job.pid)])
            job.wait()
    entries = [json.loads(path.read_bytes()) for path in sorted(output.glob("_demarche/log/*.json"))]
    finished = sum(len(entry.get("finished", ())) for entry in entries)
    done = subprocess.run(words, capture_output=True, env=environment, timeout=LONG, check=False)
    said = done.stderr.decode()
    assert done.returncode == 0, said
    last = said.strip().splitlines()[-1]
    assert f"finished before {finished}, failed 0" in last
    assert 0 < finished < int(last.split("splits ")[1].split(",")[0]) + finished
    if form == "parquet":
        whole(output, expected)
        assert not list((output / "_demarche/staged").rglob("*.parquet"))
        return
    from deltalake import DeltaTable

    from demarche.spark import _native

    table = DeltaTable(str(output / "events")).to_pyarrow_table()
    assert Counter(lines_of(table.select(_native.event_schema().names))) == Counter(expected)


@pytest.mark.parametrize("form", ["parquet", "delta"])
def test_a_driver_dies_between_journal_and_tables(cluster, files, expected, tmp_path, monkeypatch, form):
    if form == "delta":
        pytest.importorskip("deltalake", reason="deltalake is not installed")
    from demarche.spark import archive, tables

    publish = tables.publish

    def die(folder, format, number, finished):  # noqa: A002
        if number == 2:
            # Some of what the entry says is done, and the rest is not.
            if format == "parquet":
                publish(folder, format, number, finished[:1])
            raise ConnectionError("the driver is gone")
        publish(folder, format, number, finished)

    monkeypatch.setattr(archive.tables, "publish", die)
    with pytest.raises(ConnectionError):
        code(cluster, files, tmp_path / "out", format=form, wave=8)
    monkeypatch.undo()
    code(cluster, files, tmp_path / "out", format=form, wave=8)
    # Done once more, it changes nothing.
    from demarche.spark._files import Folder
    from demarche.spark.journal import Journal

    kept = Journal.open(Folder(str(tmp_path / "out")), _header(tmp_path / "out"))
    publish(kept.folder, form, kept.last, kept.pending)
    if form == "parquet":
        whole(tmp_path / "out", expected)
        return
    from deltalake import DeltaTable

    from demarche.spark import _native

    table = DeltaTable(str(tmp_path / "out/events")).to_pyarrow_table()
    assert Counter(lines_of(table.select(_native.event_schema().names))) == Counter(expected)


def _header(output: Path):
    from demarche.spark.journal import Header
    from demarche.spark.sources import Plan

    record = json.loads((output / "_demarche/log/00000000.json").read_bytes())
    return Header(**{**record, "plan": Plan(**record["plan"])})


def test_what_cannot_be_coded_stops_nothing(cluster, program, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    from demarche.spark import code_archive

    good = "Kenya recalled its ambassador from Mogadishu on Monday."
    rows = [
        {"id": "good", "text": good, "date": "2024-03-06"},
        {"id": "long", "text": "Kenya recalled its ambassador. " * 340_000, "date": "2024-03-06"},
        {"id": "null", "text": None, "date": "2024-03-06"},
        {"id": "date", "text": good, "date": "the day before"},
        {"id": "last", "text": good, "date": "2024-03-06"},
    ]
    assert len(rows[1]["text"]) > 10_000_000
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")
    broken = [json.dumps({**row, "id": f"j-{row['id']}"}) for row in rows]
    broken[2:2] = ['{"id": "j-type", "text": 5}', '{"id": "j-torn", "te', ""]
    (tmp_path / "rows.jsonl").write_text("\n".join(broken))
    account = code_archive(cluster, [str(tmp_path)], str(tmp_path / "out"), tell=lambda _: None)
    problems = cluster.read.parquet(str(tmp_path / "out/problems")).toPandas()
    reasons = {row.id or row.origin: row for row in problems.itertuples()}
    assert set(reasons) >= {"long", "null", "date", "j-long", "j-null", "j-date", "j-type"}
    assert "not a string" in reasons["j-type"].reason
    assert "longer than 1 MiB" in reasons["long"].reason
    assert reasons["null"].rejected and "empty" in reasons["null"].reason
    assert not reasons["date"].rejected and "is no date" in reasons["date"].reason
    assert len(problems) == 8, problems.to_string()
    assert account.received == 12 and account.rejected == 6
    whole(tmp_path / "out", coded(program, tmp_path / "rows.parquet", tmp_path / "rows.jsonl"))


def test_a_file_that_cannot_be_read_is_named_and_tried_again(cluster, tmp_path):
    from demarche.spark import code_archive

    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.jsonl").write_text('{"id": "a", "text": "Kenya recalled its ambassador."}\n')
    (folder / "torn.parquet").write_bytes(b"PAR1 and nothing of a table")
    account = code_archive(cluster, [str(folder)], str(tmp_path / "out"), tell=lambda _: None)
    assert list(account.failed) == [str(folder / "torn.parquet")]
    assert account.received == 1
    again = code_archive(cluster, [str(folder)], str(tmp_path / "out"), tell=lambda _: None)
    assert again.known == 1 and list(again.failed) == [str(folder / "torn.parquet")]


def test_a_web_archive(cluster, program, tmp_path):
    from spark_warcs import archive

    (tmp_path / "news.warc.gz").write_bytes(archive())
    from demarche.spark import code_archive

    account = code_archive(
        cluster, [str(tmp_path / "news.warc.gz")], str(tmp_path / "out"), tell=lambda _: None
    )
    expected = coded(program, tmp_path / "news.warc.gz")
    assert expected and account.received >= 2
    whole(tmp_path / "out", expected)
