"""GDELT's tables as the clients of its users see them: gdeltPyR (package `gdelt`) and gdelt-py.

Both are clients of GDELT's server. Nothing here goes there: connections are refused, and gdeltPyR,
which fetches even its lists of columns and codes, is handed our file and the lists that its own
package carries.
"""

import contextlib
import csv
import datetime
import io
import logging
import socket
import sys
import zipfile
from pathlib import Path


def _refuse(*address, **more):
    raise AssertionError(f"a reader goes to the network: {address}")


socket.socket.connect = _refuse
socket.create_connection = _refuse
socket.getaddrinfo = _refuse

import requests  # noqa: E402

# Where the package puts its lists; it looks for them elsewhere, and then on the network.
LISTS = Path(sys.prefix) / "data"
SERVED = {}


class Answer:
    status_code = 200

    def __init__(self, content):
        self.content = content


def _get(url, **more):
    name = url.rsplit("/", 1)[-1]
    if name == "cameoCodes.json":
        return Answer((LISTS / name).read_bytes())
    if "Events_Column_Labels" in name:
        names = [row["name"] for row in csv.DictReader((LISTS / "events2.csv").open())]
        return Answer("\n".join(["tableId", *names]).encode())
    kind = next(kind for kind in ("export", "mentions") if f".{kind}.CSV.zip" in name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(name.removesuffix(".zip"), SERVED[kind])
    return Answer(packed.getvalue())


requests.get = _get

# It prints where it looks for its lists.
with contextlib.redirect_stdout(io.StringIO()):
    import gdelt.base  # noqa: E402
from py_gdelt.exceptions import ParseError  # noqa: E402
from py_gdelt.lookups.cameo import CAMEOCodes  # noqa: E402
from py_gdelt.models.events import Event, Mention  # noqa: E402
from py_gdelt.parsers import EventsParser, MentionsParser  # noqa: E402


class NoWarnings(logging.Handler):
    """gdelt-py warns of a line that it cannot read, and goes on."""

    def emit(self, record):
        raise AssertionError(f"gdelt-py: {record.getMessage()}")


logging.getLogger("py_gdelt").addHandler(NoWarnings(logging.WARNING))


def rows(path):
    """The file by the rules of its document: tabs, and quotation marks doubled in such marks."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def number(text):
    return float(text) if text else None


def check(folder):
    events, mentions = rows(folder / "gdelt2"), rows(folder / "gdelt2-mentions")
    SERVED["export"] = (folder / "gdelt2").read_bytes()
    client_frame(events)
    py_events(events)
    py_mentions(mentions, (folder / "gdelt2-mentions").read_bytes())


def client_frame(events):
    """gdeltPyR: a frame with the columns it knows, codes as text, and the headings of the codes."""
    # A list that it could not fetch is a dictionary of dictionaries; an empty one names nothing.
    assert isinstance(gdelt.base.codes, dict) and gdelt.base.codes["Description"]["043"]
    frame = gdelt.gdelt(version=2).Search("2024 Mar 14", table="events", output="df")
    assert len(frame) == len(events) > 10, f"{len(frame)} rows of {len(events)}"
    assert len(frame.columns) == 62, list(frame.columns)
    for (_, read), row in zip(frame.iterrows(), events, strict=True):
        for column, at in (("EventCode", 26), ("EventBaseCode", 27), ("EventRootCode", 28)):
            assert read[column] == row[at], f"{column}: {read[column]!r} of {row[at]!r}"
        assert int(read["GLOBALEVENTID"]) == int(row[0]) and int(read["SQLDATE"]) == int(row[1])
        assert read["GoldsteinScale"] == float(row[30]) and int(read["QuadClass"]) == int(row[29])
        for column, at in (("Actor1Code", 5), ("Actor2Name", 16), ("SOURCEURL", 60)):
            assert row[at] == ("" if read[column] != read[column] else read[column])
        described = read["CAMEOCodeDescription"]
        assert not described.startswith("No Description"), f"{row[26]}: {described}"
    print(f"gdelt2: {len(frame)} rows, alike to gdeltPyR {gdelt.__version__}")


def table(events):
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(events)
    return text.getvalue().encode()


def py_events(events):
    """gdelt-py: takes no row without AvgTone, which is not measured here, so one is put there; and
    no file whose first row has no address, so one that has comes first. Both are said in
    docs/formats.md, and fail here once they hold no more."""
    assert all(row[34] == "" for row in events)
    events = sorted(events, key=lambda row: row[60] == "")
    assert events[0][60] and not events[-1][60]
    toned = [[*row[:34], "0", *row[35:]] for row in events]
    for refused in (events, toned[::-1]):
        try:
            list(EventsParser().parse(table(refused)))
        except (AssertionError, ParseError):
            continue
        raise AssertionError("gdelt-py reads more than docs/formats.md says: say so there")
    read = [Event.from_raw(raw) for raw in EventsParser().parse(table(toned))]
    assert len(read) == len(events), f"{len(read)} rows of {len(events)}"
    codes = CAMEOCodes()
    for event, row in zip(read, events, strict=True):
        assert event.global_event_id == int(row[0])
        assert event.date == datetime.datetime.strptime(row[1], "%Y%m%d").date()
        assert event.date_added == datetime.datetime.strptime(row[59] + "+0000", "%Y%m%d%H%M%S%z")
        assert [event.event_code, event.event_base_code, event.event_root_code] == row[26:29]
        assert row[26] in codes, row[26]
        assert event.quad_class == int(row[29])
        # Its list of codes parts the roots as CAMEO and ICEWS do; GDELT's own files have 09 in
        # material cooperation and 14 in verbal conflict.
        if row[28] not in ("09", "14"):
            assert event.quad_class == codes.get_quad_class(row[28]), row[28]
        assert event.goldstein_scale == float(row[30])
        assert event.is_root_event == (row[25] == "1")
        assert (event.source_url or "") == row[60].strip()
        for actor, at in ((event.actor1, 5), (event.actor2, 15)):
            told = [getattr(actor, name) if actor else None for name in (
                "code", "name", "country_code", "known_group_code", "ethnic_code",
                "religion1_code", "religion2_code", "type1_code", "type2_code", "type3_code",
            )]
            assert [value or "" for value in told] == row[at:at + 10], row[at:at + 10]
        place = event.action_geo
        if place:
            assert [place.name or "", place.country_code or ""] == row[52:54]
            assert [place.lat, place.lon] == [number(row[56]), number(row[57])]
    print(f"gdelt2: {len(read)} rows, alike to gdelt-py once AvgTone is filled")


def py_mentions(mentions, file):
    """gdelt-py: parses every mention; its model of one starts at a confidence of 10 percent."""
    read = list(MentionsParser().parse(file))
    assert len(read) == len(mentions) > 10, f"{len(read)} rows of {len(mentions)}"
    modelled = 0
    for raw, row in zip(read, mentions, strict=True):
        assert [raw.global_event_id, raw.event_time_full, raw.mention_time_full] == row[:3]
        assert [raw.sentence_id, raw.confidence, raw.mention_doc_length] == [row[6], row[11], row[12]]
        if int(raw.confidence) < 10:
            continue
        modelled += 1
        mention = Mention.from_raw(raw)
        assert mention.global_event_id == int(row[0]) and mention.mention_type == int(row[3])
        told = [mention.actor1_char_offset, mention.actor2_char_offset, mention.action_char_offset]
        assert told == [int(value) if value else None for value in row[7:10]], row
        assert mention.confidence == int(row[11]) and mention.in_raw_text
    assert modelled > 10
    print(f"gdelt2-mentions: {len(read)} rows, alike to gdelt-py")
