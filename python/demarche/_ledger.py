"""From events the state of a crisis: what is in force, what is contested, what was asked and not
answered, who still speaks with whom, and whether it is getting worse."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date as Day
from typing import TYPE_CHECKING, Any, NamedTuple

from demarche import _demarche as native
from demarche._coder import _columns, _day
from demarche._records import Record, Records
from demarche._table import EventTable

if TYPE_CHECKING:
    import pandas
    import polars
    from matplotlib.axes import Axes

# What a table of each kind shows, in a notebook.
SHOWN = {
    "incidents": ("start", "end", "event_type", "modes", "by", "against", "place", "killed", "injured"),
    "measures": ("by", "against", "kind", "object", "state", "since", "until"),
    "claims": ("by", "against", "about", "state", "since", "denied_by", "confirmed_by"),
    "requests": ("by", "to", "mode", "what", "state", "since", "answered"),
    "threats": ("by", "to", "mode", "what", "state", "since", "answered"),
    "contacts": ("between", "level", "channel", "through", "last", "days"),
    "silences": ("between", "last", "days", "usual", "unusual"),
    "posture": ("by", "against", "kind", "state", "since", "until"),
    "changes": ("date", "reported", "what", "text"),
    "alerts": ("date", "kind", "value", "threshold", "text"),
}


class Series(NamedTuple):
    """Tension of those whom a ledger is about. Tension is minus the sum of PLOVER scores per article
    that reports on them: from -10, all cooperation, to 10, all conflict."""

    daily: Records
    """Day by day: date, reports, events, quads, plover, goldstein, killed, tension."""
    weekly: Records
    """Week by week, from Monday, with its baselines ``short`` and ``long``."""
    change_points: tuple[str, ...]
    """Mondays of weeks from which tension has another level."""

    def to_pandas(self) -> pandas.DataFrame:
        """The weeks, indexed by their Mondays; needs pandas."""
        import pandas

        frame = self.weekly.to_pandas()
        if len(frame):
            frame["date"] = pandas.to_datetime(frame["date"])
            frame = frame.set_index("date")
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The weeks; needs polars."""
        return self.weekly.to_polars()

    def plot(self, ax: Axes | None = None, *, step: str = "week") -> Axes:
        """Draws tension by ``step`` ("day" or "week"), with dashed lines where its level changed;
        needs matplotlib."""
        try:
            from matplotlib import pyplot
        except ImportError as error:
            raise ImportError("plot() draws with matplotlib: pip install matplotlib") from error
        points = self.daily if step == "day" else self.weekly
        days = [Day.fromisoformat(point["date"]) for point in points]
        if ax is None:
            ax = pyplot.subplots()[1]
        ax.axhline(0, color="0.7", linewidth=0.8)
        ax.plot(
            days,  # type: ignore[arg-type]
            [point["tension"] for point in points],
            drawstyle="steps-post",
            color="tab:red",
        )
        for monday in self.change_points:
            ax.axvline(
                Day.fromisoformat(monday),  # type: ignore[arg-type]
                color="0.4",
                linestyle="--",
                linewidth=0.8,
            )
        ax.set_ylabel("tension (conflict above 0)")
        return ax


class Ledger:
    """The state of a crisis on a day, each line with the ids of the events that prove it.

    Make one with :meth:`from_events`, or of a :class:`Store`. :meth:`ask` asks the same events about
    other parties or another day.

    >>> from demarche import Coder, Ledger
    >>> text = "Kenya suspended its trade agreement with Uganda on Monday."
    >>> ledger = Ledger.from_events(Coder().code(text, date="2024-03-06"))
    >>> [(measure.by, measure.against, measure.state) for measure in ledger.measures]
    [('KEN', 'UGA', 'in force')]
    """

    def __init__(self, fold: native.Fold, asked: dict[str, Any], copies: int = 0) -> None:
        self._fold = fold
        self._asked = asked
        self._kept: dict[bool, dict[str, Any]] = {}
        self.copies = copies
        """Copies of stories that were left out: the first speaks for all of them."""

    @staticmethod
    def from_events(
        events: object,
        *,
        articles: object = None,
        pair: tuple[str, str] | None = None,
        country: str | Iterable[str] | None = None,
        at: str | Day | None = None,
        since: str | Day | None = None,
        min_confidence: float | None = None,
    ) -> Ledger:
        """The ledger of events: a table of any library, or an iterable of events or records.

        ``articles``
            The articles of the events, as for :meth:`Coder.code_batch`: their words tell what was
            asked, and their days when it was reported.
        ``pair``, ``country``
            Whom it is about: two codes, or one or several codes or regions; by default everybody.
            ISO 3166-1 alpha-3, as events have them.
        ``at``, ``since``
            The day (by default the last on which something is reported), and the day since when
            ``changes`` are asked for.
        ``min_confidence``
            Leaves out events that are less likely right, from 0 to 1.

        Raises :class:`EventError` or :class:`TableError` where there are no events, and
        :class:`ArgumentError` at a code or day that is none.
        """
        fold = native.Fold()
        if articles is not None:
            fold.add_articles(_columns(articles), None, None, None)
        fold.add(EventTable.of(events)._native, min_confidence)
        return Ledger(fold, _asked(pair, country, at, since))

    def ask(
        self,
        *,
        pair: tuple[str, str] | None = None,
        country: str | Iterable[str] | None = None,
        at: str | Day | None = None,
        since: str | Day | None = None,
    ) -> Ledger:
        """The ledger of the same events about these parties, on this day."""
        return Ledger(self._fold, _asked(pair, country, at, since), self.copies)

    @property
    def pair(self) -> tuple[str, str] | None:
        """The pair that was asked for."""
        pair = self._ledger()["pair"]
        return None if pair is None else (pair[0], pair[1])

    @property
    def at(self) -> str | None:
        """The day, ISO 8601; ``None`` where no event has one."""
        day: str | None = self._ledger()["at"]
        return day

    @property
    def account(self) -> Record:
        """What came in: events, duplicates, articles, undated, later."""
        return Record(self._ledger()["account"])

    @property
    def incidents(self) -> Records:
        """Happenings, each as all its reports tell it, the latest first."""
        return self._records("incidents")

    @property
    def measures(self) -> Records:
        """Sanctions, closures, suspensions and the like: those that hold first, the latest first."""
        return self._records("measures")

    @property
    def claims(self) -> Records:
        """Who blames whom for what, and whether it is denied, admitted or confirmed."""
        return self._records("claims")

    @property
    def requests(self) -> Records:
        """What was asked of whom: open, met, refused or lapsed."""
        return self._records("requests")

    @property
    def threats(self) -> Records:
        """What was threatened: open, carried out or lapsed."""
        return self._records("threats")

    @property
    def contacts(self) -> Records:
        """Who speaks with whom, at which level, the latest first."""
        return self._records("contacts")

    @property
    def silences(self) -> Records:
        """Days since those who speak have spoken, against their own habit."""
        return self._records("silences")

    @property
    def posture(self) -> Records:
        """Mobilisations, alerts, exercises, withdrawals."""
        return self._records("posture")

    @property
    def changes(self) -> Records:
        """What changed since ``since``, oldest first; empty where that was not asked."""
        return self._records("changes")

    @property
    def alerts(self) -> Records:
        """What is out of the usual: rises, falls, first conflict, deaths, silence."""
        return self._records("alerts", series=True)

    @property
    def series(self) -> Series:
        """Tension by day and week. ``ledger.series.plot()`` draws it."""
        series = self._ledger(series=True).get("series") or {}
        shown = ("date", "reports", "events", "tension", "killed")
        daily, weekly = (
            Records(map(Record, series.get(name, ())), shown) for name in ("daily", "weekly")
        )
        return Series(daily, weekly, tuple(series.get("change_points", ())))

    def panel(self, unit: str = "country", step: str = "month") -> Records:
        """Tension by ``unit`` ("country" or "dyad", who to whom) and ``step`` ("day", "week" or
        "month"), a line each; steps without a report have none."""
        asked = self._asked
        rows = self._fold.panel(asked["pair"], asked["countries"], asked["at"], unit, step)
        return Records(
            Record(
                {
                    **({"country": one} if unit == "country" else {"actor": one, "recipient": other}),
                    "date": date,
                    "reports": reports,
                    "events": events,
                    "quads": quads,
                    "plover": plover,
                    "goldstein": goldstein,
                    "killed": killed,
                    "tension": tension,
                }
            )
            for one, other, date, reports, events, quads, plover, goldstein, killed, tension in rows
        )

    def to_json(self, *, series: bool = False) -> str:
        """What ``demarche ledger --format json`` writes, byte for byte; with ``series``, what it
        writes with ``--series``."""
        asked = self._asked
        return self._fold.ledger(
            asked["pair"], asked["countries"], asked["at"], asked["since"], series
        )

    def to_dict(self, *, series: bool = False) -> dict[str, Any]:
        """The same as plain values."""
        ledger: dict[str, Any] = json.loads(self.to_json(series=series))
        return ledger

    def _ledger(self, series: bool = False) -> dict[str, Any]:
        if series not in self._kept:
            self._kept[series] = self.to_dict(series=series)
        return self._kept[series]

    def _records(self, name: str, series: bool = False) -> Records:
        return Records(map(Record, self._ledger(series).get(name) or ()), SHOWN[name])

    def __repr__(self) -> str:
        whom = " and ".join(self.pair) if self.pair else ", ".join(self._asked["countries"]) or "all"
        kinds = [name for name in SHOWN if name not in ("changes", "alerts")]
        counts = ", ".join(f"{len(self._records(name))} {name}" for name in kinds)
        return f"<ledger of {whom} at {self.at}: {counts}>"

    def _repr_html_(self) -> str:
        from demarche._html import ledger

        return ledger(self)


def _asked(
    pair: tuple[str, str] | None,
    country: str | Iterable[str] | None,
    at: str | Day | None,
    since: str | Day | None,
) -> dict[str, Any]:
    countries = [country] if isinstance(country, str) else list(country or ())
    return {
        "pair": None if pair is None else tuple(pair),
        "countries": countries,
        "at": _day("at", at),
        "since": _day("since", since),
    }
