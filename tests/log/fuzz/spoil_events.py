"""Ways to spoil a file of events. Each returns the file with something changed by chance."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from tests.log.fuzz.spoil_json import places_in, spoil_value

SpoilEvents: TypeAlias = Callable[[Random, bytes], bytes]

GARBAGE = [
    b"", b"{", b"null", b"[]", b"{}", b"# a remark", b"\xff\xfe", b"[" * 100_000, b"1" * 5000,
    b"NaN", b'{"context": {}, "subject": {}}', b"x" * 1_000_000, b'{"a": 1, "a": 2}', b"\x00",
    b"1e400",
]  # fmt: skip


def lines_of(data: bytes) -> list[bytes]:
    return data.splitlines()


def joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def flip_a_byte(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    new = random.choice([data[at] ^ 1 << random.randrange(8), random.randrange(256)])
    return data[:at] + bytes([new]) + data[at + 1 :]


def insert_or_lose_a_byte(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    new = random.choice([b"", bytes([random.randrange(256)]), b",", b'"', b"\n", b"}", b"1"])
    return data[:at] + new + data[at + (new == b"") :]


def spoil_an_event(random: Random, data: bytes) -> bytes:
    lines = lines_of(data)
    at = random.randrange(len(lines))
    event = json.loads(lines[at])
    spoil_value(random, event)
    lines[at] = json.dumps(event, ensure_ascii=random.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )
    return joined(lines)


def swap_values(random: Random, data: bytes) -> bytes:
    lines = lines_of(data)
    one, other = random.choices(range(len(lines)), k=2)
    first, second = json.loads(lines[one]), json.loads(lines[other])
    container, key = random.choice(places_in(first))
    alike = [place for place in places_in(second) if place[1] == key] or places_in(second)
    elsewhere, name = random.choice(alike)
    mine, theirs = copy.deepcopy(container[key]), copy.deepcopy(elsewhere[name])
    container[key] = theirs
    lines[one] = json.dumps(first).encode()
    if one != other:
        elsewhere[name] = mine
        lines[other] = json.dumps(second).encode()
    return joined(lines)


def name_an_entry_twice(random: Random, data: bytes) -> bytes:
    lines = lines_of(data)
    at = random.randrange(len(lines))
    event = json.loads(lines[at])
    part = random.choice(["context", "subject"])
    key = random.choice(list(event[part]))
    value = json.dumps(random.choice([event[part][key], "x", 1]))
    inner = json.dumps(event[part])[:-1] + f', "{key}": {value}}}'
    lines[at] = json.dumps(event).replace(json.dumps(event[part]), inner).encode()
    return joined(lines)


def change_the_lines(random: Random, data: bytes) -> bytes:
    lines = lines_of(data)
    one, other = random.choices(range(len(lines)), k=2)
    match random.randrange(9):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            random.shuffle(lines)
        case 3:
            lines[one] += lines.pop(other) if one < other else b""
        case 4:
            lines.insert(one, random.choice(GARBAGE))
        case 5:
            lines[one] = lines[one][: random.randrange(len(lines[one]))]
        case 6:
            lines = lines[: one + 1]
        case 7:
            event = json.loads(lines[one])
            event["context"]["id"] = json.loads(lines[other])["context"]["id"]
            lines.append(json.dumps(event).encode())
        case 8:
            event = json.loads(lines[one])
            spoil_value(random, event["subject"])
            lines.append(json.dumps(event).encode())
    return joined(lines)


def cut(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data))]


def another_encoding(random: Random, data: bytes) -> bytes:
    text = data.decode("utf-8")
    match random.randrange(6):
        case 0:
            return text.encode(random.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig"]))
        case 1:
            return text.replace("tug", "Größe").encode("latin-1", "replace")
        case 2:
            return data.replace(b"\n", b"\r\n")
        case 3:
            return data.replace(b"\n", random.choice([b"\r", b"\n\n", b" \n", b"\n\t"]))
        case 4:
            return b"\xef\xbb\xbf\xef\xbb\xbf" + data
        case _:
            events = [json.loads(line) for line in lines_of(data)]
            return json.dumps(events, indent=random.choice([None, 1])).encode()


SPOIL_EVENTS: list[SpoilEvents] = [
    flip_a_byte, insert_or_lose_a_byte, spoil_an_event, spoil_an_event, spoil_an_event,
    spoil_an_event, swap_values, swap_values, name_an_entry_twice, change_the_lines,
    change_the_lines, cut, another_encoding,
]  # fmt: skip
