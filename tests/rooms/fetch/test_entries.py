"""Replies that tell rows apart by their order or by a name: each entry keeps its place, whatever it is."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bff.declare import Endpoint, Key, Service, Source
from bff.errors import Code, ServiceFailure
from bff.fetch import RowTable
from bff.fetch.read import Reading, make_reader
from bff.flow.call import Call, Reply
from tests.rooms.fetch.desk import Album, desk, source_of

catalog = Service("catalog")
BODY = {"ids": "{ids}"}
ONE_IN_ORDER = catalog.one("POST /albums", body=BODY, key=Key.in_order(), max_batch=3)
MANY_IN_ORDER = catalog.many("POST /of", body=BODY, key=Key.in_order(), rows="data.items")
ONE_BY_NAME = catalog.one("POST /albums", body=BODY, key=Key.by_name(), rows="items")
MANY_BY_NAME = catalog.many("GET /of?ids={ids}", key=Key.by_name(str))
PLACES_IN_ORDER = catalog.one("GET /albums?for={ids}", key=Key.in_order((int, str)))
PLACES_BY_NAME = catalog.one("GET /albums?for={ids}", key=Key.by_name((int, str), separator="|"))


def read(endpoint: Endpoint, body: bytes) -> Reading:
    return make_reader(source_of(endpoint, key=None), is_list=True)(Reply(200, {}, body))


def shown(value: object) -> Any:
    """Return titles for rows, `wrong` for what cannot be read, and what holds them as it is."""
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    if isinstance(value, ServiceFailure):
        return "wrong"
    if not isinstance(value, Album):
        return value
    try:
        return value.title
    except ServiceFailure:
        return "wrong title"


A, B = b'{"id":1,"title":"a"}', b'{"id":2,"title":"b"}'
ENTRIES: list[tuple[str, Endpoint, bytes, list[Any], tuple[str, ...]]] = [
    ("as declared", ONE_IN_ORDER, b"[%b,%b]" % (A, B), ["a", "b"], ()),
    ("null is nothing", ONE_IN_ORDER, b"[null,%b,null]" % B, [None, "b", None], ()),
    ("none at all", ONE_IN_ORDER, b"[]", [], ()),
    (
        "no object",
        ONE_IN_ORDER,
        b'[%b,7,"x",[],%b,true]' % (A, B),
        ["a", "wrong", "wrong", "wrong", "b", "wrong"],
        ("Album",) * 4,
    ),
    (
        "a wrong field",
        ONE_IN_ORDER,
        b'[null,{"id":3,"title":5},%b]' % B,
        [None, "wrong title", "b"],
        ("Album.title",),
    ),
    (
        "lists",
        MANY_IN_ORDER,
        b'{"data":{"items":[[%b,%b],[],null]}}' % (A, B),
        [["a", "b"], [], []],
        (),
    ),
    (
        "a list that is none",
        MANY_IN_ORDER,
        b'{"data":{"items":[[%b],{},[%b,null],7,null,[{"id":9}]]}}' % (A, B),
        [["a"], "wrong", "wrong", "wrong", [], ["wrong title"]],
        ("Album", "Album", "Album", "Album.title"),
    ),
]


@pytest.mark.parametrize(
    ("endpoint", "body", "entries", "drift"),
    [each[1:] for each in ENTRIES],
    ids=[each[0] for each in ENTRIES],
)
def test_entries_in_order(
    endpoint: Endpoint, body: bytes, entries: list[Any], drift: tuple[str, ...]
) -> None:
    reading = read(endpoint, body)
    assert [shown(each) for each in reading.entries] == entries
    assert (reading.rows, reading.names) == ((), ())
    assert reading.drift == drift


NAMED: list[tuple[str, Endpoint, bytes, dict[str, Any]]] = [
    ("as declared", ONE_BY_NAME, b'{"items":{"2":%b,"1":%b}}' % (B, A), {"2": "b", "1": "a"}),
    ("nothing", ONE_BY_NAME, b'{"items":{"1":null}}', {"1": None}),
    ("no object", ONE_BY_NAME, b'{"items":{"1":[],"2":%b}}' % B, {"1": "wrong", "2": "b"}),
    ("lists", MANY_BY_NAME, b'{"x":[%b],"y":null,"z":[]}' % A, {"x": ["a"], "y": [], "z": []}),
    ("a list that is none", MANY_BY_NAME, b'{"x":[%b],"y":[1]}' % A, {"x": ["a"], "y": "wrong"}),
]


@pytest.mark.parametrize(
    ("endpoint", "body", "entries"), [each[1:] for each in NAMED], ids=[each[0] for each in NAMED]
)
def test_entries_by_name(endpoint: Endpoint, body: bytes, entries: dict[str, Any]) -> None:
    reading = read(endpoint, body)
    assert {n: shown(each) for n, each in zip(reading.names, reading.entries, strict=True)} == entries


@pytest.mark.parametrize(
    ("endpoint", "body", "detail"),
    [
        (ONE_IN_ORDER, b"{}", "a dict where a list was declared"),
        (ONE_IN_ORDER, b"null", "a NoneType where a list was declared"),
        (MANY_IN_ORDER, b'{"data":{}}', "no 'items' in the reply"),
        (ONE_BY_NAME, b'{"items":[]}', "a list where an object was declared"),
        (MANY_BY_NAME, b"[]", "a list where an object was declared"),
    ],
)
def test_another_container_fails_the_call(endpoint: Endpoint, body: bytes, detail: str) -> None:
    with pytest.raises(ServiceFailure) as failed:
        read(endpoint, body)
    assert (failed.value.code, failed.value.detail) == (Code.SERVICE_BAD_RESPONSE, detail)


async def got(table: RowTable, endpoint: Endpoint, *keys: Any) -> list[Any]:
    source = source_of(endpoint, key=None)
    is_list = endpoint.kind == "many"
    await table.fetch(source, (), keys, is_list=is_list)
    return [shown(table.peek(source, (), key, is_list=is_list)) for key in keys]


def titled(call: Call) -> list[Any]:
    """Answer each key of a body in its place; 4 is unknown."""
    ids = msgspec.json.decode(call.body or b"")["ids"]
    return [None if key == 4 else {"id": 0, "title": f"title {key}"} for key in ids]


async def test_rows_stand_in_the_order_of_the_keys_of_each_call() -> None:
    async with desk(titled) as (table, its):
        titles = await got(table, ONE_IN_ORDER, 9, 4, 2, 7, 1)
        assert titles == ["title 9", None, "title 2", "title 7", "title 1"]
        assert [call.body for call in its.calls] == [b'{"ids":[9,4,2]}', b'{"ids":[7,1]}']


@pytest.mark.parametrize("change", [lambda rows: rows[:-1], lambda rows: [*rows, *rows], lambda rows: []])
async def test_a_list_of_another_length_fails_every_place_of_its_call_and_no_other(change: Any) -> None:
    def respond(call: Call) -> object:
        rows = titled(call)
        return change(rows) if len(rows) == 3 else rows

    async with desk(respond) as (table, _):
        assert await got(table, ONE_IN_ORDER, 1, 2, 3, 5) == ["wrong", "wrong", "wrong", "title 5"]
        failed, sound = sorted(table.calls, key=lambda record: -record.key_count)
        count = len(change([1, 2, 3]))
        assert (failed.failure, failed.detail) == (Code.SERVICE_BAD_RESPONSE, f"{count} rows for 3 keys")
        assert (failed.status, sound.failure) == (200, None)


async def test_one_failed_key_of_a_hundred_fails_its_own_place() -> None:
    endpoint = catalog.one("POST /albums", body=BODY, key=Key.in_order())

    def respond(call: Call) -> object:
        return ["not today" if row["title"] == "title 57" else row for row in titled(call)]

    async with desk(respond) as (table, its):
        keys = [key for key in range(101) if key != 4]
        titles = await got(table, endpoint, *keys)
        assert titles == ["wrong" if key == 57 else f"title {key}" for key in keys]
        assert (len(its.calls), table.drift) == (1, ["catalog: Album"])


@pytest.mark.parametrize(
    ("endpoint", "keys", "expected"),
    [
        (ONE_IN_ORDER, [1], [None]),
        (MANY_IN_ORDER, [1], [[]]),
        (MANY_BY_NAME, ["x"], [[]]),
        (ONE_IN_ORDER, [1, 2], ["wrong", "wrong"]),
    ],
)
async def test_404_is_nothing_for_a_single_key_and_a_failure_for_several(
    endpoint: Endpoint, keys: list[Any], expected: list[Any]
) -> None:
    async with desk(lambda _: Reply(404, {}, b"")) as (table, _):
        assert await got(table, endpoint, *keys) == expected


async def test_rows_by_name_come_in_any_order_with_gaps_and_strangers() -> None:
    named = {"3": None, "total": 2, "2": {"id": 0, "title": "b"}, "01": {"id": 0, "title": "?"}}
    async with desk(lambda _: {"items": named}) as (table, _):
        assert await got(table, ONE_BY_NAME, 1, 2, 3) == [None, "b", None]


async def test_keys_of_several_parts_find_their_entries() -> None:
    row = {"id": 0, "title": "a"}
    async with desk(lambda _: [None, row]) as (table, its):
        assert await got(table, PLACES_IN_ORDER, (1, "eu"), (1, "us")) == [None, "a"]
        assert its.targets == ["/albums?for=1:eu,1:us"]
    async with desk(lambda _: {"1|us": row, "1:eu": row}) as (table, its):
        assert await got(table, PLACES_BY_NAME, (1, "eu"), (1, "us")) == [None, "a"]
        assert its.targets == ["/albums?for=1%7Ceu,1%7Cus"]


class Level(msgspec.Struct, frozen=True, kw_only=True):
    id: int | str
    region: str | None
    left: int


async def test_rows_are_told_apart_by_all_parts_of_their_keys() -> None:
    endpoint = catalog.one("POST /stock", body={"items": "{ids}"}, key=Key(("id", "region"), (int, str)))
    source = Source.of(endpoint, Level, ("id", "region"))
    rows = [("1", "us", 3), (2, "us", 2), (2, "eu", 1), (9, "eu", 4)]
    keys = [(1, "eu"), (1, "us"), (2, "eu"), (2, "us")]

    async def left(*more: dict[str, Any]) -> list[object]:
        sent = [{"id": number, "region": region, "left": left} for number, region, left in rows]
        async with desk(lambda _: [*sent, *more]) as (table, _):
            await table.fetch(source, (), keys, is_list=False)
            found = [table.peek(source, (), key, is_list=False) for key in keys]
            return [each.left if isinstance(each, Level) else shown(each) for each in found]

    assert await left() == [None, 3, 1, 2]
    assert await left({"id": 1, "region": None, "left": 0}) == ["wrong", 3, 1, 2]
