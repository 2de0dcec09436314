"""Duplicates and incidents over tables, against the store and the ledger of one machine."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict

import pytest
from spark_support import LONG, coded

pytest.importorskip("demarche")


def chains(stories: list[dict]) -> list[dict]:
    """Articles with copies, chains of copies, near misses, duplicates, twins and revisions among
    them, in the order in which they come: by day, then id."""
    articles = []
    for at, story in enumerate(stories[:120]):
        text, day = story["text"], 1 + at % 20
        sentences = text.split(". ")
        base = {"id": f"a{at:03}", "date": f"2024-05-{day:02}", "text": text, "source": "desk"}
        articles.append(base)
        if at % 3 == 0:
            # Another desk prints it a day later, with a line of its own before it.
            copy = {"id": f"b{at:03}", "date": f"2024-05-{day + 1:02}", "source": "wire"}
            articles.append({**copy, "text": f"{text}\n\nReporting by the wire desk."})
        if at % 5 == 0 and len(sentences) > 4:
            cut = ". ".join(sentences[: len(sentences) * 3 // 4]) + "."
            articles.append(
                {"id": f"c{at:03}", "date": f"2024-05-{day + 2:02}", "source": "wire", "text": cut}
            )
        if at % 7 == 0:
            # The same words a week later are another report.
            articles.append({**base, "id": f"d{at:03}", "date": f"2024-05-{day + 7:02}"})
        if at % 4 == 0:
            # Read again: the same article with the same text, other white space.
            again = text.replace(" ", "  ")
            articles.append({**base, "date": f"2024-05-{day + 3:02}", "text": again})
        if at % 9 == 0:
            # Batches are numbered alike: one id, quite another text.
            other = stories[121 + at]["text"]
            articles.append({**base, "date": f"2024-05-{day + 4:02}", "text": other})
    articles.sort(key=lambda one: (one["date"], one["id"]))
    return articles


def test_stories_are_those_of_a_store(cluster, program, stories, tmp_path):
    from demarche.spark import fold_duplicates

    articles = chains(stories)
    lines = tmp_path / "articles.jsonl"
    lines.write_text("".join(json.dumps(one) + "\n" for one in articles))
    store = tmp_path / "store.demarche"
    run([program, "ingest", lines, "--store", store])
    mirror = tmp_path / "mirror"
    run([program, "store", "mirror", "--store", store, "--to", mirror])
    kept = cluster.read.parquet(str(mirror / "articles")).toPandas()
    number = {row.number: (row.id, row.text) for row in kept.itertuples()}
    of_store = {(row.id, row.text): number[row.story] for row in kept.itertuples()}

    numbered = [{**one, "origin": f"{at:06}"} for at, one in enumerate(articles)]
    frame = cluster.createDataFrame(numbered).repartition(4)
    found = fold_duplicates(frame, day="2024-06-01", order=["date", "id", "origin"]).collect()
    assert len(found) == len(articles)
    text = {one["origin"]: (one["id"], one["text"]) for one in numbered}
    verdicts = defaultdict(int)
    of_spark = {}
    for row in found:
        verdicts[row.verdict] += 1
        if row.verdict == "new":
            of_spark[text[row.origin]] = text[row.story_origin]
    assert of_spark == of_store
    assert verdicts["duplicate"] >= 20 and verdicts["new"] > 150, verdicts
    copies = sum(1 for article, story in of_spark.items() if article != story)
    assert copies >= 20, "there are copies to find"


def test_a_revision_is_one(cluster, stories):
    from demarche.spark import fold_duplicates

    text = stories[3]["text"]
    rows = [
        {"id": "x", "origin": "1", "date": "2024-05-01", "text": text, "url": "https://example.org/a"},
        {"id": "x", "origin": "2", "date": "2024-05-02", "text": text + " It rained.",
         "url": "https://example.org/a?utm_source=feed"},
        {"id": "y", "origin": "3", "date": "2024-05-02", "text": text,
         "url": "https://example.org/b"},
    ]
    found = {row.origin: row for row in fold_duplicates(
        cluster.createDataFrame(rows), day="2024-06-01").collect()}
    assert [found[at].verdict for at in "123"] == ["new", "revision", "new"]
    assert found["2"].article_origin == "1" and found["2"].story_origin == "1"
    assert found["3"].story_origin == "1"


def test_incidents_are_those_of_the_ledger(cluster, program, files, tmp_path):
    from demarche.spark import code_archive, fold_incidents

    code_archive(cluster, [str(files)], str(tmp_path / "out"), tell=lambda _: None)
    events = tmp_path / "events.jsonl"
    events.write_text("".join(line + "\n" for line in coded(program, files)))
    said = run([program, "ledger", events, "--format", "json"])
    ledger = json.loads(said)
    found = fold_incidents(cluster.read.parquet(str(tmp_path / "out/events"))).collect()
    ours = sorted(json.dumps(json.loads(row.record), sort_keys=True) for row in found)
    theirs = sorted(json.dumps(one, sort_keys=True) for one in ledger["incidents"])
    assert len(theirs) > 20
    assert ours == theirs


def test_incidents_of_parts_of_tables(program, stories, tmp_path):
    """What the tasks of the fold do, with batches that lie anywhere in tables, and no cluster."""
    import pyarrow as pa

    import demarche
    from demarche.spark import _native
    from demarche.spark.incidents import _fold, _report

    lines = coded(program, write(stories[:150], tmp_path / "stories.jsonl"))
    events = tmp_path / "events.jsonl"
    events.write_text("".join(line + "\n" for line in lines))
    ledger = json.loads(run([program, "ledger", events, "--format", "json"]))
    table = demarche.Coder(threads=2).code_batch(stories[:150]).to_arrow()
    table = pa.Table.from_batches([_native.one(table).cast(_native.event_schema())])
    articles = table.column("article_id").to_pylist()
    cuts = [*range(0, len(articles), 50), len(articles)]
    parts = [table.slice(at, to - at).to_batches()[0] for at, to in zip(cuts, cuts[1:], strict=False)]
    reports = pa.Table.from_batches(list(_report(parts)))
    last = max(reports.column("reported").to_pylist())
    families = reports.column("family").to_pylist()
    found = []
    for family in sorted({one for one in families if one is not None}):
        of_family = reports.filter(pa.array([one == family for one in families]))
        for batch in _fold(last)(of_family.to_batches(max_chunksize=7)):
            found += batch.column("record").to_pylist()
    ours = sorted(json.dumps(json.loads(record), sort_keys=True) for record in found)
    theirs = sorted(json.dumps(one, sort_keys=True) for one in ledger["incidents"])
    assert len(theirs) > 5
    assert ours == theirs


def write(articles: list[dict], path):
    path.write_text("".join(json.dumps(one) + "\n" for one in articles))
    return path


def run(words) -> str:
    done = subprocess.run(words, capture_output=True, check=False, timeout=LONG)
    assert done.returncode in (0, 3), done.stderr.decode()
    return done.stdout.decode()
