#!/usr/bin/env python3
"""Computes the answers of the golden scenarios, with nothing of Tallystick in it.

    python3 qa/golden-answers.py [--check]

Reads every scenario below qa/src/main/resources/io/tallystick/qa/golden, works out what must become of
each event, and writes the answer behind each line that is only "<"; answers behind "<= STATUS" are written
by hand and stay. With --check it only says which files would change.
"""

import collections
import decimal
import json
import pathlib
import re
import struct
import sys
import urllib.parse
from datetime import datetime, timedelta, timezone
from decimal import Decimal

FOLDER = pathlib.Path(__file__).parent / "src/main/resources/io/tallystick/qa/golden"
PARTITIONS = 16
DIMENSIONS = [["subject"], ["country"], ["subject", "country"], ["country", "device"]]
RULES = {
    "golden.vote": {"required": [], "min": Decimal(-10), "max": Decimal(10)},
    "golden.sale": {"required": ["shop", "country"], "min": None, "max": None},
}
REASONS = ["sum-overflow", "attribute-missing", "value-too-small", "value-too-large"]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MASK = 2**64 - 1
decimal.getcontext().prec = 80


def murmur3(data):
    """MurmurHash3 x64 128, seed 0: the first 64 bits."""

    def rotate(x, r):
        return (x << r | x >> (64 - r)) & MASK

    def final(k):
        k = (k ^ k >> 33) * 0xFF51AFD7ED558CCD & MASK
        k = (k ^ k >> 33) * 0xC4CEB9FE1A85EC53 & MASK
        return k ^ k >> 33

    c1, c2, h1, h2 = 0x87C37B91114253D5, 0x4CF5AD432745937F, 0, 0
    whole = len(data) // 16 * 16
    for at in range(0, whole, 16):
        k1, k2 = struct.unpack_from("<QQ", data, at)
        h1 ^= rotate(k1 * c1 & MASK, 31) * c2 & MASK
        h1 = ((rotate(h1, 27) + h2) * 5 + 0x52DCE729) & MASK
        h2 ^= rotate(k2 * c2 & MASK, 33) * c1 & MASK
        h2 = ((rotate(h2, 31) + h1) * 5 + 0x38495AB5) & MASK
    tail = data[whole:]
    if len(tail) > 8:
        h2 ^= rotate(int.from_bytes(tail[8:], "little") * c2 & MASK, 33) * c1 & MASK
    if tail:
        h1 ^= rotate(int.from_bytes(tail[:8], "little") * c1 & MASK, 31) * c2 & MASK
    h1, h2 = h1 ^ len(data), h2 ^ len(data)
    h1 = (h1 + h2) & MASK
    h2 = (h2 + h1) & MASK
    h1, h2 = final(h1), final(h2)
    return (h1 + h2) & MASK


def plain(number):
    """Every digit, no exponent, no zeros at the end of the fraction."""
    text = format(abs(number) if number == 0 else number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(value):
    """JSON as the program writes it: no spaces, members in their order, letters as they are, but those
    beyond 16 bits as two escapes."""
    if isinstance(value, dict):
        return "{" + ",".join(written(k) + ":" + written(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(v) for v in value) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str):
        return '"%s"' % "".join(
            "".join("\\u%02X%02X" % tuple(x) for x in zip(*[iter(c.encode("utf-16-be"))] * 2))
            if ord(c) > 0xFFFF else json.dumps(c, ensure_ascii=False)[1:-1] for c in value)
    return json.dumps(value)


def moment(text):
    if re.fullmatch(r"-?\d+", text):
        return EPOCH + timedelta(milliseconds=int(text))
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


def minute_text(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def millis_text(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (time.microsecond // 1000)


def window(granularity, time):
    time = time.replace(second=0, microsecond=0)
    if granularity == "minute":
        return time
    time = time.replace(minute=0)
    if granularity == "hour":
        return time
    time = time.replace(hour=0)
    return time if granularity == "day" else time.replace(day=1)


class Event:
    def __init__(self, json_event):
        self.source = json_event.get("source", "default")
        self.id = json_event["id"]
        self.type = json_event["type"]
        self.subject = json_event["subject"]
        self.time = moment(json_event["time"])
        self.value = Decimal(json_event.get("value", 1))
        self.attributes = dict(json_event.get("attributes", {}))

    def identity(self):
        return (self.source, self.id)

    def edited(self, edit):
        event = Event({**self.json(), **{k: v for k, v in edit.items() if k != "attributes"}})
        event.attributes = dict(self.attributes)
        for name, text in edit.get("attributes", {}).items():
            event.attributes.pop(name, None)
            if text is not None:
                event.attributes[name] = text
        return event

    def values(self, names):
        values = [self.subject if n == "subject" else self.attributes.get(n) for n in names]
        return None if None in values else tuple(values)

    def members(self):
        return {
            "type": self.type,
            "subject": self.subject,
            "time": millis_text(self.time),
            "value": self.value,
            "attributes": dict(sorted(self.attributes.items())),
        }

    def json(self):
        return {"source": self.source, "id": self.id, **self.members()}


class Letter:
    def __init__(self, partition, event, reason, message, replay_of):
        self.partition, self.event, self.reason, self.message = partition, event, reason, message
        self.replay_of, self.state, self.note, self.replayed = replay_of, "open", None, None
        self.name = "%d-*" % partition

    def json(self):
        closing = None
        if self.state != "open":
            changed = self.replayed is not None and self.replayed.json() != self.event.json()
            closing = {
                "at": "*",
                "note": self.note,
                "replayOffset": "*" if self.state == "replayed" else None,
                "edited": self.replayed.json() if changed else None,
            }
        return {
            "id": self.name,
            "state": self.state,
            "reason": self.reason,
            "message": self.message,
            "partition": self.partition,
            "offset": "*",
            "arrivedAt": "*",
            "event": self.event.json(),
            "replayOf": self.replay_of.name if self.replay_of else None,
            "closing": closing,
        }


class World:
    """Everything that was sent, and what became of it."""

    def __init__(self):
        self.log = collections.defaultdict(list)  # partition -> [event, fate, letter]
        self.seen = set()
        self.letters = []

    @staticmethod
    def partition(event):
        source = event.source.encode()
        return murmur3(struct.pack("<I", len(source)) + source + event.id.encode()) % PARTITIONS

    def open_letter(self, identity):
        return next(
            (x for x in self.letters if x.event.identity() == identity and x.state == "open"), None)

    def take(self, event, replay_of=None):
        partition = self.partition(event)
        entry = [event, "duplicate", None]
        self.log[partition].append(entry)
        if replay_of is None and event.identity() in self.seen:
            return entry
        self.seen.add(event.identity())
        broken = self.broken(event)
        if broken:
            entry[1], entry[2] = "deadLettered", Letter(partition, event, *broken, replay_of)
            self.letters.append(entry[2])
        else:
            entry[1] = "counted"
        return entry

    @staticmethod
    def broken(event):
        rule = RULES.get(event.type)
        by = ", by the rule for type %s)" % event.type
        for name in rule["required"] if rule else []:
            if not event.attributes.get(name):
                return "attribute-missing", "attributes.%s: missing (expected: a text%s" % (name, by)
        for limit, wrong, reason, sign in (("min", lambda v, m: v < m, "value-too-small", ">="),
                                           ("max", lambda v, m: v > m, "value-too-large", "<=")):
            if rule and rule[limit] is not None and wrong(event.value, rule[limit]):
                return reason, "value: %s (expected: %s %s%s" % (
                    plain(event.value), sign, plain(rule[limit]), by)
        return None

    def counted(self, event_type, start, end):
        return [event for entries in self.log.values() for event, fate, _ in entries
                if fate == "counted" and event.type == event_type
                and (start is None or start <= event.time < end)]

    def letter_of(self, name):
        source, event_id = name
        copies = self.log[self.partition(Event(
            {"source": source, "id": event_id, "type": "", "subject": "", "time": "0"}))]
        entry = decisive([c for c in copies if c[0].identity() == name])
        return entry[2]


def decisive(copies):
    for fate in ("counted", "deadLettered"):
        for entry in reversed(copies):
            if entry[1] == fate:
                return entry
    return copies[0]


def number(function, events):
    values = [event.value for event in events]
    if function == "count":
        return Decimal(len(values))
    if function == "sum":
        return sum(values, Decimal(0))
    if not values:
        return None
    if function == "average":
        return (sum(values, Decimal(0)) / len(values)).quantize(
            Decimal(1).scaleb(-15), rounding=decimal.ROUND_HALF_EVEN)
    return min(values) if function == "min" else max(values)


def numbers(functions, events):
    return {function: number(function, events) for function in functions}


FRESHNESS = {"asOf": "*", "settledUntil": "*", "partial": False}


def asked_range(query):
    if "start" not in query:
        return None, None, {}
    start, end = moment(query["start"][0]), moment(query["end"][0])
    return start, end, {"start": minute_text(start), "end": minute_text(end)}


def declared(names):
    return next(d for d in DIMENSIONS if set(d) == set(names))


def stats(world, query):
    functions = query.get("function", ["count"])[0].split(",")
    start, end, shown = asked_range(query)
    events = world.counted(query["type"][0], start, end)
    asked = [n for n in ("subject", "country", "device") if n in query]
    names = declared(asked) if asked else []
    choices = [()]
    for name in names:
        choices = [c + (v,) for c in choices for v in dict.fromkeys(query[name])]
    answer = {"type": query["type"][0], **shown}
    granularity = query.get("granularity", [None])[0]
    if granularity:
        answer["granularity"] = granularity
    answer["results"] = []
    for values in choices:
        series = [e for e in events if e.values(names) == values]
        result = {**dict(zip(names, values)), **numbers(functions, series)}
        if granularity:
            windows = collections.defaultdict(list)
            for event in series:
                windows[max(start, window(granularity, event.time))].append(event)
            result["points"] = [{"start": minute_text(s), **numbers(functions, windows[s])}
                                for s in sorted(windows)]
        answer["results"].append(result)
    return {**answer, **FRESHNESS}


def top(world, query):
    function = query.get("function", ["count"])[0]
    start, end, shown = asked_range(query)
    filters = {n: query[n][0] for n in ("subject", "country", "device") if n in query}
    names = declared(query.get("dimension", ["subject"])[0].split(",") + list(filters))
    series = collections.defaultdict(list)
    for event in world.counted(query["type"][0], start, end):
        values = event.values(names)
        if values and all(values[names.index(n)] == v for n, v in filters.items()):
            series[values].append(event)

    def rank(values):
        events = series[values]
        exact = number("sum", events) / len(events) if function == "average" \
            else number(function, events)
        return -exact, [v.encode() for v in values]

    leaders = sorted(series, key=rank)[:int(query.get("k", ["10"])[0])]
    return {
        "type": query["type"][0], **shown,
        "results": [{**dict(zip(names, values)), function: number(function, series[values])}
                    for values in leaders],
        **FRESHNESS,
    }


def receipt(world, path, query):
    name = (query.get("source", ["default"])[0], urllib.parse.unquote(path[len("/v1/events/"):]))
    probe = Event({"source": name[0], "id": name[1], "type": "", "subject": "", "time": "0"})
    partition = world.partition(probe)
    copies = [e for e in world.log[partition] if e[0].identity() == name]

    def copy(entry):
        event, fate, letter = entry
        counted_in = []
        if fate == "counted":
            for names in [[]] + DIMENSIONS:
                values = event.values(names)
                if values is not None:
                    windows = [{"granularity": g, "start": minute_text(window(g, event.time))}
                               for g in ("minute", "hour", "day", "month")]
                    counted_in.append({
                        "dimensions": dict(zip(names, values)),
                        "windows": windows + [{"granularity": "all", "start": None}]})
        before = [c for c in copies[:next(i for i, c in enumerate(copies) if c is entry)]
                  if c[1] != "duplicate"]
        duplicate = fate == "duplicate" and before
        return {
            **event.members(),
            "fate": fate,
            "partition": partition,
            "offset": "*",
            "arrivedAt": "*",
            "committedAt": "*",
            "countedIn": counted_in,
            "duplicateOf": {"partition": partition, "offset": "*"} if duplicate else None,
            "deadLetter": {
                "id": letter.name, "reason": letter.reason, "message": letter.message,
                "state": letter.state, "note": letter.note} if letter else None,
        }

    return {"source": name[0], "id": name[1], **copy(decisive(copies)),
            "copies": [copy(entry) for entry in copies]}


def listed(world, query, state):
    order = {id(e[2]): (p, i) for p, es in world.log.items() for i, e in enumerate(es) if e[2]}
    return sorted(
        (x for x in world.letters if x.state == state
         and x.reason == query.get("reason", [x.reason])[0]
         and x.event.type == query.get("type", [x.event.type])[0]),
        key=lambda x: order[id(x)])


def dead_letters(world, query):
    state = query.get("state", ["open"])[0]

    def counts(letters):
        return {s: sum(x.state == s for x in letters) for s in ("open", "replayed", "discarded")}

    return {
        "total": counts(world.letters),
        "reasons": [{"reason": r, **counts([x for x in world.letters if x.reason == r])}
                    for r in REASONS],
        "state": state,
        "deadLetters": [x.json() for x in listed(world, query, state)],
        "next": None,
    }


def change(world, path, body):
    results = []
    for name in body["ids"]:
        letter = name if isinstance(name, Letter) else None
        result = {"id": letter.name if letter else re.sub("-.*", "-*", name), "outcome": "notFound",
                  "replayOffset": None, "deadLetter": None, "code": None, "message": None}
        results.append(result)
        if letter is None:
            continue
        if letter.state != "open":
            result["outcome"] = "already" + letter.state.capitalize()
        elif path.endswith("discard"):
            letter.state, letter.note = "discarded", body.get("note", "")
            result["outcome"] = "discarded"
        else:
            event = letter.event.edited(body.get("edits", {}).get(letter, {}))
            letter.state, letter.note, letter.replayed = "replayed", body.get("note", ""), event
            entry = world.take(event, letter)
            result["outcome"] = entry[1]
            if entry[2]:
                result["deadLetter"], result["message"] = entry[2].name, entry[2].message
        result["replayOffset"] = "*" if letter.state == "replayed" else None
    return {"results": results, "next": None}


def ledger(world, query):
    def line(entries):
        fates = collections.Counter(e[1] for e in entries)
        return {"accepted": len(entries), "counted": fates["counted"],
                "duplicate": fates["duplicate"], "deadLettered": fates["deadLettered"],
                "inFlight": 0}

    return {
        "total": line([e for es in world.log.values() for e in es]),
        "partitions": [{"partition": p, **line(world.log[p])} for p in range(PARTITIONS)],
        "balanced": True,
        "imbalances": [],
        "start": millis_text(moment(query["start"][0])),
        "end": millis_text(moment(query["end"][0])),
        "hours": [],
        "canary": "*",
        "asOf": "*",
    }


def expanded(lines):
    """The lines, those that begin with @COUNT so many times, each choice {a|b} in turn."""
    for line in lines:
        repeated = re.match(r"@(\d+) (.*)", line)
        if not repeated:
            yield line
            continue
        for i in range(int(repeated[1])):
            text = repeated[2].replace("{i}", str(i))
            yield re.sub(r"\{([^{}|]*(?:\|[^{}|]*)+)\}",
                         lambda m: m[1].split("|")[i % (m[1].count("|") + 1)], text)


def with_letters(world, text):
    """The body with a letter in place of each ${dead-letter SOURCE ID}."""
    found = {}

    def name(match):
        found[match[0]] = world.letter_of((match[1], match[2]))
        return match[0]

    text = re.sub(r"\$\{dead-letter (\S+) ([^\s}]+)\}", name, text)

    def resolved(value):
        if isinstance(value, dict):
            return {found.get(k, k): resolved(v) for k, v in value.items()}
        if isinstance(value, list):
            return [resolved(v) for v in value]
        return found.get(value, value) if isinstance(value, str) else value

    return resolved(json.loads(text, parse_float=Decimal, parse_int=Decimal))


def answer(world, method, target, body):
    """Status and lines of the answer."""
    url = urllib.parse.urlsplit(re.sub(r"\$\{.*\}", "letter", target))
    query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
    path = url.path
    if method == "POST" and path == "/v1/events":
        events = [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in body]
        for event in events:
            world.take(Event(event))
        return 202, [written({"accepted": len(events), "rejected": []})]
    if method == "POST":
        return 200, [written(change(world, path, with_letters(world, "".join(body))))]
    if path == "/v1/stats":
        return 200, [written(stats(world, query))]
    if path == "/v1/top":
        return 200, [written(top(world, query))]
    if path == "/v1/ledger":
        return 200, [written(ledger(world, query))]
    if path.startswith("/v1/events/"):
        return 200, [written(receipt(world, path, query))]
    if path == "/v1/dead-letters/export":
        return 200, [written(x.event.json()) for x in listed(world, query, "open")]
    if path == "/v1/dead-letters/letter":
        source, event_id = re.search(r"\$\{dead-letter (\S+) ([^\s}]+)\}", target).groups()
        return 200, [written(world.letter_of((source, event_id)).json())]
    assert path == "/v1/dead-letters", path
    return 200, [written(dead_letters(world, query))]


def by_hand(world, method, target, body, lines):
    """Takes what an answer that was written by hand says was accepted."""
    if method == "POST" and lines:
        refused = {r["index"] for r in json.loads(lines[0]).get("rejected", [])}
        for index, line in enumerate(body):
            if index not in refused:
                world.take(Event(json.loads(line, parse_float=Decimal, parse_int=Decimal)))


def rewritten(world, text):
    lines, out, at = text.split("\n"), [], 0
    while at < len(lines):
        line = lines[at]
        out.append(line)
        at += 1
        if not line.startswith("> "):
            continue
        method, target = line[2:].split(" ", 1)
        body = []
        while not lines[at].startswith("<"):
            body.append(lines[at])
            out.append(lines[at])
            at += 1
        head = lines[at]
        at += 1
        old = []
        while at < len(lines) and lines[at]:
            old.append(lines[at])
            at += 1
        events = list(expanded(body))
        if head.startswith("<="):
            by_hand(world, method, target, events, old)
            out += [head] + old
        else:
            status, new = answer(world, method, target, events)
            out += ["< %d" % status] + new
    return "\n".join(out)


def main():
    world, changed = World(), []
    for path in sorted(FOLDER.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        new = rewritten(world, text)
        if new != text:
            changed.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    print("changed: " + (", ".join(changed) or "nothing"))
    return 1 if changed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
