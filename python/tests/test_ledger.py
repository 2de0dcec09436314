"""Ledgers and stores say what the command line says."""

from __future__ import annotations

import json

import polars
import pytest
from here import CRISIS

import demarche


@pytest.fixture(scope="module")
def records():
    with CRISIS.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def table(coder, records):
    return coder.code_batch(records)


@pytest.fixture(scope="module")
def ledger(table, records):
    return demarche.Ledger.from_events(table, articles=records, pair=("ARG", "URY"))


@pytest.fixture(scope="module")
def store(program, tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "crisis.demarche"
    program("ingest", CRISIS, "--store", path)
    return demarche.Store(path)


def test_the_same_as_the_program(ledger, table, program, tmp_path):
    events = tmp_path / "events.jsonl"
    events.write_text(table.to_jsonl(), encoding="utf-8")
    asked = ("ledger", events, "--articles", CRISIS, "--format", "json", "--pair", "ARG", "URY")
    assert ledger.to_json() + "\n" == program(*asked).decode()
    assert ledger.to_json(series=True) + "\n" == program(*asked, "--series").decode()
    asked = ("ledger", events, "--format", "json", "--at", "2026-03-20", "--since", "2026-03-10")
    ours = demarche.Ledger.from_events(table, at="2026-03-20", since="2026-03-10")
    assert ours.to_json() + "\n" == program(*asked).decode()


def test_lines_are_frozen_records(ledger):
    measure = ledger.measures[0]
    assert measure.state in ("in force", "announced", "eased", "lifted", "expired", "contested")
    assert measure["state"] == measure.state and set(dict(measure)) == set(measure.to_dict())
    assert isinstance(measure.transitions[0].evidence.words, str)
    with pytest.raises(AttributeError):
        measure.state = "gone"
    with pytest.raises(AttributeError, match="there is no 'stat'"):
        _ = measure.stat
    found = ledger.measures.where(by=measure.by, kind=measure.kind)
    assert measure in found and 0 < len(found) < len(ledger.measures)
    assert ledger.measures.to_dicts() == ledger.to_dict()["measures"]


def test_every_part(ledger):
    for name in ("incidents", "measures", "claims", "requests", "contacts", "posture", "alerts"):
        assert len(getattr(ledger, name)) > 0, name
    assert len(ledger.changes) == 0
    assert len(ledger.ask(pair=("ARG", "URY"), since="2026-03-20").changes) > 0
    assert ledger.pair == ("ARG", "URY") and ledger.at > "2026-04-01"
    assert ledger.account.events > 100
    assert ledger.measures.to_polars().height == len(ledger.measures)
    assert len(ledger.measures.to_pandas()) == len(ledger.measures)


def test_series(ledger):
    series = ledger.series
    assert len(series.weekly) > 4 and len(series.daily) > 20
    assert {"date", "tension", "reports"} <= set(series.weekly[0])
    assert len(series.to_pandas()) == len(series.weekly)
    pytest.importorskip("matplotlib").use("agg")
    axes = series.plot()
    assert len(axes.lines[1].get_xdata()) == len(series.weekly)


def test_panel(ledger, table, program, tmp_path):
    events = tmp_path / "events.jsonl"
    events.write_text(table.to_jsonl(), encoding="utf-8")
    lines = program("ledger", events, "--panel", "dyad", "--step", "week").decode().splitlines()
    rows = demarche.Ledger.from_events(table).panel("dyad", "week")
    assert len(rows) == len(lines) - 1
    first = lines[1].split(",")
    assert (rows[0].actor, rows[0].recipient, rows[0].date) == (first[0], first[3], first[6])


def test_what_is_no_code(ledger):
    for asked in ({"country": "ZZZ"}, {"pair": ("ARG", "ARG")}, {"at": "soon"}):
        with pytest.raises(demarche.ArgumentError):
            ledger.ask(**asked).to_json()


def test_a_store(store, program):
    assert store.info()["articles"] > 80
    events = store.events()
    assert events.to_jsonl() == program("export", "--store", store.path, "--format", "jsonl").decode()
    some = store.events(country="URY", types=["SANCTION"], since="2026-03-05")
    assert 0 < len(some) < len(events)
    assert {event.event_type for event in some} == {"SANCTION"}
    theirs = program("ledger", store.path, "--format", "json", "--pair", "ARG", "URY").decode()
    assert store.ledger(pair=("ARG", "URY")).to_json() + "\n" == theirs


def test_articles_of_a_store(store, coder):
    articles = store.articles(country="URY")
    assert 0 < len(articles) < store.info()["articles"]
    assert {"id", "text", "title"} <= set(articles.columns)
    frame = polars.DataFrame(articles)
    assert frame.height == len(articles)
    again = coder.code_batch(articles)
    assert len(again) > 10
    assert store.article(frame["id"][0])["text"] == frame["text"][0]
    with pytest.raises(KeyError):
        store.article("nothing")
    assert "treaty" in store.search("treaty", limit=3)[0].snippet.lower()


def test_stores_that_are_none(tmp_path):
    with pytest.raises(demarche.StoreError) as caught:
        demarche.Store(tmp_path / "nothing.demarche")
    assert caught.value.path.endswith("nothing.demarche") and caught.value.hint
    (tmp_path / "text").write_text("no store")
    with pytest.raises(demarche.StoreError):
        demarche.Store(tmp_path / "text")


def test_a_question_that_cannot_be(store):
    for asked in ({"types": "FIGHT"}, {"statuses": "true"}, {"since": "soon"}):
        with pytest.raises(demarche.ArgumentError):
            store.events(**asked)
