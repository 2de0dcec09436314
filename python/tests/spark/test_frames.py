"""``code_events`` over DataFrames."""

from __future__ import annotations

from collections import Counter

import pytest
from spark_support import lines_of

pytest.importorskip("demarche")


def test_the_events_of_a_frame(cluster, program, stories, tmp_path):
    import json

    from demarche.spark import _native, code_events
    from spark_support import coded

    some = stories[:150]
    lines = tmp_path / "some.jsonl"
    lines.write_text("".join(json.dumps(story) + "\n" for story in some))
    renamed = [{"key": one["id"], "body": one["text"], "day": one["date"]} for one in some]
    frame = cluster.createDataFrame(renamed).repartition(4)
    with code_events(frame, text="body", id="key", date="day", rows=7) as found:
        table = found.events.select(*_native.event_schema().names).toArrow()
        assert found.problems.count() == 0
    assert Counter(lines_of(table)) == Counter(coded(program, lines))


def test_rows_that_cannot_be_coded_are_problems(cluster):
    import datetime as dt

    from demarche.spark import code_events

    good = "Kenya recalled its ambassador from Mogadishu on Monday."
    rows = [
        (1, good, dt.date(2024, 3, 6)),
        (2, None, dt.date(2024, 3, 6)),
        (3, "Kenya recalled its ambassador. " * 340_000, None),
        (4, good, None),
    ]
    frame = cluster.createDataFrame(rows, "id long, text string, date date").repartition(2)
    with code_events(frame) as found:
        problems = {row.id: row for row in found.problems.collect()}
        events = found.events.select("article_id", "date.start").collect()
    assert set(problems) == {"2", "3"} and all(row.rejected for row in problems.values())
    assert "1 MiB" in problems["3"].reason
    days = {row.article_id: row.start for row in events}
    assert days == {"1": dt.date(2024, 3, 4), "4": None}


def test_a_frame_without_texts_is_refused(cluster):
    from demarche.spark import code_events

    frame = cluster.createDataFrame([(1, 2)], "id long, number long")
    with pytest.raises(ValueError, match='no column "text"'):
        code_events(frame)
    with pytest.raises(TypeError, match="holds bigint and no text"):
        code_events(frame, text="number")
