"""Batches leave Python its threads, stop when they are asked to, and hold no articles."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import polars
import pyarrow
import pytest
from here import CRISIS

import demarche

TEXT = "Kenya expelled two Somali diplomats from Nairobi on Monday, article {}. Uganda praised it."


def articles(count):
    return (TEXT.format(number) for number in range(count))


def test_other_threads_go_on(coder):
    """While another thread codes, this one gets to run far more often than a held lock allows."""
    text = CRISIS.read_text(encoding="utf-8")[:200_000]
    done = threading.Event()

    def work():
        for _ in range(3):
            coder.code({"text": text})
        done.set()

    thread = threading.Thread(target=work)
    ticks = 0
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.001)
    thread.join()
    # A call that kept the lock would let this loop run once or twice between calls.
    assert ticks > 20


def test_threads_share_a_coder(coder):
    want = coder.code(TEXT, id="a")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(coder.code(TEXT, id="a"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [want] * 8


def test_iterables_are_read_on_the_thread_that_asks(coder):
    threads = set()

    def watched():
        for text in articles(50):
            threads.add(threading.get_ident())
            yield text

    coder.code_batch(watched())
    assert threads == {threading.get_ident()}


def test_little_is_read_ahead(coder):
    read = 0

    def counted():
        nonlocal read
        for text in articles(100_000):
            read += 1
            yield text

    with coder.code_stream(counted(), batch_size=10) as stream:
        next(iter(stream))
    assert read < 200


def test_a_stream_is_read_by_other_libraries(coder):
    want = coder.code_batch(articles(300)).to_jsonl()
    reader = pyarrow.RecordBatchReader.from_stream(coder.code_stream(articles(300), batch_size=50))
    assert demarche.EventTable.of(reader).to_jsonl() == want
    frame = polars.DataFrame(coder.code_stream(articles(300), batch_size=50))
    assert demarche.EventTable.of(frame).to_jsonl() == want


def test_a_stream_tells_its_problems_where_they_are(coder):
    rows = [*articles(40), 5, *articles(40)]
    tables = list(coder.code_stream(iter(rows), batch_size=20, distinct=False))
    told = [problem.row for table in tables for problem in table.problems]
    assert told == [40] and len(tables) > 3


def test_what_other_libraries_raise_in_a_stream(coder):
    def broken():
        yield from articles(5)
        raise RuntimeError("gone")

    reader = pyarrow.RecordBatchReader.from_stream(coder.code_stream(broken()))
    with pytest.raises(Exception, match="gone"):
        reader.read_all()


def test_progress(coder, capsys):
    seen = []
    coder.code_batch(articles(3000), progress=lambda articles, events: seen.append(articles))
    assert seen == sorted(seen)
    coder.code_batch(articles(10), progress=True)
    assert capsys.readouterr().err == ""


def test_the_bar(capsys):
    from demarche._progress import Bar

    bar = Bar(200)
    bar.show(50, 70, 25.0)
    bar.close()
    told = capsys.readouterr().err
    assert "50 articles, 70 events, 25/s, 6 s left" in told and " 25%" in told
    assert told.endswith("\r")


def test_what_progress_raises_ends_the_batch(coder):
    def tired(articles, events):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        coder.code_batch(articles(10_000_000), progress=tired)


def test_a_stream_may_be_closed_while_it_is_read(coder):
    def closing():
        yield from articles(20)
        stream.close()
        yield from articles(1_000_000)

    stream = coder.code_stream(closing(), batch_size=5, distinct=False)
    assert sum(len(table) for table in stream) < 5_000
    assert list(stream) == []


def python(code: str, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", ["code_batch(endless())", "code_stream(endless()).write_parquet('x')"])
def test_control_c(how, tmp_path):
    code = f"""
        import itertools, demarche
        def endless():
            for number in itertools.count():
                if number == 200:
                    print("going", flush=True)
                yield "Kenya expelled two Somali diplomats on Monday, %d." % number
        try:
            demarche.Coder().{how}
        except KeyboardInterrupt:
            print("stopped", flush=True)
    """
    child = python(code, cwd=tmp_path)
    assert child.stdout.readline() == "going\n"
    child.send_signal(signal.SIGINT)
    # Far more than it takes; it guards against hanging.
    out, err = child.communicate(timeout=120)
    assert (out, child.returncode) == ("stopped\n", 0), err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_stays_flat():
    """After a warm-up, six thousand more articles of a stream leave no more memory in use."""
    code = """
        import demarche
        text = "Kenya expelled two Somali diplomats from Nairobi on Monday, article %d. " * 8
        def rss():
            with open("/proc/self/statm") as stat:
                return int(stat.read().split()[1]) * 4096
        sizes = []
        def articles():
            for number in range(8000):
                if number in (2000, 7999):
                    sizes.append(rss())
                yield text % ((number,) * 8)
        rows = 0
        for table in demarche.Coder(threads=2).code_stream(articles(), batch_size=500):
            rows += len(table)
        assert rows > 50_000, rows
        print(sizes[1] - sizes[0])
    """
    child = python(code)
    out, err = child.communicate(timeout=600)
    assert child.returncode == 0, err
    # All articles together are 36 MB, and their events as a table over 30 MB.
    assert int(out) < 12 << 20


@pytest.mark.parametrize(("start", "length"), [(0, 1), (1, 1), (2, 5), (3, 0)])
def test_parts_of_tables_are_read(coder, start, length):
    # Offsets of structs within structs and lists, which slices of pyarrow have.
    texts = [f"Kenya expelled {n} Somali diplomats from Nairobi." for n in range(2, 12)]
    whole = coder.code_batch(texts).to_arrow()
    lines = list(demarche.EventTable.of(whole).to_jsonl().splitlines())
    part = whole.slice(start, length)
    assert demarche.EventTable.of(part).to_jsonl().splitlines() == lines[start : start + length]
    rows = pyarrow.table({"text": texts}).slice(start, length)
    assert coder.code_batch(rows).to_jsonl().splitlines() == lines[start : start + length]
