"""Three data sets, and the services that answer from them, in memory.

Whatever is wrong is wrong for an endpoint or for a key, never for a batch: how keys are folded into calls
must not decide the answer. No list is longer than declared: the plan's bound must hold for all three.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bff.errors import Code, ServiceFailure
from bff.flow.call import Call

from .afloat import Afloat, bad_afloat, good_afloat, mild_afloat
from .replies import Replies

__all__ = ["DATA_SETS", "DataSet", "Respond"]

Row = dict[str, Any]
Rows = dict[int, Row]


@dataclass(frozen=True, slots=True)
class DataSet:
    """What the services hold, and where they and the resolvers fail."""

    name: str
    ships: Rows
    people: Rows
    ports: Mapping[str, Row]
    afloat: Afloat
    faults: Mapping[str, frozenset[int]]
    """By the resolver's fault: the numbers of the objects that have it."""
    failing: tuple[str, ...] = ()
    """Beginnings of targets that get no usable answer."""
    keyless: tuple[str, ...] = ()
    """Paths whose replies hold a row without a key."""


class Respond:
    """The services of one run: they remember what was written."""

    def __init__(self, data: DataSet) -> None:
        self._data = data
        self._write_count = 0
        self._replies = Replies(data.afloat, data.ships, data.people)
        self._paths: Mapping[str, Callable[[Mapping[str, list[str]], Any], object]] = {
            "/ships": lambda query, _: self._known(self._data.ships, query["ids"][0].split(",")),
            "/people": lambda query, _: self._known(self._data.people, query["id"]),
            "/ports/query": lambda _, body: [
                row for code, row in data.ports.items() if code in body["codes"]
            ],
            "/ship-list": self._ship_list,
            "/crew": lambda query, _: self._crew(query["ships"][0].split(",")),
            "/crates": lambda query, _: self._crates(query["ships"][0].split(","), int(query["limit"][0])),
            "/crates/search": lambda _, body: self._search(body),
            "/entries": lambda _, body: self._entry(body),
            "/orders": lambda _, body: self._order(body),
        }

    def __call__(self, call: Call) -> object:
        """Return the value of the reply, or the failure to raise."""
        if call.target.startswith(self._data.failing):
            return ServiceFailure(Code.SERVICE_TIMEOUT, service=call.service, endpoint=call.endpoint)
        address = urlsplit(call.target)
        query = parse_qs(address.query)
        body = json.loads(call.body) if call.body is not None else None
        answer = self._paths.get(address.path)
        if address.path.startswith(("/weather/", "/licences/", "/inspections/")):
            return self._single(address.path, query)
        rows = self._replies.answer(address.path, query, body) if answer is None else answer(query, body)
        if isinstance(rows, Exception):
            return ServiceFailure(Code.SERVICE_HTTP_ERROR, service=call.service, endpoint=call.endpoint)
        return [*rows, {"name": "nobody's"}] if self._is_keyless(address.path, rows) else rows  # type: ignore[misc]

    def _is_keyless(self, path: str, rows: object) -> bool:
        return path in self._data.keyless and isinstance(rows, list)

    def _known(self, rows: Rows, keys: list[str]) -> list[Row]:
        """Answer in an order of the service's own."""
        wanted = {int(key) for key in keys}
        return [row for number, row in sorted(rows.items(), reverse=True) if number in wanted]

    def _ship_list(self, query: Mapping[str, list[str]], _: Any) -> object:
        kind = query.get("kind", [None])[0]
        found = [row for row in self._data.ships.values() if kind in (None, row["kind"])]
        if kind == "t" and self._data.name == "bad":
            return {"items": "none today"}
        return {"items": [*found[: int(query["limit"][0])]]}

    def _crew(self, keys: list[str]) -> list[Row]:
        people = [each for each in self._data.people.values() if str(each["shipId"]) in keys]
        return [*people, {"id": 90, "name": "a stranger", "shipId": 900}]

    def _crates(self, keys: list[str], limit: int) -> list[Row]:
        return [
            _crate(ship * 10 + number, ship, self._data.name)
            for ship in map(int, keys)
            for number in range(min(limit, ship % 4))
        ]

    def _search(self, body: Row) -> object:
        if body.get("term") == "x" and self._data.name == "bad":
            return {"no": "list"}
        ships = body.get("ships") or [1, 2]
        return [_crate(int(ship) * 10, int(ship), self._data.name) for ship in ships[: body.get("most", 2)]]

    def _entry(self, body: Row) -> object:
        self._write_count += 1
        if body["text"] == "bad":
            return ValueError()
        text = None if body["text"] == "null" else body["text"]
        return {
            "id": self._write_count,
            "text": text,
            "number": self._write_count,
            "ship_id": body.get("ship"),
        }

    def _order(self, body: Row) -> object:
        self._write_count += 1
        if self._data.name == "bad" and len(body["lines"]) > 1:
            return ValueError()
        return {"id": self._write_count, "lines": body["lines"], "number": self._write_count, "ship_id": 3}

    def _single(self, path: str, query: Mapping[str, list[str]]) -> object:
        """Answer what has its key in the path."""
        kind, _, key = path[1:].partition("/")
        if kind == "weather":
            return {
                "wind": f"{len(key)} from {key}",
                "degrees": len(query["scale"][0]) / 2,
                "port_code": "AA",
            }
        if kind == "licences":
            region = query.get("region", ["all"])[0]
            return {"number": f"{region}-{key}", "holderId": int(key) + 1} if int(key) % 4 else None
        return [{"id": int(key) * 2 + n, "passed": n == 0, "crate_id": int(key)} for n in range(int(key) % 3)]


def _crate(number: int, ship: int, name: str) -> Row:
    row: Row = {
        "id": number,
        "label": f"crate {number}",
        "weight": number / 4,
        "ship_id": ship,
        "contents": {"tea": [number, None, "green"]} if number % 2 else None,
    }
    if name == "bad" and number % 3 == 0:
        row["weight"] = "heavy"
    if name == "bad" and number == 11:
        del row["label"]
    if name != "good" and number % 5 == 0:
        row["contents"] = "loose"
    return row


def _ships() -> Rows:
    return {
        number: {
            "id": number,
            "name": f"ship {number}",
            "kind": "fyt"[number % 3],
            "built": f"19{80 + number}-0{number}-1{number}",
            "value": f"{number}.50" if number % 2 else None,
            "rating": number * 1.25,
            "is_active": number % 2 == 0,
            "flags": [f"flag {n}" for n in range(number % 3)] if number % 4 else None,
            "signals": [None if n == 1 else f"s{n}" for n in range(number % 4)],
            "position": {"lat": number / 8, "note": None, "port_code": "AABBCC"[number % 3 * 2 :][:2]}
            if number % 3
            else None,
            "legs": [_leg(number * 10 + n) for n in range(number % 3)],
            "spare_legs": [None if n == 1 else _leg(number + n) for n in range(number % 4)],
            "captain_id": number + 1,
            "owner_id": number if number % 2 else None,
            "home_code": ("AA", "BB", "CC", None)[number % 4],
            "next_id": number % 8 + 1,
            "partner_id": 9 - number,
            "fault": None,
        }
        for number in range(1, 9)
    }


def _leg(number: int) -> Row:
    return {
        "number": number,
        "day": f"2026-05-{number % 28 + 1:02}",
        "fare": number / 2 if number % 2 else None,
        "port_code": ("AA", "BB", "CC")[number % 3],
        "positions": [{"lat": n / 2, "note": f"note {n}", "port_code": "CC"} for n in range(number % 3)],
    }


def _people() -> Rows:
    return {
        number: {
            "id": number,
            "name": f"person {number}",
            "mailAddress": f"p{number}@example.org" if number % 2 else None,
            "age": 20 + number,
            "shipId": number % 3 + 1,
            "bossId": number // 2 or None,
        }
        for number in range(1, 11)
    }


def _ports() -> dict[str, Row]:
    return {
        code: {
            "code": code,
            "name": f"port {code}",
            "depth": depth,
            "keeper_id": keeper,
            "town_id": keeper + 1,
        }
        for code, depth, keeper in (("AA", 7.5, 1), ("BB", None, 2), ("CC", 9.0, 3))
    }


def _good() -> DataSet:
    return DataSet("good", _ships(), _people(), _ports(), good_afloat(), {})


def _mild() -> DataSet:
    """Return what is wrong in nullable places only."""
    ships, people, ports = _ships(), _people(), _ports()
    ships[1] |= {"rating": "fast", "flags": [1, 2]}
    ships[2] |= {"kind": "submarine", "position": {"lat": "north", "port_code": "AA"}, "home_code": "ZZ"}
    ships[3] |= {"value": "much", "spare_legs": [_leg(1), {"number": "one"}, None], "next_id": 99}
    ships[4] |= {"is_active": "yes", "flags": "none", "rating": None, "position": 5}
    ships[5] |= {"owner_id": "x", "spare_legs": 5, "signals": [None, 5, "s"]}
    people[2] |= {"mailAddress": 5, "bossId": 77}
    people[4] |= {"age": "old"}
    ports["BB"] |= {"depth": "deep", "keeper_id": None}
    faults = {
        "flaky": frozenset({1, 4, 6}),
        "coded": frozenset({2, 3}),
        "item": frozenset({1}),
        "late": frozenset({3}),
        "root": frozenset({1}),
    }
    failing = ("/weather/A", "/licences/2", "/licences/6", "/tugs/t7", "/ports/CC/events", "/last-event/BB")
    return DataSet("mild", ships, people, ports, mild_afloat(), faults, failing)


def _bad() -> DataSet:
    """Return what is wrong everywhere, and yet leaves something to see."""
    mild = _mild()
    ships, people, ports = mild.ships, mild.people, dict(mild.ports)
    ships[1] |= {"name": None}
    ships[2] |= {"built": "yesterday", "partner_id": 99}
    ships[4] |= {"legs": [_leg(2), None], "partner_id": None}
    ships[5] |= {"legs": [_leg(1) | {"day": 5}, _leg(2) | {"port_code": "QQ"}]}
    ships[6] |= {"legs": None, "signals": 7, "captain_id": 42}
    ships[7] |= {"legs": [_leg(1) | {"positions": [{"lat": 1.5}, {"note": "no lat"}, 3]}], "name": ["x"]}
    del ships[8]
    people[1] |= {"name": None}
    people[5] |= {"shipId": "five"}
    ports["AA"] |= {"name": 5, "town_id": 99}
    del ports["CC"]
    faults = dict(mild.faults) | {
        "strict": frozenset({2, 3, 5}),
        "unknown": frozenset({1, 2}),
        "deep": frozenset({2}),
        "stream": frozenset({2}),
        "write": frozenset({2, 4}),
        "mark": frozenset({1}),
        "null": frozenset({1, 4}),
    }
    failing = (*mild.failing, "/inspections/1", "/inspections/3", "/people-pages", "/ships/3/crates")
    keyless = ("/crew", "/ports/query", "/ship-events", "/tides")
    return DataSet("bad", ships, people, ports, bad_afloat(), faults, failing, keyless)


DATA_SETS: Mapping[str, Callable[[], DataSet]] = {"good": _good, "mild": _mild, "bad": _bad}
