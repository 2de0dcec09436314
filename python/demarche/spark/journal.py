"""What an output holds, written before it is done: the journal in ``_demarche/log``.

Entry 0 says how the output is made. Each further entry is a commit: the splits that are finished
with it, and the files that they have made. An entry is written whole, under the next number, and
never again; of two jobs that write the same number one is refused. What an entry says is done after
it was written, in steps that may be repeated, so whoever opens the journal does the last one again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from demarche.spark._files import Folder
from demarche.spark.sources import Plan, Split

#: The name of the form.
SCHEMA = "demarche.archive/1"
LOG = "_demarche/log"


class ArchiveError(Exception):
    """An output that cannot be gone on with; the message says why, and what to do."""


@dataclass(frozen=True)
class Header:
    """How an output is made, the same from its first job to its last."""

    format: str
    fingerprint: str
    articles: bool
    plan: Plan
    schema: str = SCHEMA


@dataclass(frozen=True)
class Written:
    """A file that a task has made. Both paths count from the folder of the output."""

    table: str
    year: int | None
    month: int | None
    staged: str
    final: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class Finished:
    """A split whose task has ended, and what became of it."""

    split: Split
    received: int
    rejected: int
    events: int
    problems: int
    files: list[Written]

    @staticmethod
    def read(record: dict) -> Finished:
        """From the record that a task hands over."""
        files = [Written(**file) for file in record["files"]]
        return Finished(**{**record, "split": Split(**record["split"]), "files": files})

    def record(self) -> dict:
        """As it is written."""
        return asdict(self)


@dataclass
class Journal:
    """The journal of an output."""

    folder: Folder
    header: Header
    #: The number of the last entry.
    last: int = 0
    #: The finished splits, by their ids.
    done: dict[str, Split] = field(default_factory=dict)
    #: What the last commit said.
    pending: list[Finished] = field(default_factory=list)

    @staticmethod
    def open(folder: Folder, header: Header) -> Journal:
        """Opens the journal of an output, or begins one.

        Raises :class:`ArchiveError` where the output was made otherwise, or holds something else.
        """
        names = [name for name in folder.names(LOG) if name.endswith(".json")]
        if not names:
            if folder.exists("events"):
                raise ArchiveError(
                    f"{folder.uri}: it holds events and no journal; hint: name a new folder"
                )
            folder.put_if_absent(_name(0), _json(asdict(header)))
            return Journal(folder, header)
        kept = _header(folder, json.loads(folder.read(_name(0))))
        for field_name in ("format", "fingerprint", "articles"):
            old, new = getattr(kept, field_name), getattr(header, field_name)
            if old != new:
                raise ArchiveError(
                    f"{folder.uri}: it was made with {field_name} {old!r} and this job has {new!r}; "
                    "hint: name a new folder, or go on as it was begun"
                )
        journal = Journal(folder, kept)
        for number, name in enumerate(names):
            if name != _name(number).rpartition("/")[2]:
                raise ArchiveError(f"{folder.uri}: entry {number} of its journal is gone")
            if number:
                journal._take(number, json.loads(folder.read(_name(number))))
        return journal

    def commit(self, finished: list[Finished]) -> int:
        """Writes that splits are finished, and gives the number of the entry.

        Raises :class:`ArchiveError` where another job has written since.
        """
        number = self.last + 1
        entry = {"schema": SCHEMA, "number": number, "finished": [one.record() for one in finished]}
        try:
            self.folder.put_if_absent(_name(number), _json(entry))
        except FileExistsError as error:
            raise ArchiveError(
                f"{self.folder.uri}: another job writes here; hint: let one end before the next"
            ) from error
        self._take(number, entry)
        return number

    def _take(self, number: int, entry: dict) -> None:
        self.last = number
        self.pending = [Finished.read(record) for record in entry["finished"]]
        self.done.update((one.split.id, one.split) for one in self.pending)

    def changed(self, split: Split) -> bool:
        """Whether a finished split is of a file that is another one by now."""
        old = self.done.get(split.id)
        return old is not None and (old.size, old.changed) != (split.size, split.changed)


def _header(folder: Folder, record: dict) -> Header:
    if record.get("schema") != SCHEMA:
        raise ArchiveError(f"{folder.uri}: its journal is no {SCHEMA}; hint: name a new folder")
    return Header(**{**record, "plan": Plan(**record["plan"])})


def _name(number: int) -> str:
    return f"{LOG}/{number:08}.json"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
