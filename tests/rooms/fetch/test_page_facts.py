"""What replies say of their pages: read beside the rows, which stand whatever is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from bff.declare import Cursor, Key, NextUrl, Offset, Service
from bff.declare.endpoints.paging import Paging
from bff.errors import Code, ServiceFailure
from bff.fetch.read import Reading, make_reader
from bff.flow.call import Call, Reply
from bff.flow.page import Page
from tests.rooms.fetch.desk import Album, desk, keys_of, source_of

catalog = Service("catalog")
OFFSET, AFTER = "GET /albums?limit={first}&offset={offset}", "GET /albums?limit={first}&at={after}"
ROWS = [{"id": 1, "title": "a"}, {"id": 2, "title": "b"}]
WRONG = "wrong"


def read(paging: Paging, body: object, headers: Mapping[str, str] | None = None) -> Reading:
    template = OFFSET if isinstance(paging, Offset) else AFTER
    endpoint = catalog.call(template, rows="rows" if isinstance(body, dict) else "", paging=paging)
    reader = make_reader(source_of(endpoint, key=None), is_list=True)
    return reader(Reply(200, headers or {}, msgspec.json.encode(body)))


def fact(value: object) -> object:
    return WRONG if isinstance(value, ServiceFailure) else value


BODIES: list[tuple[Paging, Mapping[str, Any], object, object]] = [
    (Offset(), {}, None, None),
    (Offset(total="total"), {"total": 7}, 7, None),
    (Offset(total="total"), {"total": 0}, 0, None),
    (Offset(total="page.total"), {"page": {"total": 7, "more": []}}, 7, None),
    (Offset(total="total"), {}, WRONG, None),
    (Offset(total="total"), {"total": None}, WRONG, None),
    (Offset(total="total"), {"total": "7"}, WRONG, None),
    (Offset(total="total"), {"total": True}, WRONG, None),
    (Offset(total="total"), {"total": 7.0}, WRONG, None),
    (Offset(total="total"), {"total": -1}, WRONG, None),
    (Offset(total="total"), {"total": 2**31}, WRONG, None),
    (Offset(total="page.total"), {"page": [7]}, WRONG, None),
    (Offset(total="page.total"), {"page": None}, WRONG, None),
    (Cursor(next="next"), {"next": "abc"}, None, "abc"),
    (Cursor(next="page.next"), {"page": {"next": "ä &?"}}, None, "ä &?"),
    (Cursor(next="next"), {"next": None}, None, None),
    (Cursor(next="next"), {"next": ""}, None, None),
    (Cursor(next="next"), {}, None, None),
    (Cursor(next="page.next"), {}, None, None),
    (Cursor(next="page.next"), {"page": None}, None, None),
    (Cursor(next="page.next"), {"page": "abc"}, None, WRONG),
    (Cursor(next="next"), {"next": 7}, None, WRONG),
    (Cursor(next="next"), {"next": ["abc"]}, None, WRONG),
    (Cursor(next="next"), {"next": "x" * 700}, None, "x" * 700),
    (Cursor(next="next"), {"next": "x" * 701}, None, WRONG),
    (Cursor(next="next", total="total"), {"next": "abc", "total": 7}, 7, "abc"),
    (Cursor(next="next", total="total"), {"next": 7, "total": "7"}, WRONG, WRONG),
    (NextUrl(field="next"), {"next": "/albums?limit=9&at=a%20b"}, None, "a b"),
    (NextUrl(field="next"), {"next": "?at=%2Bx+y"}, None, "+x y"),
    (NextUrl(field="links.next"), {"links": {"next": "https://elsewhere.example/else?at=1#at=2"}}, None, "1"),
    (NextUrl(field="next"), {"next": None}, None, None),
    (NextUrl(field="next"), {}, None, None),
    (NextUrl(field="next"), {"next": ""}, None, None),
    (NextUrl(field="next"), {"next": "/albums?limit=9"}, None, WRONG),
    (NextUrl(field="next"), {"next": "/albums?at="}, None, WRONG),
    (NextUrl(field="next"), {"next": "/albums?at=1&at=2"}, None, WRONG),
    (NextUrl(field="next"), {"next": "/albums#?at=1"}, None, WRONG),
    (NextUrl(field="next"), {"next": "/albums?at=%ff"}, None, WRONG),
    (NextUrl(field="next"), {"next": "http://[?at=1"}, None, WRONG),
    (NextUrl(field="next"), {"next": "?at=" + "x" * 701}, None, WRONG),
    (NextUrl(field="next"), {"next": "?" + "x" * 8_000 + "&at=1"}, None, WRONG),
    (NextUrl(field="next"), {"next": 5}, None, WRONG),
]


@pytest.mark.parametrize(("paging", "more", "total", "next_place"), BODIES)
def test_facts_of_a_body(paging: Paging, more: Mapping[str, Any], total: object, next_place: object) -> None:
    reading = read(paging, {"rows": ROWS, **more})
    assert reading.page is not None
    assert [getattr(row, "title") for row in reading.rows] == ["a", "b"]  # noqa: B009 - of a derived type
    assert reading.page.rows == reading.rows
    assert (fact(reading.page.total), fact(reading.page.next)) == (total, next_place)
    assert len(reading.drift) == [total, next_place].count(WRONG)


HEADERS: list[tuple[Paging, Mapping[str, str], object, object]] = [
    (Offset(total_header="X-Total-Count"), {"x-total-count": "7"}, 7, None),
    (Offset(total_header="X-Total-Count"), {"x-total-count": " 007 "}, 7, None),
    (Offset(total_header="X-Total-Count"), {}, WRONG, None),
    (Offset(total_header="X-Total-Count"), {"x-total-count": "7, 7"}, WRONG, None),
    (Offset(total_header="X-Total-Count"), {"x-total-count": "-7"}, WRONG, None),
    (Offset(total_header="X-Total-Count"), {"x-total-count": "\u0667"}, WRONG, None),
    (Offset(total_header="X-Total-Count"), {"x-total-count": "9" * 5_000}, WRONG, None),
    (NextUrl(header="Link"), {"link": '</albums?at=3>; rel="next"'}, None, "3"),
    (NextUrl(header="LINK", total_header="Total"), {"link": "</?at=3>; rel=next", "total": "4"}, 4, "3"),
    (NextUrl(header="Link"), {"link": '</albums?at=3>; rel="prev"'}, None, None),
    (NextUrl(header="Link"), {}, None, None),
    (NextUrl(header="Link"), {"link": '</albums?page=3>; rel="next"'}, None, WRONG),
    (NextUrl(header="Link"), {"link": '</albums?at=3; rel="next"'}, None, WRONG),
    (NextUrl(header="Next-Page"), {"next-page": "https://elsewhere.example/?at=3"}, None, "3"),
    (NextUrl(header="Next-Page"), {"next-page": ""}, None, None),
    (NextUrl(header="Next-Page"), {}, None, None),
    (NextUrl(header="Next-Page"), {"next-page": "<https://elsewhere.example/>"}, None, WRONG),
]


@pytest.mark.parametrize(("paging", "headers", "total", "next_place"), HEADERS)
def test_facts_of_headers(
    paging: Paging, headers: Mapping[str, str], total: object, next_place: object
) -> None:
    page = read(paging, ROWS, headers).page
    assert page is not None
    assert (fact(page.total), fact(page.next)) == (total, next_place)


def test_a_wrong_fact_is_a_failure_that_names_its_place_and_quotes_nothing() -> None:
    reading = read(Cursor(next="page.next", total_header="Total"), {"rows": ROWS, "page": {"next": 5}})
    assert reading.page is not None
    assert isinstance(reading.page.next, ServiceFailure)
    assert reading.page.next.code is Code.SERVICE_BAD_RESPONSE
    assert reading.page.next.detail == "'page.next' of the page is not as declared"
    assert reading.drift == ("Album page 'Total'", "Album page 'page.next'")


def test_rows_that_are_none_keep_their_place_in_the_page() -> None:
    reading = read(Offset(), [ROWS[0], None, {"id": 2}])
    assert reading.page is not None
    assert [isinstance(row, ServiceFailure) for row in reading.rows] == [False, True, False]
    assert reading.page.rows == reading.rows


def test_surrogates_are_no_cursor() -> None:
    endpoint = catalog.call(AFTER, rows="rows", paging=Cursor(next="next"))
    reader = make_reader(source_of(endpoint, key=None), is_list=True)
    with pytest.raises(ServiceFailure, match="declared form"):
        reader(Reply(200, {}, b'{"rows":[],"next":"\\ud800"}'))


async def test_a_page_is_one_value_of_the_table() -> None:
    source = source_of(catalog.call(AFTER, rows="rows", paging=Cursor(next="next")), key=None)
    arguments = (("first", 2), ("after", "a b"))
    async with desk(lambda _: {"rows": ROWS, "next": "c"}) as (table, its):
        await table.fetch(source, arguments, [None], is_list=True)
        page = table.peek(source, arguments, None, is_list=True)
    assert its.targets == ["/albums?limit=2&at=a%20b"]
    assert isinstance(page, Page)
    assert ([row.id for row in page.rows if isinstance(row, Album)], page.next) == ([1, 2], "c")


async def test_a_batch_has_the_rows_of_each_key_and_no_page() -> None:
    def respond(call: Call) -> object:
        return [{"id": key, "title": "t", "artist_id": key} for key in keys_of(call)]

    template = "GET /albums?artist_ids={ids}&limit={first}&offset={offset}"
    endpoint = catalog.many(template, key=Key("artist_id"), paging=Offset())
    source = source_of(endpoint, key="artist_id")
    async with desk(respond) as (table, _):
        await table.fetch(source, (("first", 3), ("offset", 4)), [7, 8], is_list=True)
        rows = table.peek(source, (("first", 3), ("offset", 4)), 7, is_list=True)
    assert isinstance(rows, tuple)
    assert [row.id for row in rows] == [7]
