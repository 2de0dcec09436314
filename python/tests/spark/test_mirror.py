"""The Parquet mirror of a store, as Spark reads it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path


def run(*command: object) -> str:
    done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    return done.stdout


def exported(program: Path, store: Path, what: str) -> list[dict]:
    lines = run(program, "export", "--store", store, "--what", what, "--format", "jsonl")
    return [json.loads(line) for line in lines.splitlines()]


def test_a_mirror_is_what_the_store_holds(cluster, program, files, tmp_path):
    store, mirror = tmp_path / "store.demarche", tmp_path / "mirror"
    # It grows by files of its months: what is read are all of them.
    parts = sorted(files.iterdir())
    for some in (parts[:4], parts[4:7], parts[7:]):
        run(program, "ingest", *some, "--store", store)
        run(program, "store", "mirror", "--store", store, "--to", mirror)
    assert len(list(mirror.glob("events/year=2024/month=0[1-5]/*.parquet"))) > 5

    articles = cluster.read.parquet(str(mirror / "articles"))
    there = {row["id"]: row["text"] for row in articles.select("id", "text").collect()}
    assert there == {row["id"]: row["text"] for row in exported(program, store, "articles")}
    # Years and months are columns, and a month is read without the others.
    spring = articles.where("year = 2024 and month = 3")
    days = {row["day"].isoformat()[:7] for row in spring.select("day").collect()}
    assert days == {"2024-03"}

    events = cluster.read.parquet(str(mirror / "events"))
    expected = {event["id"]: event for event in exported(program, store, "events")}
    rows = events.collect()
    assert len(rows) == len(expected) > 500
    for row in rows:
        event = expected[row["id"]]
        assert (row["article_id"], row["event_type"]) == (event["article_id"], event["event_type"])
        assert [party["text"] for party in row["actors"]] == [
            party["text"] for party in event["actors"]
        ]
    assert events.where("year = 2024 and month = 3").count() == sum(
        (event["date"] or {}).get("start", "").startswith("2024-03") for event in expected.values()
    )
