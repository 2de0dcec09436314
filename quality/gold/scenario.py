"""Writes events.jsonl and articles.jsonl of a scenario from its table.txt and world.json:
`python3 scenario.py scenario scenario-dev`.

Keys of a line of the table: d= day or from..to (else the day of the report), p= place, o= kind:name of
the object, q= killed, injured, arrested, displaced, r= frame, by= who says so, s= status, c= certainty,
t= trigger, b= words before the trigger that the event does not carry. A party is a code, with .office
or :entity. The text of an article is a skeleton of the words that its events need, so that every span is
true."""
import hashlib
import json
import pathlib
import sys

# PLOVER 2.0: quad class and scores of types and modes; then a CAMEO code with its Goldstein value.
TYPES = {
    "AGREE": (1, 2.5, "030", 4.0), "CONSULT": (1, 2.5, "040", 1.0), "CONSULT/phone": (1, 1.5, "041", 1.0),
    "CONSULT/visit": (1, 4.0, "042", 1.9), "CONSULT/third-party": (1, 1.0, "044", 2.5),
    "SUPPORT": (1, 5.0, "050", 3.5), "CONCEDE": (1, 4.5, "080", 5.0), "COOPERATE": (2, 9.5, "060", 6.0),
    "AID": (2, 10.0, "070", 7.0), "RETREAT": (2, 6.5, "084", 7.0), "RETREAT/withdraw": (2, 8.0, "0872", 9.0),
    "RETREAT/release": (2, 6.5, "0841", 7.0), "RETREAT/disarm": (2, 10.0, "0873", 9.0),
    "RETREAT/ceasefire": (2, 7.5, "0871", 9.0), "RETREAT/access": (2, 6.5, "0863", 9.0),
    "REQUEST/assist": (3, 0.5, "101", -5.0), "REQUEST/change": (3, -1.0, "100", -5.0),
    "REQUEST/yield": (3, -1.0, "105", -5.0), "REQUEST/meet": (3, 0.0, "107", -5.0),
    "ACCUSE/disapprove": (3, -2.0, "111", -2.0), "ACCUSE/investigate": (3, -3.5, "090", -2.0),
    "ACCUSE/allege": (3, -3.5, "112", -2.0), "REJECT": (3, -2.0, "120", -4.0), "REJECT/yield": (3, -2.0, "124", -4.0),
    "REJECT/assist": (3, -1.5, "122", -4.0), "REJECT/meet": (3, -2.0, "125", -5.0),
    "THREATEN/restrict": (3, -3.0, "130", -4.4), "THREATEN/relations": (3, -3.5, "131", -5.8),
    "THREATEN/expel": (3, -3.5, "136", -7.0), "THREATEN/violence": (3, -3.5, "138", -7.0),
    "PROTEST/demo": (4, -5.0, "141", -6.5), "SANCTION/withdraw": (4, -6.0, "161", -4.0),
    "SANCTION/expel": (4, -5.5, "166", -7.0), "SANCTION/discontinue": (4, -6.0, "162", -5.6),
    "MOBILIZE/troops": (4, -6.5, "152", -7.2), "COERCE/restrict": (4, -7.0, "170", -7.0),
    "COERCE/arrest": (4, -7.0, "173", -5.0), "COERCE/curfew": (4, -6.5, "1723", -5.0),
    "COERCE/martial-law": (4, -7.5, "1724", -5.0), "COERCE/withhold": (4, -7.0, "170", -7.0),
    "ASSAULT": (4, -9.0, "180", -9.0), "ASSAULT/firearms": (4, -9.0, "193", -10.0),
    "ASSAULT/explosives": (4, -9.0, "183", -10.0), "ASSAULT/aerial": (4, -9.5, "195", -10.0),
    "ASSAULT/drone": (4, -9.5, "195", -10.0), "ASSAULT/heavy-weapons": (4, -9.5, "194", -10.0),
}


def party(spec, words, world):
    """One party; `words` takes a phrase and gives its text and span."""
    code, _, role = spec.partition(".")
    code, _, entity = code.partition(":")
    name = None
    group = world["groups"].get(code)
    if group:
        code, country, sectors, entity, name = "REB", None, ["REB"], group["entity"], group["name"]
        phrase, basis = f"the {name}", "organisation"
    else:
        country, sectors = code[:3], [code[3:]] if code[3:] else []
        phrase = world["countries"][country]
        if role:
            phrase, basis = f"{phrase}'s {role}", "owner"
        elif sectors:
            phrase, entity, basis = f"{phrase}'s {world['sectors'][sectors[0]]}", f"{country}-{sectors[0]}", "owner"
        else:
            entity, name, basis = entity or country, phrase, "gazetteer"
    text, span = words(phrase)
    return {"text": text, "span": span, "name": name, "entity": entity or None, "country": country,
            "sectors": sectors, "code": code, "role": role or None, "basis": basis}


def article(number, day, rows, world):
    text, events = "", []
    for sentence, row in enumerate(rows, 1):
        what, actors, recipients, *rest = [part.strip() for part in row.split(";")]
        keys = dict(part.split("=", 1) for part in rest)
        start = len(text)

        def words(phrase):
            nonlocal text
            at = len(text)
            text += phrase + " "
            return phrase, [at, at + len(phrase)]

        def parties(spec):
            return [] if spec == "-" else [party(one.strip(), words, world) for one in spec.split(",")]

        by = party(keys["by"], words, world) if "by" in keys else None
        event_type, _, mode = what.partition("/")
        who = parties(actors)
        if "b" in keys:
            words(keys["b"])
        _, trigger = words(keys["t"])
        thing = None
        if "o" in keys:
            kind, name = keys["o"].split(":", 1)
            thing = {"kind": kind, "name": name, "span": words(name)[1]}
        whom = parties(recipients)
        place = None
        if "p" in keys:
            words("in")
            name, span = words(keys["p"])
            country, lat, lon = world["places"][name]
            place = {"text": name, "span": span, "name": name, "country": country, "admin1": None, "lat": lat,
                     "lon": lon, "geonames_id": None, "precision": "city"}
        counts = dict.fromkeys(("killed", "injured", "arrested", "displaced"))
        for one in filter(None, keys.get("q", "").split(",")):
            name = next(name for name in counts if name[0] == one[0])
            counts[name] = int(one[1:])
            words(f"{one[1:]} {name}")
        date = {"start": day, "end": day, "basis": "publication", "span": None}
        if keys.get("d"):
            first, _, last = keys["d"].partition("..")
            date = {"start": first, "end": last or first, "basis": "absolute", "span": words(keys["d"])[1]}
        text = text.rstrip() + ". "
        quad, score, cameo, goldstein = TYPES[what]
        frame = keys.get("r", {"arrest": "arrest.arrest", "demo": "demo.demonstrate"}.get(mode, mode or "other"))
        if event_type in ("ACCUSE", "COERCE", "SANCTION", "THREATEN", "MOBILIZE") and "." not in frame and frame != mode:
            frame = f"{mode}.{frame}"
        rule = f"{event_type.lower()}.{frame}"
        event = {"schema": "demarche.event/1", "id": None, "article_id": f"{world['letter']}{number:03}", "sentence": sentence,
                 "event_type": event_type, "mode": mode or None, "contexts": [], "quad_class": quad, "score": score,
                 "cameo": cameo, "goldstein": goldstein, "status": keys.get("s", "actual"),
                 "certainty": keys.get("c", "asserted"), "reported_by": by, "actors": who, "recipients": whom,
                 "date": date, "place": place, "object": thing, "quantities": counts,
                 "evidence": {"sentence": [start, len(text) - 1], "trigger": trigger, "rule": rule},
                 "confidence": 0.9,
                 "coder": {"version": "gold", "engine": "gold", "codebook": "plover-2.0", "fingerprint": "gold"}}
        event["id"] = hashlib.sha256(f"{number}:{sentence}:{row}".encode()).hexdigest()[:16]
        events.append(event)
    return text.rstrip(), events


def make(here):
    world = json.loads((here / "world.json").read_text())
    lines = [line.strip() for line in (here / "table.txt").read_text().splitlines()]
    blocks = []
    for line in lines:
        if line.startswith("@ "):
            _, day, source = line.split(" ", 2)
            blocks.append((day, source, []))
        elif line and not line.startswith("#"):
            blocks[-1][2].append(line)
    with (here / "events.jsonl").open("w") as events, (here / "articles.jsonl").open("w") as articles:
        for number, (day, source, rows) in enumerate(blocks, 1):
            text, coded = article(number, day, rows, world)
            named = {"id": f"{world['letter']}{number:03}", "date": day, "source": source, "text": text}
            print(json.dumps(named, ensure_ascii=False), file=articles)
            for event in coded:
                print(json.dumps(event, ensure_ascii=False), file=events)


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        make(pathlib.Path(__file__).parent / folder)
