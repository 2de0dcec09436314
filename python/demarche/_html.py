"""What a notebook shows. Everything that comes from an article is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from demarche._demarche import Event, Party, country_name

if TYPE_CHECKING:
    from demarche._explain import Explained
    from demarche._ledger import Ledger
    from demarche._records import Records
    from demarche._table import EventTable

# Background of the quad classes: cooperation blue and green, conflict orange and red; legible on
# both light and dark pages, since the words on it are always dark.
COLOURS = {1: "#cfe3f7", 2: "#cdeccf", 3: "#fbe3b3", 4: "#f7c9c4"}
MOST = 50


def article(told: Explained) -> str:
    """The text with its triggers marked and numbered, and a table of its events."""
    marks = sorted((*event.evidence.trigger, number) for number, event in enumerate(told.events))
    parts: list[str] = []
    at, index = 0, 0
    while index < len(marks):
        start, end, first = marks[index]
        numbers = [first]
        index += 1
        # Triggers may coincide or overlap: a mark ends where the next begins.
        while index < len(marks) and marks[index][0] < end:
            end = max(end, marks[index][1])
            numbers.append(marks[index][2])
            index += 1
        parts.append(escape(told.text[at:start]))
        title = "; ".join(_kind(told.events[number]) for number in numbers)
        colour = COLOURS[told.events[first].quad_class]
        label = ",".join(str(number + 1) for number in numbers)
        parts.append(
            f'<mark title="{escape(title)}" style="background:{colour};color:#111;padding:0 2px">'
            f"{escape(told.text[start:end])}<sub>{label}</sub></mark>"
        )
        at = end
    parts.append(escape(told.text[at:]))
    text = "".join(parts).strip().replace("\n\n", "<br><br>")
    return f'<div style="max-width:48em;line-height:1.5">{text}</div>{_events(told.events)}'


def events(table: EventTable) -> str:
    """The first events of a table."""
    more = f"<p>{len(table):,} events</p>" if len(table) > MOST else ""
    return _events(table[:MOST]) + more


def _events(found: Sequence[Event]) -> str:
    rows = [
        (
            number,
            _kind(event),
            ", ".join(map(_party, event.actors)),
            ", ".join(map(_party, event.recipients)),
            event.date.start if event.date else "",
            (event.place.name or event.place.text) if event.place else "",
            event.status if event.certainty == "asserted" else f"{event.status}, {event.certainty}",
            f"{event.confidence:.2f}",
        )
        for number, event in enumerate(found, 1)
    ]
    heads = ("", "event", "actor", "recipient", "date", "place", "status", "confidence")
    colours = [COLOURS[event.quad_class] for event in found]
    return _table(heads, rows, colours) if rows else "<p>no events</p>"


def records(found: Records, columns: Sequence[str]) -> str:
    """Lines of a ledger as a table."""
    if not len(found):
        return "<p>none</p>"
    columns = columns or [name for name in found[0] if name not in ("id", "events")]
    rows = [[_cell(one.get(name)) for name in columns] for one in found[:MOST]]
    more = f"<p>{len(found):,} in all</p>" if len(found) > MOST else ""
    return _table([name.replace("_", " ") for name in columns], rows) + more


def ledger(told: Ledger) -> str:
    """Every part of a ledger that says something."""
    from demarche._ledger import SHOWN

    whom = " and ".join(_country(code) for code in told.pair) if told.pair else ""
    parts = [f"<h4>{escape(' '.join(filter(None, [whom, told.at or 'no day'])))}</h4>"]
    for name in SHOWN:
        found = told._records(name)
        if len(found):
            parts.append(f"<h5>{name} ({len(found)})</h5>{found._repr_html_()}")
    return "".join(parts)


def _table(
    heads: Iterable[object], rows: Iterable[Iterable[object]], colours: Sequence[str] = ()
) -> str:
    head = "".join(f'<th style="text-align:left">{escape(str(one))}</th>' for one in heads)
    body = []
    for number, row in enumerate(rows):
        cells = []
        for column, cell in enumerate(row):
            mark = column == 1 and number < len(colours)
            style = f"background:{colours[number]};color:#111" if mark else ""
            cells.append(f'<td style="text-align:left;{style}">{escape(str(cell))}</td>')
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _kind(event: Event) -> str:
    return f"{event.event_type} {event.mode}" if event.mode else event.event_type


def _party(party: Party) -> str:
    return f"{party.text} ({party.code})" if party.code else party.text


def _country(code: str) -> str:
    return country_name(code) or code


def _cell(value: Any) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return ", ".join(map(_cell, value))
    if isinstance(value, str):
        return value
    if hasattr(value, "get"):
        # A place has a name; a count has its best and its range.
        if "name" in value:
            return str(value["name"])
        if "best" in value:
            low, high, best = value["low"], value["high"], value["best"]
            return str(best) if low == high else f"{best} ({low} to {high})"
    return str(value)
