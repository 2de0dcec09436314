"""A small cluster on this machine: two executors in processes of their own, and what the tests read.

Whatever is not there is said in the reason of a skip: pyspark, Java, the program, the shared data.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from spark_support import MASTER, SETTINGS, coded

ROOT = Path(__file__).resolve().parents[3]
STORIES = ROOT.parent / "shared/data/events/synthetic_stories.jsonl.gz"
def missing() -> str | None:
    """Why there can be no cluster."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "pyspark is not installed"
    java = shutil.which("java") or os.environ.get("JAVA_HOME")
    return None if java else "there is no Java"


@pytest.fixture(scope="session", autouse=True)
def environment() -> None:
    if reason := missing():
        pytest.skip(f"Spark is not tested: {reason}", allow_module_level=True)
    # The executors run the Python that runs the tests.
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")


@pytest.fixture(scope="session")
def program() -> Path:
    """The program whose answers must be met."""
    named = os.environ.get("DEMARCHE_BIN")
    places = [Path(named)] if named else []
    places += [ROOT / "target" / kind / "demarche" for kind in ("release", "debug")]
    for place in places:
        if place.exists():
            return place
    pytest.skip("the program is not built: cargo build, or say where it is in DEMARCHE_BIN")


@pytest.fixture(scope="session")
def cluster(environment):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(MASTER).appName("tests")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    yield spark
    spark.stop()


@pytest.fixture(scope="session")
def stories() -> list[dict]:
    """Some hundred stories, several times over under ids of their own, on days of five months."""
    if not STORIES.exists():
        pytest.skip(f"{STORIES.name} of the shared data is not there")
    with gzip.open(STORIES, "rt", encoding="utf-8") as lines:
        some = [json.loads(line) for _, line in zip(range(200), lines, strict=False)]
    return [
        {
            "id": f"{story['id']}-{time}",
            "text": story["text"],
            "date": f"2024-{1 + (at + time) % 5:02}-{1 + at % 28:02}",
        }
        for time in range(3)
        for at, story in enumerate(some)
    ]


def lay_out(stories: list[dict], folder: Path) -> Path:
    """Stories in ten files, packed and plain, and a table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for at in range(10):
        part = stories[at::10]
        lines = "".join(json.dumps(story) + "\n" for story in part).encode()
        if at < 4:
            (folder / f"{at}.jsonl").write_bytes(lines)
        elif at < 8:
            # Members of gzip one behind the other, as archives have them.
            middle = lines.index(b"\n", len(lines) // 2) + 1
            packed = gzip.compress(lines[:middle]) + gzip.compress(lines[middle:])
            (folder / f"{at}.jsonl.gz").write_bytes(packed)
        else:
            table = pa.Table.from_pylist(part)
            pq.write_table(table, folder / f"{at}.parquet", row_group_size=25)
    return folder


@pytest.fixture(scope="session")
def files(stories, tmp_path_factory) -> Path:
    """All stories."""
    return lay_out(stories, tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="session")
def expected(program, files) -> list[str]:
    """What the program codes from the stories."""
    lines = coded(program, files)
    assert len(lines) > 500
    return lines


@pytest.fixture(scope="session")
def few(program, stories, tmp_path_factory) -> tuple[Path, list[str]]:
    """A few of them, where many would add nothing, and what the program codes from them."""
    folder = lay_out(stories[::10], tmp_path_factory.mktemp("few"))
    return folder, coded(program, folder)
