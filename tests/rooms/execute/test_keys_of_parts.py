"""Links whose keys have several parts, or whose rows come in the order of their keys: whole queries."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

import strawberry

from bff import Graph, Key, ListSize, Service, argument, link
from bff.errors import Code
from bff.flow.call import Call
from tests.rooms.execute.shop import Ran, Shop

shop = Service("shop")
stock_by_place = shop.one(
    "POST /stock/query", body={"items": "{ids}"}, key=Key(("track_id", "region"), (int, str)), max_batch=3
)
prices = shop.one("GET /prices?for={ids}", key=Key.in_order((int, str)))
hints = shop.many("POST /hints", body={"ids": "{ids}"}, key=Key.in_order())
labels = shop.one("GET /labels?ids={ids}", key=Key.by_name(), rows="labels")
all_tracks = shop.call("GET /tracks")


@strawberry.enum
class Region(Enum):
    EU = "eu"
    US = "us"


@strawberry.type
class Level:
    left: int


@strawberry.type
class Price:
    cents: int


@strawberry.type
class Text:
    text: str | None


@strawberry.type
class Track:
    id: strawberry.ID
    home: Region | None
    stock: Level | None = link(stock_by_place, key=("id", argument("region", str, default="eu")))
    home_stock: Level | None = link(stock_by_place, key=("id", "home"))
    price: Price | None = link(prices, key=("id", argument("region", Region, default=Region.US)))
    hints: list[Text] | None = link(hints, key="id", first=ListSize(default=2, max=5))
    label: Text | None = link(labels, key="id")


@strawberry.type
class Query:
    tracks: list[Track] = link(all_tracks, first=ListSize(default=3, max=10))
    stock: Level | None = link(stock_by_place, key=(argument("id"), argument("region", str | None)))

    @strawberry.field
    def made(self) -> list[Track]:
        return [Track(id=strawberry.ID(str(number)), home=Region.US) for number in (1, 2, 2)]


graph = Graph(query=Query)


def answers(call: Call) -> object:
    if call.target == "/tracks":
        return [{"id": 1, "home": "us"}, {"id": 2, "home": None}, {"id": 3, "home": "eu"}]
    if call.target == "/stock/query":
        items = json.loads(call.body or b"")["items"]
        rows = [{**item, "left": item["track_id"] * 10 + (item["region"] == "us")} for item in items]
        return [row for row in rows if row["left"] != 30][::-1]
    if call.target.startswith("/prices"):
        keys = call.target.partition("=")[2].split(",")
        return [None if key == "2:us" else {"cents": int(key[0]) * 100} for key in keys]
    if call.target == "/hints":
        ids = json.loads(call.body or b"")["ids"]
        return [[{"text": f"{number}.{n}"} for n in range(number)] for number in ids]
    return {"labels": {"1": {"text": "one"}, "3": {"text": "three"}, "9": {"text": "nobody's"}}}


async def run(query: str, *, respond: Any = answers, **variables: object) -> Ran:
    return await Shop(graph, respond).run(query, variables)


async def test_parts_come_from_the_parent_and_from_the_caller_and_leave_together() -> None:
    ran = await run(
        '{ tracks { id eu: stock { left } us: stock(region: "us") { left } homeStock { left } } }'
    )
    assert ran.data == {
        "tracks": [
            {"id": "1", "eu": {"left": 10}, "us": {"left": 11}, "homeStock": {"left": 11}},
            {"id": "2", "eu": {"left": 20}, "us": {"left": 21}, "homeStock": None},
            {"id": "3", "eu": None, "us": {"left": 31}, "homeStock": None},
        ]
    }
    items = [item for text in ran.sent[1:] for item in json.loads(text.partition("query")[2])["items"]]
    assert len(ran.sent) == 3
    assert sorted((item["track_id"], item["region"]) for item in items) == [
        (number, region) for number in (1, 2, 3) for region in ("eu", "us")
    ]


async def test_a_part_that_is_null_asks_for_nothing() -> None:
    ran = await run("{ stock(id: 1, region: null) { left } }")
    assert (ran.data, ran.sent) == ({"stock": None}, [])
    ran = await run('{ stock(id: "abc", region: "..") { left } }')
    assert (ran.data, ran.sent) == ({"stock": None}, [])


async def test_a_part_that_cannot_be_sent_is_an_error_of_its_own_place() -> None:
    ran = await run('{ a: stock(id: 1, region: "..") { left } b: stock(id: "1", region: "eu") { left } }')
    assert ran.outcome.data == {"a": None, "b": {"left": 10}}
    assert ran.errors == [(Code.BAD_USER_INPUT, ["a"])]
    assert ran.sent == ['POST /stock/query{"items":[{"track_id":1,"region":"eu"}]}']


async def test_rows_in_the_order_of_their_keys() -> None:
    ran = await run("{ tracks { price { cents } hints { text } label { text } } }")
    assert ran.data == {
        "tracks": [
            {"price": {"cents": 100}, "hints": [{"text": "1.0"}], "label": {"text": "one"}},
            {"price": None, "hints": [{"text": "2.0"}, {"text": "2.1"}], "label": None},
            {
                "price": {"cents": 300},
                "hints": [{"text": "3.0"}, {"text": "3.1"}],
                "label": {"text": "three"},
            },
        ]
    }
    assert sorted(ran.sent) == [
        "GET /labels?ids=1,2,3",
        "GET /prices?for=1:us,2:us,3:us",
        "GET /tracks",
        'POST /hints{"ids":[1,2,3]}',
    ]


async def test_a_list_of_the_wrong_length_fails_its_call_and_an_entry_its_own_place() -> None:
    def respond(call: Call) -> Any:
        if call.target.startswith("/prices"):
            return [{"cents": 1}] * 2
        if call.target == "/hints":
            return [[{"text": "a"}], "not today", [{"text": 5}]]
        return answers(call)

    ran = await run("{ tracks { id price { cents } hints { text } } }", respond=respond)
    bad = Code.SERVICE_BAD_RESPONSE
    assert sorted(ran.errors, key=str) == [
        (bad, ["tracks", 0, "price"]),
        (bad, ["tracks", 1, "hints"]),
        (bad, ["tracks", 1, "price"]),
        (bad, ["tracks", 2, "hints", 0, "text"]),
        (bad, ["tracks", 2, "price"]),
    ]


async def test_below_a_resolver_the_loader_takes_keys_of_several_parts() -> None:
    ran = await run("{ made { id homeStock { left } price(region: EU) { cents } } }")
    one, two = {"left": 11}, {"left": 21}
    assert [each["homeStock"] for each in ran.data["made"]] == [one, two, two]
    assert [each["price"]["cents"] for each in ran.data["made"]] == [100, 200, 200]
    assert len(ran.sent) == 2
