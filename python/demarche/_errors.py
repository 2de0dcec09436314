"""What is raised: one class for each kind of error, its facts as attributes.

All of them are a :class:`DemarcheError` with ``what`` is wrong and a ``hint`` what to do about it.
"""

from __future__ import annotations

from typing import NamedTuple


class DemarcheError(Exception):
    """Something that cannot be done; says what is wrong and what to do about it.

    >>> from demarche import relation, DemarcheError
    >>> try:
    ...     relation("Kenya praised Uganda.", actor=(0, 5), recipient=(14, 99))
    ... except DemarcheError as error:
    ...     print(error.what)
    "recipient" is [14, 99], but the text has 21 characters
    """

    what: str
    hint: str

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what, hint)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}; hint: {self.hint}" if self.hint else self.what


class ArticleError(DemarcheError):
    """An article that cannot be coded: no text, too long, plainly not in English."""


class TableError(DemarcheError):
    """A table that holds no articles, or no events, or that cannot be read on."""


class EventError(DemarcheError):
    """A row or record that is no event; ``row`` is its number, from 0, where there are rows."""

    row: int | None

    def __init__(self, what: str, hint: str = "", row: int | None = None) -> None:
        super().__init__(what, hint)
        self.args = (what, hint, row)
        self.row = row

    def __str__(self) -> str:
        said = super().__str__()
        return said if self.row is None else f"row {self.row}: {said}"


class EngineError(DemarcheError):
    """An ``engine`` that this build does not have, or that cannot start; ``available`` names those
    that can."""

    engine: str
    available: list[str]

    def __init__(
        self, engine: str, available: list[str], why: tuple[str, str] | None = None
    ) -> None:
        names = ", ".join(f'"{name}"' for name in available)
        if why is None:
            super().__init__(f'there is no engine "{engine}"', f"this build has {names}")
        else:
            super().__init__(
                f'the engine "{engine}" cannot start: {why[0]}', f"{why[1]}; this build has {names}"
            )
        self.args = (engine, available, why)
        self.engine = engine
        self.available = available


class Fault(NamedTuple):
    """A fault of a table or frame of yours: ``line`` and ``column`` from 1, or 0 for the whole file."""

    file: str
    line: int
    column: int
    message: str
    help: str

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{place}: {self.message}; hint: {self.help}"


class KnowledgeError(DemarcheError):
    """Tables or frames of your own that cannot be used; every fault of theirs is in ``faults``."""

    faults: list[Fault]

    def __init__(self, faults: list[tuple[str, int, int, str, str]]) -> None:
        self.faults = [Fault(*fault) for fault in faults]
        s = "" if len(faults) == 1 else "s"
        lines = "".join(f"\n  {fault}" for fault in self.faults)
        super().__init__(f"{len(faults)} fault{s} in your own tables and frames:{lines}")
        self.args = (faults,)


class SpanError(DemarcheError):
    """A ``span`` of a ``party`` that lies outside a text of ``length`` characters, or is empty."""

    party: str
    span: tuple[int, int]
    length: int

    def __init__(self, party: str, span: tuple[int, int], length: int) -> None:
        super().__init__(
            f'"{party}" is [{span[0]}, {span[1]}], but the text has {length} characters',
            "offsets count Unicode characters, end exclusive; None where nobody is named",
        )
        self.args = (party, span, length)
        self.party, self.span, self.length = party, span, length


class ArgumentError(DemarcheError, ValueError):
    """A ``value`` that an argument, by its ``name``, cannot have."""

    name: str
    value: object

    def __init__(self, name: str, value: object, hint: str) -> None:
        super().__init__(f"{name} cannot be {value!r}", hint)
        self.args = (name, value, hint)
        self.name, self.value = name, value


class StoreError(DemarcheError):
    """A store, by its ``path``, that cannot be read."""

    path: str

    def __init__(self, path: str, what: str, hint: str) -> None:
        super().__init__(what, hint)
        self.args = (path, what, hint)
        self.path = path


class CodingWarning(UserWarning):
    """An article was coded, but something of it was cut short or could not be read."""
