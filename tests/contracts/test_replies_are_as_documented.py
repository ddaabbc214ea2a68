"""What the mock services answer is what their contracts say, to the graph's calls and to all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from bff.declare import blueprint
from bff.fetch.read import make_reader
from bff.flow.call import Call, Reply
from mocks import SERVICES, RunningService, running
from schema.root import graph
from tests.contracts.consumed import call_of
from tests.contracts.contract import JSON_TYPE, PROBLEM_TYPE, stored

LINKS = blueprint(graph).links
AUTHORIZED = {"authorization": "Bearer demo-token"}
FORBIDDEN = {"authorization": "Bearer forbidden-token"}
KEYED = {"x-api-key": "billing-key"}
CREDENTIALS = {"customers": AUTHORIZED, "billing": KEYED}
INTENT = KEYED | {"idempotency-key": "one"}
LINES = [{"track_id": 1, "quantity": 2}]
RATING = {"trackId": 1, "customerId": 2, "stars": 5, "comment": None}

Servers = Mapping[str, RunningService]


@dataclass(frozen=True, slots=True)
class Example:
    """A call, and the status that it gets."""

    service: str
    operation: str
    target: str
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


EXAMPLES = (
    *(Example(each.name, "read_health", "GET /healthz") for each in SERVICES),
    Example("catalog", "list_artists", "GET /artists?limit=3&offset=270"),
    Example("catalog", "list_albums", "GET /albums?artist_ids=1,2&limit=1"),
    Example("catalog", "list_albums", "GET /albums?ids=1&artist_ids=2", 400),
    Example("catalog", "list_tracks", "GET /tracks?limit=100"),
    Example("catalog", "list_genres", "GET /genres?ids=none", 400),
    Example("catalog", "list_media_types", "GET /media-types"),
    Example("catalog", "search_catalog", "GET /search?q=rock"),
    Example("customers", "list_customers", "GET /customers?limit=59", headers=AUTHORIZED),
    Example("customers", "list_customers", "GET /customers?id=1", 401),
    Example("customers", "list_employees", "GET /employees", headers=AUTHORIZED),
    Example("customers", "list_employees", "GET /employees", 403, headers=FORBIDDEN),
    Example("ratings", "query_ratings", "POST /ratings/query", body={"trackIds": [1, 2, 3]}),
    Example("ratings", "query_summaries", "POST /summaries/query", body={"trackIds": [1, 2, 3]}),
    Example("ratings", "query_summaries", "POST /summaries/query", 400, body={"ids": [1]}),
    Example("ratings", "create_rating", "POST /ratings", 201, body=RATING),
    Example("ratings", "create_rating", "POST /ratings", 422, body=RATING | {"trackId": 999_999}),
    Example("billing", "list_invoices", "GET /invoices?customer_id=1&limit=2", headers=KEYED),
    Example("billing", "list_invoices", "GET /invoices?customer_ids=1,2", 401),
    Example("billing", "list_invoice_lines", "GET /invoices/lines?invoice_ids=1,412", headers=KEYED),
    Example("billing", "list_sales", "GET /sales?track_ids=1,2,7", headers=KEYED),
    Example("billing", "read_invoice", "GET /invoices/1", headers=KEYED),
    Example("billing", "read_invoice", "GET /invoices/99999", 404, headers=KEYED),
    Example("billing", "create_invoice", "POST /invoices", 201, {"customer_id": 1, "lines": LINES}, INTENT),
    Example("billing", "create_invoice", "POST /invoices", 200, {"customer_id": 1, "lines": LINES}, INTENT),
    Example("billing", "create_invoice", "POST /invoices", 422, {"customer_id": 2, "lines": LINES}, INTENT),
    Example("playlists", "list_playlists", "GET /playlists?limit=18"),
    Example("playlists", "list_playlist_entries", "GET /playlists/entries?playlist_ids=1,16&limit=5"),
    Example("playlists", "list_playlists_by_track", "GET /playlists/by-track?track_ids=1,2"),
    Example("playlists", "append_playlist_entry", "POST /playlists/18/entries", 201, {"track_id": 1}),
    Example("playlists", "append_playlist_entry", "POST /playlists/18/entries", 409, {"track_id": 1}),
    Example("playlists", "append_playlist_entry", "POST /playlists/99/entries", 404, {"track_id": 1}),
    Example("stock", "read_stock", "GET /stock/1?region=jp"),
    Example("stock", "read_stock", "GET /stock/1?region=mars", 400),
    Example("stock", "read_stock", "GET /stock/99999?region=eu", 404),
)
"""In this order: what is created twice, or is there already, was created by the example before."""


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with running(SERVICES) as started:
        yield started


@pytest.mark.parametrize("coordinate", LINKS)
def test_reply_to_a_link_is_as_documented_and_is_read_without_drift(
    coordinate: str, servers: Servers
) -> None:
    link = LINKS[coordinate]
    endpoint = link.source.endpoint
    call = call_of(link, key_count=3 if link.max_batch is not None else 1, first=3)
    reply = httpx2.request(
        call.method,
        servers[call.service].url + call.target,
        content=call.body,
        headers={"content-type": JSON_TYPE, **CREDENTIALS.get(call.service, {}), **_intent(call)},
    )
    contract = stored(call.service)
    operation = contract.operation(endpoint.template)
    assert reply.status_code == (201 if link.coordinate.startswith("Mutation.") else 200)
    assert operation is not None
    assert contract.faults(reply.json(), operation.reply(reply.status_code) or {}) == []

    read = make_reader(link.source, is_list=link.is_list or link.max_batch is not None)
    reading = read(Reply(200, dict(reply.headers), reply.content))
    assert reading.rows != ()
    assert reading.drift == ()


def _intent(call: Call) -> dict[str, str]:
    return {"idempotency-key": "of-a-link"} if call.takes_idempotency_key else {}


def test_replies_to_all_operations_are_as_documented(servers: Servers) -> None:
    for service in servers.values():
        service.state.reset()
    for example in EXAMPLES:
        method, _, target = example.target.partition(" ")
        url = servers[example.service].url + target
        reply = httpx2.request(method, url, json=example.body, headers=dict(example.headers))
        assert reply.status_code == example.status, example
        kind = JSON_TYPE if example.status < 400 else PROBLEM_TYPE
        assert reply.headers["content-type"].partition(";")[0] == kind, example

        contract = stored(example.service)
        (operation,) = [each for each in contract.operations() if each.name == example.operation]
        documented = operation.reply(example.status)
        assert documented is not None, example
        assert contract.faults(reply.json(), documented) == [], example


def test_every_operation_of_every_service_has_an_example() -> None:
    shown = {(each.service, each.operation) for each in EXAMPLES}
    assert shown == {
        (service.name, operation.name)
        for service in SERVICES
        for operation in stored(service.name).operations()
    }
