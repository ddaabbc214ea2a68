"""What is sent for which keys and arguments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest

from bff.declare import Endpoint, Key, Service
from bff.fetch.fold import fold

shop = Service("shop")


class Colour(Enum):
    RED = "r"


def sent(endpoint: Endpoint, keys: list[Any], **arguments: object) -> list[str]:
    return [call.target for call, _ in fold(endpoint, tuple(arguments.items()), keys)]


BY_IDS = shop.one("GET /things?ids={ids}", key=Key("id"), max_batch=3)

TARGETS: list[tuple[str, Endpoint, list[Any], dict[str, object], list[str]]] = [
    ("one chunk", BY_IDS, [1, 2, 3], {}, ["/things?ids=1,2,3"]),
    ("fewest chunks", BY_IDS, [1, 2, 3, 4], {}, ["/things?ids=1,2,3", "/things?ids=4"]),
    ("no keys, no calls", BY_IDS, [], {}, []),
    ("order of the keys", BY_IDS, [9, -1, 5], {}, ["/things?ids=9,-1,5"]),
    (
        "repeated",
        shop.one("GET /things?id={ids*}", key=Key("id"), max_batch=2),
        [1, 2, 3],
        {},
        ["/things?id=1&id=2", "/things?id=3"],
    ),
    ("unbatched", shop.one("GET /things/{id}", key=Key("id")), [1, 2], {}, ["/things/1", "/things/2"]),
    (
        "a key in the query",
        shop.one("GET /things?id={id}", key=Key("id", str)),
        ["a&b=c"],
        {},
        ["/things?id=a%26b%3Dc"],
    ),
    (
        "what a text may hold is encoded",
        shop.one("GET /things/{id}", key=Key("id", str)),
        ["a/b", "1?x=y", "1#x", "%2e%2e", "é", "a b+c", "٣"],
        {},
        [
            "/things/a%2Fb",
            "/things/1%3Fx%3Dy",
            "/things/1%23x",
            "/things/%252e%252e",
            "/things/%C3%A9",
            "/things/a%20b%2Bc",
            "/things/%D9%A3",
        ],
    ),
    (
        "parameters stand in the order of the template",
        shop.many("GET /things?limit={first}&ids={ids}&sort=-name,id", key=Key("id")),
        [1],
        {"first": 5},
        ["/things?limit=5&ids=1&sort=-name,id"],
    ),
    (
        "an absent value leaves its parameter out",
        shop.call("GET /things?limit={first}&q={query}&exact={exact}"),
        [],
        {"first": 3, "query": None, "exact": True},
        ["/things?limit=3&exact=true"],
    ),
    ("all absent, no question mark", shop.call("GET /things?q={query}"), [], {"query": None}, ["/things"]),
    (
        "lists joined, and repeated",
        shop.call("GET /things?a={a}&b={b*}"),
        [],
        {"a": (1, 2), "b": ("x", "y&z")},
        ["/things?a=1,2&b=x&b=y%26z"],
    ),
    ("an empty list", shop.call("GET /things?b={b*}"), [], {"b": ()}, ["/things"]),
    (
        "enumerations and times have the form that JSON gives them",
        shop.call("GET /things?colour={colour}&day={day}&at={at}"),
        [],
        {"colour": Colour.RED, "day": date(2026, 1, 2), "at": datetime(2026, 1, 2, 3, tzinfo=UTC)},
        ["/things?colour=r&day=2026-01-02&at=2026-01-02T03%3A00%3A00%2B00%3A00"],
    ),
    (
        "a lone surrogate has no bytes",
        shop.call("GET /things?q={query}"),
        [],
        {"query": "\ud800"},
        ["/things?q=%3F"],
    ),
    (
        "the parts of a key are joined",
        shop.one("GET /prices?for={ids}", key=Key(("sku", "region"), str), max_batch=2),
        [("a1", "eu"), ("b2", "us"), ("c", "eu")],
        {},
        ["/prices?for=a1:eu,b2:us", "/prices?for=c:eu"],
    ),
    (
        "each part is encoded, and so is a separator that an address cannot hold",
        shop.one("GET /prices?for={ids*}", key=Key(("id", "region"), (int, str), separator="|")),
        [(1, "a&b=c"), (-2, "é:/?#")],
        {},
        ["/prices?for=1%7Ca%26b%3Dc&for=-2%7C%C3%A9%3A%2F%3F%23"],
    ),
    (
        "the parts of a single key are one segment",
        shop.one("GET /prices/{id}/latest", key=Key(("sku", "region"), str)),
        [("a/b", "eu"), ("a", "..x")],
        {},
        ["/prices/a%2Fb:eu/latest", "/prices/a:..x/latest"],
    ),
    (
        "the parts of a single key in the query",
        shop.one("GET /prices?for={id}", key=Key(("sku", "region"), str, separator="/")),
        [("a", "eu")],
        {},
        ["/prices?for=a%2Feu"],
    ),
    (
        "keys whose replies come in order need no names in an address",
        shop.one("GET /prices?for={ids}", key=Key.in_order((int, str))),
        [(1, "eu"), (2, "us")],
        {},
        ["/prices?for=1:eu,2:us"],
    ),
    (
        "a path argument beside the key",
        shop.one("GET /regions/{region}/things/{id}", key=Key("id")),
        [1],
        {"region": "e/u"},
        ["/regions/e%2Fu/things/1"],
    ),
]


@pytest.mark.parametrize(
    ("endpoint", "keys", "arguments", "expected"),
    [case[1:] for case in TARGETS],
    ids=[case[0] for case in TARGETS],
)
def test_targets(
    endpoint: Endpoint, keys: list[Any], arguments: dict[str, object], expected: list[str]
) -> None:
    assert sent(endpoint, keys, **arguments) == expected


BODIES: list[tuple[str, dict[str, object], dict[str, object], bytes]] = [
    ("a batch", {"ids": "{ids}"}, {}, b'{"ids":[1,2]}'),
    ("nested", {"where": {"all": ["{ids}"]}, "v": 1}, {}, b'{"where":{"all":[[1,2]]},"v":1}'),
    (
        "an absent value leaves its entry out",
        {"ids": "{ids}", "limit": "{first}"},
        {"first": None},
        b'{"ids":[1,2]}',
    ),
    ("a value", {"ids": "{ids}", "limit": "{first}"}, {"first": 5}, b'{"ids":[1,2],"limit":5}'),
    (
        "a text is JSON, not a template",
        {"ids": "{ids}", "q": "{query}"},
        {"query": '"}{ids}'},
        b'{"ids":[1,2],"q":"\\"}{ids}"}',
    ),
    ("text around braces stays", {"ids": "{ids}", "note": "a {b} c"}, {}, b'{"ids":[1,2],"note":"a {b} c"}'),
    (
        "braces without a name stay",
        {"ids": "{ids}", "note": '{"a":1}'},
        {},
        b'{"ids":[1,2],"note":"{\\"a\\":1}"}',
    ),
    ("an enumeration", {"ids": "{ids}", "c": "{c}"}, {"c": Colour.RED}, b'{"ids":[1,2],"c":"r"}'),
]


@pytest.mark.parametrize(
    ("body", "arguments", "expected"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES]
)
def test_bodies(body: dict[str, object], arguments: dict[str, object], expected: bytes) -> None:
    endpoint = shop.one("POST /things/query", body=body, key=Key("id"))
    ((call, keys),) = fold(endpoint, tuple(arguments.items()), [1, 2])
    assert (call.target, call.body, keys) == ("/things/query", expected, (1, 2))


@pytest.mark.parametrize(
    "key",
    [
        Key(("trackId", "region"), (int, str)),
        Key(("meta.trackId", "place.region"), (int, str)),
        Key.in_order((int, str), names=("trackId", "region")),
        Key.by_name((int, str), names=("trackId", "region")),
    ],
    ids=repr,
)
def test_a_key_of_several_parts_is_an_object_in_a_body(key: Key) -> None:
    batch = shop.one("POST /stock/query", body={"items": "{ids}"}, key=key, max_batch=2)
    keys = [(1, "eu"), (1, "us"), (2, 'a"b')]
    assert [call.body for call, _ in fold(batch, (), keys)] == [
        b'{"items":[{"trackId":1,"region":"eu"},{"trackId":1,"region":"us"}]}',
        b'{"items":[{"trackId":2,"region":"a\\"b"}]}',
    ]


def test_a_single_key_of_several_parts_is_an_object_in_a_body() -> None:
    single = shop.one("POST /stock", body={"item": "{id}"}, key=Key(("id", "region"), (int, str)))
    assert [call.body for call, _ in fold(single, (), [(1, "eu")])] == [b'{"item":{"id":1,"region":"eu"}}']


def test_a_call_says_how_many_keys_it_has_and_whether_it_may_be_repeated() -> None:
    reading = shop.one("POST /things/query", body={"ids": "{ids}"}, key=Key("id"))
    writing = shop.call("POST /things", body={"name": "{name}"})
    calls = [call for call, _ in fold(reading, (), [1, 2])]
    calls += [call for call, _ in fold(writing, (("name", "x"),), [])]
    assert [(call.key_count, call.is_idempotent) for call in calls] == [(2, True), (0, False)]


def test_a_key_cannot_change_what_the_path_begins_with() -> None:
    endpoint = shop.one("GET /things/{id}/parts", key=Key("id", str))
    ((call, _),) = fold(endpoint, (), ["x"])
    assert (call.target, call.path_prefix) == ("/things/x/parts", "/things/")
