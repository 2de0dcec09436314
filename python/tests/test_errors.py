"""Bad input gets an error with its fields, or a problem with its row; the rest goes on."""

from __future__ import annotations

import pickle

import polars
import pytest

import demarche

GOOD = "Kenya praised Uganda on Monday."


def test_an_engine_that_there_is_not():
    with pytest.raises(demarche.EngineError) as caught:
        demarche.Coder(engine="magic")
    assert caught.value.engine == "magic"
    assert caught.value.available == demarche.engines()
    assert '"fast"' in str(caught.value)


def test_weights_that_are_none(tmp_path):
    with pytest.raises(demarche.EngineError, match="cannot start"):
        demarche.Coder(engine="fast", weights=tmp_path)
    with pytest.raises(demarche.EngineError) as caught:
        demarche.Coder(engine="accurate", weights=tmp_path)
    assert caught.value.engine == "accurate" and "fast" in caught.value.available
    assert "model.int8.onnx" in str(caught.value)


@pytest.mark.parametrize("threads", [0])
def test_no_threads(threads):
    with pytest.raises(demarche.ArgumentError, match="threads"):
        demarche.Coder(threads=threads)


def test_faults_of_own_tables(tmp_path):
    (tmp_path / "organisations.tsv").write_text("Harbour Guards\tHG\tQQQ\tMIL\tarmed\n")
    with pytest.raises(demarche.KnowledgeError) as caught:
        demarche.Coder(knowledge=tmp_path)
    [fault] = caught.value.faults
    assert fault.file.endswith("organisations.tsv") and fault.line == 1 and fault.column > 1
    assert fault.message and fault.help


def test_folders_that_hold_nothing(tmp_path):
    with pytest.raises(demarche.DemarcheError, match="no tables"):
        demarche.Coder(knowledge=tmp_path)
    with pytest.raises(FileNotFoundError):
        demarche.Coder(codebook=tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"id": "b"}, 'the record has no "text"'),
        ({"text": 5}, '"text" is a JSON number, not a string'),
        ({"text": GOOD, "title": ["a"]}, '"title" is a value of type list'),
        ({"text": "half a pair: \ud800"}, '"text" holds half a surrogate pair'),
        ("half a pair: \ud800", "the text holds half a surrogate pair, which is no character"),
        (7, "a value of type int, not a text or a record"),
        (None, "a value of type NoneType, not a text or a record"),
        ("x" * (2 << 20), "longer than 1 MiB"),
        (" ", "it has no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", "not text: it holds zero bytes"),
        (
            "Der Minister hat am Montag in Berlin erklärt, dass die Regierung keine weiteren "
            "Gespräche mit den Nachbarn führen werde, solange die Grenze geschlossen bleibe.",
            "not in English but in German",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_rows_stop_nothing(coder, record, what):
    table = coder.code_batch([GOOD, record, {"id": "c", "text": GOOD}])
    assert [event.event_type for event in table] == ["SUPPORT", "SUPPORT"]
    [problem] = table.problems
    assert (problem.row, problem.kind) == (1, "rejected")
    assert problem.problem.startswith(what) and problem.remedy
    assert table.account == {
        "received": 3,
        "coded": 2,
        "rejected": 1,
        "duplicate": 0,
        "events": 2,
    }


def test_bad_articles_raise(coder):
    with pytest.raises(demarche.ArticleError, match="longer than 1 MiB"):
        coder.code("x" * (2 << 20))
    with pytest.raises(demarche.ArticleError, match="it has no text"):
        coder.code("")
    with pytest.raises(demarche.ArticleError, match='has no "text"'):
        coder.code({"id": "a"})
    with pytest.raises(demarche.ArgumentError) as caught:
        coder.code(GOOD, date="yesterday")
    assert (caught.value.name, caught.value.value) == ("date", "yesterday")
    with pytest.raises(demarche.ArgumentError):
        coder.code_batch([GOOD], default_date="yesterday")


def test_empty_and_huge_rows_of_tables(coder):
    frame = polars.DataFrame({"id": [1, 2, 3, 4], "text": [GOOD, None, "y " * (5 << 20), GOOD]})
    table = coder.code_batch(frame)
    assert [event.article_id for event in table] == ["1", "4"]
    assert [problem.row for problem in table.problems] == [1, 2]
    assert polars.DataFrame(table.problems)["kind"].to_list() == ["rejected"] * 2


def test_dates_that_are_none_are_told(coder):
    frame = polars.DataFrame({"text": [GOOD], "date": ["soon"]})
    table = coder.code_batch(frame)
    assert len(table) == 1
    assert table.problems[0].kind == "warning" and '"soon" is no date' in table.problems[0].problem
    records = coder.code_batch([{"text": GOOD, "date": "soon"}])
    assert [problem.problem for problem in records.problems] == [table.problems[0].problem]
    assert records[0].date == table[0].date


def test_columns(coder):
    frame = polars.DataFrame({"words": [GOOD], "key": ["k"], "day": ["2024-03-06"]})
    with pytest.raises(demarche.TableError, match='it has "words", "key", "day"'):
        coder.code_batch(frame)
    with pytest.raises(demarche.TableError, match='named "wrods"'):
        coder.code_batch(frame, text="wrods")
    [event] = coder.code_batch(frame, text="words", id="key", date="day")
    assert event.article_id == "k"
    record = {"words": GOOD, "key": "k", "day": "2024-03-06"}
    assert list(coder.code_batch([record], text="words", id="key", date="day")) == [event]


def test_what_is_no_batch(coder):
    with pytest.raises(TypeError):
        coder.code_batch(5)
    for one in (GOOD, {"text": GOOD}):
        with pytest.raises(demarche.ArgumentError, match="data"):
            coder.code_batch(one)
    with pytest.raises(demarche.ArgumentError, match="batch_size"):
        coder.code_batch([GOOD], batch_size=0)


def test_what_an_iterable_raises_is_raised(coder):
    def broken():
        yield GOOD
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        coder.code_batch(broken())


def test_nothing_in_nothing_out(coder):
    table = coder.code_batch([])
    assert len(table) == 0 and list(table) == [] and table.to_polars().shape == (0, 23)
    assert list(coder.code_stream(iter([]))) == []


def test_spans(coder):
    with pytest.raises(demarche.SpanError) as caught:
        coder.relation("Kenya praised Uganda.", actor=(3, 3))
    assert (caught.value.party, caught.value.span, caught.value.length) == ("actor", (3, 3), 21)
    with pytest.raises(demarche.ArgumentError, match="words that the text has") as missing:
        coder.relation("Kenya praised Uganda.", "Kenya", "Sudan")
    assert (missing.value.name, missing.value.value) == ("recipient", "Sudan")


def test_events_that_are_none():
    with pytest.raises(demarche.EventError) as caught:
        demarche.Ledger.from_events([{"schema": "demarche.event/1"}])
    assert caught.value.row == 0
    with pytest.raises(demarche.TableError, match="no table of events"):
        demarche.Ledger.from_events(polars.DataFrame({"text": [GOOD]}))
    with pytest.raises(demarche.TableError):
        demarche.Ledger.from_events(5)
    with pytest.raises(demarche.EventError):
        demarche.Event.from_json("{}")


def test_a_table_with_a_column_too_few(coder):
    frame = coder.code_batch([GOOD]).to_polars().drop("status")
    with pytest.raises(demarche.EventError, match="missing field `status`") as caught:
        demarche.Ledger.from_events(frame)
    assert caught.value.row == 0


def test_errors_travel():
    errors = [
        demarche.ArticleError("a", "b"),
        demarche.EngineError("x", ["fast"]),
        demarche.SpanError("actor", (1, 2), 1),
        demarche.StoreError("p", "a", "b"),
        demarche.EventError("a", "b", 3),
        demarche.ArgumentError("date", "x", "b"),
        demarche.KnowledgeError([("f", 1, 2, "m", "h")]),
    ]
    for error in errors:
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error) and str(again) == str(error)
