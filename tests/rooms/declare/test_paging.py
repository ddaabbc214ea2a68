"""Pages as an author declares them, on the endpoint: what they come to, and what is said of wrong ones."""

from __future__ import annotations

from typing import Any

import pytest

from bff import Cursor, Key, NextUrl, Offset, Service
from bff.declare import Endpoint

shop = Service("shop")
any_call: Any = shop.call
LIST = "GET /list?limit={first}"
BY_OFFSET, BY_CURSOR = LIST + "&offset={offset}", LIST + "&after={after}"
NEXT = Cursor(next="page.next")

GOOD = [
    shop.call(BY_OFFSET, paging=Offset()),
    shop.call(BY_OFFSET, rows="items", paging=Offset(total="total")),
    shop.call("GET /list?offset={offset}", paging=Offset(total_header="X-Total-Count")),
    shop.call(BY_CURSOR, rows="data.rows", paging=NEXT),
    shop.call("GET /list?after={after}", rows="rows", paging=Cursor(next="next", total="count")),
    shop.call("POST /list", body={"at": "{after}", "limit": "{first}"}, rows="rows", paging=NEXT),
    shop.call(BY_CURSOR, paging=NextUrl(header="Link")),
    shop.call(BY_CURSOR, rows="rows", paging=NextUrl(field="links.next", total_header="Total-Records")),
    shop.many("GET /of?ids={ids}&limit={first}&offset={offset}", key=Key("of"), paging=Offset()),
    shop.many("GET /of/{id}?limit={first}&after={after}", key=Key("of"), rows="rows", paging=NEXT),
    shop.many("GET /of/{id}?offset={offset}", key=Key("of"), rows="rows", paging=Offset(total="total")),
]


@pytest.mark.parametrize("endpoint", GOOD, ids=lambda endpoint: f"{endpoint!r} {endpoint.paging}")
def test_paging_without_problems(endpoint: Endpoint) -> None:
    assert endpoint.problems == ()
    assert endpoint.paging is not None


BAD: list[tuple[str, Endpoint, str]] = [
    (
        "no paging",
        any_call(BY_OFFSET, paging="offset"),
        "has paging='offset'. "
        'Write paging=Offset(), paging=Cursor(next="page.next") or paging=NextUrl(header="Link").',
    ),
    (
        "the class itself",
        any_call(BY_OFFSET, paging=Offset),
        "has paging=<class 'bff.declare.endpoints.paging.Offset'>. "
        'Write paging=Offset(), paging=Cursor(next="page.next") or paging=NextUrl(header="Link").',
    ),
    (
        "offset without one",
        shop.call(LIST, paging=Offset()),
        "has Offset pages, but no placeholder {offset}. "
        "Add the parameter that says where a page begins, such as offset={offset}.",
    ),
    (
        "cursor without one",
        shop.call(LIST, rows="rows", paging=NEXT),
        "has Cursor pages, but no placeholder {after}. "
        "Add the parameter that says where a page begins, such as after={after}.",
    ),
    (
        "both",
        shop.call(BY_OFFSET + "&after={after}", paging=Offset()),
        "has Offset pages, and the placeholder {after}, which is for another kind. "
        "Remove it; Offset pages begin where {offset} says.",
    ),
    (
        "in the path",
        shop.call("GET /list/{after}", rows="rows", paging=NEXT),
        "has the beginning of a page in its path, which a first page may not have. "
        "Move {after} into the query or the body.",
    ),
    (
        "no length and no total",
        shop.call("GET /list?offset={offset}", paging=Offset()),
        "has Offset pages of any length and no total, so nobody knows whether rows follow. "
        "Add the parameter for the length, such as limit={first}, or total= with the path to the total.",
    ),
    (
        "a URL for a body",
        shop.call("POST /list", body={"at": "{after}"}, paging=NextUrl(header="Link")),
        "has NextUrl pages, but not one parameter of its query that is {after}. "
        "Write {after} once, as the parameter that the service's own URLs have.",
    ),
    (
        "a URL for two parameters",
        shop.call("GET /list?a={after}&b={after}", paging=NextUrl(header="Link")),
        "has NextUrl pages, but not one parameter of its query that is {after}. "
        "Write {after} once, as the parameter that the service's own URLs have.",
    ),
    (
        "no next",
        shop.call(BY_CURSOR, rows="rows", paging=Cursor(next="")),
        'has Cursor pages, but does not say where. Write Cursor(next="page.next").',
    ),
    (
        "nowhere",
        shop.call(BY_CURSOR, paging=NextUrl()),
        "has NextUrl pages in one place too many or too few. "
        'Write NextUrl(header="Link"), or NextUrl(field="next") for a URL in the body.',
    ),
    (
        "twice",
        shop.call(BY_CURSOR, rows="rows", paging=NextUrl(header="Link", field="next")),
        "has NextUrl pages in one place too many or too few. "
        'Write NextUrl(header="Link"), or NextUrl(field="next") for a URL in the body.',
    ),
    (
        "path",
        shop.call(BY_CURSOR, rows="rows", paging=Cursor(next="page..next")),
        "has next='page..next', which is no path into a reply. "
        'Join names by dots, such as next="page.next".',
    ),
    (
        "path of another type",
        any_call(BY_OFFSET, rows="rows", paging=Offset(total=5)),  # type: ignore[arg-type]
        'has total=5, which is no path into a reply. Join names by dots, such as total="page.total".',
    ),
    (
        "header",
        shop.call(BY_OFFSET, paging=Offset(total_header="X Total:")),
        "has total_header='X Total:', which is no name of a header. "
        'Write it as the service does, such as total_header="X-Total-Count".',
    ),
    (
        "two totals",
        shop.call(BY_OFFSET, rows="rows", paging=Offset(total="total", total_header="X-Total-Count")),
        "has both total= and total_header=. Keep the one that the service sends.",
    ),
    (
        "beside no rows",
        shop.call(BY_OFFSET, paging=Offset(total="total")),
        "has total='total', but the reply is the rows. "
        "Name a field beside the rows, with rows= for where they are, or the header that has it.",
    ),
    (
        "inside the rows",
        shop.call(BY_CURSOR, rows="page", paging=NEXT),
        "has next='page.next', but the rows stand at 'page'. "
        "Name a field beside the rows, with rows= for where they are, or the header that has it.",
    ),
    (
        "cursor of a batch",
        shop.many("GET /of?ids={ids}&after={after}", key=Key("of"), rows="rows", paging=NEXT),
        "takes a batch of keys, but a reply has one Cursor for all of them. "
        "Write {id}, with a call for each key, or Offset() if {offset} counts within each key's rows.",
    ),
    (
        "total of a batch",
        shop.many("GET /of?ids={ids}&offset={offset}", key=Key("of"), rows="r", paging=Offset(total="total")),
        "takes a batch of keys, but a reply has one total for all of them. "
        "Remove the total, or write {id}, with a call for each key.",
    ),
]


@pytest.mark.parametrize(("endpoint", "message"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_one_mistake_is_one_sentence_and_its_remedy(endpoint: Endpoint, message: str) -> None:
    assert [str(problem) for problem in endpoint.problems] == [f"{endpoint!r}: {message}"]
