"""Replies that say something wrong of their pages: what it touches, and what stands."""

from __future__ import annotations

from typing import Any

import pytest

from bff.errors import Code, ServiceFailure
from bff.flow.call import Call
from tests.rooms.execute.paged import HABITS, WALK, cursor, shop_of

TOLD = "{ pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
compiled_or_not = pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "walked"])


@pytest.mark.parametrize("count", [99, 0, 3])
async def test_an_offset_page_that_is_empty_is_the_last_whatever_the_total_says(count: int) -> None:
    shop = shop_of(HABITS["offset and a total"], lambda _: {"items": [], "page": {"total": count}})
    ran = await shop.run(WALK, {"first": 2, "after": cursor("1o3")})
    assert ran.data["rows"]["pageInfo"]["hasNextPage"] is False
    assert ran.data["rows"]["totalCount"] == count


UNSURE: list[tuple[str, object, str, list[list[str]]]] = [
    ("offset and a total", {"items": [{"id": 1}], "page": {"total": "7"}}, "nodes", []),
    ("offset and a total", {"items": [{"id": 1}], "page": {"total": "7"}}, "totalCount", [["totalCount"]]),
    ("offset and a total", {"items": [{"id": 1}]}, "hasNextPage", [["pageInfo", "hasNextPage"]]),
    ("offset and a total", {"items": [{"id": 1}]}, "endCursor", []),
    ("offset and a total", {"items": [{"id": 1}] * 3}, "hasNextPage", []),
    ("cursor", {"data": {"rows": [{"id": 1}]}, "page": {"next": 7}}, "nodes", []),
    ("cursor", {"data": {"rows": [{"id": 1}]}, "page": {"next": 7}}, "edges", []),
    ("cursor", {"data": {"rows": [{"id": 1}]}, "page": {"next": 7}}, "endCursor", []),
    ("cursor", {"data": {"rows": [{"id": 1}]}, "page": 7}, "hasNextPage", [["pageInfo", "hasNextPage"]]),
    ("cursor", {"data": {"rows": [{"id": 1}] * 3}, "page": 7}, "hasNextPage", []),
    ("url in the body", {"rows": [{"id": 1}], "next": "/rows"}, "hasNextPage", [["pageInfo", "hasNextPage"]]),
]
FIELDS = {
    "nodes": "nodes { id }",
    "edges": "edges { cursor node { id } }",
    "totalCount": "totalCount",
    "hasNextPage": "pageInfo { hasNextPage }",
    "endCursor": "pageInfo { hasPreviousPage startCursor endCursor }",
}


@compiled_or_not
@pytest.mark.parametrize(("name", "body", "asked", "places"), UNSURE)
async def test_a_wrong_fact_fails_the_places_that_depend_on_it_and_no_others(
    name: str, body: object, asked: str, places: list[list[str]], compiled: bool
) -> None:
    shop = shop_of(HABITS[name], lambda _: body)
    ran = await shop.run(f"{{ rows(first: 2) {{ {FIELDS[asked]} }} }}", compiled=compiled)
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["rows", *place]) for place in places]
    assert len(ran.sent) == 1


@compiled_or_not
async def test_a_wrong_fact_fails_at_each_of_its_places(compiled: bool) -> None:
    shop = shop_of(HABITS["offset and a total"], lambda _: {"items": [{"id": 1}]})
    ran = await shop.run("{ rows { one: totalCount two: totalCount nodes { id } } }", compiled=compiled)
    assert ran.outcome.data == {"rows": {"one": None, "two": None, "nodes": [{"id": 1}]}}
    assert ran.errors == [
        (Code.SERVICE_BAD_RESPONSE, ["rows", "one"]),
        (Code.SERVICE_BAD_RESPONSE, ["rows", "two"]),
    ]


async def test_a_cursor_after_a_page_without_a_readable_next_still_leads_on() -> None:
    shop = shop_of(HABITS["cursor"], lambda _: {"data": {"rows": [{"id": 1}]}, "page": {"next": 7}})
    ran = await shop.run("{ rows(first: 2) { edges { cursor } } }")
    assert ran.data["rows"]["edges"] == [{"cursor": cursor("1c1")}]


@pytest.mark.parametrize("name", ["offset", "cursor"])
async def test_a_row_that_is_none_fails_its_own_place_and_the_walk_goes_on(name: str) -> None:
    def respond(call: Call) -> object:
        rows = [{"id": 0}, None, {"id": 2}]
        if "offset=" in call.target:
            return rows[int(call.target.rpartition("=")[2]) :]
        return {"data": {"rows": rows}}

    shop = shop_of(HABITS[name], respond)
    ran = await shop.run(WALK, {"first": 2})
    first: Any = (ran.outcome.data or {})["rows"]
    assert [edge["node"] for edge in first["edges"]] == [{"id": 0}, None]
    assert first["nodes"] == [{"id": 0}, None]
    assert ran.errors == [
        (Code.SERVICE_BAD_RESPONSE, ["rows", "edges", 1, "node"]),
        (Code.SERVICE_BAD_RESPONSE, ["rows", "nodes", 1]),
    ]
    last = (await shop.run(WALK, {"first": 1, "after": first["pageInfo"]["endCursor"]})).data["rows"]
    assert (last["nodes"], last["pageInfo"]["hasNextPage"]) == ([{"id": 2}], False)


@pytest.mark.parametrize("name", HABITS)
async def test_a_call_that_fails_fails_the_connection(name: str) -> None:
    def respond(call: Call) -> ServiceFailure:
        return ServiceFailure(Code.SERVICE_TIMEOUT, service=call.service, endpoint=call.endpoint)

    ran = await shop_of(HABITS[name], respond).run(f"{{ rows {TOLD} }}")
    assert ran.outcome.data == {"rows": None}
    assert ran.errors == [(Code.SERVICE_TIMEOUT, ["rows"])]
