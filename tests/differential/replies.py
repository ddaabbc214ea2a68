"""What the yard and the lookout answer, and all services where they answer in pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bff.flow.call import Reply

from .afloat import KINDS, PORTS, Afloat

__all__ = ["Replies"]

Row = dict[str, Any]
Query = Mapping[str, list[str]]


class Replies:
    """The replies to calls. Each is the value of a body, a `Reply`, or an error to be one."""

    def __init__(self, afloat: Afloat, ships: Mapping[int, Row], people: Mapping[int, Row]) -> None:
        self._afloat = afloat
        self._ships = ships
        self._people = people
        self._paths: Mapping[str, Callable[[Query, Any], object]] = {
            "/ship-pages": lambda query, _: self._ship_page(query),
            "/people-pages": lambda query, _: _cut([*people.values()], query),
            "/crew-pages": lambda query, _: self._crew_pages(query),
            "/event-pages": lambda query, _: self._event_page(query),
            "/tug-pages": lambda query, _: self._tug_page(query),
            "/events": lambda query, _: {"items": [*afloat.events.values()][: int(query["limit"][0])]},
            "/ship-events": lambda query, _: self._ship_events(_keys(query["ships"])),
            "/last-events": lambda _, body: [afloat.events.get(key) for key in body["ids"]],
            "/berths/query": lambda _, body: self._berths(body["places"]),
            "/tides": lambda query, _: [row for key in query["for"][0].split(",") for row in _tides(key)],
            "/pilots": lambda _, body: {"pilots": [afloat.pilots.get(key) for key in body["ids"]]},
            "/repairs": lambda _, body: self._repairs(body["ids"]),
            "/badges": lambda query, _: {
                str(key): afloat.badges[key] for key in _keys(query["ids"]) if key in afloat.badges
            },
            "/awards": lambda query, _: {
                str(key): self._awards(key) for key in _keys(query["ids"]) if key % 4
            },
        }

    def answer(self, path: str, query: Query, body: Any) -> object:
        """Return the reply to one call; None also where the service has nothing under its key."""
        known = self._paths.get(path)
        if known is not None:
            return known(query, body)
        kind, key, *_ = path[1:].split("/")
        if kind == "tugs":
            return self._afloat.tugs.get(key)
        if kind == "last-event":
            return self._last_event(key)
        return self._crate_page(key, query) if kind == "ships" else self._port_page(key, query)

    def _berths(self, places: list[Row]) -> list[Row]:
        keys = [(each["port"], each["number"]) for each in places]
        return [self._afloat.berths[key] for key in keys if key in self._afloat.berths]

    def _repairs(self, ships: list[int]) -> list[object]:
        return [*map(_repairs_of, ships), *([None] if self._afloat.has_wrong_lengths else [])]

    def _last_event(self, code: str) -> object:
        return next((row for row in self._afloat.events.values() if _port_of(row) == code), None)

    def _ship_events(self, ships: list[int]) -> list[Row]:
        """Answer with rows that can be read alone, at most three for each ship."""
        found: list[Row] = []
        for ship in ships:
            its = [
                row
                for row in self._afloat.events.values()
                if _is_readable(row) and row["place"]["ship"] == ship
            ]
            found += its[:3]
        return found

    def _awards(self, person: int) -> object:
        if self._afloat.has_wrong_lengths and person == 2:
            return [{"title": "one", "year": 1}, 5]
        if self._afloat.has_wrong_pages and person == 3:
            return None
        return [{"title": f"award {person}", "year": 1900 + n if n else None} for n in range(person % 3)]

    def _ship_page(self, query: Query) -> object:
        kind = query.get("kind", [None])[0]
        rows: list[Any] = [row for row in self._ships.values() if kind in (None, row["kind"])]
        total: object = len(rows)
        if self._afloat.has_wrong_pages and kind is None:
            rows[5] = "no ship"
        if self._afloat.has_wrong_pages and kind == "t":
            total = "lots"
        return {"items": _cut(rows, query), "page": {"total": total}}

    def _crew_pages(self, query: Query) -> list[Row]:
        pages = [
            _cut([row for row in self._people.values() if row["shipId"] == ship], query)
            for ship in _keys(query["ships"])
        ]
        return [row for page in pages for row in page]

    def _crate_page(self, ship: str, query: Query) -> object:
        number = int(ship)
        rows: list[Any] = [
            {"id": number * 10 + n, "label": f"crate {n}", "weight": n / 2, "contents": n, "ship_id": number}
            for n in range(number % 6)
        ]
        is_wrong = self._afloat.has_wrong_pages
        if is_wrong and len(rows) > 3:
            rows[1] = {**rows[1], "label": None}
            rows[3] = ["no crate"]
        page = _page(rows, query, "c")
        if page is None:
            return ValueError()
        following = ["c2"] if is_wrong and number == 4 else page.following
        return {"crates": page.rows, "total": len(rows), "next": following}

    def _event_page(self, query: Query) -> object:
        rows = [row for row in self._afloat.events.values() if not _is_of_kind(row, "out")]
        page = _page(rows, query, "e")
        if page is None:
            return ValueError()
        is_empty = self._afloat.has_wrong_pages and page.begin == 2
        is_wrong = self._afloat.has_wrong_lengths and page.begin == 4
        told = {"next": 5 if is_wrong else page.following or ""}
        return {"data": {"events": [] if is_empty else page.rows}, "page": told}

    def _tug_page(self, query: Query) -> object:
        rows = [*self._afloat.tugs.values()]
        page = _page(rows, query, "")
        if page is None:
            return ValueError()
        total = "many" if self._afloat.has_wrong_pages and page.begin else str(len(rows))
        link = f'</tug-pages?limit=9&after={page.following}>; rel="next"' if page.following else ""
        return _reply(page.rows, {"link": link, "x-total-count": total})

    def _port_page(self, code: str, query: Query) -> object:
        page = _page(
            [row for row in self._afloat.events.values() if _port_of(row) in (code, None)], query, "p"
        )
        if page is None:
            return ValueError()
        link = f'<https://elsewhere.example/?after={page.following}>; rel="next"' if page.following else ""
        if self._afloat.has_wrong_pages and code == "BB":
            link = "no link at all"
        return _reply(page.rows, {"link": link})


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[Any]
    begin: int
    following: str | None


def _page(rows: list[Any], query: Query, mark: str) -> _Page | None:
    """Return the page at the service's own cursor; None where the service does not know it."""
    text = query.get("after", [f"{mark}0"])[0]
    if not text.startswith(mark) or not text[len(mark) :].isdecimal():
        return None
    begin = int(text[len(mark) :])
    end = begin + int(query["limit"][0])
    return _Page(rows[begin:end], begin, f"{mark}{end}" if end < len(rows) else None)


def _cut(rows: list[Any], query: Query) -> list[Any]:
    begin = int(query["offset"][0])
    return rows[begin : begin + int(query["limit"][0])]


def _reply(body: object, headers: dict[str, str]) -> Reply:
    return Reply(200, headers, json.dumps(body).encode())


def _keys(values: list[str]) -> list[int]:
    return [int(key) for key in values[0].split(",")]


def _port_of(event: Any) -> object:
    """Return the port of an event; None where the row does not say one."""
    place = event.get("place") if isinstance(event, dict) else None
    return place.get("port") if isinstance(place, dict) else None


def _is_readable(event: Any) -> bool:
    return any(_is_of_kind(event, kind) for kind in KINDS) and isinstance(event["place"], dict)


def _is_of_kind(event: Any, kind: str) -> bool:
    return isinstance(event, dict) and event.get("kind") == kind


def _tides(key: str) -> list[Row]:
    port, number = key.split("~")
    return [
        {"port": port, "number": int(number), "height": n / 4, "hour": n * 6 if n else None}
        for n in range(int(number) % 4)
    ]


def _repairs_of(ship: int) -> object:
    if ship % 4 == 0:
        return None
    return [{"what": f"repair {n}", "yard_code": PORTS[n]} for n in range(ship % 3)]
