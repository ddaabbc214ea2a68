"""The OpenAPI documents: what a gateway's author and a contract check read."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from openapi_spec_validator import validate

from mocks import SERVICES, Service, running

OPERATIONS = {
    "catalog": [
        "list_artists",
        "list_albums",
        "list_tracks",
        "list_genres",
        "list_media_types",
        "search_catalog",
        "read_health",
    ],
    "customers": ["list_customers", "list_employees", "read_health"],
    "ratings": ["query_ratings", "query_summaries", "create_rating", "read_health"],
    "billing": [
        "list_invoices",
        "create_invoice",
        "list_invoice_lines",
        "read_invoice",
        "list_sales",
        "read_health",
    ],
    "playlists": [
        "list_playlists",
        "list_playlist_entries",
        "list_playlists_by_track",
        "append_playlist_entry",
        "read_health",
    ],
    "stock": ["read_stock", "read_health"],
}
SAYS_UNPROCESSABLE = {"create_rating", "create_invoice"}

Documents = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def documents() -> Iterator[Documents]:
    with running(SERVICES) as servers, httpx2.Client() as client:
        yield {name: client.get(each.url + "/openapi.json").json() for name, each in servers.items()}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_document_describes_every_operation_and_nothing_of_control(
    service: Service, documents: Documents
) -> None:
    document = documents[service.name]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert [operation["operationId"] for operation in operations] == OPERATIONS[service.name]
    assert document["servers"] == [{"url": f"http://127.0.0.1:{service.port}", "description": "This machine"}]
    assert document["info"]["description"] == service.habit
    for operation in operations:
        good = [answer for status, answer in operation["responses"].items() if status in ("200", "201")]
        assert operation["description"]
        assert good
        assert all(answer["content"]["application/json"]["schema"] for answer in good)
        assert ("422" in operation["responses"]) == (operation["operationId"] in SAYS_UNPROCESSABLE)
    assert "_control" not in json.dumps(document)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_document_is_one_that_the_standard_allows(name: str, documents: Documents) -> None:
    validate(documents[name])


def test_billing_declares_its_key_and_customers_the_callers_token(documents: Documents) -> None:
    schemes = {
        name: document["components"].get("securitySchemes", {}) for name, document in documents.items()
    }
    places = {
        name: [(one["type"], one.get("name", one.get("scheme"))) for one in declared.values()]
        for name, declared in schemes.items()
        if declared
    }
    assert places == {"customers": [("http", "bearer")], "billing": [("apiKey", "X-Api-Key")]}


def test_the_document_is_the_same_on_another_port(documents: Documents) -> None:
    with running(SERVICES) as servers, httpx2.Client() as client:
        for name, server in servers.items():
            assert client.get(server.url + "/openapi.json").json() == documents[name]
