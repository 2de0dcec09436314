"""Events are values: they say all of their record, do not change, and travel."""

from __future__ import annotations

import datetime
import json
import pickle

import pytest

import demarche

TEXT = "Kenya expelled two Somali diplomats from Nairobi on Monday. Uganda said it may follow."


@pytest.fixture(scope="module")
def event(coder) -> demarche.Event:
    return coder.code(TEXT, id="a", date="2024-03-06")[0]


def test_every_field_of_the_record_is_an_attribute(event):
    record = json.loads(event.to_json())
    assert event.to_dict() == record
    for name, value in record.items():
        attribute = getattr(event, name)
        if isinstance(value, dict):
            check_part(attribute, value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for part, one in zip(attribute, value, strict=True):
                check_part(part, one)
        else:
            assert attribute == value, name


def check_part(part, record):
    assert part.to_dict() == record
    assert json.loads(part.to_json()) == record
    for name, value in record.items():
        attribute = getattr(part, name)
        assert (list(attribute) if isinstance(attribute, tuple) else attribute) == value, name


def test_offsets_slice_the_text(event):
    for party in [*event.actors, *event.recipients]:
        assert TEXT[slice(*party.span)] == party.text
    assert TEXT[slice(*event.evidence.trigger)] == "expelled"


def test_offsets_count_characters_that_utf16_counts_twice(coder):
    text = "\U0001f1f0\U0001f1ea Kenya expelled two Somali diplomats on Monday."
    [event] = coder.code(text, date="2024-03-06")
    assert text[slice(*event.actors[0].span)] == "Kenya"


def test_events_do_not_change(event):
    with pytest.raises(AttributeError):
        event.event_type = "AID"
    with pytest.raises(AttributeError):
        event.actors[0].code = "UGA"


def test_equal_records_are_equal(coder, event):
    same = coder.code(TEXT, id="a", date="2024-03-06")[0]
    assert same == event and hash(same) == hash(event)
    assert same.actors[0] == event.actors[0] and hash(same.actors[0]) == hash(event.actors[0])
    assert coder.code(TEXT, id="b", date="2024-03-06")[0] != event
    assert event != 1 and len({same, event}) == 1


def test_events_travel(event):
    assert pickle.loads(pickle.dumps(event)) == event
    assert demarche.Event.from_json(event.to_json()) == event


def test_a_repr_tells_events_apart(event):
    assert repr(event).startswith("Event(SANCTION/expel KEN -> SOMGOV, 2024-03-04, actual")


@pytest.mark.parametrize(
    "date",
    [
        "2024-03-06",
        datetime.date(2024, 3, 6),
        datetime.datetime(2024, 3, 6, 10, 5, tzinfo=datetime.timezone.utc),
    ],
)
def test_dates(coder, event, date):
    assert coder.code(TEXT, id="a", date=date)[0].date == event.date
    record = {"text": TEXT, "id": "a", "date": date}
    assert coder.code(record)[0].date == event.date
    assert coder.code_batch([record])[0].date == event.date


def test_explain(coder):
    told = coder.explain(TEXT, date="2024-03-06")
    assert told.events == coder.code(TEXT, date="2024-03-06")
    assert len(told.explanations) == len(told.events)
    assert "“expelled” in sentence 1" in str(told)


def test_parse(coder):
    parse = coder.parse(TEXT)
    assert [sentence.text for sentence in parse.sentences] == [TEXT[:59], TEXT[60:]]
    for sentence in parse.sentences:
        assert sum(word.head == 0 for word in sentence.words) == 1
        for word in sentence.words:
            assert TEXT[slice(*word.span)] == word.text
    assert any(name.text == "Nairobi" and name.kind == "LOC" for name in parse.sentences[0].names)


def test_the_accurate_engine(program):
    if "accurate" not in demarche.engines():
        pytest.skip("this build has no weights of the accurate engine")
    lines = program("code", "-", "--engine", "accurate", "--format", "jsonl", given=TEXT.encode())
    coder = demarche.Coder(engine="accurate")
    events = coder.code(TEXT)
    assert "".join(event.to_json() + "\n" for event in events) == lines.decode()
    assert events[0].coder.engine == coder.engine == "accurate"
    assert coder.explain(TEXT).explanations[0].heads
    assert coder.relation(TEXT, (0, 5), (19, 25)).event_type in demarche.relation("").probabilities
