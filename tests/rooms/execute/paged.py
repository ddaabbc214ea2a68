"""One list of numbered rows behind every habit of paging, and a graph that shows it as a connection."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import strawberry

from bff import Connection, Cursor, Graph, ListSize, NextUrl, Offset, Service, link
from bff.declare import Endpoint
from bff.flow.call import Call, Reply
from tests.rooms.execute.shop import Shop

__all__ = ["HABITS", "MAX", "WALK", "Habit", "Numbers", "Row", "cursor", "shop_of"]

MAX = 6
"""The most rows that a caller may ask for."""
WALK = """query($first: Int!, $after: String) { rows(first: $first, after: $after) {
  edges { cursor node { id } } nodes { id } totalCount
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} }"""

numbers = Service("numbers")


@strawberry.type
class Row:
    id: int


@dataclass
class Numbers:
    """A service with the rows 0 to `count - 1`, at most `cap` a page."""

    count: int
    cap: int = 100
    gap: int = 0
    """Rows between two that are there, to a service that filters: pages may be empty, and others follow."""

    def page(self, call: Call) -> tuple[list[dict[str, int]], int, int]:
        """Return the rows that a call asks for, the place behind them, and the number of all places."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(call.target).query).items()}
        begin = _place(query.get("after") or query.get("offset") or "0")
        end = begin + min(int(query.get("limit", self.cap)), self.cap)
        width = self.gap + 1
        rows = [{"id": place // width} for place in range(begin, min(end, self.count * width))]
        return (
            [row for place, row in enumerate(rows, begin) if place % width == self.gap],
            end,
            self.count * width,
        )


def _place(text: str) -> int:
    return int(text.removeprefix("ö &/"))


def _token(place: int) -> str:
    """A cursor that only survives where it is encoded as any other value."""
    return f"ö &/{place}"


def _with_total(service: Numbers, call: Call) -> Reply:
    rows, _, count = service.page(call)
    return _reply({"items": rows, "page": {"total": count}})


def _with_total_header(service: Numbers, call: Call) -> Reply:
    rows, _, count = service.page(call)
    return _reply(rows, {"x-total-count": str(count)})


def _bare(service: Numbers, call: Call) -> Reply:
    return _reply(service.page(call)[0])


def _with_next(service: Numbers, call: Call) -> Reply:
    rows, end, count = service.page(call)
    return _reply({"data": {"rows": rows}, "page": {"next": _token(end) if end < count else None}})


def _with_link(service: Numbers, call: Call) -> Reply:
    rows, end, count = service.page(call)
    first = '</rows?limit=1>; rel="first"; title="a \\", <b>"'
    following = f', </rows?limit=99&after={end}>; rel="last next"' if end < count else ""
    return _reply(rows, {"link": first + following})


def _with_url_header(service: Numbers, call: Call) -> Reply:
    rows, end, count = service.page(call)
    url = f"https://elsewhere.example/rows?after={quote(_token(end), safe='')}"
    return _reply({"data": rows}, {"next-page": url} if end < count else {})


def _with_url(service: Numbers, call: Call) -> Reply:
    rows, end, count = service.page(call)
    more = {"next": f"?after={end}"} if end < count else {}
    return _reply({"rows": rows, **more})


def _reply(body: object, headers: dict[str, str] | None = None) -> Reply:
    return Reply(200, headers or {}, json.dumps(body).encode())


@dataclass(frozen=True)
class Habit:
    """A way to page, declared and answered."""

    endpoint: Endpoint
    answer: Callable[[Numbers, Call], Reply]

    @property
    def has_offsets(self) -> bool:
        return isinstance(self.endpoint.paging, Offset)

    @property
    def has_total(self) -> bool:
        return bool(
            self.endpoint.paging and (self.endpoint.paging.total or self.endpoint.paging.total_header)
        )


_OFFSET, _AFTER = "GET /rows?limit={first}&offset={offset}", "GET /rows?limit={first}&after={after}"
HABITS = {
    "offset": Habit(numbers.call(_OFFSET, paging=Offset()), _bare),
    "offset and a total": Habit(
        numbers.call(_OFFSET, rows="items", paging=Offset(total="page.total")), _with_total
    ),
    "offset and a header": Habit(
        numbers.call(_OFFSET, paging=Offset(total_header="X-Total-Count")), _with_total_header
    ),
    "offset, no length": Habit(
        numbers.call("GET /rows?offset={offset}", rows="items", paging=Offset(total="page.total")),
        _with_total,
    ),
    "cursor": Habit(numbers.call(_AFTER, rows="data.rows", paging=Cursor(next="page.next")), _with_next),
    "cursor, no length": Habit(
        numbers.call("GET /rows?after={after}", rows="data.rows", paging=Cursor(next="page.next")), _with_next
    ),
    "link header": Habit(numbers.call(_AFTER, paging=NextUrl(header="Link")), _with_link),
    "url in a header": Habit(
        numbers.call(_AFTER, rows="data", paging=NextUrl(header="Next-Page")), _with_url_header
    ),
    "url in the body": Habit(numbers.call(_AFTER, rows="rows", paging=NextUrl(field="next")), _with_url),
}


def shop_of(habit: Habit, service: Numbers | Callable[[Call], object]) -> Shop:
    """Return the graph over one habit, answered by the numbers or by the test's own function."""

    @strawberry.type
    class Query:
        rows: Connection[Row] | None = link(habit.endpoint, first=ListSize(default=2, max=MAX))

    def respond(call: Call) -> Any:
        return habit.answer(service, call) if isinstance(service, Numbers) else service(call)

    return Shop(Graph(query=Query), respond)


def cursor(text: str) -> str:
    """Return the cursor that stands for a text."""
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
