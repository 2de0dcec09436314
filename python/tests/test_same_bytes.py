"""The same articles give the same bytes, whichever way in and out."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest
from here import CRISIS, ROOT

import demarche


@pytest.fixture(scope="module")
def records() -> list[dict[str, str]]:
    with CRISIS.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def table(coder, records) -> demarche.EventTable:
    return coder.code_batch(records)


def test_the_real_article(coder, program, article):
    path = ROOT.parent / "shared" / "data" / "articles" / "000_e34cd0f6c764ac82.txt"
    lines = program("code", path, "--date", "2025-05-01", "--format", "jsonl").decode()
    events = coder.code(article, date="2025-05-01")
    assert len(events) > 10
    assert "".join(event.to_json() + "\n" for event in events) == lines
    assert coder.code_batch([article], default_date="2025-05-01").to_jsonl() == lines


def test_the_crisis(program, table):
    assert table.to_jsonl().encode() == program("code", CRISIS, "--format", "jsonl")
    assert len(table) > 100
    assert table.account["received"] == 88


def test_parquet(program, table, tmp_path):
    program("code", CRISIS, "--output", tmp_path / "theirs.parquet")
    table.write_parquet(tmp_path / "ours.parquet")
    assert (tmp_path / "ours.parquet").read_bytes() == (tmp_path / "theirs.parquet").read_bytes()


def test_streams_write_the_same_file(coder, records, table, tmp_path):
    table.write_parquet(tmp_path / "whole.parquet")
    with coder.code_stream(iter(records), batch_size=7) as stream:
        stream.write_parquet(tmp_path / "parts.parquet")
    assert (tmp_path / "parts.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert list(tmp_path.glob(".*.part")) == []


def test_any_number_of_threads(records, table):
    for threads in (1, 5):
        again = demarche.Coder(threads=threads).code_batch(records, batch_size=31)
        assert again.to_jsonl() == table.to_jsonl()


@pytest.mark.parametrize(
    "make",
    [
        polars.DataFrame,
        pandas.DataFrame,
        pyarrow.Table.from_pylist,
        lambda records: pyarrow.RecordBatch.from_pylist(records),
        lambda records: polars.DataFrame(records).lazy(),
        lambda records: pyarrow.Table.from_pylist(records).to_reader(3),
        lambda records: (record for record in records),
    ],
    ids=["polars", "pandas", "pyarrow", "batch", "lazy", "reader", "generator"],
)
def test_ways_in(coder, records, table, make):
    assert coder.code_batch(make(records)).to_jsonl() == table.to_jsonl()


@pytest.mark.parametrize("make", [pandas.Series, polars.Series, pyarrow.array, list, tuple])
def test_columns_of_texts(coder, records, make):
    texts = [record["text"] for record in records[:4]]
    assert coder.code_batch(make(texts)).to_jsonl() == coder.code_batch(iter(texts)).to_jsonl() != ""


def test_pandas_without_pyarrow(coder, records, table, monkeypatch):
    from demarche import _coder

    monkeypatch.setattr(_coder, "_has_pyarrow", lambda: False)
    assert coder.code_batch(pandas.DataFrame(records)).to_jsonl() == table.to_jsonl()


def test_ways_out_and_back(table):
    frame = table.to_polars()
    assert frame.height == len(table)
    assert frame["event_type"].to_list() == [event.event_type for event in table]
    assert frame["confidence"].to_list() == [event.confidence for event in table]
    for out in (frame, table.to_arrow(), table.to_pandas(), table, list(table), frame.to_dicts()):
        if isinstance(out, list) and isinstance(out[0], dict):
            # polars has spans as records and days as dates: those are no records of ours.
            out = [event.to_dict() for event in table]
        assert demarche.EventTable.of(out).to_jsonl() == table.to_jsonl(), type(out)


def test_duckdb(table):
    found = table.to_duckdb().query("t", "select event_type, count(*) from t group by 1").fetchall()
    assert sum(count for _, count in found) == len(table)
    assert demarche.EventTable.of(table.to_duckdb().to_arrow_table()).to_jsonl() == table.to_jsonl()


def test_the_columns_of_parquet(program, table, tmp_path):
    program("code", CRISIS, "--output", tmp_path / "events.parquet")
    assert pyarrow.parquet.read_schema(tmp_path / "events.parquet").equals(table.to_arrow().schema)


def test_copies_are_coded_once(coder, program, records, tmp_path):
    twice = [*records[:3], records[1], records[2]]
    path = tmp_path / "twice.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in twice), encoding="utf-8")
    table = coder.code_batch(twice)
    assert table.account["duplicate"] == 2
    assert table.to_jsonl().encode() == program("code", path, "--format", "jsonl")
    assert coder.code_batch(twice, distinct=False).account["coded"] == 5


def test_least_confidence(coder, program, records, table):
    some = coder.code_batch(records, min_confidence=0.7)
    assert 0 < len(some) < len(table)
    lines = program("code", CRISIS, "--min-confidence", "0.7", "--format", "jsonl")
    assert some.to_jsonl().encode() == lines


def test_relations(program):
    text = "Kenya expelled Somali diplomats on Monday."
    line = json.dumps({"id": 1, "text": text, "actor": [0, 5], "recipient": [15, 21]})
    theirs = json.loads(program("relation", "-", given=line.encode()))
    ours = demarche.relation(text, (0, 5), (15, 21))
    assert demarche.relation(text, text[0:5], text[15:21]) == ours
    assert theirs == {
        "id": 1,
        "event_type": ours.event_type,
        "mode": ours.mode,
        "quad_class": ours.quad_class,
        "probabilities": ours.probabilities,
    }


def test_own_tables(program, tmp_path):
    (tmp_path / "organisations.tsv").write_text("Harbour Guards\tHG|Port Guards\tKEN\tMIL\tarmed\n")
    text = "The Harbour Guards arrested three Somali fishermen on Monday."
    lines = program("code", "-", "--knowledge", tmp_path, "--format", "jsonl", given=text.encode())
    own = demarche.Coder(knowledge=tmp_path)
    events = own.code(text)
    assert "".join(event.to_json() + "\n" for event in events) == lines.decode()
    assert events[0].actors[0].code == "KENMIL"
    assert own.fingerprint != demarche.Coder().fingerprint
    again = pickle.loads(pickle.dumps(own))
    assert again.fingerprint == own.fingerprint
    assert again.code(text) == events


def test_parquet_keeps_an_older_file_when_it_fails(coder, tmp_path):
    path = Path(tmp_path / "events.parquet")
    path.write_bytes(b"older")

    def broken():
        yield "Kenya praised Uganda."
        raise RuntimeError("the source went away")

    with pytest.raises(RuntimeError, match="went away"):
        coder.code_stream(broken()).write_parquet(path)
    assert path.read_bytes() == b"older"
    assert [found.name for found in tmp_path.iterdir()] == ["events.parquet"]
