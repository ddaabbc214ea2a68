"""Keys as an author declares them: of several parts, in order, by name; and what is said of mistakes."""

from __future__ import annotations

from typing import Any

import pytest

from bff.declare import Endpoint, Key, Service

catalog = Service("catalog")
camel = Service("ratings", naming="camel")
anything: Any = Key
BODY = {"ids": "{ids}"}


@pytest.mark.parametrize(
    ("key", "size"),
    [
        (Key("id"), 20),
        (Key("id", str), 36),
        (Key(("id", "region"), (int, str)), 57),
        (Key(("id", "region"), str, separator="|"), 75),
        (Key.in_order((int, int)), 41),
    ],
    ids=repr,
)
def test_a_key_of_several_parts_may_be_as_long_as_they_are(key: Key, size: int) -> None:
    assert catalog.one("GET /x?ids={ids}", key=key).max_key_bytes == size


@pytest.mark.parametrize(
    ("key", "written"),
    [
        (Key("id"), 'Key("id")'),
        (Key("sku", str), 'Key("sku", str)'),
        (Key(("id", "region"), (int, str)), 'Key(("id", "region"), (int, str))'),
        (Key.in_order(), "Key.in_order(int)"),
        (Key.in_order(str, names=("sku",)), 'Key.in_order(str, names=("sku",))'),
        (Key.by_name((int, str)), "Key.by_name((int, str))"),
    ],
)
def test_a_key_is_shown_as_it_is_written(key: Key, written: str) -> None:
    assert repr(key) == written


GOOD = [
    catalog.one("GET /x?for={ids}", key=Key(("sku", "region"), str, separator="~")),
    catalog.one("GET /x?for={ids*}", key=Key(("sku", "region"), separator=",")),
    catalog.many("GET /x/{id}", key=Key(("sku", "region"), (str, int))),
    catalog.one("POST /x", body={"of": "{ids}"}, key=Key(("id", "region"), separator=",")),
    catalog.one("POST /x", body=BODY, key=Key.in_order()),
    catalog.many("GET /x?ids={ids}", key=Key.in_order((int, str))),
    catalog.one("POST /x", body=BODY, key=Key.in_order(str, names=("sku", "region"))),
    catalog.many("GET /x?ids={ids}", key=Key.by_name((str, str), separator="|")),
    camel.one("POST /x", body=BODY, key=Key(("sku", "regionCode"), str)),
]


@pytest.mark.parametrize("endpoint", GOOD, ids=repr)
def test_an_endpoint_without_problems(endpoint: Endpoint) -> None:
    assert endpoint.problems == ()


NAMED = 'Write key=Key("id"), with the name of a field of the row.'
COUNTED = "Give one type for each name, or one for all."
SIGNS = 'Choose a sign such as ":" or "|"; letters and digits are the parts\' own.'
SINGLE = 'Write Key("id"), or {ids} where the service takes a batch of keys.'
BAD_KEYS: list[tuple[Any, str]] = [
    ("id", f"has key='id'. {NAMED}"),
    (Key(""), f'has key=Key(""). {NAMED}'),
    (Key(()), f"has key=Key(()). {NAMED}"),
    (Key(("id", "id")), f'has key=Key(("id", "id")). {NAMED}'),
    (anything(("id", 5)), f'has key=Key(("id", 5)). {NAMED}'),
    (anything(["id", "region"]), f"has key=Key(['id', 'region']). {NAMED}"),
    (anything("id", place="column"), f'has key=Key.by_name(int, names="id"). {NAMED}'),
    (
        anything("id", float),
        'has keys of the type float. Write Key("id") for whole numbers, Key("id", str) for anything else.',
    ),
    (
        anything.in_order((int, float)),
        "has keys of the type (int, float). "
        "Write Key.in_order(int) for whole numbers, Key.in_order(str) for anything else.",
    ),
    (
        anything("id", ()),
        'has keys of the type (). Write Key("id") for whole numbers, Key("id", str) for anything else.',
    ),
    (Key(("a", "b"), (int, str, str)), f"has names for 2 and types for 3 parts of its keys. {COUNTED}"),
    (Key("id", (int, str)), f"has names for 1 and types for 2 parts of its keys. {COUNTED}"),
    (Key.in_order((int, str), names=("a",)), f"has names for 1 and types for 2 parts of its keys. {COUNTED}"),
    (Key(("a", "b"), separator=""), f"separates the parts of a key by ''. {SIGNS}"),
    (Key(("a", "b"), separator="x"), f"separates the parts of a key by 'x'. {SIGNS}"),
    (Key(("a", "b"), separator=" "), f"separates the parts of a key by ' '. {SIGNS}"),
    (anything(("a", "b"), separator=7), f"separates the parts of a key by 7. {SIGNS}"),
    (
        Key(("a", "b"), separator=",;"),
        "separates the parts of a key by ',;', and keys by commas. "
        'Choose a separator such as ":" or "|", or repeat the parameter: {ids*}.',
    ),
    (
        Key(("a", "b", "c"), str),
        "may need an address of 11116 bytes, with 100 keys of 110 bytes; servers take 8000. "
        "Write max_batch=71, lower max_key_bytes, or send the keys in a body.",
    ),
]


@pytest.mark.parametrize(("key", "message"), BAD_KEYS, ids=[repr(each[0]) for each in BAD_KEYS])
def test_a_key_that_cannot_be_is_told_with_its_remedy(key: Any, message: str) -> None:
    endpoint = catalog.one("GET /x?ids={ids}", key=key)
    assert [f"{each.what} {each.remedy}" for each in endpoint.problems] == [message]


BAD: list[tuple[Endpoint, list[str]]] = [
    (
        camel.one("GET /r?ids={ids}", key=Key(("id", "region_code"), str)),
        [
            "has the key 'region_code', but its service writes names in camel case. "
            'Write the name as the service does: Key(("id", "regionCode"), str).'
        ],
    ),
    (
        catalog.one("GET /x/{id}", key=Key.in_order(str)),
        [f"has key=Key.in_order(str), but a reply to a single key has neither an order nor names. {SINGLE}"],
    ),
    (
        catalog.many("POST /x", body={"of": ["{id}"]}, key=Key.by_name((int, str))),
        [
            "has key=Key.by_name((int, str)), but a reply to a single key has neither an order nor names. "
            f"{SINGLE}",
            "sends keys of 2 parts in its body, and does not give each a name there. "
            'Name them as the service does: Key.by_name((int, str), names=("part_1", "part_2")).',
        ],
    ),
    (
        catalog.one("POST /x", body=BODY, key=Key(("track.id", "region.id"))),
        [
            "sends keys of 2 parts in its body, and does not give each a name there. "
            'Name them as the service does: Key(("part_1", "part_2")).',
        ],
    ),
    (
        catalog.one("POST /x", body=BODY, key=Key.in_order((str, str, int))),
        [
            "sends keys of 3 parts in its body, and does not give each a name there. "
            "Name them as the service does: "
            'Key.in_order((str, str, int), names=("part_1", "part_2", "part_3")).',
        ],
    ),
]


@pytest.mark.parametrize(("endpoint", "messages"), BAD, ids=[repr(each[0]) for each in BAD])
def test_a_key_that_its_endpoint_cannot_take_is_told_with_its_remedy(
    endpoint: Endpoint, messages: list[str]
) -> None:
    assert [f"{each.what} {each.remedy}" for each in endpoint.problems] == messages
