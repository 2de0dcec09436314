"""The native part. Use what ``demarche`` exports."""

from collections.abc import Callable
from os import PathLike
from typing import Any, final

VERSION: str

Span = tuple[int, int]

class _Part:
    def to_dict(self) -> dict[str, Any]:
        """The same as plain values; a span is a list of its two offsets."""
    def to_json(self) -> str:
        """The same as JSON, as it stands in the line that the program writes."""

@final
class Party(_Part):
    """Who or to whom: the words, and what they resolve to."""

    @property
    def text(self) -> str:
        """The words, exactly ``span`` of the article's text."""
    @property
    def span(self) -> Span:
        """Where they stand, in characters of the text, end exclusive."""
    @property
    def name(self) -> str | None:
        """The canonical name, when the party is known."""
    @property
    def entity(self) -> str | None:
        """A stable key of the known party ("IND-GOV")."""
    @property
    def country(self) -> str | None:
        """ISO 3166-1 alpha-3, or a supra-national code of PLOVER."""
    @property
    def sectors(self) -> list[str]:
        """Sectors, most specific first."""
    @property
    def code(self) -> str | None:
        """Country and first sector as the field writes them ("INDGOV")."""
    @property
    def role(self) -> str | None:
        """The office or title in the words."""
    @property
    def basis(self) -> str:
        """How the codes were found."""

@final
class Date(_Part):
    """When the event happened."""

    @property
    def start(self) -> str:
        """First day, ISO 8601."""
    @property
    def end(self) -> str:
        """Last day, ISO 8601."""
    @property
    def basis(self) -> str:
        """The rule that found it."""
    @property
    def span(self) -> Span | None:
        """The words that say so, in characters of the text, end exclusive."""

@final
class Place(_Part):
    """Where the event happened."""

    @property
    def text(self) -> str:
        """The words."""
    @property
    def span(self) -> Span:
        """Where they stand, in characters of the text, end exclusive."""
    @property
    def name(self) -> str | None:
        """The canonical name."""
    @property
    def country(self) -> str | None:
        """The country it lies in, ISO 3166-1 alpha-3."""
    @property
    def admin1(self) -> str | None:
        """First-level division."""
    @property
    def lat(self) -> float | None:
        """Degrees north."""
    @property
    def lon(self) -> float | None:
        """Degrees east."""
    @property
    def geonames_id(self) -> int | None:
        """GeoNames identifier."""
    @property
    def precision(self) -> str | None:
        """ "place", "city", "admin1" or "country"."""

@final
class Object(_Part):
    """What the event is about: a treaty, a post, staff, aid, talks."""

    @property
    def kind(self) -> str:
        """The kind, from the table of objects."""
    @property
    def name(self) -> str:
        """The name as the text or the table gives it."""
    @property
    def span(self) -> Span:
        """Where it stands, in characters of the text, end exclusive."""

@final
class Quantities(_Part):
    """Counts of persons; ``None`` where the text gives none."""

    @property
    def killed(self) -> int | None:
        """Persons killed."""
    @property
    def injured(self) -> int | None:
        """Persons injured."""
    @property
    def arrested(self) -> int | None:
        """Persons arrested or detained."""
    @property
    def displaced(self) -> int | None:
        """Persons displaced."""

@final
class Evidence(_Part):
    """The words that say so, and the rule that read them."""

    @property
    def sentence(self) -> Span:
        """The sentence, in characters of the text, end exclusive."""
    @property
    def trigger(self) -> Span:
        """The words that name the event, in characters of the text, end exclusive."""
    @property
    def rule(self) -> str:
        """The codebook frame, or the model, that made the event."""

@final
class CoderInfo(_Part):
    """What coded the event."""

    @property
    def version(self) -> str:
        """Version of the program."""
    @property
    def engine(self) -> str:
        """Engine ("fast")."""
    @property
    def codebook(self) -> str:
        """Codebook ("plover-2.0")."""
    @property
    def fingerprint(self) -> str:
        """Hash over knowledge, codebook and weights: equal ones code alike."""

@final
class Event(_Part):
    """One coded event, record ``demarche.event/1``. It does not change; equal records are equal."""

    @staticmethod
    def from_json(line: str) -> Event:
        """Reads the line that :meth:`to_json` or the command line wrote."""
    @property
    def schema(self) -> str:
        """Always "demarche.event/1"."""
    @property
    def id(self) -> str:
        """Stable hash of what the event says."""
    @property
    def article_id(self) -> str:
        """The article it was read from."""
    @property
    def sentence(self) -> int:
        """Number of the sentence, from 1."""
    @property
    def event_type(self) -> str:
        """PLOVER type ("SANCTION")."""
    @property
    def mode(self) -> str | None:
        """PLOVER mode."""
    @property
    def contexts(self) -> list[str]:
        """PLOVER contexts, in the manual's order."""
    @property
    def quad_class(self) -> int:
        """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
    @property
    def score(self) -> float:
        """PLOVER score, from -10 to 10."""
    @property
    def cameo(self) -> str | None:
        """CAMEO code, a string of digits."""
    @property
    def goldstein(self) -> float | None:
        """Goldstein scale of the CAMEO code, from -10 to 10."""
    @property
    def status(self) -> str:
        """ "actual", "future", "hypothetical", "negated" or "historical"."""
    @property
    def certainty(self) -> str:
        """ "asserted", "claimed" or "denied"."""
    @property
    def reported_by(self) -> Party | None:
        """Who claims or denies it, or is quoted for it."""
    @property
    def actors(self) -> list[Party]:
        """Who did it; every party of a mutual event."""
    @property
    def recipients(self) -> list[Party]:
        """To whom."""
    @property
    def date(self) -> Date | None:
        """When."""
    @property
    def place(self) -> Place | None:
        """Where."""
    @property
    def object(self) -> Object | None:
        """What it is about."""
    @property
    def quantities(self) -> Quantities:
        """Counts of persons."""
    @property
    def evidence(self) -> Evidence:
        """The words and the rule."""
    @property
    def confidence(self) -> float:
        """Calibrated chance, from 0 to 1, that type and parties are right."""
    @property
    def coder(self) -> CoderInfo:
        """What coded it."""
    def to_json(self) -> str:
        """The line that ``demarche code --format jsonl`` writes, byte for byte, without its end."""

_Why = tuple[str, str, str | None, str | None, list[str], list[str], dict[str, float]]
_Word = tuple[str, Span, str, str, str, int, str]
_Tree = tuple[Span, list[_Word], list[tuple[str, int, int]]]

@final
class Table:
    @staticmethod
    def from_arrow(data: object) -> Table | None: ...
    @staticmethod
    def from_events(events: list[Event]) -> Table: ...
    @staticmethod
    def joined(tables: list[Table]) -> Table: ...
    def __len__(self) -> int: ...
    def column_names(self) -> list[str]: ...
    def events(self, start: int, stop: int) -> list[Event]: ...
    def to_jsonl(self) -> str: ...
    def write_parquet(self, path: str | PathLike[str]) -> None: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class ProblemTable:
    def __len__(self) -> int: ...
    def rows(self) -> list[tuple[int, str | None, str, str, str | None]]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Run:
    def next(self) -> tuple[Table, ProblemTable] | None: ...
    def close(self) -> None: ...
    def problems(self) -> ProblemTable: ...
    def account(self) -> dict[str, int]: ...
    def write_parquet(self, path: str | PathLike[str]) -> None: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Coder:
    def __init__(
        self,
        engine: str,
        knowledge: list[tuple[str, str]],
        codebook: list[tuple[str, str]],
        places: tuple[str, bytes] | None,
        weights: str | None,
        threads: int | None,
    ) -> None: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def threads(self) -> int: ...
    def code(
        self, article: object, date: str | None
    ) -> tuple[str, str, list[Event], list[_Why], list[str]]: ...
    def run(
        self,
        data: object,
        text: str | None,
        id: str | None,
        date: str | None,
        default_date: str | None,
        min_confidence: float | None,
        distinct: bool,
        batch_size: int,
        progress: Callable[[int, int], object] | None,
    ) -> Run: ...
    def relation(
        self, text: str, actor: Span | None, recipient: Span | None
    ) -> tuple[str, str | None, int, dict[str, float]]: ...
    def parse(self, article: object) -> tuple[str, list[_Tree]]: ...

_Row = tuple[
    str, str | None, str, int, int, list[int], float, float, int, float
]

@final
class Fold:
    def add_articles(
        self, data: object, text: str | None, id: str | None, date: str | None
    ) -> int: ...
    def add(self, table: Table, least: float | None) -> None: ...
    def __len__(self) -> int: ...
    def ledger(
        self,
        pair: tuple[str, str] | None,
        countries: list[str],
        at: str | None,
        since: str | None,
        series: bool,
    ) -> str: ...
    def panel(
        self,
        pair: tuple[str, str] | None,
        countries: list[str],
        at: str | None,
        unit: str,
        step: str,
    ) -> list[_Row]: ...

_Hit = tuple[int, str, str | None, str | None, str, str | None, float, str]

@final
class Store:
    def __init__(self, path: str | PathLike[str]) -> None: ...
    def events(self, asked: dict[str, Any]) -> Table: ...
    def articles(self, asked: dict[str, Any]) -> Table: ...
    def article(self, article_id: str) -> list[str]: ...
    def search(self, words: str, asked: dict[str, Any], limit: int) -> list[_Hit]: ...
    def fold(self, least: float | None) -> tuple[Fold, int]: ...
    def info(self) -> dict[str, int]: ...

def relation(
    text: str, actor: Span | None, recipient: Span | None
) -> tuple[str, str | None, int, dict[str, float]]: ...
def engines() -> list[str]: ...
def country_name(code: str) -> str | None: ...
