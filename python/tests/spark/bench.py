"""The rate of Spark on two cores against that of the program with two threads, in one run.

    python bench.py --program target/release/demarche --stories synthetic_stories.jsonl.gz

The same articles, several times over under ids of their own, go by turns through both. On a machine
that others use, processor time says more than the clock: both are printed, as medians.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from spark_processes import below

TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--program", required=True, type=Path)
    words.add_argument("--stories", required=True, type=Path)
    words.add_argument("--times", type=int, default=4, help="how often the stories are repeated")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--files", type=int, default=16)
    words.add_argument("--format", default="parquet", choices=["parquet", "delta"])
    args = words.parse_args()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles, size = lay_out(args.stories, folder / "in", args.times, args.files)
        print(f"{articles} articles, {size / 1e6:.1f} MB of JSONL, {args.files} files")
        program, spark = [], []
        began = time.monotonic()
        session = start()
        print(f"session {time.monotonic() - began:.1f} s")
        try:
            warm = folder / "warm"
            lay_out(args.stories, warm, 1, 2)
            code(session, warm, folder / "out-warm", args.format)
            for turn in range(args.rounds):
                program.append(by_program(args.program, folder / "in", folder / f"p{turn}.parquet"))
                spark.append(by_spark(session, folder / "in", folder / f"s{turn}", args.format))
        finally:
            session.stop()
        sizes = [path.stat().st_size for path in (folder / "s0/events").rglob("*.parquet")]
        report("program", program, articles)
        report("Spark", spark, articles)
        for at, what in enumerate(("clock", "processor time")):
            ratio = statistics.median(p[at] / s[at] for p, s in zip(program, spark, strict=True))
            print(f"rate of Spark to that of the program, by {what}: {100 * ratio:.0f}%")
        print(f"events: {sum(sizes) / articles:.0f} bytes an article in {len(sizes)} files")


def lay_out(stories: Path, folder: Path, times: int, files: int) -> tuple[int, int]:
    folder.mkdir()
    with gzip.open(stories, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    out = [open(folder / f"{at:03}.jsonl", "w", encoding="utf-8") for at in range(files)]
    number = 0
    for turn in range(times):
        for record in records:
            line = {
                "id": f"{record['id']}-{turn}",
                "text": record["text"],
                "date": f"2024-{1 + turn % 12:02}-{1 + number % 28:02}",
            }
            out[number % files].write(json.dumps(line) + "\n")
            number += 1
    for file in out:
        file.close()
    return number, sum(path.stat().st_size for path in folder.iterdir())


def by_program(program: Path, inputs: Path, output: Path) -> tuple[float, float]:
    began = time.monotonic()
    words = [program, "code", inputs, "--threads", "2", "--output", output]
    job = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(job.pid, 0)
    job.returncode = os.waitstatus_to_exitcode(status)
    assert job.returncode in (0, 3), job.returncode
    return time.monotonic() - began, used.ru_utime + used.ru_stime


def start():
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.memory", "700m").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def by_spark(session, inputs: Path, output: Path, format: str) -> tuple[float, float]:  # noqa: A002
    began, used = time.monotonic(), processor_time()
    code(session, inputs, output, format)
    return time.monotonic() - began, processor_time() - used


def code(session, inputs: Path, output: Path, format: str) -> None:  # noqa: A002
    from demarche.spark import code_archive

    code_archive(session, [str(inputs)], str(output), format=format, tell=lambda _: None)


def processor_time() -> float:
    """Seconds that this process and all below it have used, those that have ended among them."""
    ticks = 0
    for process in [os.getpid(), *below(os.getpid())]:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICK


def report(name: str, runs: list[tuple[float, float]], articles: int) -> None:
    clock, used = (statistics.median(run[at] for run in runs) for at in (0, 1))
    print(
        f"{name}: {clock:.2f} s, {articles / clock:.0f} articles a second; processor {used:.2f} s, "
        f"{1e6 * used / articles / 3600:.2f} core hours a million"
    )


if __name__ == "__main__":
    main()
