"""A mutation writes through a link: an input object as the body, once for each time that it is asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import strawberry
from pydantic import SecretStr

from bff import Graph, Key, Service, argument, link
from bff.config import ServiceSettings, Settings
from bff.testing import Serving, serving
from mocks import BILLING, RunningService, running

billing = Service("billing")
place_invoice = billing.call("POST /invoices", body="{input}", idempotency_key=True)
invoice_by_id = billing.one("GET /invoices/{id}", key=Key("id"))


@strawberry.type
class Invoice:
    id: strawberry.ID
    customer_id: int
    total_cents: int
    again: "Invoice | None" = link(invoice_by_id, key="id")


@strawberry.input
class InvoiceLineInput:
    track_id: int
    quantity: int = 1


@strawberry.input
class InvoiceInput:
    customer_id: int
    lines: list[InvoiceLineInput]


@strawberry.type
class Query:
    invoice: Invoice | None = link(invoice_by_id, key=argument("id"))


@strawberry.type
class Mutation:
    place_invoice: Invoice | None = link(place_invoice, input=argument("input", InvoiceInput))


PLACE = """
mutation Place($input: InvoiceInput!) {
  placeInvoice(input: $input) { id customerId totalCents again { id } }
}
"""
INPUT = {"customerId": 1, "lines": [{"trackId": 1}, {"trackId": 2, "quantity": 3}]}


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running([BILLING]) as servers:
        yield servers["billing"]


@pytest.fixture
def gateway(service: RunningService) -> Iterator[Serving]:
    service.ledger.clear()
    service.state.reset()
    credentials = {"x-api-key": SecretStr("billing-key")}
    settings = Settings().model_copy(
        update={"services": {"billing": ServiceSettings(url=service.url, headers=credentials, timeout_s=10)}}
    )
    with serving(settings, Graph(query=Query, mutation=Mutation)) as server:
        yield server


def place(gateway: Serving, query: str = PLACE, headers: Mapping[str, str] | None = None) -> Any:
    answer = gateway.post(query, {"input": INPUT}, headers=headers)
    assert answer.status == 200
    return answer.json()


def writes(service: RunningService) -> list[tuple[object, str]]:
    """Return body and key of each write that the service received."""
    return [
        (call.body, call.headers["idempotency-key"])
        for call in service.ledger.calls()
        if call.method == "POST"
    ]


def test_input_object_is_the_body_under_the_services_names(gateway: Serving, service: RunningService) -> None:
    answer = place(gateway)

    written = answer["data"]["placeInvoice"]
    assert (written["customerId"], written["again"]) == (1, {"id": written["id"]})
    ((body, key),) = writes(service)
    lines = [{"track_id": 1, "quantity": 1}, {"track_id": 2, "quantity": 3}]
    assert body == {"customer_id": 1, "lines": lines}
    assert len(key) == 32


def test_same_write_twice_in_one_document_is_two_writes(gateway: Serving, service: RunningService) -> None:
    query = """mutation Twice($input: InvoiceInput!) {
      one: placeInvoice(input: $input) { id } two: placeInvoice(input: $input) { id }
    }"""

    data = place(gateway, query)["data"]
    assert data["one"]["id"] != data["two"]["id"]
    assert len({key for _, key in writes(service)}) == 2


def test_request_that_is_sent_again_with_its_key_writes_nothing_twice(
    gateway: Serving, service: RunningService
) -> None:
    headers = {"idempotency-key": "order-7"}

    first, again = place(gateway, headers=headers), place(gateway, headers=headers)
    assert first["data"] == again["data"]
    (_, key), (_, key_again) = writes(service)
    assert key == key_again
    assert "order-7" not in key
    assert place(gateway)["data"]["placeInvoice"]["id"] != first["data"]["placeInvoice"]["id"]


def test_two_callers_who_chose_the_same_key_do_not_get_each_others_rows(
    gateway: Serving, service: RunningService
) -> None:
    """The service knows the gateway's credential alone: it took the second caller for the first one."""
    first = place(gateway, headers={"idempotency-key": "1", "authorization": "Bearer ann"})
    second = place(gateway, headers={"idempotency-key": "1", "authorization": "Bearer bob"})

    assert first["data"]["placeInvoice"]["id"] != second["data"]["placeInvoice"]["id"]
    assert len({key for _, key in writes(service)}) == 2


def test_write_that_is_refused_is_null_with_one_error(gateway: Serving) -> None:
    answer = gateway.post(PLACE, {"input": {"customerId": 1, "lines": [{"trackId": 999_999}]}}).json()

    assert answer["data"] == {"placeInvoice": None}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["placeInvoice"], "SERVICE_HTTP_ERROR")


def test_mutation_is_never_run_by_get(gateway: Serving, service: RunningService) -> None:
    answer = gateway.request(
        "GET", "/graphql?query=mutation%7B__typename%7D", headers={"graphql-require-preflight": "1"}
    )

    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert writes(service) == []
