"""Measures the package: batches against the program with the same threads, what a start costs, the
size of the wheel. `cargo xtask python-bench` builds both as they are released and runs this. On a
machine that others use too, the seconds of computing tell more than those of the clock."""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The sources beside this file have no native module; the package that is installed is measured.
sys.path = [path for path in sys.path if Path(path).resolve() != ROOT / "python"]


def articles(count: int) -> list[dict[str, str]]:
    """Articles of the example, over and over, each time under other names."""
    with (ROOT / "examples/crisis/articles.jsonl").open(encoding="utf-8") as lines:
        own = [json.loads(line) for line in lines]
    return [
        {**own[number % len(own)], "id": f"article-{number}"} for number in range(count)
    ]


def python(code: str) -> tuple[float, float]:
    """Seconds, and seconds of computing, that a fresh interpreter takes for `code`."""
    timed = (
        "import time; t, c = time.perf_counter(), time.process_time();"
        f"{code}; print(time.perf_counter() - t, time.process_time() - c)"
    )
    done = subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True)
    took, computed = map(float, done.stdout.split())
    return took, computed


def computing(who: int) -> float:
    """Seconds of computing so far: of this process, or of its children that ended."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def starts(times: int) -> None:
    """Seconds from a fresh interpreter on: to import, and to have the first event."""
    imported = "import demarche"
    first = (
        "import demarche;"
        "assert demarche.Coder().code('Kenya expelled two Somali diplomats on Monday.')"
    )
    python(first)
    for name, code, most in (("import", imported, 0.150), ("first event", first, 0.300)):
        runs = [python(code) for _ in range(times)]
        took = sorted(seconds for seconds, _ in runs)
        computed = statistics.median(seconds for _, seconds in runs)
        print(
            f"{name:<12} {statistics.median(took) * 1000:.0f} ms in the middle of {times}, "
            f"{took[0] * 1000:.0f} at best, {took[-1] * 1000:.0f} at worst; "
            f"{computed * 1000:.0f} ms of computing; aim {most * 1000:.0f}"
        )


def batches(program: str, threads: int, count: int, rounds: int) -> None:
    """Articles a second: the program, and the package with the same articles, round by round, since
    other work on the machine comes and goes."""
    import demarche

    records = articles(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
        coder = demarche.Coder(threads=threads)
        coder.code_batch(records[:200])
        ratios, computed = [], []
        for number in range(rounds):
            began, used = time.perf_counter(), computing(resource.RUSAGE_CHILDREN)
            command = [program, "code", path, "--threads", str(threads), "--format", "parquet"]
            out = ["--output", Path(folder) / "theirs.parquet"]
            subprocess.run([*command, *out], check=True, capture_output=True)
            theirs = time.perf_counter() - began
            their_computing = computing(resource.RUSAGE_CHILDREN) - used
            began, used = time.perf_counter(), computing(resource.RUSAGE_SELF)
            table = coder.code_batch(records, progress=False)
            ours = time.perf_counter() - began
            our_computing = computing(resource.RUSAGE_SELF) - used
            ratios.append(theirs / ours)
            computed.append(their_computing / our_computing)
            print(
                f"round {number + 1}: program {count / theirs:,.0f} articles/s (its start included), "
                f"code_batch {count / ours:,.0f}, {len(table):,} events: {theirs / ours:.0%}; "
                f"per second of computing {count / their_computing:,.0f} and "
                f"{count / our_computing:,.0f}: {their_computing / our_computing:.0%}"
            )
        print(
            f"code_batch   {statistics.median(ratios):.0%} of the program's rate, "
            f"{statistics.median(computed):.0%} per second of computing; aim 90%"
        )


def memory(threads: int, count: int, stories: Path | None) -> None:
    """Memory in use while a long stream is read: the first words of stories over and over, each time
    with another number, or one sentence where there are no stories."""
    code = f"""
import gzip, itertools, json, sys, time
import demarche
def rss():
    with open("/proc/self/statm") as stat:
        return int(stat.read().split()[1]) * 4096 / 1e6
if {str(stories or "")!r}:
    with gzip.open({str(stories or "")!r}, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"].split(". ")[0] for line in lines]
else:
    texts = ["Kenya expelled two Somali diplomats from Nairobi on Monday."]
began, given, events = time.monotonic(), 0, 0
def articles():
    global given
    for text in itertools.islice(itertools.cycle(texts), {count}):
        if given % ({count} // 10) == 0:
            took = time.monotonic() - began
            print(f"memory       {{rss():.0f}} MB after {{given:,}} articles, {{took:.0f}} s", flush=True)
        given += 1
        yield f"{{text}} ({{given}})"
with demarche.Coder(threads={threads}).code_stream(articles(), distinct=False) as tables:
    for table in tables:
        events += len(table)
print(f"memory       {{rss():.0f}} MB after {{given:,}} articles, {{events:,}} events")
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--wheel", type=Path, help="the wheel, to be weighed")
    asked.add_argument("--program", default=os.environ.get("DEMARCHE"))
    asked.add_argument("--threads", type=int, default=2)
    asked.add_argument("--articles", type=int, default=4000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--stream", type=int, default=100_000)
    asked.add_argument("--stories", type=Path, help="stories to stream: JSONL, packed with gzip")
    asked.add_argument("--starts", type=int, default=9)
    given = asked.parse_args()
    if given.wheel:
        print(f"wheel        {given.wheel.stat().st_size / 1e6:.1f} MB; aim 30")
    starts(given.starts)
    if given.program:
        batches(given.program, given.threads, given.articles, given.rounds)
    if given.stream and sys.platform.startswith("linux"):
        memory(given.threads, given.stream, given.stories)


if __name__ == "__main__":
    main()
