"""An archive coded once and whole: splits to tasks, what tasks made to the tables.

Tasks write files and hand their names over; the driver writes the names into the journal and then
makes the files seen. A task that is tried twice, a driver that is killed and started again, an
executor that is lost: whatever is not in the journal was never seen, and whatever is in it is seen
once.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from demarche.spark import _files, _native, sources, tables
from demarche.spark._files import Folder
from demarche.spark._native import Setup
from demarche.spark._slices import by_month
from demarche.spark.journal import ArchiveError, Finished, Header, Journal
from demarche.spark.sources import Plan, Split

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Spark jobs that are under way at a time, so that the tail of one leaves no core idle.
UNDER_WAY = 2


@dataclass
class Account:
    """What became of an archive: received = coded + rejected, and what was not read at all."""

    splits: int = 0
    #: Splits that an earlier job has finished.
    known: int = 0
    received: int = 0
    rejected: int = 0
    events: int = 0
    problems: int = 0
    #: Files that could not be read, or crashed whoever read them, with the reason. The next job
    #: tries them again.
    failed: dict[str, str] = field(default_factory=dict)
    #: Files that have changed since they were coded, and are not coded again.
    changed: list[str] = field(default_factory=list)
    #: Files of folders that are of another kind.
    left_out: list[str] = field(default_factory=list)

    def add(self, finished: Iterable[Finished]) -> None:
        """Counts finished splits."""
        for one in finished:
            self.splits += 1
            self.received += one.received
            self.rejected += one.rejected
            self.events += one.events
            self.problems += one.problems

    def __str__(self) -> str:
        coded = self.received - self.rejected
        return (
            f"received {self.received} = coded {coded} + rejected {self.rejected}; "
            f"events {self.events}, problems {self.problems}; splits {self.splits}, "
            f"finished before {self.known}, failed {len(self.failed)}"
        )


def code_archive(
    spark: SparkSession,
    inputs: Iterable[str],
    output: str,
    *,
    format: str = "parquet",  # noqa: A002
    articles: bool = False,
    setup: Setup = Setup(),
    plan: Plan = Plan(),
    wave: int | None = None,
    tell: Callable[[str], None] = lambda text: print(text, file=sys.stderr),
) -> Account:
    """Codes files and folders into the tables ``events`` and ``problems`` of a folder, and with
    ``articles`` into a table of the articles as well.

    ``format`` is ``parquet`` or ``delta``. Events and articles are cut by year and month of
    publication. ``wave`` is how many splits are committed together; by default four for each core.
    Started again over the same output, it goes on where the journal ends. Driver and executors must
    see inputs and output under the same names.

    Raises ``FileNotFoundError`` for an input that is not there, and
    :class:`~demarche.spark.journal.ArchiveError` for an output that was made otherwise.
    """
    folder = Folder(output)
    names = ["events", "problems", *(["articles"] if articles else [])]
    journal = Journal.open(folder, Header(format, setup.fingerprint(), articles, plan))
    tables.begin(folder, format, names)
    tables.publish(folder, format, journal.last, journal.pending)
    named = [_files.absolute(str(one)) for one in inputs]
    cut, left_out = sources.splits(named, journal.header.plan)
    account = Account(left_out=left_out)
    account.changed = sorted({one.uri for one in cut if journal.changed(one)})
    todo = [one for one in cut if one.id not in journal.done]
    account.known = len(cut) - len(todo)
    size = wave or 4 * max(spark.sparkContext.defaultParallelism, 1)
    run = uuid.uuid4().hex[:12]
    job = Job(folder.uri, format, articles, run, setup, journal.header.plan, _tries(spark))
    waves = [todo[at : at + size] for at in range(0, len(todo), size)]
    for at, (finished, failed) in enumerate(_in_turn(spark, job, waves), 1):
        if finished:
            number = journal.commit(finished)
            tables.publish(folder, format, number, finished)
        account.add(finished)
        account.failed.update(failed)
        tell(f"{at} of {len(waves)}: {account}")
    _clean(folder, journal, run)
    return account


@dataclass(frozen=True)
class Job:
    """What tasks have to know."""

    output: str
    format: str
    articles: bool
    run: str
    setup: Setup
    plan: Plan
    #: How often Spark tries a task.
    tries: int = 1


def _clean(folder: Folder, journal: Journal, run: str) -> None:
    """Removes what attempts have left that did not count: those of this job, and of jobs before.

    An empty entry is written before others' files are removed. Whoever wrote these files read the
    journal before, so if it still runs, the number of its next entry is taken: it cannot name them.
    """
    others = [name for name in folder.folders(tables.STAGED) if name != run]
    folder.remove(f"{tables.STAGED}/{run}")
    if not others:
        return
    try:
        journal.commit([])
    except ArchiveError:
        return  # Another job goes on here; a later one cleans up.
    for name in others:
        folder.remove(f"{tables.STAGED}/{name}")


def _tries(spark: SparkSession) -> int:
    """How often a task is tried: in one process once, unless its master says otherwise."""
    master = spark.sparkContext.master
    if master == "local" or master.startswith("local["):
        said = re.match(r"local\[[^,\]]+,\s*(\d+)\]", master)
        return int(said[1]) if said else 1
    return int(spark.conf.get("spark.task.maxFailures", "4"))


Outcome = tuple[list[Finished], dict[str, str]]


def _in_turn(spark: SparkSession, job: Job, waves: list[list[Split]]) -> Iterator[Outcome]:
    """The outcomes of waves in their order, some of them under way at a time."""
    with ThreadPoolExecutor(UNDER_WAY) as pool:
        ahead: list[Future[Outcome]] = []
        rest = iter(waves)
        try:
            while True:
                while len(ahead) < UNDER_WAY and (wave := next(rest, None)) is not None:
                    ahead.append(pool.submit(_run, spark, job, wave))
                if not ahead:
                    return
                yield ahead.pop(0).result()
        finally:
            for future in ahead:
                future.cancel()


def _run(spark: SparkSession, job: Job, wave: list[Split]) -> Outcome:
    """Runs a wave. Where it fails as a whole, since a split kills whoever reads it, its splits are
    run each alone."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        return _attempt(spark, job, wave)
    except (PySparkException, Py4JError) as error:
        if spark.sparkContext._jsc is None or spark.sparkContext._jsc.sc().isStopped():
            raise
        if len(wave) == 1:
            return [], {wave[0].uri: _first_line(error)}
    finished: list[Finished] = []
    failed: dict[str, str] = {}
    for split in wave:
        one, fault = _run(spark, job, [split])
        finished.extend(one)
        failed.update(fault)
    return finished, failed


def _attempt(spark: SparkSession, job: Job, wave: list[Split]) -> Outcome:
    tasks = spark.range(0, len(wave), 1, len(wave))
    rows = tasks.mapInArrow(_work(job, wave), "outcome string").collect()
    finished: list[Finished] = []
    failed: dict[str, str] = {}
    for row in rows:
        outcome = json.loads(row.outcome)
        if "failed" in outcome:
            failed[outcome["uri"]] = outcome["failed"]
        else:
            finished.append(Finished.read(outcome))
    return finished, failed


def _work(job: Job, wave: list[Split]):
    """What a task does: its number is that of its split in the wave."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                outcome = json.dumps(_outcome(job, wave[number]))
                yield pa.RecordBatch.from_pydict({"outcome": [outcome]})

    return work


def _outcome(job: Job, split: Split) -> dict:
    """Codes a split. What cannot be read is raised, so that Spark tries again, on another machine if
    it can; the last time it is told."""
    from pyspark import TaskContext

    try:
        return code_split(job, split).record()
    except (OSError, pa.ArrowException) as error:
        context = TaskContext.get()
        if context is not None and context.attemptNumber() + 1 < job.tries:
            raise
        return {"uri": split.uri, "failed": _first_line(error)}


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:500] if lines else type(error).__name__


def code_split(job: Job, split: Split) -> Finished:
    """Codes one split and writes what comes of it."""
    files = tables.Files(Folder(job.output), job.format, job.run, split.id)
    received = rejected = events = problems = 0
    for articles, faults in sources.read(split, job.plan):
        files.write("problems", None, faults)
        problems += faults.num_rows
        received += articles.num_rows + _rejected(faults)
        rejected += _rejected(faults)
        for month, of_month in by_month(articles) if articles.num_rows else ():
            coded, wrong = _native.code(job.setup, of_month)
            files.write("events", month, coded)
            files.write("problems", None, wrong)
            if job.articles:
                files.write("articles", month, of_month)
            events += coded.num_rows
            problems += wrong.num_rows
            rejected += _rejected(wrong)
    return Finished(split, received, rejected, events, problems, files.close())


def _rejected(faults: pa.RecordBatch) -> int:
    return faults.column("rejected").to_pylist().count(True)
