"""A list is walked page by page, however its service counts: every row once, one call a page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from mocks.billing_rows import Invoices
from mocks.catalog_rows import albums, artists
from mocks.customers import customers
from mocks.playlists import playlists
from tests.support.gateway import Gateway, gateway

PAGE = "{ edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount }"
WALK = "query Walk($first: Int!, $after: String) "
SIZED = "(first: $first, after: $after)"
LISTS = {
    "by offset, the total in the reply": (f"{{ albumsConnection{SIZED} {PAGE} }}", list(albums()), 100),
    "by offset, the total in a header": (
        f"{{ customers{SIZED} {PAGE} }}",
        [each.id for each in customers()],
        13,
    ),
    "by URLs in a header": (f"{{ playlists{SIZED} {PAGE} }}", list(playlists()), 4),
    "by cursors, without a total": (
        f"{{ customer(id: 7) {{ invoicesConnection{SIZED} {PAGE} }} }}",
        [each.id for each in Invoices().of_customer(7)],
        2,
    ),
    "in one page": (f"{{ artists{SIZED} {PAGE} }}", list(artists())[:100], 100),
}
"""The list inside a document, the ids of all its rows, and how many to ask for at a time."""


@pytest.fixture(scope="module")
def store() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


def page_of(store: Gateway, text: str, first: int, after: str | None) -> Any:
    (page,) = store.data(WALK + text, {"first": first, "after": after}).values()
    return page.get("invoicesConnection", page)


def ids_of(page: Any) -> list[int]:
    return [int(edge["node"]["id"]) for edge in page["edges"]]


@pytest.mark.parametrize("name", [name for name in LISTS if name != "in one page"])
def test_walk_from_page_to_page_finds_every_row_once_at_one_call_a_page(store: Gateway, name: str) -> None:
    text, expected, first = LISTS[name]
    store.reset()
    seen: list[int] = []
    after, page_count, has_next = None, 0, True
    while has_next:
        page = page_of(store, text, first, after)
        assert page["pageInfo"]["hasPreviousPage"] == (page_count > 0)
        assert page["totalCount"] == (None if "without a total" in name else len(expected))
        seen += ids_of(page)
        page_count += 1
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == expected
    assert page_count == math.ceil(len(expected) / first)
    listing = [call for call in store.calls() if "limit" in call.query]
    assert len(listing) == page_count


@pytest.mark.parametrize("name", LISTS)
def test_walk_can_go_on_from_any_row(store: Gateway, name: str) -> None:
    text, expected, _ = LISTS[name]
    page = page_of(store, text, 5, None)
    for place, edge in enumerate(page["edges"], 1):
        rest = page_of(store, text, 3, edge["cursor"])
        assert ids_of(rest) == expected[place : place + len(rest["edges"])]
        assert len(rest["edges"]) == min(3, len(expected) - place) or rest["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize("cursor", ["", "1", "MjA", "x" * 500, "MW8tMQ", "../1"])
def test_what_is_no_cursor_is_told_and_nothing_is_sent(store: Gateway, cursor: str) -> None:
    store.reset()
    answer = store.post(WALK + LISTS["in one page"][0], {"first": 2, "after": cursor}).json()
    assert answer["data"] == {"artists": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
    assert store.calls() == []


def test_many_customers_have_their_newest_invoices_in_one_call_and_their_pages_in_one_each(
    store: Gateway,
) -> None:
    store.reset()
    store.data("{ customers(first: 20) { nodes { invoices(first: 2) { id } } } }")
    assert len(store.calls("billing")) == 1
    store.reset()
    store.data("{ customers(first: 20) { nodes { invoicesConnection(first: 2) { nodes { id } } } } }")
    assert len(store.calls("billing")) == 20
