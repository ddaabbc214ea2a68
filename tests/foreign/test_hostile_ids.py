"""Whatever stands in an id, the servers are asked for nothing but it: by what they answer."""

from __future__ import annotations

import http.client

import pytest

from tests.foreign.conftest import Foreign
from tests.foreign.contents import CREDENTIALS, LIBRARY_PATH

REACHING_IN_THE_PATH = ["book-1?x=y", "book-1?_fields=title", "book-1#x"]
"""Ids that would bring a book, if they were sent as they are."""
REACHING_IN_THE_QUERY = ["book-1&_limit=1", "book-1&_fields=title", "book-1#x"]
HOSTILE = [
    *REACHING_IN_THE_PATH,
    *REACHING_IN_THE_QUERY,
    "../../safe/records/gem",
    "..%2F..%2Fsafe",
    "%2e%2e/%2e%2e/safe",
    "..\\..\\safe\\records\\gem",
    "..;/..;/safe/records/gem",
    "x/../book-1",
    "book-1/",
    "/book-1",
    "book-1;x",
    "book-1,book-2",
    "book-1 ",
    "book-1\r\nX-Injected: yes",
    "book-1\u0000",
    "..",
    ".",
    "",
    "*",
    "{id}",
    '"book-1"x',
    "Book-1",
    "é",
    "x" * 5_000,
]


def shown(value: str) -> str:
    return value[:20].encode("ascii", "backslashreplace").decode() or "empty"


def sent_as_it_is(foreign: Foreign, target: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", foreign.library.port, timeout=10)
    try:
        connection.request("GET", LIBRARY_PATH + target, headers={"authorization": CREDENTIALS})
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


@pytest.mark.parametrize("field", ["book", "singleBook"])
@pytest.mark.parametrize("hostile", HOSTILE, ids=shown)
def test_a_text_key_brings_nothing_but_its_own_row(foreign: Foreign, hostile: str, field: str) -> None:
    answer = foreign.ask(
        f"query($id: ID!) {{ {field}(id: $id) {{ id title }} post(id: 1) {{ id }} }}", {"id": hostile}
    )

    assert answer.data == {field: None, "post": {"id": "1"}}
    assert answer.errors.keys() <= {field}
    assert set(answer.errors.values()) <= {
        "BAD_USER_INPUT",  # refused as a key
        "SERVICE_UNAVAILABLE",  # refused as an address, which would climb if it were decoded once more
        "SERVICE_HTTP_ERROR",  # sent as it must be, and refused by Kinto
    }
    assert answer.is_within_plan


@pytest.mark.parametrize(
    "target",
    [
        "/safe/records/gem",
        *(f"/books/records/{each}" for each in REACHING_IN_THE_PATH),
        *(f"/books/records?in_id={each}" for each in REACHING_IN_THE_QUERY),
    ],
)
def test_the_same_text_unencoded_would_have_brought_one(foreign: Foreign, target: str) -> None:
    status, content = sent_as_it_is(foreign, target.partition("#")[0])

    assert status == 200
    assert b'"title":' in content


@pytest.mark.parametrize("hostile", ["../users/1", "1?x=y", "1&id=2", "1,2", "01", "1e0", "1 ", "-0", ""])
def test_what_is_no_integer_is_null_and_never_sent_to_json_server(foreign: Foreign, hostile: str) -> None:
    answer = foreign.ask("query($id: ID!) { post(id: $id) { id } }", {"id": hostile})

    assert answer.data == {"post": None}
    assert answer.errors == {}
    assert answer.calls == {"forum": (1, 0)}


def test_a_key_from_the_other_server_is_not_trusted_either(foreign: Foreign) -> None:
    answer = foreign.ask(
        """
        {
          injects: post(id: 31) { author { userName notes { text } } book { title } }
          climbs: post(id: 32) { author { userName notes { text } } }
          joins: post(id: 34) { author { userName notes { text } } }
          post(id: 1) { author { notes { text } } }
        }
        """
    )

    assert answer.data == {
        "injects": {"author": {"userName": "reader-1&in_reader=reader-2", "notes": []}, "book": None},
        "climbs": {"author": {"userName": "../../safe/records/gem", "notes": []}},
        "joins": {"author": {"userName": "reader-1,reader-2", "notes": None}},
        "post": {"author": {"notes": [{"text": "Note 1 of 1"}, {"text": "Note 2 of 1"}]}},
    }
    assert answer.errors == {"injects.book": "BAD_USER_INPUT", "joins.author.notes": "BAD_USER_INPUT"}
    assert answer.is_within_plan


def test_a_key_that_kinto_refuses_fails_the_call_that_it_is_in_and_no_more(foreign: Foreign) -> None:
    """Kinto reads the values of a query as JSON: `42` is a number there, and no id can be one."""
    answer = foreign.ask(
        '{ bad: book(id: "42") { id } beside: book(id: "book-1") { id } post(id: 1) { id } }'
    )

    assert answer.data == {"bad": None, "beside": None, "post": {"id": "1"}}
    assert answer.errors == {"bad": "SERVICE_HTTP_ERROR", "beside": "SERVICE_HTTP_ERROR"}
    assert foreign.ask('{ singleBook(id: "42") { title } }').data == {
        "singleBook": {"title": "A number for a name"}
    }
