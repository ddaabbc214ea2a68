"""What paged links read of replies, held against the contracts of the services: totals and next pages."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import strawberry

from bff import Connection, Cursor, Graph, Key, ListSize, NextUrl, Offset, Service, argument, link
from bff.declare import blueprint
from schema.types.album import Album
from schema.types.customer import Customer
from schema.types.invoice import Invoice
from schema.types.playlist import Playlist
from tests.contracts.consumed import page_problems, request_problems, row_problems
from tests.contracts.contract import Contract, stored

PAGE = "limit={first}&offset={offset}"
FIRST = ListSize(default=10, max=100)
catalog, customers = Service("catalog"), Service("customers")
billing, playlists = Service("billing", numeric_ids=True), Service("playlists", numeric_ids=True)
album_list = catalog.call(f"GET /albums?{PAGE}", rows="items", paging=Offset(total="total"))
uncounted = catalog.call(f"GET /albums?{PAGE}", rows="items", paging=Offset())
customer_list = customers.call(f"GET /customers?{PAGE}", paging=Offset(total_header="X-Total-Count"))
of_customer = billing.many(
    "GET /invoices?customer_id={id}&limit={first}&after={after}",
    key=Key("customer_id"),
    rows="data.invoices",
    paging=Cursor(next="page.next"),
)
playlist_list = playlists.call(
    "GET /playlists?limit={first}&offset={after}", rows="items", paging=NextUrl(header="Link", total="total")
)


@strawberry.type
class Query:
    albums: Connection[Album] = link(album_list, first=FIRST)
    album_rows: list[Album] = link(album_list, first=FIRST)
    uncounted: Connection[Album] = link(uncounted, first=FIRST)
    customers: Connection[Customer] = link(customer_list, first=FIRST)
    invoices: Connection[Invoice] = link(of_customer, key=argument("id"), first=FIRST)
    playlists: Connection[Playlist] = link(playlist_list, first=FIRST)


LINKS = blueprint(Graph(query=Query)).links


def problems_of(name: str, change: Callable[[dict[str, Any]], object] = bool) -> list[str]:
    its = LINKS[f"Query.{name}"]
    document = copy.deepcopy(dict(stored(its.source.endpoint.service).document))
    change(document)
    contract = Contract(document)
    return [*request_problems(its, contract), *row_problems(its, contract), *page_problems(its, contract)]


@pytest.mark.parametrize("name", ["albums", "albumRows", "customers", "invoices", "playlists"])
def test_pages_fit_the_contract(name: str) -> None:
    assert problems_of(name) == []


def test_the_one_row_more_that_is_asked_for_without_a_total_is_told() -> None:
    assert problems_of("uncounted") == [
        "the parameter 'limit' does not take 101: $: 101 is greater than the maximum of 100"
    ]


def properties(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]["properties"]
    return found


def parameters(document: dict[str, Any], path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["paths"][path]["get"]["parameters"]
    return found


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        (
            "albums",
            lambda document: properties(document, "Page_Album_").pop("total"),
            "there is no 'total' in the reply",
        ),
        (
            "albumRows",
            lambda document: properties(document, "Page_Album_")["total"].update(type="string"),
            "'total' may be string, but is read as integer",
        ),
        (
            "invoices",
            lambda document: properties(document, "Place")["next"].update(anyOf=[{"type": "integer"}]),
            "'page.next' may be integer, but is read as string or null",
        ),
        (
            "invoices",
            lambda document: properties(document, "InvoicePage").pop("page"),
            "there is no 'page.next' in the reply",
        ),
        (
            "invoices",
            lambda document: parameters(document, "/invoices").pop(),
            "there is no parameter 'after' in the query",
        ),
        (
            "customers",
            lambda document: document["paths"]["/customers"]["get"]["responses"]["200"].pop("headers"),
            "there is no header 'X-Total-Count'",
        ),
        (
            "playlists",
            lambda document: document["paths"]["/playlists"]["get"]["responses"]["200"].pop("headers"),
            "there is no header 'Link'",
        ),
    ],
)
def test_change_of_a_service_that_pages_would_not_survive_is_told(
    name: str, change: Callable[[dict[str, Any]], object], problem: str
) -> None:
    assert problem in problems_of(name, change)
