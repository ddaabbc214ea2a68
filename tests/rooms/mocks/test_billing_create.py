"""The billing service, told to create invoices: once for each key, whatever happens on the way."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from mocks import Match, RunningService
from mocks.billing_rows import Invoices, NewInvoice, NewLine

TWO_TRACKS = {"customer_id": 1, "lines": [{"track_id": 1, "quantity": 2}, {"track_id": 2820, "quantity": 1}]}


def create(billing: httpx2.Client, key: str, body: object = TWO_TRACKS) -> httpx2.Response:
    return billing.post("/invoices", json=body, headers={"idempotency-key": key})


def test_an_invoice_created_between_two_pages_shifts_neither(billing: httpx2.Client) -> None:
    everything = billing.get("/invoices?customer_id=1&limit=7").json()["data"]["invoices"]
    first = billing.get("/invoices?customer_id=1&limit=3").json()
    create(billing, "between")
    second = billing.get("/invoices", params={"customer_id": 1, "after": first["page"]["next"]}).json()
    assert first["data"]["invoices"] + second["data"]["invoices"] == everything


def test_a_created_invoice_is_the_newest_of_its_customer_and_has_its_lines(billing: httpx2.Client) -> None:
    reply = create(billing, "a")
    invoice = reply.json()
    assert reply.status_code == 201
    assert (invoice["id"], invoice["customer_id"], invoice["total_cents"]) == (413, 1, 2 * 99 + 199)
    assert (invoice["invoice_date"], invoice["billing"]["city"]) == ("2012-01-01", "São José dos Campos")
    assert billing.get("/invoices/413").json() == invoice
    assert billing.get("/invoices?customer_ids=1&limit=1").json()["data"]["invoices"] == [invoice]
    lines = billing.get("/invoices/lines?invoice_ids=413").json()["data"]["lines"]
    assert [tuple(line.values()) for line in lines] == [(2241, 413, 1, 99, 2), (2242, 413, 2820, 199, 1)]


def test_the_same_key_again_answers_with_the_same_invoice_and_creates_nothing(billing: httpx2.Client) -> None:
    first, again, other = create(billing, "a"), create(billing, "a"), create(billing, "b")
    assert [reply.status_code for reply in (first, again, other)] == [201, 200, 201]
    assert again.json() == first.json()
    assert other.json()["id"] == 414


def test_a_reply_lost_on_its_way_is_asked_for_again_under_the_same_key(
    billing: httpx2.Client, billing_service: RunningService
) -> None:
    billing_service.faults.add("truncated", match=Match(method="POST"), times=1)
    with pytest.raises(httpx2.RemoteProtocolError):
        create(billing, "a")
    again = create(billing, "a")
    assert (again.status_code, again.json()["id"]) == (200, 413)
    assert billing.get("/invoices/414").status_code == 404


def test_the_same_key_with_another_body_is_refused(billing: httpx2.Client) -> None:
    create(billing, "a")
    reply = create(billing, "a", TWO_TRACKS | {"customer_id": 2})
    assert reply.status_code == 422
    assert "Idempotency-Key" in reply.json()["detail"]


@pytest.mark.parametrize(
    "change", [{"lines": [{"track_id": 3504, "quantity": 1}]}, {"customer_id": 60}], ids=["track", "customer"]
)
def test_what_does_not_exist_is_refused_and_the_key_is_still_free(
    billing: httpx2.Client, change: dict[str, object]
) -> None:
    assert create(billing, "a", TWO_TRACKS | change).status_code == 422
    assert create(billing, "a").status_code == 201


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": ""}, {"idempotency-key": "a" * 256}])
def test_creating_without_a_key_of_ones_own_is_a_problem(
    billing: httpx2.Client, headers: dict[str, str]
) -> None:
    assert billing.post("/invoices", json=TWO_TRACKS, headers=headers).status_code == 400
    assert billing.get("/invoices/413").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"customer_id": 1, "lines": []},
        {"customer_id": 1, "lines": [{"track_id": 1}]},
        {"customer_id": 1, "lines": [{"track_id": 1, "quantity": 0}]},
        {"customer_id": 1, "lines": [{"track_id": 1, "quantity": 101}]},
        {"customer_id": 1, "lines": [{"track_id": 1, "quantity": 1}] * 101},
        TWO_TRACKS | {"surprise": 1},
    ],
)
def test_a_body_that_it_does_not_understand_is_a_problem(billing: httpx2.Client, body: object) -> None:
    assert create(billing, "a", body).status_code == 400


def test_without_the_key_of_the_service_nothing_is_created(stranger: httpx2.Client) -> None:
    assert create(stranger, "a").status_code == 401


def test_a_key_used_from_many_threads_at_once_creates_one_invoice() -> None:
    invoices, start = Invoices(), threading.Barrier(8)
    new = NewInvoice(customer_id=1, lines=[NewLine(track_id=1, quantity=1)])

    def buy(number: int) -> list[bool]:
        start.wait()
        return [invoices.create(new, key=key).is_new for key in ("same", f"own-{number}")]

    with ThreadPoolExecutor(8) as threads:
        bought = list(threads.map(buy, range(8)))
    assert sum(is_new for is_new, _ in bought) == 1
    assert [is_new for _, is_new in bought] == [True] * 8
    assert [invoice.id for invoice in invoices.of_customer(1)[:9]] == list(range(421, 412, -1))
    assert [invoices.lines_of(number)[0].id for number in range(413, 422)] == list(range(2241, 2250))
