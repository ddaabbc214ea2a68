"""Endpoints as an author declares them: what they come to, and what is said of those that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from bff.declare import Endpoint, Key, Service

catalog = Service("catalog")
camel = Service("ratings", naming="camel")
any_service: Any = catalog


def test_a_batch_has_its_defaults() -> None:
    endpoint = catalog.one("GET /albums?ids={ids}", key=Key("id"))
    assert (endpoint.max_batch, endpoint.max_key_bytes, endpoint.rows) == (100, 20, ())
    assert (endpoint.name, repr(endpoint)) == ("GET /albums?ids", 'catalog.one("GET /albums?ids={ids}")')


def test_what_is_declared_is_kept() -> None:
    endpoint = camel.many(
        "POST /ratings",
        key=Key("trackId", str),
        body={"ids": "{ids}"},
        max_batch=7,
        rows="data.items",
        name="ratings",
        max_key_bytes=12,
    )
    assert (endpoint.naming, endpoint.kind, endpoint.key) == ("camel", "many", Key("trackId", str))
    assert (endpoint.max_batch, endpoint.max_key_bytes) == (7, 12)
    assert (endpoint.rows, endpoint.name, endpoint.problems) == (("data", "items"), "ratings", ())


def test_a_single_key_has_no_batch_and_its_rows_need_no_key() -> None:
    endpoint = catalog.one("GET /stock/{id}")
    assert (endpoint.max_batch, endpoint.key, endpoint.max_key_bytes) == (None, None, 36)
    assert endpoint.problems == ()


GOOD = [
    catalog.call("GET /albums?limit={first}&offset={offset}", rows="items"),
    catalog.call("DELETE /albums/{album}"),
    catalog.many("GET /customers/{id}/invoices", key=Key("customer_id")),
    catalog.one("GET /albums?id={ids*}", key=Key("id"), max_batch=50),
    catalog.one("POST /x", body={"ids": "{ids}"}, key=Key("id", str), max_batch=10_000),
    catalog.one("POST /x", body={"id": "{id}", "nothing": None, "list": [1, 2.5, True]}),
    camel.one("GET /x?ids={ids}", key=Key("_id")),
]


@pytest.mark.parametrize("endpoint", GOOD, ids=repr)
def test_an_endpoint_without_problems(endpoint: Endpoint) -> None:
    assert endpoint.problems == ()


BAD: list[tuple[Endpoint, list[str]]] = [
    (
        Service("Catalog").call("GET /x"),
        [
            "has a name that no setting can have. Use small letters, digits and underscores, "
            "such as 'catalog'; [services.catalog] sets it up."
        ],
    ),
    (
        Service("catalog", naming="snake").call("GET /x"),  # type: ignore[arg-type]
        [
            "has the naming 'snake'. "
            'Write naming="camel" where the service writes trackId for track_id; else leave it out.'
        ],
    ),
    (
        catalog.call("albums"),
        [
            "does not begin with a method and a path. "
            'Write it like "GET /albums?ids={ids}"; methods are GET, POST, PUT, PATCH, DELETE. '
            "The service's address stands in the settings."
        ],
    ),
    (
        catalog.call("GET /albums?ids={ids}"),
        [
            "has the placeholder {ids}, which takes keys, but call() has "
            "none. Declare it with one() or many(), or give the placeholder another name."
        ],
    ),
    (
        catalog.one("GET /albums"),
        [
            "has no placeholder for keys. "
            "Give it one: {ids} where a call takes a batch of keys, {id} where it takes one."
        ],
    ),
    (
        catalog.many("GET /albums/{id}?ids={ids}", key=Key("id")),
        [
            "has 2 placeholders for keys. "
            "Give it one: {ids} where a call takes a batch of keys, {id} where it takes one."
        ],
    ),
    (
        catalog.one("GET /albums/{ids}", key=Key("id")),
        [
            "has a batch of keys, {ids}, in its path. "
            "Move it into the query or the body; where a call takes one key, write {id}."
        ],
    ),
    (
        catalog.one("GET /albums?ids={ids}"),
        [
            "takes a batch of keys, but does not say which field of a row "
            'holds its key. Add key=Key("id"), with the name that the service gives that field.'
        ],
    ),
    (
        any_service.one("GET /albums?ids={ids}", key="id"),
        ["has key='id'. Write key=Key(\"id\"), with the name of a field of the row."],
    ),
    (
        any_service.one("GET /albums?ids={ids}", key=Key("id", float)),  # type: ignore[arg-type]
        ['has keys of the type float. Write Key("id") for whole numbers, Key("id", str) for anything else.'],
    ),
    (
        camel.one("GET /r?ids={ids}", key=Key("track_id")),
        [
            "has the key 'track_id', but its service writes names in camel "
            'case. Write the name as the service does: Key("trackId").'
        ],
    ),
    (
        catalog.one("GET /albums?ids={ids}", key=Key("id"), max_batch=0),
        ["has max_batch=0. Give a whole number of 1 or more."],
    ),
    (
        any_service.one("GET /albums?ids={ids}", key=Key("id"), max_batch="9", max_key_bytes=True),
        [
            "has max_batch='9'. Give a whole number of 1 or more.",
            "has max_key_bytes=True. Give a whole number of 1 or more.",
        ],
    ),
    (
        catalog.one("GET /stock/{id}", max_batch=5),
        [
            "has max_batch=5, but {id} takes one key a call. "
            "Remove max_batch, or write {ids} if the service takes several."
        ],
    ),
    (
        catalog.call("GET /x", rows="data..items"),
        [
            "has rows='data..items', which is no path into a reply. "
            'Join names by dots, such as rows="data.items"; leave it out where the reply is the rows.'
        ],
    ),
    (
        any_service.call("GET /x", rows=["items"]),
        [
            "has rows=['items'], which is no path into a reply. "
            'Join names by dots, such as rows="data.items"; leave it out where the reply is the rows.'
        ],
    ),
    (
        catalog.one("GET /x", body={"ids": "{ids}"}, key=Key("id")),
        ["has a body, which services ignore in a GET. Declare a POST, or move it into the query."],
    ),
    (
        catalog.one("POST /x", body={"ids": "{ids*}"}, key=Key("id")),
        [
            "has '{ids*}' in its body, where there is no parameter to repeat. "
            "Write {ids}: a batch of keys becomes a JSON list."
        ],
    ),
    (
        catalog.call("POST /x", body={"at": {1, 2}}),
        [
            "has a body that is no JSON: Object of type set is not JSON serializable. "
            "Use texts, numbers, lists and dictionaries."
        ],
    ),
    (
        catalog.one("GET /albums?ids={ids}", key=Key("id", str), max_batch=300),
        [
            "may need an address of 11121 bytes, with 300 keys of 36 bytes; "
            "servers take 8000. Write max_batch=215, lower max_key_bytes, or send the keys in a body."
        ],
    ),
    (
        catalog.one("GET /albums?album_id={ids*}", key=Key("id", str), max_batch=200),
        [
            "may need an address of 9227 bytes, with 200 keys of 36 "
            "bytes; servers take 8000. Write max_batch=173, lower max_key_bytes, or send the keys in a body."
        ],
    ),
    (
        any_service.one(None, key="id", rows="a.", max_batch=-1),
        [
            "does not begin with a method and a path. "
            'Write it like "GET /albums?ids={ids}"; methods are GET, POST, PUT, PATCH, DELETE. '
            "The service's address stands in the settings.",
            "has key='id'. Write key=Key(\"id\"), with the name of a field of the row.",
            "has max_batch=-1. Give a whole number of 1 or more.",
            "has rows='a.', which is no path into a reply. "
            'Join names by dots, such as rows="data.items"; leave it out where the reply is the rows.',
        ],
    ),
]


@pytest.mark.parametrize(("endpoint", "messages"), BAD, ids=[repr(each[0]) for each in BAD])
def test_problems_of_an_endpoint_travel_with_it(endpoint: Endpoint, messages: list[str]) -> None:
    assert [f"{problem.what} {problem.remedy}" for problem in endpoint.problems] == messages
    assert {problem.place for problem in endpoint.problems} <= {
        repr(endpoint),
        f'Service("{endpoint.service}")',
    }


@pytest.mark.parametrize("method", ["one", "many", "call"])
@pytest.mark.parametrize(
    "text", ["", "x" * 10_000, "GET /{", "GET /\udcff", "GET /a?b=\udcff", "GET /%zz", "🎵"]
)
def test_no_text_makes_a_declaration_raise(method: str, text: str) -> None:
    options = {} if method == "call" else {"key": Key("id")}
    endpoint: Endpoint = getattr(catalog, method)(text, **options)
    assert (method == "call" and "b=" in text) or endpoint.problems
